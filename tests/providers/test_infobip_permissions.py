"""The table of scopes agrees with the specification, and the simulator enforces what the specification says."""

from __future__ import annotations

import json
import re

import pytest

from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops_infobip.permissions import PERMISSIONS
from msgops_infobip.simulator.auth import SCOPES
from providers.contract import spec_dir, spec_files

CATALOG = Catalog.installed()
KINDS = [CATALOG.kind(name) for name in CATALOG.names if name.startswith("infobip.")]
CALLS = sorted({e.call for k in KINDS for e in k.evidence if not e.call.startswith(("portal:", "by hand:"))})


def shape(call):
    """Return a call with nameless parameters."""
    return re.sub(r"{[^}]*}", "{}", call)


@pytest.fixture(scope="module")
def specified():
    """Every operation of the specifications: its scopes, and whether a key may call it."""
    directory = spec_dir()
    if directory is None:
        pytest.skip("set MSGOPS_SPECS to a directory with the vendor's *.openapi.json")
    found = {}
    for file in spec_files(directory):
        for path, operations in json.loads(file.read_text("utf-8"))["paths"].items():
            for method, operation in operations.items():
                by_key = any("APIKeyHeader" in one for one in operation.get("security", ()))
                scopes = frozenset(operation.get("x-scopes", ()))
                found[shape(f"{method.upper()} {path}")] = (scopes, by_key)
    return found


def routes():
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return [r for bucket in simulator.routes.values() for r in bucket if not r.public]


@pytest.mark.parametrize("call", CALLS)
def test_every_call_of_every_kind_has_scopes_or_a_role(call):
    """No operation can need something that `msgops permissions` does not know."""
    assert (call in PERMISSIONS.calls) != (call in PERMISSIONS.roles)


def test_the_table_is_what_the_specifications_say(specified):
    """Each call needs one of the scopes that the specification lists for it; a call without a key is a user's."""
    table = {shape(c): frozenset(groups[0]) for c, groups in PERMISSIONS.calls.items()}

    assert {c: specified[c][0] for c in table} == table
    assert all(specified[c][1] for c in table)
    assert not any(specified[shape(c)][1] for c in PERMISSIONS.roles)


def test_the_simulator_asks_for_the_scopes_of_the_specifications(specified):
    """Every operation of the simulator is refused to a key without one of its scopes."""
    asked = {shape(f"{r.method} {r.template}"): r.scopes for r in routes()}

    assert set() == asked.keys() - specified.keys()
    assert asked == {c: specified[c][0] for c in asked}


def test_the_sandboxs_key_starts_with_every_scope():
    """Only a test or a user takes scopes away."""
    assert sorted({s for r in routes() for s in r.scopes}) == sorted(SCOPES)


def test_every_probe_is_a_read_of_the_table_without_parameters():
    """A probe can be sent as it stands."""
    assert all(c in PERMISSIONS.calls and c.startswith("GET /") and "{" not in c for c in PERMISSIONS.probes)


def test_every_scope_that_a_read_needs_alone_can_be_probed():
    """Only a scope that no plain read asks for stays unknown until the first write."""
    probed = {frozenset(PERMISSIONS.calls[c][0]) for c in PERMISSIONS.probes}
    alone = {frozenset(groups[0]) for groups in PERMISSIONS.calls.values()}

    assert {
        frozenset({"conversations:manage"}),
        frozenset({"account-management:manage", "audit-logs:read"}),
    } == (alone - probed)
