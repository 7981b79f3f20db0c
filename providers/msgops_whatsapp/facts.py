"""What the rules share: the data files, and how WhatsApp's limits are counted."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from msgops.sdk.rules import Severity

if TYPE_CHECKING:
    from msgops.sdk.rules import Found, Value


@cache
def data(name: str) -> Any:
    """Return a data file, `data/NAME.json`; each says in `source` where it is from."""
    return orjson.loads((files("msgops_whatsapp") / "data" / f"{name}.json").read_bytes())


def length(text: str) -> int:
    """Count characters as code points after NFC; no vendor says how it counts."""
    return len(text) if text.isascii() else len(unicodedata.normalize("NFC", text))


def too_long(value: Value, limit: int) -> Found | None:
    """Return what is wrong with a text of more characters than the limit.

    One that passes it only when counted in UTF-16, as some counters do with emoji, is a warning.
    """
    count = length(value.value)
    if count > limit:
        return value.wrong(f"it has {count} characters; the limit is {limit}")
    if value.value.isascii():
        return None
    units = len(unicodedata.normalize("NFC", value.value).encode("utf-16-le")) // 2
    if units > limit:
        detail = f"it has {count} characters, but {units} where emoji count twice; the limit is {limit}"
        return value.wrong(detail, severity=Severity.WARNING)
    return None


def has_emoji(text: str) -> bool:
    """Whether a text holds a pictograph; letters, marks and punctuation of any script are none."""
    if text.isascii():
        return False
    return any(
        unicodedata.category(c) == "So" or 0x1F1E6 <= ord(c) <= 0x1FAFF or c in "\ufe0f\u200d\u20e3"
        for c in text
        if c not in "\u00a9\u00ae\u2122\u00b0"
    )


def shown(text: str, most: int = 60) -> str:
    """Return a text for a message, cut where it is long."""
    return text if len(text) <= most else f"{text[:most]}…"
