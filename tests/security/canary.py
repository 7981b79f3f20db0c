"""Looks for secrets in everything that a run leaves behind, in every form in which they could travel.

The forms are written out here once more, on purpose: what searches must not share code with what hides.
"""

from __future__ import annotations

import base64
import html
import json
import re
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

CANARY = "canary-Zm9v+/&=<'\"\\é-secret"
"""Holds everything that some notation escapes."""


def forms(secret: str) -> set[str]:
    """Return the secret raw, URL-encoded, JSON- and HTML-escaped, as hexadecimal digits and as base64."""
    raw = secret.encode()
    found = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(secret)[1:-1])[1:-1],
        json.dumps(json.dumps(secret, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        html.escape(secret),
        html.escape(secret).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        re.sub("%..", lambda escape: escape[0].lower(), quote(secret, safe="")),
        raw.hex(),
        raw.hex().upper(),
    }
    return found | {piece for form in (_base64(raw), _base64(raw, urlsafe=True)) for piece in form}


def _base64(raw: bytes, *, urlsafe: bool = False) -> set[str]:
    """Return the part that stands in any base64 text with the secret inside, for each of the three alignments."""
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    pieces = set()
    for shift in range(3):
        # What stays the same between two different surroundings depends on the secret alone.
        one, two = (encode(bit * shift + raw + bit * 6).decode() for bit in (b"\0", b"\xff"))
        marks = "".join(a if a == b else " " for a, b in zip(one, two, strict=True))
        pieces.add(max(marks.split(), key=len).rstrip("="))
    assert all(len(p) > len(raw) for p in pieces)
    return pieces


def leaks(artefacts: Mapping[str, bytes], secrets: Iterable[str]) -> dict[str, set[str]]:
    """Return the artefacts that hold a secret, each with the forms that were found."""
    wanted = {form: form.encode() for secret in secrets for form in forms(secret)}
    found = {
        name: {form for form, raw in wanted.items() for seen in views(content) if raw in seen}
        for name, content in artefacts.items()
    }
    return {name: hits for name, hits in found.items() if hits}


def views(content: bytes) -> tuple[bytes, ...]:
    """Return an artefact as it is, and as a browser shows it."""
    if b"<" not in content and b"&" not in content:
        return (content,)
    text = content.decode("utf-8", "surrogateescape")
    return content, html.unescape(re.sub("<[^<>]*>", "", text)).encode("utf-8", "surrogateescape")


def files(*roots: Path, apart_from: Iterable[Path] = ()) -> dict[str, bytes]:
    """Return every file below these directories: reports, saved plans, pages of SQLite and of its log."""
    spared = set(apart_from)
    return {
        str(path): path.read_bytes()
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and path not in spared
    }


def of_exception(error: BaseException) -> bytes:
    """Return all that a program can print of an exception without looking into local variables."""
    diagnostics = getattr(error, "diagnostics", ())
    parts = [str(error), repr(error), repr(error.args), repr(diagnostics), repr(vars(error))]
    return "\n".join([*parts, *traceback.format_exception(error)]).encode()
