"""How operations are declared: the Admin API with its versions, the Digital API, the platform's own paths."""

from __future__ import annotations

import re

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_cxone.simulator.errors import Refused, answer, missing

ADMIN = "/{service}/services/{version}"
DIGITAL = "/dfo/3.0"
UNIT = 4592117
"""The number of the business unit."""
OLDEST, NEWEST = 4, 34
FLAT = 33
"""From this version on the bodies of campaigns, hours, points of contact and skills are those of the specification."""

_VERSION = re.compile(r"v(\d+)\.0")


def admin(simulator: Simulator, method: str, path: str, handler: Handler, *needs: str) -> None:
    """Declare an operation of the Admin API, for every version; the caller needs one of the permissions."""
    simulator.route(method, f"{ADMIN}{path}", scopes=needs)(_refusing(_versioned(handler, method, path)))


def digital(simulator: Simulator, method: str, path: str, handler: Handler, *needs: str) -> None:
    """Declare an operation of the Digital API."""
    simulator.route(method, f"{DIGITAL}{path}", scopes=needs)(_refusing(handler))


def platform(simulator: Simulator, method: str, path: str, handler: Handler, *needs: str) -> None:
    """Declare an operation of the platform (user management, roles, rich messages)."""
    simulator.route(method, path, scopes=needs)(_refusing(handler))


def version(call: Call) -> int:
    """Return the version that a call of the Admin API names."""
    found = _VERSION.fullmatch(call.params.get("version", ""))
    return int(found[1]) if found else 0


def newest(call: Call, method: str, path: str) -> int:
    """Return the newest version of an operation; a test can take versions away (see `operator.py`)."""
    taken = call.world.table("versions").get(f"{method} {path}") or call.world.table("versions").get(path)
    return int(taken["version"]) if taken else NEWEST


def may(call: Call, permission: str) -> bool:
    """Whether the caller has a permission."""
    return "*" in call.scopes or permission in call.scopes


def demand(call: Call, permission: str) -> None:
    """Refuse a caller who lacks a permission."""
    if not may(call, permission):
        raise Refused(f"The permission {permission} is missing", status=403, code="Forbidden")


def _versioned(handler: Handler, method: str, path: str) -> Handler:
    """The service's name is read in any case [documented]; a version that is not there is not found [assumed]."""

    def work(call: Call) -> Reply:
        known = OLDEST <= version(call) <= newest(call, method, path)
        if call.params["service"].lower() != "incontactapi" or not known:
            raise missing(f"{method} {path} is not in version {call.params['version']}")
        return handler(call)

    return work


def _refusing(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except Refused as refused:
            raise Refusal(answer(call.path, refused, call.world.hex32())) from None

    return work
