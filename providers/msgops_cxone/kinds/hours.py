"""Hours of operation: when skills are open (dossier B.28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.dates import Day as Date
from msgops.sdk.fields import (
    CaseInsensitive,
    Computed,
    Key,
    Normal,
    ServerDefault,
    Spec,
    Text,
    Unordered,
    Wire,
)
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, Body, Rows, evidence, skip_top

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_CLOCK = r"^([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?$"
_NAME = "hoursOfOperationProfileName"


def _seconds(text: str) -> str:
    """Return a time of day with its seconds."""
    return f"{text}:00" if text.count(":") == 1 else text


Clock = Annotated[
    str | None,
    Text(pattern=_CLOCK),
    Normal(_seconds),
    Field(description="HH:MM or HH:MM:SS, in the time zone of the business unit"),
]


class _Times(Spec):
    open_time: Clock = None
    close_time: Clock = None
    has_additional_hours: Annotated[bool | None, ServerDefault(False)] = None
    additional_open_time: Clock = None
    additional_close_time: Clock = None
    is_closed_all_day: Annotated[bool | None, ServerDefault(False)] = None

    @model_validator(mode="after")
    def _open_or_closed(self) -> _Times:
        if not self.is_closed_all_day and (self.open_time is None or self.close_time is None):
            raise ValueError("open_time and close_time are needed, or is_closed_all_day")
        if self.has_additional_hours and (
            self.additional_open_time is None or self.additional_close_time is None
        ):
            raise ValueError("has_additional_hours needs additional_open_time and additional_close_time")
        return self

    @model_validator(mode="after")
    def _only_what_counts(self) -> _Times:
        """Refuse times that contradict a switch: CXone keeps them beside it, and they mean nothing."""
        if self.is_closed_all_day and (self.open_time or self.close_time):
            raise ValueError("open_time and close_time contradict is_closed_all_day")
        if not self.has_additional_hours and (self.additional_open_time or self.additional_close_time):
            raise ValueError("additional_open_time and additional_close_time need has_additional_hours")
        return self


class Day(_Times):
    """A day of the week."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Holiday(_Times):
    """A date with hours of its own."""

    name: Annotated[str, Text(min=1), Wire("holidayName")]
    date: Annotated[Date, Normal(lambda text: text[:10])]


class HoursSpec(Spec):
    """When a skill is open. Without days it is open around the clock. What overrides it for a while is left alone."""

    name: Annotated[str | None, Text(min=1, max=30), Key(from_name=True), CaseInsensitive, Wire(_NAME)] = None
    description: str | None = None
    notes: str | None = None
    days: Annotated[tuple[Day, ...] | None, Unordered] = None
    holidays: Annotated[tuple[Holiday, ...] | None, Unordered] = None
    skills: Annotated[tuple[dict[str, Any], ...] | None, Computed] = None

    @model_validator(mode="after")
    def _each_day_once(self) -> HoursSpec:
        days = [d.day for d in self.days or ()]
        if len(days) != len(set(days)):
            raise ValueError("a day of the week stands twice")
        return self


def _read(read: Reader, row: Body) -> Body:
    """Give holidays the name that they have when they are written; hours that do not apply are left out."""
    del read
    for name in ("days", "holidays"):
        if isinstance(row.get(name), list):
            row[name] = [_times(entry) for entry in row[name]]
    return row


def _times(entry: Mapping[str, Any]) -> Body:
    found = {"holidayName" if k == "name" else k: v for k, v in entry.items() if v not in (None, "")}
    if not found.get("hasAdditionalHours"):
        found = {k: v for k, v in found.items() if not k.startswith("additional")}
    if found.get("isClosedAllDay"):
        found = {k: v for k, v in found.items() if k not in ("openTime", "closeTime")}
    return found


def _write(read: Reader, body: Body, operation: str) -> Body:
    """Send whole times and whole lists; what the list of days leaves out is closed."""
    del read
    sent = dict(body)
    for name in ("days", "holidays"):
        sent[name] = [
            {
                "isClosedAllDay": False,
                "hasAdditionalHours": False,
                **{k: _seconds(v) if k.endswith("Time") else v for k, v in entry.items() if v is not None},
            }
            for entry in sent.get(name) or ()
            if isinstance(entry, Mapping)
        ]
    if operation == "update":
        sent["holidays"] = [
            {("holidayName" if k == "name" else k): v for k, v in entry.items()} for entry in sent["holidays"]
        ]
    return sent


HoursOfOperation = Kind(
    name="cxone.HoursOfOperation",
    spec=HoursSpec,
    api=Rows(
        kind="HoursOfOperation",
        path="/hours-of-operation",
        id="hoursOfOperationProfileId",
        name=_NAME,
        pages=skip_top("hoursOfOperation"),
        params={"isDeleted": "false"},
        update_fields=frozenset({"description", "notes", "days", "holidays"}),
        on_create={_NAME: "profileName", "hoursOfOperationProfileId": "profileId"},
        read=_read,
        write=_write,
        deletes=True,
    ),
    concept=Concept.PLUMBING,
    summary="When skills are open, in the time zone of the business unit.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /hours-of-operation",
        "get GET /hours-of-operation/{hoursOfOperationProfileId}",
        "create POST /hours-of-operation",
        "update PUT /hours-of-operation/{hoursOfOperationProfileId}",
        "delete DELETE /hours-of-operation/{hoursOfOperationProfileId}",
    ),
    exportable=lambda wire: wire.get("isDeleted") is not True,
    example={
        "description": "Desk in Europe",
        "days": [
            {"day": "Monday", "open_time": "09:00", "close_time": "18:00"},
            {"day": "Saturday", "is_closed_all_day": "true"},
        ],
        "holidays": [{"name": "New Year", "date": "2027-01-01", "is_closed_all_day": "true"}],
    },
)
