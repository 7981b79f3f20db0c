"""A simulated tenant of a vendor in which the example of every kind can live."""

from __future__ import annotations

import orjson

from msgops.sandbox.control import control
from msgops.sandbox.kit import Simulator
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog


def tenant(catalog: Catalog, provider: str) -> Simulator:
    """Return a fresh tenant: features are on, and what only a person could have made is there."""
    if provider == "salesforce":
        return _org()
    if provider == "cxone":
        return _unit()
    if provider == "genesys":
        return _organization()
    (simulator,) = build(catalog.providers, [provider])
    return simulator


def _unit() -> Simulator:
    """Return a tenant of CXone with a channel that a person signed up for."""
    from msgops_cxone.simulator import build as build_unit

    simulator = build_unit()
    sent = {
        "path": "/_operator/whatsapp-channel",
        "method": "POST",
        "actor": "seed",
        "body": {"name": "example", "facebook_login": True, "code": "123456"},
    }
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
    return simulator


def _organization() -> Simulator:
    """Return an organization of Genesys Cloud with a WhatsApp integration that a person signed up for."""
    from msgops_genesys.simulator import build as build_organization

    simulator = build_organization()
    sent = {
        "path": "/_operator/whatsapp-signup",
        "method": "POST",
        "actor": "seed",
        "body": {"name": "example", "facebook_login": True},
    }
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
    return simulator


def _org() -> Simulator:
    """Return an org with Omni-Channel, Messaging and entitlements on, a public group and a folder."""
    from msgops_salesforce.simulator import build as build_org
    from msgops_salesforce.simulator.org import Org

    simulator = build_org(features=("OmniChannel", "LiveMessage", "Entitlements", "ConnectedAppCreation"))
    org = Org(simulator.world)
    org.insert("Group", {"Name": "Everybody", "DeveloperName": "Everybody", "Type": "Regular"}, by="seed")
    org.turn("allow_channel_create", True)
    org.insert("Folder", {"Name": "Care", "DeveloperName": "Care", "Type": "Email"}, by="seed")
    _second(org)
    return simulator


def _second(seeded):
    """Give the org a second app and a second record page, for what belongs to one."""
    app, page = seeded.find("CustomApplication"), seeded.find("FlexiPage")
    names = {"DeveloperName": "Second", "Label": "Second", "MasterLabel": "Second", "_fullName": "Second"}
    for type_, row, known in (("CustomApplication", app, "Label"), ("FlexiPage", page, "MasterLabel")):
        given = {k: names[k] for k in ("DeveloperName", "_fullName", known)}
        kept = {k: row[k] for k in ("Type", "_content") if k in row}
        seeded.insert(type_, {**kept, **given}, by="seed")
