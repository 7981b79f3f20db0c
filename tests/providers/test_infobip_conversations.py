"""Queues, routing and tags against the simulator."""

from __future__ import annotations

import pytest

from infobip_world import Sandbox, create, delete, listed, only, read_back, update
from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.kind import Item
from msgops_infobip.kinds.conversations import Queue, Tag
from msgops_infobip.kinds.routing import Routing
from scripted import problem, round_trip

UNKNOWN = Item("25774a87-0000-4fe7-8d43-127809479964", {"name": "gone"})


@pytest.fixture
def sandbox():
    """Conversations with its default queue."""
    return Sandbox("conversations")


def names(sandbox, kind):
    """Return the names that a list shows."""
    return sorted(i.wire["name"] for i in listed(sandbox, kind))


def test_the_default_queue_is_live_but_not_ours(sandbox):
    """The queue for unrouted messages can be looked up, but is neither changed, deleted nor exported."""
    default = only(sandbox, Queue)
    assert Queue.exportable(default.wire) is False
    assert "not managed" in Queue.fixed_if(default.wire, frozenset({"restricted"}))
    assert "default queue" in sandbox.do(lambda w: Queue.probe(w, default))


def test_a_plain_queue_needs_one_call(sandbox):
    """Without update-only fields a create is one POST, and assignment is off unless it is asked for."""
    made = create(sandbox, Queue, {"name": "support"}, externalId="msgops:acme:infobip.Queue/support")
    assert sandbox.sent("PUT") == []
    live = sandbox.do(lambda w: Queue.api.get(w, made))
    assert (live.wire["isAutoAssignmentEnabled"], live.wire[Queue.marker]) == (
        False,
        "msgops:acme:infobip.Queue/support",
    )


def test_a_queue_with_update_only_fields_needs_two_calls(sandbox):
    """The PUT after the POST carries everything, so nothing falls back to the defaults of the PUT."""
    spec = {"name": "support", "auto_assignment_algorithm": "ROUND_ROBIN", "restricted": "true"}
    made = create(sandbox, Queue, spec, externalId="msgops:acme:infobip.Queue/support")
    live = sandbox.do(lambda w: Queue.api.get(w, made)).wire
    assert live["externalId"] == "msgops:acme:infobip.Queue/support"
    assert (live["isAutoAssignmentEnabled"], live["autoAssignmentAlgorithm"], live["isRestricted"]) == (
        False,
        "ROUND_ROBIN",
        True,
    )


def test_an_update_never_switches_the_assignment_on(sandbox):
    """A PUT without `isAutoAssignmentEnabled` turns it on; ours always says what it is."""
    made = create(sandbox, Queue, {"name": "support"})
    sandbox.console("PUT", f"/ccaas/1/queues/{made.id}", {"name": "support"})
    assert read_back(sandbox, Queue, made)["auto_assignment_enabled"] is True
    sandbox.console(
        "PUT", f"/ccaas/1/queues/{made.id}", {"name": "support", "isAutoAssignmentEnabled": False}
    )
    live = sandbox.do(lambda w: Queue.api.get(w, made))
    sandbox.do(lambda w: Queue.api.update(w, live, {"name": "help"}, frozenset({"name"})))
    assert read_back(sandbox, Queue, made)["auto_assignment_enabled"] is False


def test_a_foreign_external_id_survives(sandbox):
    """Another system's key for the queue is not overwritten with our mark."""
    made = create(sandbox, Queue, {"name": "support"}, externalId="crm-7")
    live = sandbox.do(lambda w: Queue.api.get(w, made))
    body = {"name": "help", "externalId": "msgops:acme:infobip.Queue/support"}
    sandbox.do(lambda w: Queue.api.update(w, live, body, frozenset({"name"})))
    assert sandbox.do(lambda w: Queue.api.get(w, made)).wire["externalId"] == "crm-7"


def test_every_queue_is_found_beyond_the_default_page(sandbox):
    """The vendor's pages hold ten unless asked otherwise: the eleventh queue is seen too."""
    for number in range(12):
        sandbox.console("POST", "/ccaas/1/queues", {"name": f"q{number:02}"})
    before = len(sandbox.exchanges)
    assert len(names(sandbox, Queue)) == 13
    assert len(sandbox.exchanges) - before == 1


