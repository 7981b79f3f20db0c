"""What a person does in Setup, and the knobs of a test: `POST /_operator/…` through the control API (dossier D4)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator.auth import OPERATOR
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.org import KNOBS, Org


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    for name, handler in (("knobs", _knobs), ("row", _row), ("expire-sessions", _expire)):
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
    with org.transaction():
        if given is None:
            org.delete(body["type"], body["id"], by="metadata")
            return Reply(204)
        if "id" in body:
            return Reply(200, {"id": org.update(body["type"], body["id"], given, by="metadata")["Id"]})
        return Reply(201, {"id": org.insert(body["type"], given, by="metadata")["Id"]})


def _expire(call: Call) -> Reply:
    """End every session, as a policy or an administrator does."""
    call.world.table("sessions").clear()
    return Reply(204)
