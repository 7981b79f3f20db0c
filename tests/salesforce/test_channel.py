"""Messaging channels beyond the laws: where the work goes, what customers agree to, how a channel comes up."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from crash.vendor import Lag
from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Confidence
from msgops_salesforce import provider
from msgops_salesforce.kinds.channel import MessagingChannel, MessagingChannelSpec
from msgops_salesforce.simulator import build
from salesforce_simulator.desk import Desk
from salesforce_simulator.documents import FLOW, manifest

CATALOG = Catalog([provider])
KEYWORDS = {"language": "en_US", "opt_out": ["STOP"], "opt_out_confirmation": "Bye."}
ADDRESS = "salesforce.MessagingChannel/Infobip_WhatsApp"
ROW = "SELECT Id, IsActive, SessionHandlerId, FallbackQueueId, ConsentType FROM MessagingChannel"


def document(kind, name, **spec):
    return {"kind": f"salesforce.{kind}", "name": name, "spec": spec}


def example(kind, name, **more):
    return document(kind, name, **{**CATALOG.kind(f"salesforce.{kind}").example, **more})


BASE = (
    example("ConversationVendorInfo", "Infobip"),
    example("PlatformEvent", "Infobip_Event"),
    example(
        "ConversationChannelDefinition",
        "Infobip_WhatsApp",
        vendor="Infobip",
        platform_event="Infobip_Event",
        developer_name="Infobip_WhatsApp",
    ),
    document("Queue", "Care", label="Care", objects=["MessagingSession"]),
    document("Queue", "Sales", label="Sales", objects=["MessagingSession"]),
)


class Org:
    """An org with a channel that a person made, and a flow."""

    def __init__(self, tmp_path):
        self.simulator = build(features=("OmniChannel", "LiveMessage"))
        self.bench = Bench(tmp_path / "ws", self.simulator, provider="salesforce", catalog=CATALOG)
        self.desk = Desk(self.simulator)
        self.bench.write(BASE)
        assert 0 == self.bench.apply(), self.bench.last_output
        self.desk.deploy({"package.xml": manifest(Flow="Route"), "flows/Route.flow": FLOW})

    def made(self, name="Infobip_WhatsApp", label="Infobip WhatsApp"):
        given = {"name": name, "label": label, "definition": "Infobip_WhatsApp", "accept_terms": True}
        return self.desk.operate("channel", given)["id"]

    def apply(self, **spec):
        body = {"label": "Infobip WhatsApp", "definition": "Infobip_WhatsApp", **spec}
        self.bench.write([*BASE, document("MessagingChannel", "Infobip_WhatsApp", **body)])
        return self.bench.apply()

    def settled(self, **spec):
        """Apply; then the plan is empty, and nothing waits."""
        assert 0 == self.apply(**spec), self.bench.last_output
        plan = self.bench.plan()
        assert not (plan.pending or plan.gates or plan.refused), self.bench.describe(plan)
        return self.desk.one(ROW)

    def writes(self):
        """Return what was written to the channel itself since the last call of this."""
        found = [
            r for r in self.simulator.requests if r["method"] == "PATCH" and "/MessagingChannel/" in r["path"]
        ]
        self.simulator.requests.clear()
        return len(found)


@pytest.fixture
def org(tmp_path):
    return Org(tmp_path)


def test_a_channel_moves_from_a_queue_to_a_flow_and_back_in_one_patch_each(org):
    """Handler and fallback are judged together: two patches would be refused in between."""
    org.made()
    flow = {"flow": {"id": "Route"}, "fallback_queue": "Sales"}
    assert org.settled(queue="Care")["SessionHandlerId"].startswith("00G")
    org.writes()

    routed = org.settled(**flow)

    assert ("300", "00G") == (routed["SessionHandlerId"][:3], routed["FallbackQueueId"][:3])
    assert 1 == org.writes()
    back = org.settled(queue="Care")
    assert ("00G", None) == (back["SessionHandlerId"][:3], back["FallbackQueueId"])
    assert 1 == org.writes()


def test_a_declared_flow_is_pointed_to_by_its_name(org):
    """The flow is made first, and active; the channel has the id of its definition."""
    org.made()
    flow = example("OmniFlow", "Care_Route")
    flow["spec"]["steps"] = [{"do": "route_work", "name": "Route_Work", "queue": "Care"}]
    spec = {"label": "Infobip WhatsApp", "definition": "Infobip_WhatsApp"}
    routed = document(
        "MessagingChannel", "Infobip_WhatsApp", **spec, flow="Care_Route", fallback_queue="Care"
    )
    org.bench.write([*BASE, flow, routed])

    assert 0 == org.bench.apply(), org.bench.last_output

    assert not org.bench.plan().pending
    view = org.desk.one("SELECT DurableId FROM FlowDefinitionView WHERE ApiName = 'Care_Route'")
    assert view["DurableId"] == org.desk.one(ROW)["SessionHandlerId"]


def test_a_flow_that_the_org_has_not_is_named(org):
    """Nothing of the channel is written before the flow is found."""
    org.made()
    org.writes()

    assert 0 != org.apply(flow={"id": "Nowhere"}, fallback_queue="Sales")
    assert "the org has no flow Nowhere" in str(org.bench.report)
    assert 0 == org.writes()


@pytest.mark.parametrize(
    "spec",
    [
        {"queue": "Care", "fallback_queue": "Sales"},
        {"queue": "Care", "flow": "Route", "fallback_queue": "Sales"},
        {"flow": "Route"},
        {"fallback_queue": "Sales"},
        {"routing_type": "OmniSkills"},
    ],
)
def test_what_the_org_would_refuse_of_routing_is_refused_in_the_file(spec):
    """The matrix of handlers and fallbacks."""
    with pytest.raises(ValidationError):
        MessagingChannelSpec.model_validate({"label": "x", "definition": "y", **spec})


def test_keywords_are_kept_by_language(org):
    """A language is added, changed and taken away without touching the others."""
    org.made()
    german = {"language": "de", "opt_out": ["STOPP", "ENDE"], "opt_out_confirmation": "Auf Wiedersehen."}
    org.settled(queue="Care", keywords=[KEYWORDS, german])
    soql = "SELECT Id, MasterLanguage, OptOutKeywords FROM MsgChannelLanguageKeyword ORDER BY MasterLanguage"
    first = {r["MasterLanguage"]: r for r in org.desk.query(soql)}
    assert "STOPP,ENDE" == first["de"]["OptOutKeywords"]

    org.settled(queue="Care", keywords=[{**german, "opt_out": ["STOPP"]}])

    assert [(first["de"]["Id"], "STOPP")] == [(r["Id"], r["OptOutKeywords"]) for r in org.desk.query(soql)]


def test_a_channel_comes_up_last_and_goes_down_first(org):
    """Consent and routing are there before it is activated; a channel that goes down may lose both."""
    org.made()

    assert org.settled(queue="Care", keywords=[KEYWORDS], active=True)["IsActive"]
    assert not org.settled(active=False, keywords=[])["IsActive"]


def test_a_channel_without_a_usage_is_switched_by_its_flag(org):
    """Whether a custom channel has a usage is not documented: both ways are there."""
    org.made()
    org.simulator.world.table("MessagingChannelUsage").clear()

    assert org.settled(queue="Care", keywords=[KEYWORDS], active=True)["IsActive"]
    assert not org.settled(queue="Care", keywords=[KEYWORDS], active=False)["IsActive"]


def test_a_channel_that_cannot_come_up_says_what_is_missing(org):
    """The org's own words, and nothing is left half active."""
    org.made()

    assert 5 == org.apply(queue="Care", active=True)
    assert "no complete consent for ImplicitOptIn" in str(org.bench.report)
    assert not org.desk.one(ROW)["IsActive"]


