"""Infobip's audit feed: `GET /audit/1/logs` (specification: search-audit-logs)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgops.model.finding import AuditEvent

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_LIMIT = 10000


async def read_audit(read: Reader, since: str) -> Sequence[AuditEvent]:
    """Return the events since a time, oldest first.

    The feed has no object id: the object's name or id is looked for inside `description`.
    """
    found = await read.get("/audit/1/logs", {"from": since, "limit": _LIMIT})
    events = [
        AuditEvent(
            at=str(entry.get("timestamp", "")),
            actor=str(entry.get("username") or "unknown"),
            kind=str(entry.get("item", "")),
            subject="",
            action=str(entry.get("action", "")),
            description=str(entry.get("description", "")),
        )
        for entry in found or []
    ]
    return sorted(events, key=lambda e: e.at)
