"use strict";
// Narrows a long report by words and by tags, keeps that in the address of the page, and leads to single subjects.
(() => {
  const items = [...document.querySelectorAll("[data-tags]")];
  const form = document.getElementById("narrow");
  if (!form || !items.length) return;
  const words = form.elements.namedItem("q");
  const selects = [...form.querySelectorAll("select")];
  const count = document.getElementById("shown");
  const texts = new Map();
  const sections = [...document.querySelectorAll("[data-section]")].map((s) => [s, s.querySelectorAll("[data-tags]")]);
  form.hidden = false;

  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const narrow = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const tags = selects.filter((s) => s.value).map((s) => `${s.name}\t${s.value}`);
    let shown = 0;
    for (const item of items) {
      const own = item.dataset.tags.split("\n");
      const fits = tags.every((t) => own.includes(t)) && wanted.every((w) => text(item).includes(w));
      if (item.hidden === fits) item.hidden = !fits;
      shown += fits;
    }
    for (const [section, inside] of sections) section.hidden = inside.length > 0 && [...inside].every((i) => i.hidden);
    count.textContent = `${shown.toLocaleString("en")} of ${items.length.toLocaleString("en")}`;
  };

  const keep = () => {
    const state = new URLSearchParams();
    for (const field of [words, ...selects]) if (field.value) state.set(field.name, field.value);
    const hash = state.size ? `#?${state}` : location.pathname + location.search;
    history.replaceState(null, "", hash);
  };

  const restore = () => {
    const hash = location.hash;
    const state = new URLSearchParams(hash.startsWith("#?") ? hash.slice(2) : "");
    if (hash && !hash.startsWith("#?")) {
      const target = document.getElementById(decodeURIComponent(hash.slice(1)));
      if (!target || !target.hidden) return;
    }
    for (const field of [words, ...selects]) field.value = state.get(field.name) ?? "";
    for (const select of selects) if (select.selectedIndex < 0) select.value = "";
    narrow();
    if (hash && !hash.startsWith("#?")) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  };

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { narrow(); keep(); }, 60);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { narrow(); keep(); words.focus(); }));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      words.focus();
      words.select();
    } else if (event.key === "Escape" && event.target === words) {
      words.value = "";
      narrow();
      keep();
    }
  });
  window.addEventListener("hashchange", restore);
  narrow();
  restore();
})();