def test_a_slow_activation_is_watched_and_an_error_is_told_with_its_reason(org):
    """Errors of the service come up as a gate with the reason that it gives."""
    made = org.made()
    org.desk.operate("knobs", {"usage_polls": 7})
    assert org.settled(queue="Care", keywords=[KEYWORDS], active=True)["IsActive"]
    usage = org.desk.one("SELECT Id FROM MessagingChannelUsage")["Id"]
    table = org.simulator.world.table("MessagingChannelUsage")
    table[usage] = {
        **table[usage],
        "DeploymentStatus": "Error",
        "ErrorReason": "Quota",
        "ErrorDetails": "Too many channels",
    }

    (gate,) = org.bench.plan().gates

    assert (ADDRESS, made) == (str(gate.address), gate.live_id)
    assert "Quota: Too many channels" in gate.waiting.reason


def test_a_second_channel_of_a_definition_is_never_made(org):
    """It could not be deleted again; the name of the one that is there is told."""
    org.desk.operate("knobs", {"allow_channel_create": True})
    org.made("Made_By_Hand", "By hand")

    assert 5 == org.apply(queue="Care")

    assert "Made_By_Hand already: set developer_name to adopt it" in str(org.bench.report)
    assert ["Made_By_Hand"] == [
        r["DeveloperName"] for r in org.desk.query("SELECT DeveloperName FROM MessagingChannel")
    ]


