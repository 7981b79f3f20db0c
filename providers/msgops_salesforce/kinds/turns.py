"""Documents of which several resources own a part each: one of them at a time reads and writes it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from msgops.sdk.errors import Fault, Refused
from msgops.sdk.http import Writer

if TYPE_CHECKING:
    from msgops.sdk.clock import Clock

_TURNS: WeakKeyDictionary[Clock, dict[str, asyncio.Lock]] = WeakKeyDictionary()


def turn(write: Writer, document: str) -> asyncio.Lock:
    """Return what to hold between the read and the write of a document that others change too."""
    return _TURNS.setdefault(write.clock, {}).setdefault(document, asyncio.Lock())


def place(names: list[str], after: str, call: str) -> int:
    """Return where in the list a part goes: behind `after`, or at the end; `Refused` names an `after` that is not there."""
    if not after:
        return len(names)
    if after not in names:
        known = ", ".join(n for n in names if n) or "nothing"
        text = f"`after` names {after}, which is not there; there is {known}"
        raise Refused(call, text, status=200, fault=Fault("", text))
    return names.index(after) + 1
