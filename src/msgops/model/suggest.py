"""The nearest known word, for "did you mean"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200
_MANY = 100
_CLOSE = 4


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was probably meant, or nothing."""
    import difflib  # noqa: PLC0415  # only on the error path

    if len(word) > _LONGEST:
        return None
    # Comparing is slow: of thousands of names only those are compared that begin or end like the word.
    known = list(candidates)
    if len(known) > _MANY:
        near = (c for c in known if c and (c[:2] == word[:2] or c[-2:] == word[-2:]))
        known = [c for c in near if abs(len(c) - len(word)) <= _CLOSE][:_MANY]
    folded = {c.casefold(): c for c in reversed(known)}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
