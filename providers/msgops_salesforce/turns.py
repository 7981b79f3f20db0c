"""What one task at a time does to an org: a deployment, or the read and write of a document that others change too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from msgops.sdk.http import Writer

if TYPE_CHECKING:
    from msgops.sdk.clock import Clock

Locks = dict[str, asyncio.Lock]
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakKeyDictionary[Clock, Locks]] = WeakKeyDictionary()
"""A lock belongs to the loop in which it was first waited for."""


def turn(write: Writer, what: str) -> asyncio.Lock:
    """Return what to hold while it is done."""
    clocks = _TURNS.setdefault(asyncio.get_running_loop(), WeakKeyDictionary())
    return clocks.setdefault(write.clock, {}).setdefault(what, asyncio.Lock())
