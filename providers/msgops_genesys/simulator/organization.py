"""The organization, its people and its flows, which nobody changes by this API (dossier A2, A4)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_genesys.simulator.api import Row, named, operation, page


def _me(call: Call) -> Reply:
    return Reply(200, call.world.table("organization")["me"])


def _users(call: Call) -> Reply:
    state = call.one("state", "active")
    rows = [u for u in call.world.table("users").values() if state in ("any", u["state"])]
    return page(call, rows)


def _flows(call: Call) -> Reply:
    """Narrow by type, in any case, and by name. [documented]"""
    types = {t.upper() for t in call.many("type")}
    rows: list[Row] = [f for f in call.world.table("flows").values() if not types or f["type"] in types]
    return page(call, named(call, rows))


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    operation(simulator, "GET", "/organizations/me", _me)
    operation(simulator, "GET", "/users", _users, "directory:user:view")
    operation(simulator, "GET", "/flows", _flows, "architect:flow:view")
