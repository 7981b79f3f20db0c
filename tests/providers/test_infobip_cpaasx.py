"""Applications, entities, associations and sending strategies: each call to the letter."""

from __future__ import annotations

import asyncio

import pytest

from msgops.sdk.kind import Item
from msgops_infobip.kinds.cpaasx import Application, Association, Entity
from msgops_infobip.kinds.strategies import SendingStrategy
from scripted import Call, page, play, problem, round_trip

PAGE = {"page": "0", "size": "1000"}


@pytest.mark.parametrize(
    ("kind", "path", "id_field", "name_field"),
    [
        (Application, "/provisioning/1/applications", "applicationId", "applicationName"),
        (Entity, "/provisioning/1/entities", "entityId", "entityName"),
    ],
)
def test_labels_have_a_full_lifecycle(kind, path, id_field, name_field):
    """A create is answered by an empty 201, an update by an empty 204, and the id never goes into an update."""
    wire = {id_field: "crm-prod", name_field: "CRM"}
    made = play(lambda w: kind.api.create(w, wire), Call(f"POST {path}", body=wire, status=201))
    assert (made.id, made.wire) == ("crm-prod", wire)
    listed = play(
        lambda w: kind.api.list(w, None), Call(f"GET {path}", query=PAGE, answer=page("results", wire))
    )
    assert listed == [made]
    assert play(lambda w: kind.api.get(w, made), Call(f"GET {path}/crm-prod", answer=wire)) == made
    assert play(lambda w: kind.api.get(w, made), Call(f"GET {path}/crm-prod", status=404, answer={})) is None
    play(
        lambda w: kind.api.update(w, made, {**wire, name_field: "New"}, frozenset({"application_name"})),
        Call(f"PUT {path}/crm-prod", body={name_field: "New"}, status=204),
    )
    play(lambda w: kind.api.delete(w, made), Call(f"DELETE {path}/crm-prod"))
    assert kind.on_delete.code == "MG106"


@pytest.mark.parametrize("name", ["default", "with space", "a/b", ""])
def test_an_application_id_is_plain_and_not_the_built_in_one(name):
    """The built-in application cannot be managed, and ids need no URL encoding."""
    assert problem(Application, {"application_id": name})


def test_the_built_in_application_is_not_exported():
    """An export leaves out what cannot be managed."""
    assert [Application.exportable({"applicationId": i}) for i in ("default", "crm")] == [False, True]


LINKS = "/provisioning/1/associations"
FIVE = {
    "resourceType": "NUMBER",
    "channel": "SMS",
    "applicationId": "crm",
    "entityId": None,
    "resourceId": "K1",
}


def test_an_association_is_its_five_values():
    """Create and delete carry all five, with an explicit null for no entity; a read by id names those that are set."""
    body = {"resourceType": "NUMBER", "channel": "SMS", "applicationId": "crm", "numberKey": "K1"}
    made = play(lambda w: Association.api.create(w, body), Call(f"POST {LINKS}", body=FIVE, status=201))
    assert (made.id, made.wire["numberKey"]) == ("NUMBER/SMS/crm//K1", "K1")
    query = {k: v for k, v in FIVE.items() if v}
    answer = {**query, "resourceId": "K1"}
    assert (
        play(
            lambda w: Association.api.get(w, made), Call(f"GET {LINKS}/single", query=query, answer=answer)
        ).id
        == made.id
    )
    assert (
        play(
            lambda w: Association.api.get(w, made),
            Call(f"GET {LINKS}/single", query=query, status=404, answer={}),
        )
        is None
    )
    for status in (204, 404):
        play(lambda w: Association.api.delete(w, made), Call(f"DELETE {LINKS}", body=FIVE, status=status))


def test_associations_tell_numbers_from_other_senders():
    """The one resource id of the vendor is a number's key or another sender's name."""
    domain = {
        "resourceType": "DOMAIN",
        "channel": "EMAIL",
        "applicationId": "a",
        "entityId": "e",
        "resourceId": "x.org",
    }
    found = play(
        lambda w: Association.api.list(w, None),
        Call(f"GET {LINKS}", query=PAGE, answer=page("results", FIVE, domain)),
    )
    read = [Association.codec.decode(i.wire)[0] for i in found]
    assert [(r.get("number"), r.get("resource")) for r in read] == [("K1", None), (None, "x.org")]
    assert found[1].id == "DOMAIN/EMAIL/a/e/x.org"


def test_an_association_has_no_update():
    """Every field is part of the key, so an update is a mistake of the caller."""
    assert not Association.can("update")
    with pytest.raises(RuntimeError):
        asyncio.run(Association.api.update(None, Item("x", {}), {}, frozenset()))


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"resource_type": "NUMBER", "channel": "SMS", "resource": "x"}, "takes number, not resource"),
        ({"resource_type": "ALPHA", "channel": "SMS", "number": "x"}, "takes resource, not number"),
        ({"resource_type": "DOMAIN", "channel": "SMS", "resource": "x.org"}, "only for channel EMAIL"),
    ],
)
def test_an_association_names_one_fitting_sender(spec, why):
    """Numbers are references, all other senders are names."""
    assert why in problem(Association, {**spec, "application": "a"})


STRATEGIES = "/provisioning/2/sending-strategies"


def test_a_sending_strategy_is_made_and_deleted():
    """The create answers with an id only, a read by id goes through the filter, and there is no update."""
    body = {"platform": {"applicationId": "crm"}, "channel": "SMS"}
    made = play(
        lambda w: SendingStrategy.api.create(w, body),
        Call(f"POST {STRATEGIES}", body=body, status=201, answer={"sendingStrategyId": "S1"}),
    )
    assert made.id == "S1"
    wire = {**body, "sendingStrategyId": "S1", "useStickySender": False, "useGeolocatedSender": False}
    query = {"sendingStrategyId": "S1", **PAGE}
    read = play(
        lambda w: SendingStrategy.api.get(w, made),
        Call(f"GET {STRATEGIES}", query=query, answer=page("results", wire)),
    )
    assert read.wire == wire
    gone = Call(f"GET {STRATEGIES}", query=query, answer=page("results"))
    assert play(lambda w: SendingStrategy.api.get(w, made), gone) is None
    play(lambda w: SendingStrategy.api.delete(w, made), Call(f"DELETE {STRATEGIES}/S1", status=204))
    assert not SendingStrategy.can("update")


def test_the_built_in_application_of_a_strategy_is_none():
    """A strategy without an application reads back without one, whatever Infobip fills in."""
    wire = {
        "sendingStrategyId": "S1",
        "platform": {"applicationId": "default", "entityId": ""},
        "channel": "",
    }
    found = play(
        lambda w: SendingStrategy.api.list(w, None),
        Call(f"GET {STRATEGIES}", query=PAGE, answer=page("results", wire)),
    )
    assert SendingStrategy.codec.decode(found[0].wire)[0] == {}


@pytest.mark.parametrize("kind", [Application, Entity, Association, SendingStrategy])
def test_examples_survive_the_wire(kind):
    """The example of each kind comes back as it was declared."""
    round_trip(kind, dict(kind.example))


def test_priorities_have_bounds():
    """A priority is one to four."""
    spec = {"priorities": [{"sender_type": "SHORT_CODE", "priority": "5"}]}
    assert "less than or equal to 4" in problem(SendingStrategy, spec)