def test_a_deleted_queue_is_gone_although_it_is_listed(sandbox):
    """Rows with `deletedAt` are no queues, and deleting twice is no error."""
    made = create(sandbox, Queue, {"name": "support"})
    delete(sandbox, Queue, made)
    assert names(sandbox, Queue) == ["Default"]
    assert sandbox.do(lambda w: Queue.api.get(w, made)) is None
    delete(sandbox, Queue, made)


def test_an_unknown_queue_answers_400_and_is_not_found(sandbox):
    """Infobip says `NOT_FOUND` with status 400."""
    with pytest.raises(NotFound):
        sandbox.do(lambda w: Queue.api.update(w, UNKNOWN, {"name": "x"}, frozenset()))
    assert sandbox.do(lambda w: Queue.probe(w, UNKNOWN)) is None


def rule(queue, channel="WHATSAPP", **more):
    """Return a rule as a document says it, with the queue's id."""
    return {"expression": {"$eq": {"message.channel": channel}}, "queue": queue, **more}


def test_a_queue_in_use_is_not_deleted(sandbox):
    """While enabled rules lead to a queue, the probe refuses its delete."""
    made = create(sandbox, Queue, {"name": "support"})
    table = only(sandbox, Routing)
    update(sandbox, Routing, table, rules=[rule(made.id)])
    assert sandbox.do(lambda w: Queue.probe(w, made)) == "1 enabled routing rule leads to it"
    update(sandbox, Routing, table, rules=[rule(made.id, enabled=False)])
    assert sandbox.do(lambda w: Queue.probe(w, made)) is None


def test_the_routing_table_is_always_there(sandbox):
    """An account without rules has an empty table, so it is adopted and never created."""
    table = only(sandbox, Routing)
    assert (table.id, table.wire, Routing.can("create")) == ("routing", {"rules": []}, False)
    assert Routing.exportable(table.wire) is False
    assert Routing.keys == ()


def test_rules_are_compared_by_place_and_content(sandbox):
    """The ids change with every PUT; what is read back equals what was declared, defaults or not."""
    made = create(sandbox, Queue, {"name": "support"})
    table = only(sandbox, Routing)
    rules = [
        rule(made.id, name="first", priority="HIGH"),
        rule(made.id, "SMS", priority="NORMAL", enabled=True),
    ]
    update(sandbox, Routing, table, rules=rules)
    ids = [r["id"] for r in only(sandbox, Routing).wire["rules"]]
    assert read_back(sandbox, Routing, table) == Routing.codec.normalise({"rules": rules})
    update(sandbox, Routing, table, rules=rules)
    assert set(ids).isdisjoint(r["id"] for r in only(sandbox, Routing).wire["rules"])
    assert read_back(sandbox, Routing, table) == Routing.codec.normalise({"rules": rules})


def test_the_order_of_rules_is_part_of_the_value(sandbox):
    """The first rule that fits wins, so another order is a difference."""
    made = create(sandbox, Queue, {"name": "support"})
    table = only(sandbox, Routing)
    rules = [rule(made.id, "SMS"), rule(made.id, "WHATSAPP")]
    update(sandbox, Routing, table, rules=rules)
    assert read_back(sandbox, Routing, table) != Routing.codec.normalise({"rules": rules[::-1]})


def test_routes_that_nobody_declared_are_part_of_the_difference(sandbox):
    """A rule made in the web interface is read as part of the list that an update would replace."""
    made = create(sandbox, Queue, {"name": "support"})
    theirs = {"name": "jane's", "expression": {"$eq": {"message.channel": "SMS"}}, "queueId": made.id}
    sandbox.console("PUT", "/ccaas/1/routing", [theirs])
    assert read_back(sandbox, Routing, only(sandbox, Routing))["rules"] == [
        {"name": "jane's", "expression": theirs["expression"], "queue": made.id}
    ]


def test_deleting_the_routing_removes_every_rule(sandbox):
    """It needs consent, and the empty table stays."""
    made = create(sandbox, Queue, {"name": "support"})
    table = only(sandbox, Routing)
    update(sandbox, Routing, table, rules=[rule(made.id)])
    delete(sandbox, Routing, table)
    assert only(sandbox, Routing).wire == {"rules": []}
    assert Routing.on_delete.code == "MG106"


def test_a_routing_table_can_be_put_without_reading_it(sandbox):
    """A create is the same PUT, should anybody ask for one."""
    assert sandbox.do(lambda w: Routing.api.create(w, {"rules": []})).id == "routing"


