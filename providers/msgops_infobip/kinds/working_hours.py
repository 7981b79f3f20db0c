"""Conversations: working hours and holidays (dossier §5.F5). Times are `08:00` here, minutes on the wire."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Normal, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence, p3
from msgops_infobip.kinds.conversations import GUIDE, Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Time = Annotated[str | None, Text(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""A time of day, `00:00` to `24:00`."""
# The specification says date-time in the type and yyyy-MM-dd in the words and examples: only the day counts.
Day = Annotated[str, Text(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), Normal(lambda text: text[:10])]

_ALL_DAY = {"startTime": "00:00", "endTime": "24:00", "enabled": True}


class WorkDay(Spec):
    """The hours of one weekday; what is left out means the whole day, open."""

    start: Annotated[Time, Wire("startTime")] = None
    end: Annotated[Time, Wire("endTime")] = None
    enabled: Annotated[bool | None, Field(description="false: closed")] = None


class WorkWeek(Spec):
    """All seven days, because Infobip takes a week only as a whole."""

    monday: Annotated[WorkDay, Wire("MONDAY")]
    tuesday: Annotated[WorkDay, Wire("TUESDAY")]
    wednesday: Annotated[WorkDay, Wire("WEDNESDAY")]
    thursday: Annotated[WorkDay, Wire("THURSDAY")]
    friday: Annotated[WorkDay, Wire("FRIDAY")]
    saturday: Annotated[WorkDay, Wire("SATURDAY")]
    sunday: Annotated[WorkDay, Wire("SUNDAY")]


class Holiday(Spec):
    """Days on which the working hours do not apply."""

    name: Annotated[str, Text(min=1, max=255)]
    start_date: Day
    end_date: Day
    enabled: Annotated[bool | None, ServerDefault(True)] = None


@cache
def _zones() -> frozenset[str]:
    """Read the machine's zone directory once."""
    return frozenset(zoneinfo.available_timezones())


def _zone(name: str) -> str:
    """Refuse what is no IANA time zone; a machine without zone data accepts any."""
    known = _zones()
    if known and name not in known and "${" not in name:
        raise ValueError(f"{name!r} is no IANA time zone; write for example Europe/Zagreb")
    return name


class WorkingHoursSpec(Spec):
    """When a queue is served, and what customers are told outside of these hours."""

    name: Name = None
    timezone: Annotated[
        str, Text(min=1), AfterValidator(_zone), Field(description="IANA time zone: Europe/Zagreb")
    ]
    message: Annotated[str, Text(min=1, max=4000), Field(description="The automatic reply")]
    work_week: WorkWeek
    holidays: Annotated[tuple[Holiday, ...] | None, Unordered] = None
    enabled: bool | None = None
    is_default: Annotated[bool | None, Field(description="At most one of all")] = None
    close_conversations: Annotated[bool | None, Field(description="What arrives outside of them")] = None
    send_away_message_every_period: Annotated[bool | None, Wire("sendAwayMessageEveryOOWHPeriod")] = None


@dataclass(frozen=True)
class Schedules:
    """A list that may leave the week and the holidays out, and minutes for times."""

    path: str = "/ccaas/1/working-hours"
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all; those that the list shows without their week are read one by one."""
        del wanted
        wires = await p3("workingHours").fetch(read, self.path)
        return [item for item in await together(*(self._whole(read, w) for w in wires)) if item]

    async def _whole(self, read: Reader, wire: Mapping[str, Any]) -> Item | None:
        item = Item(str(wire["id"]), from_minutes(wire))
        return item if wire.get("workWeek") and "holidays" in wire else await self.get(read, item)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(self._path(item), missing_ok=True)
        return Item(item.id, from_minutes(wire)) if isinstance(wire, Mapping) else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post; holidays travel inside."""
        made = (await write.post(self.path, to_minutes(body))).json
        return Item(str(made["id"]), from_minutes({**body, **made}))

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the whole object with its holidays."""
        del changed
        await write.put(self._path(item), to_minutes(body))

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete."""
        try:
            await write.delete(self._path(item))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{self.path}/{segment(item.id)}"


def to_minutes(body: Mapping[str, Any]) -> dict[str, Any]:
    """Write times as minutes after midnight, and say what a day or a holiday leaves unsaid."""
    out = dict(body)
    week = {name: {**_ALL_DAY, **day} for name, day in (body.get("workWeek") or {}).items()}
    if week:
        out["workWeek"] = {name: {k: _minutes(v) for k, v in day.items()} for name, day in week.items()}
    if body.get("holidays") is not None:
        out["holidays"] = [{"enabled": True, **holiday} for holiday in body["holidays"]]
    return out


def from_minutes(wire: Mapping[str, Any]) -> dict[str, Any]:
    """Read minutes as times."""
    week = wire.get("workWeek") or {}
    return {**wire, "workWeek": {name: {k: _clock(v) for k, v in day.items()} for name, day in week.items()}}


def _minutes(value: Any) -> Any:
    if isinstance(value, str) and ":" in value:
        hours, minutes = value.split(":")
        return int(hours) * 60 + int(minutes)
    return value


def _clock(value: Any) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return f"{value // 60:02}:{value % 60:02}" if whole else value


_OFFICE = {"start": "08:00", "end": "17:00"}
_CLOSED = {"enabled": "false"}
WorkingHours = Kind(
    name="infobip.WorkingHours",
    spec=WorkingHoursSpec,
    api=Schedules(),
    concept=Concept.SLA,
    summary="Opening hours of queues, with holidays and the automatic reply.",
    doc=GUIDE,
    evidence=evidence(
        "list GET /ccaas/1/working-hours",
        "get GET /ccaas/1/working-hours/{id}",
        "create POST /ccaas/1/working-hours",
        "update PUT /ccaas/1/working-hours/{id}",
        "delete DELETE /ccaas/1/working-hours/{id}",
        f"delete GET {impact.QUEUES}",
    ),
    probe=impact.working_hours,
    unique=False,
    created="createdAt",
    example={
        "timezone": "Europe/Zagreb",
        "message": "We are back tomorrow at eight.",
        "work_week": {
            **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), _OFFICE),
            **dict.fromkeys(("saturday", "sunday"), _CLOSED),
        },
        "holidays": [{"name": "New Year", "start_date": "2027-01-01", "end_date": "2027-01-01"}],
    },
)
