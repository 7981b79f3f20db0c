"""Days and moments as vendors take them: ISO 8601, in the calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator

from msgops.sdk.fields import DEFERRED, Text


def _in_calendar(text: str) -> str:
    if not DEFERRED.search(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is no day of the calendar") from None
    return text


def _on_clock(text: str) -> str:
    if not DEFERRED.search(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is no moment of the calendar and the clock") from None
    return text


Day = Annotated[str, Text(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_in_calendar)]
"""A day: `2027-12-31`."""
ZonedMoment = Annotated[
    str,
    Text(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:?[0-9]{2})$"
    ),
    AfterValidator(_on_clock),
]
"""A moment with its zone: `2027-12-31T23:00:00Z`."""
