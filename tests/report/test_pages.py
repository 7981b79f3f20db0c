"""Reports as pages in a real browser: search, links, keyboard, paper, accessibility, hostile names, thousands of findings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msgops.model.drift import Around, Coverage
from msgops.model.scene import Node, Scene
from msgops.report.html import document_html
from msgops.report.render import render_drift, render_history, render_plan
from report.browser import chromium
from report.samples import FULL, RUNS, hostile_findings, hostile_plan
from report.samples_scenes import evidence, findings, guided, hostile_guide, hostile_scene, scene

PROGRAM = chromium()
AROUND = Around(coverage=(Coverage("infobip-main", "subscription", 12, {"infobip.Subscription": 3}),))
PAGES = {
    "plan": lambda: render_plan(FULL, "html", scene=scene),
    "drift": lambda: render_drift(findings(60), "html", around=AROUND, scene=scene),
    "history": lambda: render_history(RUNS, "html", scene=scene),
    "pack": lambda: document_html(evidence(), scene()),
    "crowded": lambda: render_drift(findings(9), "html", scene=lambda: scene(30)),
    "guide": lambda: render_plan(FULL, "html", scene=lambda: guided(FULL.changes)),
    "hostile-guide": lambda: render_plan(hostile_plan(), "html", scene=hostile_guide),
    "hostile-plan": lambda: render_plan(hostile_plan(), "html", scene=hostile_scene),
    "hostile-drift": lambda: render_drift(hostile_findings(), "html", scene=hostile_scene),
}


def of_plan():
    """Return the resources of the full plan."""
    return Scene(tuple(Node(c.address, c.account) for c in FULL.changes))


pytestmark = pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium to open pages with")


@pytest.fixture(scope="module")
def browser():
    """Start the machine's browser once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page; whatever it asks the network for, and whatever it complains about, is an error."""
    troubles, contexts = [], []

    def open_page(name, width=1280, **more):
        file = tmp_path / "page.html"
        file.write_text(PAGES[name]() if name in PAGES else more.pop("text"), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith("file:") or troubles.append(r.url))
        page.on("console", lambda m: troubles.append(m.text))
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on("dialog", lambda d: troubles.append(d.message))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [] == troubles


def tells(page, text):
    """Wait until the count says so."""
    from playwright.sync_api import expect

    expect(page.locator("#shown")).to_have_text(text)


def shown(page):
    """Return how many subjects are visible."""
    return page.locator("[data-tags]:visible").count()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_out_and_nothing_is_cut_off(name, width, scheme, opened, tmp_path):
    """Axe finds nothing serious; nothing stands beside the page. Pictures go to the folder that MSGOPS_PICTURES names."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width, color_scheme=scheme)
    folder = Path(os.environ.get("MSGOPS_PICTURES") or tmp_path)
    page.set_viewport_size({"width": width, "height": 2400})
    page.screenshot(path=folder / f"page-{name}-{width}-{scheme}.png")

    wide = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page).response["violations"]

    assert wide <= width
    assert [] == [
        (v["id"], [n["html"][:200] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_words_and_tags_narrow_the_report(opened):
    """What does not fit disappears, the count says so, and all is back with one button."""
    page = opened("drift")
    assert 60 == shown(page)

    page.get_by_label("System").select_option("infobip")
    tells(page, "30 of 60")
    assert 30 == shown(page)
    page.get_by_label("Words").fill("CARE-7")
    tells(page, "1 of 60")
    page.get_by_role("button", name="Show all").click()
    tells(page, "60 of 60")


def test_a_narrowed_report_has_an_address(opened):
    """The address of the page, opened again, shows the same."""
    page = opened("drift")
    page.get_by_label("By").select_option("ben@acme.example")
    page.wait_for_url("**#?By=**")
    address = page.url

    page.goto("about:blank")
    page.goto(address)

    assert "20 of 60" == page.locator("#shown").inner_text()
    assert 20 == shown(page)


def test_a_link_leads_to_one_subject_even_where_it_is_hidden(opened):
    """The box of the picture opens its block; a link from outside is stronger than what was narrowed before."""
    page = opened("drift")
    anchor = page.locator("[data-tags][id]").nth(5).get_attribute("id")
    page.get_by_label("Words").fill("nothing has these words")
    tells(page, "0 of 60")

    page.evaluate("id => { location.hash = id }", anchor)

    tells(page, "60 of 60")
    assert page.locator(f"[id='{anchor}']").is_visible()


def test_the_picture_links_to_what_happens(opened):
    """A box of the graph is a link to the block of that resource."""
    page = opened("plan-drawn", text=render_plan(FULL, "html", scene=of_plan))
    page.locator("#graph svg a").first.click()

    assert page.locator(":target").inner_text().count(page.locator("#graph svg a title").first.text_content())


def test_each_step_of_a_guide_stands_on_the_page_once(opened):
    """With what it is, who does it and how far it is; the shares are above."""
    page = opened("guide")
    rows = page.locator("#guide-1 tbody tr")
    steps = guided(FULL.changes).guides[0].steps

    assert [s.number for s in steps] == rows.locator("td:first-child").all_inner_texts()
    assert [s.standing.value for s in steps] == rows.locator("td:last-child").all_inner_texts()
    assert 5 == page.locator("#guide-1 .counts li").count()
    assert f"{len(steps)} steps" in page.locator("#guide-1 .remark").inner_text()


def test_steps_are_narrowed_like_everything_else(opened):
    """By how far they are, by who does them, and by words."""
    page = opened("guide")
    page.get_by_label("Step", exact=False).first.select_option("waits")
    page.wait_for_url("**#?Step=waits")

    assert {"waits"} == set(page.locator("#guide-1 tbody tr:visible td:last-child").all_inner_texts())
    assert shown(page) == page.locator("#guide-1 tbody tr:visible").count()


def test_a_step_leads_to_what_happens_to_its_resource(opened):
    """Also when the change is hidden by what was narrowed."""
    page = opened("guide")
    page.get_by_label("Words").fill("made by the plan")
    page.wait_for_url("**#?q=**")
    link = page.locator("#guide-1 a.to").first
    subject = link.inner_text()
    link.click()

    assert page.locator(":target").is_visible()
    assert subject in page.locator(":target").inner_text()


def test_the_keyboard_is_enough(opened):
    """A slash goes to the search, Escape empties it, Tab goes on to the tags."""
    page = opened("drift")
    page.keyboard.press("/")
    page.keyboard.type("care-7")
    tells(page, "1 of 60")
    page.keyboard.press("Escape")
    tells(page, "60 of 60")
    page.keyboard.press("Tab")

    assert "SELECT" == page.evaluate("document.activeElement.tagName")


def test_without_scripts_everything_is_there(opened):
    """No script, no search, but the whole report."""
    page = opened("drift", java_script_enabled=False)

    assert page.locator("#narrow").is_hidden()
    assert 60 == shown(page)


def test_paper_has_no_controls(opened):
    """Printed, the search is gone and every finding stands there."""
    page = opened("drift")
    page.emulate_media(media="print")

    assert page.locator("#narrow").is_hidden()
    assert 60 == shown(page)
    assert len(page.pdf(format="A4")) > 10_000


def test_five_thousand_findings_can_be_searched(opened):
    """They are all there, and one is found."""
    page = opened("many", text=render_drift(findings(5000), "html", scene=scene))
    assert "5,000 of 5,000" == page.locator("#shown").inner_text()

    page.get_by_label("Words").fill("care-4321")
    tells(page, "1 of 5,000")
    assert 1 == shown(page)
