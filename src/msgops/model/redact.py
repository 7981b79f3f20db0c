"""The one place where secrets are taken out of text, in every form in which they travel.

What a process has learned belongs to the process: an error that is printed at its very end must be clean although
nothing was handed to it. Every `Secret` that gets a value is learned; whatever is shown, logged or kept asks `redact`.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

MARK = "***"
SHORTEST = 6
"""Characters below which a value is not looked for: it would be found in every other word."""
_WORTH = 8
"""Characters below which an encoded piece or a single line proves nothing."""
_FEW, _SLOWER = 5000, 5
"""Forms up to which looking for each is the faster way in a long text, and in a short one for each of its characters."""


class Redactor:
    """Knows values and all their forms; a text is looked through for each that it may have, the longest first."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._new: list[str] = []
        self._forms: set[str] = set()
        self._few: tuple[str, ...] = ()
        self._width = 0
        self._starts: dict[str, list[str]] = {}

    def learn(self, value: str, *, shortest: int = SHORTEST) -> None:
        """Take a value of at least so many characters out of every text from now on."""
        if value not in self._values and len(value.strip()) >= shortest:
            self._values.add(value)
            self._new.append(value)

    def forget(self) -> None:
        """Know nothing any more."""
        self._values.clear()
        self._new.clear()
        self._forms, self._few, self._starts = set(), (), {}

    def redact(self, text: str) -> str:
        """Return the text with `***` where a known value stood, in whatever form."""
        if self._new:
            self._prepare()
        for form in self._suspects(text):
            if form in text:
                text = text.replace(form, MARK)
        return text

    def _prepare(self) -> None:
        """Add the forms of what is new to the others, by as many first characters as the shortest of all has."""
        found = {form for value in self._new for form in forms(value)}
        self._new.clear()
        added, width = found - self._forms, min(map(len, found))
        self._forms |= found
        if not self._starts or width < self._width:
            added, self._width, self._starts = self._forms, width, {}
        for form in added:
            self._starts.setdefault(form[: self._width], []).append(form)
        if len(self._forms) < _FEW:
            self._few = tuple(sorted(self._forms, key=_longest_first))

    def _suspects(self, text: str) -> Sequence[str]:
        """Return the forms that a text may have: all where they are few, else those that begin like a part of it."""
        if len(self._forms) < min(_FEW, _SLOWER * len(text)):
            return self._few
        parts = (text[at : at + self._width] for at in range(len(text) - self._width + 1))
        begun = {part for part in parts if part in self._starts}
        return sorted((form for part in begun for form in self._starts[part]), key=_longest_first)


def _longest_first(form: str) -> tuple[int, str]:
    return -len(form), form


_KNOWN = Redactor()
learn, forget = _KNOWN.learn, _KNOWN.forget


def redact(text: str) -> str:
    """Return the text without any secret that this process has learned."""
    return _KNOWN.redact(text)


def redact_value(value: Any) -> Any:
    """Return a JSON value with every text in it redacted; the same object when nothing was found."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        changed = {redact(str(k)): redact_value(v) for k, v in value.items()}
        same = len(changed) == len(value) and all(changed.get(k, _NOTHING) is v for k, v in value.items())
        return value if same else changed
    if isinstance(value, list | tuple):
        items = [redact_value(v) for v in value]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value


_NOTHING = object()


def forms(value: str) -> Iterator[str]:
    """Yield the value, and each way in which JSON, URLs, HTML, Python, base64 and hexadecimal digits write it."""
    whole = value.strip()
    lines = [line.strip() for line in whole.splitlines()] if "\n" in whole else []
    yield value
    for text in (whole, *(line for line in lines if len(line) >= _WORTH and not line.startswith("-----"))):
        yield from _notations(text)


def _notations(text: str) -> Iterator[str]:
    yield text
    # The notations may stand in one another: base64 of a JSON body, a header with base64 in base64.
    inside = {text, *_json(text)}
    for form in inside:
        yield form
        yield from _json(form)
        yield from _encoded(form)
        for core in _base64(form):
            yield from _base64(core)
        yield from _html(form)
    yield repr(text)[1:-1]


def _html(text: str) -> Iterator[str]:
    for entity in ("&#x27;", "&#39;", "'"):
        escaped = html.escape(text).replace("&#x27;", entity)
        yield escaped
        yield escaped.replace("&quot;", "&#34;")
        yield escaped.replace("&quot;", '"')


def _json(text: str) -> Iterator[str]:
    for ascii_only in (True, False):
        inside = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield inside
        yield inside.replace("/", "\\/")
        # As encoders write it whose JSON may stand inside of HTML.
        for digits in ("04x", "04X"):
            yield "".join(f"\\u{ord(c):{digits}}" if c in "<>&'=" else c for c in inside)


def _encoded(text: str) -> Iterator[str]:
    raw = text.encode("utf-8", "surrogatepass")
    for encoded in (quote(raw, safe=""), quote(raw), quote_plus(raw), quote_plus(raw, safe="/")):
        yield encoded
        yield _ESCAPE.sub(lambda found: found[0].lower(), encoded)
    yield raw.hex()
    yield raw.hex().upper()
    yield from _base64(text)


def _base64(text: str) -> Iterator[str]:
    """Yield the characters that depend on the text alone, for each alignment within a longer text."""
    raw = text.encode("utf-8", "surrogatepass")
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + raw).decode()
        core = whole[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]
        if len(core) >= _WORTH:
            yield core
            yield core.replace("+", "-").replace("/", "_")


_ESCAPE = re.compile("%..")
