"""Who did what in Setup: `SetupAuditTrail` (Object Reference), which the org keeps for 180 days.

A row names its object in the text of `Display` only, as in "Created permission set MAD: with user license Salesforce".
No page lists the values of `Section` and `Action`, so nothing is concluded from them. The kind of an event is the first
thing that `Display` speaks of; a text that speaks of nothing known here stays without a kind, and names no hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgops.model.finding import AuditEvent
from msgops_salesforce import ids, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from msgops.sdk.http import Reader

_SELECT = "SELECT Action, Display, DelegateUser, CreatedDate, CreatedBy.Username FROM SetupAuditTrail"
_NEWEST = "ORDER BY CreatedDate DESC, Id DESC LIMIT 10000"
_THINGS = (
    "conversation vendor info",
    "conversation channel definition",
    "connected app",
    "external client app",
    "custom object",
    "custom tab",
    "custom application",
    "aura component bundle",
    "lightning page",
    "flow",
    "queue",
    "public group",
    "group",
    "routing configuration",
    "service channel",
    "presence status",
    "presence configuration",
    "decline reason",
    "permission set license",
    "permission set",
    "profile",
    "settings",
    "business hours",
    "milestone",
    "entitlement process",
    "entitlement template",
    "messaging channel",
    "messaging template",
    "email template",
    "messaging component",
    "user",
)
_SAME = {"group": "queue", "public group": "queue"}
"""Queues are groups; their developer names are unique among both."""
_ID = re.compile(r"\[([0-9A-Za-z]{15})\]")
"""Users are told with their id: "assigned to user Ada Agent (UserID: [005…])"."""
_FIRST = re.compile(rf"\b({'|'.join(sorted(_THINGS, key=len, reverse=True))})\b", re.IGNORECASE)


async def read_audit(read: Reader, since: str) -> Sequence[AuditEvent]:
    """Return the events since a time (ISO 8601), oldest first; the kind is one of the things above, or empty."""
    condition = f"WHERE CreatedDate >= {_moment(since)} " if since else ""
    found = await rows.query(read, f"{_SELECT} {condition}{_NEWEST}")
    return [_event(row) for row in reversed(found)]


def _event(row: Mapping[str, Any]) -> AuditEvent:
    """Where somebody is logged in as somebody else, the hand is theirs: `DelegateUser`."""
    display = str(row.get("Display") or "")
    thing, person = _FIRST.search(display), _ID.search(display)
    kind = thing[1].lower() if thing else ""
    author = (row.get("CreatedBy") or {}).get("Username")
    return AuditEvent(
        at=str(row.get("CreatedDate") or ""),
        actor=str(row.get("DelegateUser") or author or "unknown"),
        kind=_SAME.get(kind, kind),
        subject=ids.long(person[1]) if person else "",
        action=str(row.get("Action") or ""),
        description=display,
    )


def _moment(since: str) -> str:
    """Return a time as SOQL wants it: no quotes, seconds, a zone."""
    return datetime.fromisoformat(since).strftime("%Y-%m-%dT%H:%M:%SZ")
