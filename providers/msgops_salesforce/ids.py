"""Ids of 15 and of 18 characters: the same id, the longer one safe where case is lost (dossier A1, D4.1)."""

from __future__ import annotations

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def short(id_: str) -> str:
    """Return the 15 characters of an id."""
    return id_[:15]


def long(id_: str) -> str:
    """Return the 18 characters of an id: three more tell which of the 15 are capitals."""
    if len(id_) != 15:
        return id_
    blocks = (id_[i : i + 5] for i in (0, 5, 10))
    return id_ + "".join(
        _CHECK[sum(1 << n for n, c in enumerate(block) if "A" <= c <= "Z")] for block in blocks
    )
