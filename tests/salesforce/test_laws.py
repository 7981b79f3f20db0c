"""Every Salesforce kind keeps every law."""

from __future__ import annotations

import pytest

from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org
from providers.conformance import LAWS, Subject, api_kinds

CATALOG = Catalog([provider])


def org():
    """Return an org with Omni-Channel, Messaging and entitlements on, a public group and a folder."""
    simulator = build(features=("OmniChannel", "LiveMessage", "Entitlements", "ConnectedAppCreation"))
    group = {"Name": "Everybody", "DeveloperName": "Everybody", "Type": "Regular"}
    Org(simulator.world).insert("Group", group, by="seed")
    Org(simulator.world).turn("allow_channel_create", True)
    folder = {"Name": "Care", "DeveloperName": "Care", "Type": "Email"}
    Org(simulator.world).insert("Folder", folder, by="seed")
    second(Org(simulator.world))
    return simulator


def second(seeded):
    """Give the org a second app and a second record page, for what belongs to one."""
    app, page = seeded.find("CustomApplication"), seeded.find("FlexiPage")
    names = {"DeveloperName": "Second", "Label": "Second", "MasterLabel": "Second", "_fullName": "Second"}
    for type_, row, known in (("CustomApplication", app, "Label"), ("FlexiPage", page, "MasterLabel")):
        given = {k: names[k] for k in ("DeveloperName", "_fullName", known)}
        kept = {k: row[k] for k in ("Type", "_content") if k in row}
        seeded.insert(type_, {**kept, **given}, by="seed")


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_kind_keeps_every_law(kind, law, tmp_path):
    """Apply, second plan empty, update, replace, drift, state loss, export, delete, lost answers."""
    law(Subject(CATALOG, kind, tmp_path, org()))
