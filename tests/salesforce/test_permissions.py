"""What the user of an account must be allowed, by what the workspace declares."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.permissions import PERMISSIONS, needed
from msgops_salesforce.simulator import build

CATALOG = Catalog([provider])


@pytest.mark.parametrize(
    ("call", "permission"),
    [
        ("POST sobjects/PermissionSetAssignment", "Manage Users"),
        ("POST sobjects/Group, composite/sobjects", "Manage Users"),
        ("DELETE sobjects/PermissionSet/{id}", "Manage Profiles and Permission Sets"),
        ("POST metadata/deployRequest Settings", "Customize Application"),
        ("SOAP readMetadata Settings", "Modify Metadata"),
        ("PATCH sobjects/MessagingChannel/{id}", "Configure Messaging"),
    ],
)
def test_a_call_needs_what_its_object_needs(call, permission):
    """Beside that, every call needs the API and a look into Setup."""
    groups = {group for (group,) in needed(call)}

    assert {"API Enabled", "View Setup", permission} <= groups


def test_every_call_of_every_kind_is_in_the_table():
    """No operation can need something that `msgops permissions` does not know; people need nothing of an API."""
    by_hand = {c for c in PERMISSIONS.calls if not PERMISSIONS.calls[c]}

    assert len(PERMISSIONS.calls) > 50
    assert all(call.startswith(("Setup:", "console:")) for call in by_hand)


def test_looking_needs_less_than_changing(tmp_path):
    """A plan over rows reads; an apply that assigns needs Manage Users too."""
    bench = Bench(tmp_path / "ws", build(), provider="salesforce", catalog=CATALOG)
    spec = {"user": "ada@acme.example", "license": {"lookup": "Messaging User"}}
    bench.write([{"kind": "salesforce.PermissionSetLicenseAssignment", "name": "ada", "spec": spec}])

    assert 0 == bench.run("permissions", "--json"), bench.last_errors
    (account,) = json.loads(bench.last_output)["accounts"]
    found = {name: {g["name"] for g in p["permissions"]} for name, p in account["purposes"].items()}
    assert {"API Enabled", "View Setup"} == found["plan"]
    assert {"API Enabled", "View Setup", "Manage Users"} == found["apply"]
