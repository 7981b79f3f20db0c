"""What hangs on an object before it goes: numbers in the plan, a refusal with numbers at apply."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops_infobip.kinds.impact import hangs

CATALOG = Catalog.installed()


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, allow=frozenset({"MG106"}))


def doc(kind, name="it", **spec):
    return {"kind": f"infobip.{kind}", "name": name, "spec": spec}


def table(bench, name):
    return bench.simulator.world.table(name)


def only(bench, kind, /, **having):
    (found,) = [o for o in table(bench, kind).values() if having.items() <= o.items()]
    return found


def doomed(bench, *documents):
    """Apply documents; the next apply removes all of them."""
    bench.write(documents)
    assert 0 == bench.apply(), bench.last_output + bench.last_errors


def refused(bench, numbers):
    """Plan tells the numbers, apply refuses with them and deletes nothing."""
    bench.write([])
    (change,) = bench.plan().pending
    assert f"now: {numbers}; apply asks again and refuses while that is so" in change.notes
    assert 5 == bench.apply()
    (outcome,) = [o for o in bench.report["outcomes"] if o["error"]]
    assert ("MG112", numbers) == (outcome["error"]["code"], outcome["error"]["detail"])


def converse(bench, number, **facts):
    for n in range(number):
        table(bench, "conversations")[f"{facts}-{n}"] = {"id": f"{n}", "status": "OPEN", **facts}


def test_r27_a_queue_with_waiting_conversations_is_not_deleted(bench):
    """Open and waiting ones count, solved and closed ones do not; once they are gone, so is the queue."""
    doomed(bench, doc("Queue", "care"))
    queue = only(bench, "queues", name="care")["id"]
    converse(bench, 3, queueId=queue)
    converse(bench, 2, queueId=queue, status="WAITING")
    converse(bench, 4, queueId=queue, status="SOLVED")
    converse(bench, 1, queueId="another")

    refused(bench, "5 open conversations wait in it")

    assert not only(bench, "queues", name="care").get("deletedAt")
    table(bench, "conversations").clear()
    assert 0 == bench.apply()
    assert only(bench, "queues", name="care")["deletedAt"]


def test_r27_an_unanswered_probe_counts_as_yes(bench):
    """When the conversations cannot be counted the queue stays; the plan says that nobody knows."""
    doomed(bench, doc("Queue", "care"))
    bench.write([])
    bench.simulator.add_fault("GET", "/ccaas/1/conversations", "500", 10_000, {})

    (change,) = bench.plan().pending
    assert any("it could not be read whether it is in use" in n for n in change.notes)
    assert 5 == bench.apply()
    assert "it could not be found out whether the object is in use" in bench.last_output
    assert not only(bench, "queues", name="care").get("deletedAt")


def test_a_queue_counts_its_agents_and_rules(bench):
    """Agents and rules that others put there are told apart."""
    doomed(bench, doc("Queue", "care"))
    queue = only(bench, "queues", name="care")["id"]
    for name in ("ana", "ben"):
        table(bench, "agents")[name] = {"id": name, "displayName": name, "enabled": True}
        table(bench, "queue_members")[name] = {"agentId": name, "queueId": queue}
    table(bench, "routes")["r"] = {"id": "r", "queueId": queue, "enabled": True, "order": 0, "expression": {}}

    refused(bench, "1 enabled routing rule leads to it, 2 enabled agents work on it")


def test_what_goes_in_the_same_run_does_not_count(bench):
    """Members, subscriptions and templates are removed first, then what they used."""
    doomed(
        bench,
        doc("Queue", "care"),
        doc("Agent", "ana"),
        doc("QueueMember", "m", agent="ana", queue="care"),
        doc("NotificationProfile", "hooks", webhook={"notify_url": "https://h.example.com/in"}),
        doc("Subscription", "in", channel="SMS", events=["DELIVERY"], profile="hooks"),
    )
    bench.write([])

    assert 0 == bench.apply(), bench.last_output


def test_an_agent_with_open_conversations_is_not_disabled(bench):
    """Their number is told."""
    doomed(bench, doc("Agent", "Ana"))
    converse(bench, 2, agentId=only(bench, "agents", displayName="Ana")["id"])

    refused(bench, "2 open conversations are assigned to the agent")
    assert only(bench, "agents", displayName="Ana")["enabled"]


def test_a_tag_tells_how_many_conversations_carry_it_and_goes_with_consent(bench):
    """Nothing can be freed first: the number is for the one who consents."""
    doomed(bench, doc("Tag", "vip"))
    converse(bench, 3, tags=["vip"], status="CLOSED")
    bench.write([])

    assert "now: 3 conversations carry the tag" in bench.plan().pending[0].notes
    assert 0 == bench.apply()
    assert {} == table(bench, "tags")


def test_working_hours_that_queues_keep_are_not_deleted(bench):
    """Queues of others count."""
    hours = dict(CATALOG.kind("infobip.WorkingHours").example)
    doomed(bench, doc("WorkingHours", "office", **hours))
    mine = only(bench, "working_hours", name="office")["id"]
    next(iter(table(bench, "queues").values()))["workingHoursId"] = mine

    refused(bench, "1 queue keeps these hours")


@pytest.mark.parametrize(
    ("document", "link"),
    [
        (
            doc(
                "WebhookSecurity",
                "hmac",
                type="BASIC",
                credentials={"username": "u", "password": "${env:HOOK_PASSWORD}"},
            ),
            {"security": {"authId": "hmac"}},
        ),
        (
            doc("Certificate", "mtls", certificate_content="${env:HOOK_CERTIFICATE}"),
            {"clientCertificateId": "mtls"},
        ),
    ],
    ids=["security", "certificate"],
)
def test_what_profiles_use_is_not_deleted(bench, document, link):
    """Their number is told, also when nobody declares them here."""
    bench.environ |= {"HOOK_PASSWORD": "canary-password", "HOOK_CERTIFICATE": "Y2FuYXJ5LWNlcnQ="}
    doomed(bench, document)
    for name in ("a", "b"):
        table(bench, "profiles")[name] = {"profileId": name, "webhook": {"notifyUrl": "https://x"}, **link}

    refused(bench, "2 notification profiles use it")


def test_a_profile_that_subscriptions_deliver_to_is_not_deleted(bench):
    """All channels are asked: there is no list across them."""
    doomed(bench, doc("NotificationProfile", "hooks", webhook={"notify_url": "https://h.example.com/in"}))
    for channel in ("SMS", "RCS"):
        table(bench, "subscriptions")[f"{channel}/x"] = {
            "subscriptionId": "x",
            "_channel": channel,
            "profile": {"profileId": "hooks"},
            "events": ["DELIVERY"],
        }

    refused(bench, "2 subscriptions deliver to it")


def test_a_number_with_keywords_or_a_voice_setup_is_not_cancelled(bench):
    """Consent is needed besides; the numbers are told."""
    (number, *_) = table(bench, "numbers").values()
    doomed(bench, doc("Number", "n", number=number["number"]))
    for keyword in ("HELP", "STOP"):
        table(bench, "inbound_configurations")[keyword] = {
            "configurationKey": keyword,
            "channel": "SMS",
            "number": number["number"],
            "keyword": keyword,
        }
    number["voiceSetup"] = {"action": {"type": "FORWARD_TO_PSTN"}}

    refused(bench, "2 keywords are set up on it, 1 voice setup answers its calls")


@pytest.mark.parametrize(("kind", "field"), [("Application", "applicationId"), ("Entity", "entityId")])
def test_a_label_that_things_are_linked_to_is_not_deleted(bench, kind, field):
    """Deleting it would reset all of them; consent does not help, they are unlinked first."""
    doomed(bench, doc(kind, "crm"))
    for number in list(table(bench, "numbers").values())[:2]:
        number[field] = "crm"
    link = {
        "resourceType": "ALPHA",
        "channel": "SMS",
        "applicationId": "crm",
        "entityId": "crm",
        "resourceId": "ACME",
    }
    table(bench, "associations")["x"] = link

    refused(bench, "1 sender is associated with it, 2 numbers are linked to it")


def test_a_flow_that_templates_open_is_not_deleted(bench):
    """A button of a template, also on a card, counts; a template that is being deleted does not."""
    flow = dict(CATALOG.kind("infobip.WhatsAppFlow").example) | {"sender": {"id": "441134960000"}}
    doomed(bench, doc("WhatsAppFlow", "form", **flow))
    (made,) = table(bench, "whatsapp_flows").values()
    button = {"type": "FLOW", "text": "Open", "flowId": int(made["id"]), "flowAction": "NAVIGATE"}
    body = {"body": {"text": "Hello"}}
    card = {**body, "buttons": [button]}
    (first, *_) = table(bench, "whatsapp_templates").values()
    for name, status, structure in (
        ("plain", "APPROVED", {**body, "buttons": [button]}),
        ("cards", "APPROVED", {**body, "carousel": {"cards": [card]}}),
        ("gone", "PENDING_DELETION", {**body, "buttons": [button]}),
    ):
        table(bench, "whatsapp_templates")[name] = {
            **first,
            "id": name,
            "name": name,
            "status": status,
            "structure": structure,
            "due": 1 << 40,
        }

    refused(bench, "2 templates open it")


def test_a_purchase_is_refused_with_its_price(bench):
    """MG105 and the plan tell what the stock asks; a number that the stock does not have has no price."""
    bench.allow = frozenset()
    (offer, *_) = [o for o in table(bench, "number_stock").values() if o["country"] != "US"]
    price = offer["price"]["pricePerMonth"]
    offer["price"]["setupPrice"] = 5.0
    bench.write([doc("Number", "new", number=offer["number"], max_monthly_price="99", max_setup_price="9")])

    plan = bench.plan()

    (refusal,) = plan.refused
    assert f"starts a monthly fee: {price:g} EUR a month, 5 EUR once" in refusal.detail
    assert f"price: {price:g} EUR a month, 5 EUR once" in plan.pending[0].notes
    assert 3 == bench.run("plan", "--json")
    assert json.loads(bench.last_output)["changes"][0]["costs_money"]
    bench.write([doc("Number", "new", number="49301234567", max_monthly_price="99")])
    (refusal,) = bench.plan().refused
    assert refusal.detail.endswith("starts a monthly fee")


def test_a_price_that_cannot_be_read_is_unknown(bench):
    """The consent is asked for all the same."""
    bench.allow = frozenset()
    (offer, *_) = table(bench, "number_stock").values()
    bench.write([doc("Number", "new", number=offer["number"], max_monthly_price="99")])
    bench.simulator.add_fault("GET", "/numbers/1/numbers/available", "500", 10_000, {})

    (refusal,) = bench.plan().refused

    assert "starts a monthly fee: unknown" in refusal.detail


def test_a_plan_of_many_deletes_asks_about_some_and_apply_about_all(bench):
    """What a plan spends on it is bounded; the refusal at apply is not."""
    bench.allow = frozenset({"MG101"})
    doomed(bench, *(doc("Queue", f"q{n:02}") for n in range(30)))
    queue = only(bench, "queues", name="q29")["id"]
    converse(bench, 1, queueId=queue)
    bench.write([])
    bench.simulator.requests.clear()

    bench.plan()

    assert 60 >= sum(
        r["path"] != "/ccaas/1/queues" or "queueIds" in r.get("query", "") for r in bench.simulator.requests
    )
    assert 5 == bench.apply()
    assert ["q29"] == [
        q["name"]
        for q in table(bench, "queues").values()
        if q["name"] != "Default" and not q.get("deletedAt")
    ]


def test_counts_are_told_in_words():
    """One and many; nothing when nothing hangs on it."""
    assert hangs((0, "a", "b")) is None
    assert "1 a, 2 d" == hangs((1, "a", "b"), (0, "x", "y"), (2, "c", "d"))
