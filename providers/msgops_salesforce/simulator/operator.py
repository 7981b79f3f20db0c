"""What a person does in Setup, and the knobs of a test: `POST /_operator/…` through the control API (dossier D4)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator.auth import OPERATOR
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.org import KNOBS, Org, subject


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions = {"knobs": _knobs, "row": _row, "feature": _feature, "expire-sessions": _expire}
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(handler)


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    org = Org(call.world)
    for name, value in call.json.items():
        if name not in KNOBS:
            raise Rejected("INVALID_FIELD", f"no such knob: {name}; there are {', '.join(sorted(KNOBS))}")
        org.turn(name, value)
    return Reply(204)


def _row(call: Call) -> Reply:
    """Create (`type`, `values`), change (and `id`) or delete (`id` alone) a row by hand."""
    org, body = Org.of(call), call.json
    given: dict[str, Any] | None = body.get("values")
    schema = org.schema(body["type"], api="")
    row = org.get(schema.name, body.get("id")) or {}
    verb = "deleted" if given is None else "changed" if "id" in body else "created"
    with org.transaction():
        if given is None:
            org.delete(schema.name, body["id"], by="metadata")
        elif "id" in body:
            row = org.update(schema.name, body["id"], given, by="metadata")
        else:
            row = org.insert(schema.name, given, by="metadata")
        org.audit(verb, schema, subject(row))
    return Reply(200, {"id": row.get("Id")})


def _feature(call: Call) -> Reply:
    """Switch a feature (`name`, `on`) with effect at once, as a toggle in Setup does."""
    call.world.table("features")[str(call.json["name"])] = {"on": bool(call.json["on"])}
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every session, as a policy or an administrator does."""
    call.world.table("sessions").clear()
    return Reply(204)
