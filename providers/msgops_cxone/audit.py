"""Who changed campaigns, dispositions and unavailable codes: each object has a history of its own (dossier B.47).

Of all other kinds nothing tells. Histories are read of objects that were changed since, where the list shows that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgops.model.finding import AuditEvent
from msgops.sdk.errors import NotFound
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.kinds.common import skip_top
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader


@dataclass(frozen=True, kw_only=True)
class History:
    """Where the histories of a kind are.

    Attributes:
        kind: short name of the kind; the name of its events.
        path, items, id: the collection, where its list holds the objects, and their id.
        entries: where a history holds its entries.
        stamp: field of the list with the time of the last change, where it has one.
        params: query of a history besides.

    """

    kind: str
    path: str
    items: str
    id: str
    entries: str = "auditHistoryEntries"
    stamp: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


HISTORIES = (
    History(kind="Campaign", path="/campaigns", items="campaigns", id="id", stamp="lastUpdateTime"),
    History(
        kind="Disposition",
        path="/dispositions",
        items="dispositions",
        id="dispositionId",
        entries="auditHistoryRecords",
        stamp="lastUpdated",
    ),
    History(
        kind="UnavailableCode",
        path="/unavailable-codes",
        items="unavailableCodes",
        id="id",
        params={"searchString": ""},
    ),
)
AUDITED = frozenset(history.kind for history in HISTORIES)
"""Kinds that have histories."""
CALLS = tuple(call for h in HISTORIES for call in (f"GET {h.path}", f"GET {h.path}/{{{h.id}}}/audit-history"))


async def read(reader: Reader, since: str) -> Sequence[AuditEvent]:
    """Return what was changed since a time (ISO 8601), oldest first; an entry is by the name that CXone gives."""
    found = await together(*(_of(reader, history, since) for history in HISTORIES))
    return sorted((event for events in found for event in events), key=lambda event: event.at)


async def _of(reader: Reader, history: History, since: str) -> list[AuditEvent]:
    base = await admin(reader, history.kind, history.path)
    rows = await skip_top(history.items).fetch(reader, base)
    changed = [row for row in rows if not history.stamp or str(row.get(history.stamp) or "~") >= since[:19]]
    found = await together(*(_one(reader, history, base, str(row[history.id]), since) for row in changed))
    return [event for events in found for event in events]


async def _one(reader: Reader, history: History, base: str, id_: str, since: str) -> list[AuditEvent]:
    params = {**history.params, **({"startDate": since} if since else {})}
    try:
        entries = await skip_top(history.entries).fetch(
            reader, f"{base}/{segment(id_)}/audit-history", params
        )
    except NotFound:
        return []
    return [
        AuditEvent(
            at=str(entry.get("date") or ""),
            actor=str(entry.get("modifiedByName") or ""),
            kind=history.kind,
            subject=id_,
            action="changed",
            description=str(entry.get("columnName") or ""),
        )
        for entry in entries
        if str(entry.get("date") or "") >= since[:19]
    ]
