"""Small pieces of English that several reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return `1 call`, `2 calls`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def listed(parts: Iterable[str]) -> str:
    """Join the parts that are there with commas."""
    return ", ".join(p for p in parts if p)
