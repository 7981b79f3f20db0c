"""The simulated domain is what Oracle's SDK says of it: attributes, operations, answers."""

from __future__ import annotations

import re

import pytest

from fusion_simulator.desk import URN
from fusion_simulator.specification import ASSISTANT, DOMAIN, directory, load, wrong
from msgops_fusion.simulator import build, oda, seed
from msgops_fusion.simulator.scim import apps, roles

pytestmark = pytest.mark.skipif(
    directory() is None, reason="set MSGOPS_FUSION_SPECS to a directory with the metadata of Oracle's SDK"
)
MODELS = load(DOMAIN)["models"] if directory() else {}
OPERATIONS = load(DOMAIN)["operations"] if directory() else {}
CHANNELS = load(ASSISTANT) if directory() else {"models": {}, "operations": {}, "basePath": ""}
FLAGS = {"many": "multiValued", "exact": "caseExact", "search": "idcsSearchable", "required": "required"}
KINDS = {"App": apps.KIND, "AppRole": roles.ROLES, "Grant": roles.GRANTS}


def _differences(mine, theirs):
    for attribute in mine.values():
        stated = theirs[attribute.name]
        if "mutability" not in stated:
            continue
        yield from (
            f"{attribute.name}.{word}"
            for word, name in FLAGS.items()
            if getattr(attribute, word) is not bool(stated.get(name))
        )
        for word in ("type", "mutability", "returned"):
            if getattr(attribute, word) != stated.get(word, "default"):
                yield f"{attribute.name}.{word}"
        if list(attribute.values) != stated.get("enum", []):
            yield f"{attribute.name}.values"


@pytest.mark.parametrize("name", KINDS)
def test_the_tables_are_the_sdk_s_metadata(name):
    """Every attribute, with its type, mutability, return rule, case, searchability and values; parts too."""
    mine, theirs = KINDS[name].schema, MODELS[name]

    assert {a.name for a in mine.values()} == set(theirs)
    assert [] == list(_differences(mine, theirs))
    for attribute in mine.values():
        parts = MODELS.get(f"{name}.{attribute.name}")
        if parts is not None:
            assert {p.name for p in attribute.parts.values()} == set(parts)
            assert [] == list(_differences(attribute.parts, parts))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_of_the_metadata_is_simulated(name):
    """By method and path."""
    operation = OPERATIONS[name]

    assert build().find(operation["method"], re.sub(r"\{\w+\}", "x", operation["path"])) is not None


@pytest.mark.parametrize("name", CHANNELS["operations"])
def test_every_operation_of_the_assistant_s_channels_is_simulated(name):
    """By method and path."""
    operation = CHANNELS["operations"][name]
    path = CHANNELS["basePath"] + re.sub(r"\{\w+\}", "x", operation["path"])

    assert build().find(operation["method"], path) is not None


def _role(app):
    return {
        "schemas": [f"{URN}AppRole"],
        "displayName": "Supervisor",
        "app": {"value": app},
        "description": "x",
    }


def _grant(app, role):
    return {
        "schemas": [f"{URN}Grant"],
        "grantMechanism": "ADMINISTRATOR_TO_APP",
        "app": {"value": app},
        "entitlement": {"attributeName": "appRoles", "attributeValue": role},
        "grantee": {"type": "App", "value": app},
    }


def test_every_answer_of_the_domain_is_one_that_the_sdk_declares(cloud):
    """Create, read, change, list, search, status, roles, grants; default, chosen and all attributes."""
    made = cloud.app(tags=[{"key": "a", "value": "b"}], isOAuthClient=True, clientType="confidential")
    path = f"Apps/{made['id']}"
    role = cloud.scim("POST", "AppRoles", _role(made["id"]))
    grant = cloud.scim("POST", "Grants", _grant(made["id"], role["id"]))
    changed = cloud.patch(path, ("replace", "allowedScopes", [{"fqs": "api/"}]))
    whole = cloud.scim("GET", path, attributeSets="all")
    answers = [
        *((made, "App"), (changed, "App"), (whole, "App"), (cloud.scim("GET", path), "App")),
        *((role, "AppRole"), (cloud.scim("GET", f"AppRoles/{role['id']}", attributeSets="all"), "AppRole")),
        *((grant, "Grant"), (cloud.scim("GET", f"Grants/{grant['id']}", attributeSets="all"), "Grant")),
        (cloud.activate(made["id"]), "AppStatusChanger"),
        (cloud.scim("GET", "Apps"), "ListResponse(Apps)"),
    ]

    assert [] == [fault for answer, model in answers for fault in wrong(answer.body, model, MODELS)]
    assert "grantedAppRoles" in whole.body
    for kind in KINDS.values():
        listed = cloud.scim("GET", kind.path, attributeSets="all")["Resources"]
        assert listed and [] == [f for row in listed for f in wrong(row, kind.name, MODELS)]


def test_chosen_attributes_are_declared_too(cloud):
    """What is always returned is there, the rest was asked for."""
    chosen = cloud.scim("GET", f"Apps/{seed.IDCS_APP}", attributes="audience,scopes.fqs")

    assert [] == wrong(chosen.body, "App", MODELS, partial=True)


def test_every_answer_of_the_assistant_is_one_that_the_sdk_declares(cloud):
    """A channel, the lists, and no password."""
    signature = {
        "authorization": 'Signature version="1",keyId="ocid1.tenancy.oc1..sandbox/ocid1.user.oc1..sandbox/'
        + ":".join(["ab"] * 16)
        + '",algorithm="rsa-sha256",headers="date (request-target) host",signature="x"'
    }
    base = f"/20190506/odaInstances/{oda.INSTANCE}"
    world = cloud.simulator.world
    body = {
        "type": "OSVC",
        "name": "FusionBot",
        "channelService": "FUSION",
        "host": "pod.example",
        "port": "443",
        "userName": "digitalassistant",
        "password": "hush",
        "totalSessionCount": 50,
        "authenticationProviderName": oda.PROVIDER,
    }
    edit = {"method": "POST", "path": f"{base}/channels", "body": body}
    made = cloud.edit(**edit)
    read = cloud.send("GET", f"{base}/channels/{made['id']}", **signature)
    models = CHANNELS["models"]

    assert [] == wrong(made.body, "OsvcChannel", models) + wrong(read.body, "OsvcChannel", models)
    for path, model in (
        ("channels", "ChannelSummary"),
        ("digitalAssistants", "DigitalAssistantSummary"),
        ("authenticationProviders", "AuthenticationProviderSummary"),
    ):
        items = cloud.send("GET", f"{base}/{path}", **signature)["items"]
        assert items and [] == [fault for item in items for fault in wrong(item, model, models)]
    assert "hush" in str(world.table("oda_channels")) and "hush" not in str(read.body)
