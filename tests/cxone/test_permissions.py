"""The printed permissions are those that the simulated tenant asks for."""

from __future__ import annotations

import re

import pytest

from msgops_cxone import provider
from msgops_cxone.permissions import PERMISSIONS, needed
from msgops_cxone.simulator import build
from msgops_cxone.simulator.api import ADMIN

CALLS = sorted(c for c in PERMISSIONS.calls if re.match(r"(GET|POST|PUT|PATCH|DELETE) /", c))


def _shape(call):
    method, _, path = call.partition(" ")
    whole = path if path.startswith(("/dfo/", "/user-", "/auth", "/rich")) else f"{ADMIN}{path}"
    return f"{method} {re.sub(r'{[^}]*}', '{}', whole.partition('?')[0])}"


def _word(permission):
    return re.sub(r"[^a-z]", "", permission.lower())


ROUTES = {
    _shape(f"{r.method} {r.template}".replace(ADMIN, "")): r for b in build().routes.values() for r in b
}


@pytest.mark.parametrize("call", CALLS)
def test_what_a_call_is_said_to_need_is_what_the_tenant_asks_for(call):
    """Somebody with just that may make the call."""
    asked = {_word(s) for s in ROUTES[_shape(call)].scopes}
    told = {_word(p) for group in needed(call) for p in group}

    assert bool(asked) == bool(told)
    assert not asked or asked & told, (asked, told)


def test_what_a_person_does_needs_no_permission():
    """Steps of the console are no calls."""
    steps = {e.call for k in provider.kinds for e in provider.kind(k).evidence if e.operation == "instruct"}

    assert all(needed(step) == () for step in steps)