def test_a_rule_to_a_missing_queue_is_refused(sandbox):
    """The vendor's answer is passed on."""
    with pytest.raises(NotFound):
        update(sandbox, Routing, only(sandbox, Routing), rules=[rule("nowhere")])


def test_an_expression_is_an_object():
    """Text where an expression belongs is told so."""
    found = problem(Routing, {"rules": [{"expression": "whatsapp", "queue": "support"}]})
    assert "an expression is an object" in found


def test_a_tag_has_no_update(sandbox):
    """A tag is made, found in the list and deleted; a taken name is refused by the vendor."""
    made = create(sandbox, Tag, {"name": "vip"})
    assert (made.id, names(sandbox, Tag), Tag.can("update")) == ("vip", ["vip"], False)
    with pytest.raises(Refused, match="Tag already exists"):
        create(sandbox, Tag, {"name": "vip"})
    assert read_back(sandbox, Tag, made) == {"name": "vip"}
    delete(sandbox, Tag, made)
    delete(sandbox, Tag, made)
    assert names(sandbox, Tag) == []
    assert Tag.on_delete.code == "MG106"


def test_a_tag_with_a_blank_is_quoted_in_the_path(sandbox):
    """The vendor's own example has a blank in the name."""
    made = create(sandbox, Tag, {"name": "Tag 1/a"})
    delete(sandbox, Tag, made)
    assert names(sandbox, Tag) == []


@pytest.mark.parametrize(
    ("kind", "spec"),
    [(kind, kind.example) for kind in (Queue, Routing, Tag)],
    ids=lambda v: getattr(v, "name", ""),
)
def test_examples_round_trip(kind, spec):
    """The documented example validates and reads back as it was written."""
    round_trip(kind, spec)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/ccaas/1/queues", {}),
        ("POST", "/ccaas/1/queues", {"name": "x" * 256}),
        ("POST", "/ccaas/1/queues", {"name": "x", "workingHoursId": "nowhere"}),
        ("POST", "/ccaas/1/queues", {"name": "x", "autoAssignmentAlgorithm": "DICE"}),
        ("PUT", "/ccaas/1/routing", {"rules": []}),
        ("PUT", "/ccaas/1/routing", [{"queueId": "x"}]),
        ("POST", "/ccaas/1/tags", {"name": "x" * 101}),
        ("DELETE", "/ccaas/1/tags/nothing", None),
    ],
)
def test_the_simulator_refuses_what_the_vendor_refuses(sandbox, method, path, body):
    """Bad bodies and unknown names answer 400."""
    assert sandbox.console(method, path, body).status == 400


def test_rules_of_a_deleted_queue_go_with_it(sandbox):
    """The simulator leaves no rule that leads nowhere."""
    made = create(sandbox, Queue, {"name": "support"})
    update(sandbox, Routing, only(sandbox, Routing), rules=[rule(made.id)])
    sandbox.console("DELETE", f"/ccaas/1/queues/{made.id}")
    assert only(sandbox, Routing).wire == {"rules": []}


def test_the_simulators_default_queue_stays(sandbox):
    """Deleting it by hand is refused too."""
    assert sandbox.console("DELETE", f"/ccaas/1/queues/{only(sandbox, Queue).id}").status == 400


def test_lists_can_be_filtered(sandbox):
    """The filters of the vendor narrow queues, rules and tags."""
    made = create(sandbox, Queue, {"name": "support"})
    update(sandbox, Routing, only(sandbox, Routing), rules=[rule(made.id, enabled=False)])
    create(sandbox, Tag, {"name": "vip"})
    asked = [
        ("/ccaas/1/queues", {"name": "support"}, "queues", 1),
        ("/ccaas/1/queues", {"agentId": "nobody"}, "queues", 0),
        ("/ccaas/1/queues", {"workingHoursId": "none"}, "queues", 0),
        ("/ccaas/1/routing", {"enabled": "true"}, "routes", 0),
        ("/ccaas/1/routing", {"ruleIds": "none"}, "routes", 0),
        ("/ccaas/1/tags", {"name": "other"}, "tags", 0),
    ]
    for path, query, key, count in asked:
        found = sandbox.do(lambda w, path=path, query=query: w.get(path, query))
        assert len(found[key]) == count
