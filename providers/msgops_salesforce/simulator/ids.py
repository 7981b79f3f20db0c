"""Record ids: 15 characters that tell upper from lower case, and 3 more that repair a lost case (dossier D4.1)."""

from __future__ import annotations

import re

from msgops.sandbox.kit import World

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
_FIRST = 4_217_093
"""Where the counters start, so that ids carry letters of both cases from the first one on."""


def long(id15: str) -> str:
    """Return 15 characters with their three check characters. [documented]

    For each block of five characters, bit `i` is set where character `i` is an upper-case letter; the value is a
    letter of the alphabet A-Z, 0-5.
    """
    blocks = (id15[i : i + 5] for i in (0, 5, 10))
    bits = (sum(1 << i for i, c in enumerate(block) if "A" <= c <= "Z") for block in blocks)
    return id15 + "".join(_CHECK[b] for b in bits)


def normal(text: object) -> str | None:
    """Return the 18 characters of an id given with 15 or 18, `None` where it is no id."""
    if not isinstance(text, str) or not _SHAPE.fullmatch(text):
        return None
    found = long(text[:15])
    return found if len(text) == 15 or text == found else None


def new(world: World, prefix: str) -> str:
    """Return the next id of an object type."""
    number, digits = world.next(f"id:{prefix}", _FIRST), ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return long(f"{prefix}xx{digits.rjust(10, '0')}")
