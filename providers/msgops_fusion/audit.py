"""Who changed what: the domain's audit events, and the who-columns of pod and domain.

Domains of OCI IAM return no new audit events since 15 December 2024 ("Using the Audit Event APIs"); older ones of IDCS do.
Besides, every row says who changed it last and when (`LastUpdatedBy`, `idcsLastModifiedBy`). That names other hands than our
own: where it names us, what drifted may have been done before, or have left no row, such as a code that was taken out of a
lookup. What cannot be read is silent: then nobody is named. Digital Assistant has neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgops.model.finding import AuditEvent
from msgops.sdk.errors import ProviderError
from msgops.sdk.together import together
from msgops_fusion import adf, scim

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from msgops.sdk.http import Reader

_EVENT = (
    "timestamp",
    "actorName",
    "actorDisplayName",
    "adminResourceId",
    "adminResourceName",
    "adminResourceType",
    "eventId",
)
_APP = {"AppStatusChanger": "App", "AppClientSecretRegenerator": "App"}
"""What changes an application through a resource of its own."""
_DOMAIN = {"App": "Apps", "AppRole": "AppRoles"}
_LAST = "last change"
_WHO = ("LastUpdatedBy", "LastUpdateDate")
_POD = {
    f"{adf.CRM}/omniChannelProps": "ChannelPropId",
    f"{adf.CRM}/resourceCapacities": "",
    f"{adf.CRM}/channels": "ChannelId",
    f"{adf.CRM}/categories": "CategoryId",
    f"{adf.CRM}/smartTexts": "",
    f"{adf.CRM}/subscriptionCoverageHeaders": "CoverageHeaderPuid",
}
"""Resources without parts: the attribute with the key, empty where it is a hash."""
_WITH_PARTS = {
    f"{adf.CRM}/queues": ("QueueId", ("resourceMembers", "resourceTeams", "overflowQueues")),
    f"{adf.FSCM}/pricingMatrixes": ("MatrixId", ("rules",)),
    f"{adf.FSCM}/commonLookups": ("LookupType", ("lookupCodes",)),
    f"{adf.FSCM}/standardLookups": ("LookupType", ("lookupCodes",)),
}
_OWN = "CustomizationLevel='U'"


async def read_audit(read: Reader, since: str) -> Sequence[AuditEvent]:
    """Return the events since a time (ISO 8601), oldest first."""
    start = datetime.fromisoformat(since).astimezone(UTC) if since else datetime.fromtimestamp(0, UTC)
    ours = {str(getattr(read.settings, name, None) or "") for name in ("username", "client_id")}
    sources = [_events(read, start)]
    sources += [_domain(read, kind, resource, start) for kind, resource in _DOMAIN.items()]
    sources += [_rows(read, path, key, start) for path, key in _POD.items()]
    sources += [_parts(read, path, key, parts, start) for path, (key, parts) in _WITH_PARTS.items()]
    found = await together(*(_silent(source) for source in sources))
    events = [e for several in found for e in several if e.action != _LAST or e.actor not in ours]
    return sorted(events, key=lambda e: e.at)


async def _silent(source: Coroutine[Any, Any, list[AuditEvent]]) -> list[AuditEvent]:
    """Return nothing where the credential may not look, or the system has no such thing."""
    try:
        return await source
    except ProviderError:
        return []


async def _events(read: Reader, start: datetime) -> list[AuditEvent]:
    where = f"timestamp ge {scim.literal(_zulu(start))}"
    found = await scim.rows(read, "AuditEvents", _EVENT, where=where, order="timestamp")
    return [
        AuditEvent(
            at=str(row.get("timestamp") or ""),
            actor=str(row.get("actorName") or row.get("actorDisplayName") or "unknown"),
            kind=_APP.get(str(row["adminResourceType"]), str(row["adminResourceType"])),
            subject=str(row.get("adminResourceId") or ""),
            action=str(row.get("eventId") or ""),
            description=str(row.get("adminResourceName") or ""),
        )
        for row in found
        if row.get("adminResourceType")
    ]


async def _domain(read: Reader, kind: str, resource: str, start: datetime) -> list[AuditEvent]:
    where = f"meta.lastModified ge {scim.literal(_zulu(start))}"
    attributes = ("displayName", "meta.lastModified", "idcsLastModifiedBy")
    found = await scim.rows(read, resource, attributes, where=where)
    own = await read.once("own application", lambda: _own_application(read)) if found else ""
    return [
        AuditEvent(
            at=str((row.get("meta") or {}).get("lastModified") or ""),
            actor=str(row["idcsLastModifiedBy"].get("display") or "unknown"),
            kind=kind,
            subject=str(row["id"]),
            action=_LAST,
        )
        for row in found
        if row.get("idcsLastModifiedBy") and row["idcsLastModifiedBy"].get("value") != own
    ]


async def _own_application(read: Reader) -> str:
    """Return the id of the application that msgops signs in with."""
    name = getattr(read.settings, "client_id", None)
    found = (
        await scim.rows(read, "Apps", ("displayName",), where=f"name eq {scim.literal(name)}") if name else []
    )
    return str(found[0]["id"]) if found else ""


async def _rows(read: Reader, path: str, key: str, start: datetime) -> list[AuditEvent]:
    q = f"LastUpdateDate>={adf.literal(start.isoformat(timespec='seconds'))}"
    fields = ",".join(n for n in (key, *_WHO) if n)
    found = await adf.rows(read, path, order="LastUpdateDate", q=q, fields=fields)
    return [_event(path, str(row[key]) if key else adf.last(row, ""), row) for row in found]


async def _parts(
    read: Reader, path: str, key: str, parts: tuple[str, ...], start: datetime
) -> list[AuditEvent]:
    """Read whole objects: a part that changed does not touch the row that it belongs to."""
    q = _OWN if key == "LookupType" else ""
    found = await adf.rows(read, path, order=key, q=q, expand=",".join(parts))
    events = [
        _event(path, str(row[key]), one)
        for row in found
        for one in (row, *(part for name in parts for part in adf.items(row.get(name))))
    ]
    return [e for e in events if e.at and _moment(e.at) >= start.replace(microsecond=0)]


def _event(path: str, subject: str, row: Mapping[str, Any]) -> AuditEvent:
    """Name the object by its id as the state has it; lookups by family and type."""
    resource = path.rpartition("/")[2]
    lookup = f"{resource.removesuffix('Lookups')}/{subject}" if resource.endswith("Lookups") else ""
    return AuditEvent(
        at=str(row.get("LastUpdateDate") or ""),
        actor=str(row.get("LastUpdatedBy") or "unknown"),
        kind=resource,
        subject=lookup or subject,
        action=_LAST,
    )


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
