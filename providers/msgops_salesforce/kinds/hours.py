"""The week of business hours: fourteen columns of an org are one object here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from msgops.sdk.fields import Spec, Text, Whole
from msgops.sdk.kind import Item, Wanted
from msgops_salesforce.kinds.common import Body, Rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMES = tuple(f"{day}{edge}Time" for day in _DAYS for edge in ("Start", "End"))
_ROWS = Rows(
    sobject="BusinessHours", columns=("Name", "TimeZoneSidKey", "IsActive", "IsDefault", *_TIMES), narrow=True
)
Clock = Annotated[str, Text(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, `00:00` to `23:59`."""


class Day(Spec):
    """From when to when."""

    start: Clock
    end: Clock


class Week(Spec):
    """The hours of each weekday; a day that is left out is not open."""

    monday: Annotated[Day | None, Whole] = None
    tuesday: Annotated[Day | None, Whole] = None
    wednesday: Annotated[Day | None, Whole] = None
    thursday: Annotated[Day | None, Whole] = None
    friday: Annotated[Day | None, Whole] = None
    saturday: Annotated[Day | None, Whole] = None
    sunday: Annotated[Day | None, Whole] = None


@dataclass(frozen=True)
class BusinessHoursRows:
    """Rows whose times of day are folded into a week. An org has no delete for them."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all rows."""
        return [_folded(item) for item in await _ROWS.list(read, wanted)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await _ROWS.get(read, item)
        return _folded(found) if found is not None else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert."""
        made = await _ROWS.create(write, unfold(body))
        return Item(made.id, {**body, "Id": made.id})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch the columns that differ; the times of a day that is closed become null."""
        await _ROWS.update(write, Item(item.id, unfold(item.wire)), unfold(body), changed)

    async def delete(self, write: Writer, item: Item) -> None:
        """Refuse: there is no such call, and no evidence says so."""
        raise NotImplementedError


def unfold(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a week as columns, `09:00` as `09:00:00.000Z`."""
    out = {k: v for k, v in body.items() if k != "week"}
    for day in _DAYS:
        hours = (body.get("week") or {}).get(day.lower()) or {}
        for edge in ("Start", "End"):
            time = hours.get(edge.lower())
            out[f"{day}{edge}Time"] = f"{time}:00.000Z" if time else None
    return out


def _folded(item: Item) -> Item:
    wire = {k: v for k, v in item.wire.items() if k not in _TIMES}
    week = {}
    for day in _DAYS:
        hours = {
            edge: str(item.wire.get(f"{day}{edge.capitalize()}Time") or "")[:5] for edge in ("start", "end")
        }
        if all(hours.values()):
            week[day.lower()] = hours
    return Item(item.id, {**wire, "week": week})