def test_the_definition_is_read_from_either_link(org):
    """Newer orgs keep it in a row between the two."""
    made = org.made()
    table = org.simulator.world.table("MessagingChannel")
    table[made] = {**table[made], "ChannelDefinitionId": None}

    org.settled(queue="Care")


def test_many_channels_are_read_by_as_many_calls_as_one(org):
    """Usages, keywords, links and flows are asked for together."""
    org.made()

    def reads():
        org.simulator.requests.clear()
        org.bench.plan()
        return len([r for r in org.simulator.requests if r["path"].endswith("/query")])

    org.apply(queue="Care")
    one = reads()
    assert one
    for number in range(20):
        org.made(f"More_{number}", f"More {number}")

    assert one == reads()


def test_the_create_is_marked_as_unproved():
    """No vendor's page shows it; update is documented."""
    sure = {e.operation: e.confidence for e in reversed(MessagingChannel.evidence)}

    assert (Confidence.INFERRED, Confidence.DOC) == (sure["create"], sure["update"])
    assert MessagingChannel.inferred("create")


def test_a_switch_whose_answer_is_lost_is_not_asked_for_again(org):
    """The org refuses a move that it has made already."""
    org.made()
    for active in (True, False, True):
        org.simulator.add_fault("PATCH", "*/MessagingChannelUsage/*", "drop_after", 1, {})

        assert active == org.settled(queue="Care", keywords=[KEYWORDS], active=active)["IsActive"]


def test_a_delete_whose_answer_is_lost_goes_on_where_it_was(org):
    """The channel is down by then, and still has its queue."""
    org.made()
    org.settled(queue="Care", keywords=[KEYWORDS], active=True)
    org.simulator.add_fault("PATCH", "*/MessagingChannelUsage/*", "drop_after", 1, {})
    org.bench.write(BASE)
    org.bench.allow = frozenset({"MG101", "MG105", "MG106"})

    assert 0 == org.bench.apply(), org.bench.last_output

    left = org.desk.one(ROW)
    assert (False, None) == (left["IsActive"], left["SessionHandlerId"])


def test_a_create_whose_answer_is_lost_leaves_one_channel_with_its_link(org):
    """Both are there or neither: from the channel alone nobody could tell that its link is missing."""
    org.desk.operate("knobs", {"allow_channel_create": True})
    org.simulator.add_fault("POST", "/services/data/*", "drop_after", 1, {})

    made = org.settled(queue="Care")["Id"]

    assert made == org.desk.one("SELECT MessagingChannelId FROM CustomMsgChannel")["MessagingChannelId"]


def test_a_channel_is_watched_until_it_is_what_it_shall_be(org):
    """What is read at first may be what it was before."""
    org.made()
    org.settled(queue="Care", keywords=[KEYWORDS], active=True)
    org.simulator.faults.append(Lag(org.simulator, 30.0))

    assert 0 == org.apply(queue="Care", keywords=[KEYWORDS], active=False), org.bench.last_output

    org.simulator.faults.clear()
    assert not org.desk.one(ROW)["IsActive"]
