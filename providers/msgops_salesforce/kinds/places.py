"""The place of a part among parts that others own."""

from __future__ import annotations

from msgops.sdk.errors import Fault, Refused


def place(names: list[str], after: str, call: str) -> int:
    """Return where in the list a part goes: behind `after`, or at the end; `Refused` names an `after` that is not there."""
    if not after:
        return len(names)
    if after not in names:
        known = ", ".join(n for n in names if n) or "nothing"
        text = f"`after` names {after}, which is not there; there is {known}"
        raise Refused(call, text, status=200, fault=Fault("", text))
    return names.index(after) + 1
