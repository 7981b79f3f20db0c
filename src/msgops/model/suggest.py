"""The nearest known word, for "did you mean"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was probably meant, or nothing."""
    import difflib  # noqa: PLC0415  # only on the error path

    if len(word) > _LONGEST:
        return None
    known = list(candidates)
    folded = {c.casefold(): c for c in reversed(known)}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
