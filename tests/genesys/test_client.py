"""The sign-in of Genesys Cloud, its regions, its refusals, and what its permissions are."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from pydantic import ValidationError

from genesys.bench import CATALOG, bench, document, live
from genesys_simulator.library import load
from msgops.model.secret import Secret
from msgops.sandbox.kit import Simulator
from msgops_genesys.account import HOSTS, REGIONS, Account, api_of, hosts_of, login_of
from msgops_genesys.faults import read_fault
from msgops_genesys.permissions import PERMISSIONS, needed
from msgops_genesys.simulator import build

KEYS = {"client_id": Secret("env:ID"), "client_secret": Secret("env:SECRET")}


def calls():
    """Return every call of every kind that is no step of a person."""
    found = {e.call for name in CATALOG.names for e in CATALOG.kind(name).evidence}
    return sorted(c for c in found if c.partition(" ")[0].isupper())


def shape(template):
    """Return the path of a route with nameless parameters."""
    return re.sub(r"\{\w+\}", "{}", template.removeprefix("/api/v2"))


def test_the_regions_are_those_of_the_vendors_library():
    """Each with its host for calls; the sign-in is at the same name with login."""
    hosts = load("purecloud_region_hosts").PureCloudRegionHosts
    known = {h.name.replace("_", "-"): h.get_api_host() for h in hosts}
    mine = {region: api_of(Account(region=region, **KEYS)) for region in REGIONS}

    assert known == mine
    assert "https://login.mypurecloud.de" == login_of(Account(region="eu-central-1", **KEYS))


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_region_is_one_of_the_vendors_hosts(region):
    """Credentials may go there."""
    assert all(any(fnmatchcase(h, p) for p in HOSTS) for h in hosts_of(Account(region=region, **KEYS)))


def test_an_account_without_a_region_names_both_hosts():
    """One alone is refused."""
    with pytest.raises(ValidationError, match="region is needed"):
        Account(api_url="https://api.mypurecloud.de", **KEYS)


def test_a_token_that_ended_is_asked_for_again(tmp_path):
    """And one is enough for a run."""
    workspace = bench(tmp_path)
    workspace.write([document("Skill", f"skill-{n}") for n in range(3)])
    assert 0 == workspace.apply()
    signed = [r for r in workspace.simulator.requests if r["path"] == "/oauth/token"]
    workspace.simulator.world.table("tokens").clear()

    assert 1 == len(signed)
    assert {} == workspace.actions(workspace.plan())


def test_a_refused_sign_in_is_not_repeated(tmp_path):
    """Its secret is shown nowhere."""
    workspace = bench(tmp_path)
    workspace.environ["GENESYS_CLIENT_SECRET"] = "not-the-secret"
    workspace.write([document("Skill", "one")])

    assert 0 != workspace.apply()
    assert 1 == len([r for r in workspace.simulator.requests if r["path"] == "/oauth/token"])
    assert "not-the-secret" not in workspace.last_output + workspace.last_errors


def test_three_hundred_calls_a_minute_are_kept(tmp_path):
    """More documents than a minute takes calls: slower, and none fails."""
    workspace = bench(tmp_path)
    workspace.simulator.enforce_limits = True
    workspace.write([document("WrapupCode", f"code-{n}") for n in range(320)])

    assert 0 == workspace.apply(), workspace.last_errors[-2000:]
    assert 320 == len(live(workspace, "wrapup_codes"))


def test_a_refusal_tells_code_message_and_fields():
    """As the vendor's error body has them."""
    body = {
        "message": "No",
        "code": "bad.request",
        "status": 400,
        "details": [{"errorCode": "too.long", "fieldName": "name"}],
    }
    fault = read_fault(400, body)

    assert ("bad.request", "No; name: too.long") == (fault.code, fault.text)
    assert None is read_fault(200, body)
    assert None is read_fault(500, "a page")


@pytest.mark.parametrize("call", calls())
def test_a_client_with_the_printed_permissions_may_make_the_call(call):
    """One of each group is what the simulator asks for."""
    simulator: Simulator = build()
    method, _, path = call.partition(" ")
    routes = [r for bucket in simulator.routes.values() for r in bucket if r.method == method]
    (route,) = [r for r in routes if shape(r.template) == shape(path)]
    printed = {name for group in needed(call) for name in group}

    assert bool(route.scopes) == bool(printed)
    assert route.scopes <= printed


def test_what_the_client_has_is_read(tmp_path):
    """Its roles with wildcards cover every permission of the table."""
    workspace = bench(tmp_path)
    assert 0 == workspace.run("permissions", "--json")
    assert PERMISSIONS.held is not None
    known = {n for c in PERMISSIONS.calls for g in PERMISSIONS.calls[c] for n in g}
    assert all(n.count(":") == 2 for n in known)
