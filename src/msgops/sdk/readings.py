"""How rules read values of documents that their kind may refuse: there numbers and flags are still text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.sdk.rules import Value

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")

__all__ = ["is_off", "is_on", "known", "named", "number_of", "same", "words"]


def known(value: Value | None) -> str:
    """Return a text that is known now; empty for no value, another type, and what only apply fills in (`${…}`)."""
    text = value.value if value is not None else None
    return text if isinstance(text, str) and "${" not in text else ""


def number_of(value: Value | None) -> int | None:
    """Return a whole number, nothing where the value is none."""
    found = value.value if value is not None else None
    if isinstance(found, bool) or found is None:
        return None
    return int(found) if isinstance(found, int | str) and _WHOLE.fullmatch(str(found)) else None


def is_on(value: Value | None) -> bool:
    """Whether a flag is set."""
    return value is not None and str(value.value).lower() == "true"


def is_off(value: Value | None) -> bool:
    """Whether a flag is set to false; one that is left out is not."""
    return value is not None and str(value.value).lower() == "false"


def words(value: Value | None) -> tuple[str, ...]:
    """Return the texts of a list; a single text is a list of one."""
    found = value.value if value is not None else ()
    if isinstance(found, str):
        return (found,)
    return tuple(v for v in found if isinstance(v, str)) if isinstance(found, list | tuple) else ()


def named(whole: Value, field: str) -> str:
    """Return a natural key of a whole spec: the field's text, or the resource's name where it is left out."""
    return known(whole.get(field)) or whole.resource.address.name


def same(one: str, other: str) -> bool:
    """Whether two names are the same on a vendor's screen."""
    return one.strip().casefold() == other.strip().casefold()
