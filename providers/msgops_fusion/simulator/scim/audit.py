"""Audit events of the domain: `GET /admin/v1/AuditEvents`.

Names and event ids are those of "Using the Audit Event APIs" and of Oracle's example collection [documented]; the ids
for grants, roles and activation are those of public reports [community]. Since 15 December 2024 domains do not return
new events there (they are in OCI Audit) [documented]: the knob `audit_events` switched off plays that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator.errors import scim
from msgops_fusion.simulator.knobs import knob
from msgops_fusion.simulator.scim import tables
from msgops_fusion.simulator.scim.api import domain, location, traces
from msgops_fusion.simulator.scim.attributes import read
from msgops_fusion.simulator.scim.lists import answer, search
from msgops_fusion.simulator.scim.shape import Row, project, wanted
from msgops_fusion.simulator.scim.who import identity, moment

SCHEMA = read(tables.COMMON, tables.AUDIT_EVENT)
KEPT = timedelta(days=90)
_SILENT = frozenset({"meta", "clientSecret", "hashedClientSecret", "idcsLastModifiedBy", "idcsCreatedBy"})


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    domain(simulator, "GET", "AuditEvents", _list, "audit.read")
    domain(simulator, "GET", "AuditEvents/{id}", _get, "audit.read")


def note(call: Call, kind: str, what: str, row: Row, old: Row | None = None) -> None:
    """Write down what was done to a row; secrets are not written down."""
    if not knob(call.world, "audit_events"):
        return
    who, id_, now = identity(call), call.world.hex32().lower(), moment(call.world)
    before = {k: v for k, v in (old or {}).items() if k not in _SILENT and row.get(k) != v}
    after = {k: v for k, v in row.items() if k not in _SILENT and (old or {}).get(k) != v}
    trace = traces(call)
    call.world.table("audit_events")[id_] = {
        "schemas": ["urn:ietf:params:scim:schemas:oracle:idcs:AuditEvent"],
        "id": id_,
        "eventId": f"admin.{kind.lower()}.{what}",
        "timestamp": now,
        "actorId": who.id,
        "actorName": who.name,
        "actorDisplayName": who.display,
        "actorType": "Client" if who.type == "App" else "User",
        "adminResourceId": row["id"],
        "adminResourceName": row.get("displayName", row["id"]),
        "adminResourceType": kind,
        "adminValuesAdded": orjson.dumps(after).decode(),
        "adminValuesRemoved": orjson.dumps(before).decode(),
        "message": f"{kind} {row.get('displayName', row['id'])}: {what}",
        "ecId": trace["X-ORACLE-DMS-ECID"],
        "rId": trace["X-ORACLE-DMS-RID"],
        "idcsCreatedBy": who.reference(call),
        "meta": {
            "resourceType": "AuditEvent",
            "created": now,
            "lastModified": now,
            "location": location(call, "AuditEvents", id_),
        },
    }


def _list(call: Call) -> Reply:
    given: dict[str, Any] = {k: v[0] for k, v in call.query.items()}
    page = search(list(_kept(call).values()), SCHEMA, given)
    return answer(page, [project(row, SCHEMA, *wanted(call)) for row in page.rows])


def _get(call: Call) -> Reply:
    row = _kept(call).get(call.params["id"])
    if row is None:
        raise scim(404, "The audit event does not exist.", "error.common.validation.resourceNotFound")
    return Reply(200, project(row, SCHEMA, *wanted(call)))


def _kept(call: Call) -> Mapping[str, Row]:
    """Events are kept for 90 days. [documented]"""
    oldest = (call.world.now() - KEPT).strftime("%Y-%m-%dT%H:%M:%S")
    return {k: r for k, r in call.world.table("audit_events").items() if r["timestamp"] >= oldest}
