"""What Fusion's kinds do beyond the laws: members, hashes, flags, unknown values, imports, worksheets."""

from __future__ import annotations

import base64

import pytest

from fusion.bench import CATALOG, bench, live, page, queue
from msgops.sdk.kind import Hand
from msgops_fusion.kinds.imports import package
from msgops_fusion.permissions import PERMISSIONS


@pytest.fixture
def workspace(tmp_path):
    """A workspace in front of a fresh pod."""
    return bench(tmp_path)


def _members(workspace):
    """Return the user names of the members of every queue that count."""
    users = {str(u["PartyId"]): u["Username"] for u in live(workspace, "resources")}
    rows = live(workspace, "queues.resourceMembers")
    return sorted(users[str(r["ObjectId"])] for r in rows if r["EnabledFlag"] is not False)


def test_members_are_exactly_those_that_are_named(workspace):
    """Others are taken out; one that is switched off is switched on again instead of added twice."""
    workspace.write([queue(members=["agent1", "agent2"])])
    assert 0 == workspace.apply()
    assert ["agent1", "agent2"] == _members(workspace)

    live(workspace, "queues.resourceMembers")[0]["EnabledFlag"] = False
    (found,) = workspace.drift()
    assert "members" == found.field
    assert 0 == workspace.apply()
    assert ["agent1", "agent2"] == _members(workspace)
    assert 2 == len(live(workspace, "queues.resourceMembers"))

    workspace.write([queue(members=["AGENT2"])])
    assert 0 == workspace.apply()
    assert ["agent2"] == _members(workspace)
    assert not workspace.plan().pending


def test_more_members_leaves_others_alone(workspace):
    """Only those that were named are taken out again."""
    workspace.write([queue(members=["agent2"])])
    workspace.apply()
    workspace.write([queue(more_members=["agent1"])])

    assert 0 == workspace.apply()
    assert ["agent1", "agent2"] == _members(workspace)
    assert not workspace.plan().pending
    workspace.write([queue(more_members=[])])
    assert 0 == workspace.apply()
    assert ["agent2"] == _members(workspace)


def test_a_member_that_is_no_resource_is_refused_by_name(workspace):
    """Before its queue is half done; with the page that makes resources."""
    workspace.write([queue(members=["nobody"])])

    assert 5 == workspace.apply()
    assert "the pod has no resource of the user nobody" in workspace.last_output
    assert "Manage Resources" in workspace.last_output


def test_queues_overflow_into_each_other(workspace):
    """A circle is broken: both are made, then each names the other; what is not declared stays as it is."""
    first = queue("first", overflow=[{"queue": "second", "priority": 1}], members=["agent1"])
    second = queue("second", overflow=[{"queue": "first", "priority": 1}], teams=[_team(workspace)])
    workspace.write([first, second])

    assert 0 == workspace.apply()
    assert 2 == len(live(workspace, "queues.overflowQueues"))
    assert not workspace.plan().pending
    workspace.write([queue("first", members=["agent1"], description="Text"), second])
    assert 0 == workspace.apply()
    assert not workspace.plan().pending

    changed = queue("second", overflow=[{"queue": "first", "priority": 5}], teams=[])
    workspace.write([queue("first", members=["agent1"], overflow=[]), changed])
    assert 0 == workspace.apply()
    assert [5] == [r["Priority"] for r in live(workspace, "queues.overflowQueues")]
    assert [] == live(workspace, "queues.resourceTeams")


def _team(workspace):
    return str(live(workspace, "teams")[0]["id"])


def test_a_queue_with_open_work_is_not_deleted(workspace):
    """The plan of the delete asks, and says how much there is."""
    workspace.write([queue()])
    workspace.apply()
    live(workspace, "queues")[0]["OpenUwoCount"] = 3
    workspace.write([])

    assert 5 == workspace.apply()
    assert "the queue holds 3 open work items" in workspace.last_output
    assert live(workspace, "queues")


def test_objects_with_hashes_for_keys_live_at_their_own_links(workspace):
    """Capacities and texts are changed and deleted where their link leads, never at a composed path."""
    capacity = {"channel_type": "ORA_SVC_CHAT", "object_type": "CHAT", "user": "agent1", "maximum": 3}
    text = {"label": "Greeting", "text": "Hallo, schön!", "html": True}
    docs = [
        {"kind": "fusion.ResourceCapacity", "name": "chat", "spec": capacity},
        {"kind": "fusion.SmartText", "name": "GREET", "spec": text},
    ]
    workspace.write(docs)
    assert 0 == workspace.apply()
    (row,) = live(workspace, "smartTexts")
    assert ("Y", "Hallo, schön!") == (row["HtmlFlag"], base64.b64decode(row["Text"]).decode())

    docs[0]["spec"] = {**capacity, "maximum": 5}
    workspace.write(docs)
    assert 0 == workspace.apply()
    assert [5] == [r["MaximumCapacity"] for r in live(workspace, "resourceCapacities")]
    patched = [r["path"] for r in workspace.simulator.requests if r["method"] == "PATCH"]
    assert "/resourceCapacities/0002" in patched[-1]
    workspace.write([])
    assert 0 == workspace.apply()
    assert [] == live(workspace, "resourceCapacities") + live(workspace, "smartTexts")


def test_flags_as_letters_are_no_difference(workspace):
    """Some pods show Y and N."""
    workspace.write([queue(enabled=True)])
    workspace.apply()
    page(workspace, "knobs", flags_as_letters=True)

    assert not workspace.plan().pending
    assert [] == workspace.drift()


def test_a_row_that_oracle_seeds_is_adopted_and_left_when_its_document_goes(workspace):
    """Routing stands on the row of chat."""
    property_ = {"channel_type": "ORA_SVC_CHAT", "realtime": True, "asynchronous": True}
    workspace.write([{"kind": "fusion.OmniChannelProperty", "name": "chat", "spec": property_}])
    assert "adopt" == workspace.actions(workspace.plan())["fusion.OmniChannelProperty/chat"]
    assert 0 == workspace.apply()
    workspace.write([])

    assert 0 == workspace.apply()
    assert "ORA_SVC_CHAT" in [r["ChannelTypeCd"] for r in live(workspace, "omniChannelProps")]


def test_a_channels_secrets_are_never_read(workspace):
    """The list names its columns; the password goes in once."""
    spec = {
        "channel_type": "ORA_SVC_EMAIL",
        "account_name": "support@acme.example",
        "api_password": "${env:MAIL_PASSWORD}",
    }
    workspace.environ["MAIL_PASSWORD"] = "canary-mail-password"
    workspace.write([{"kind": "fusion.ServiceChannel", "name": "mail", "spec": spec}])

    assert 0 == workspace.apply()
    assert not workspace.plan().pending
    kind = CATALOG.kind("fusion.ServiceChannel")
    assert not {"APIPassword", "AccessToken", "RefreshToken", "AuthToken"} & set(kind.api.columns)
    stored = [p for p in workspace.root.rglob("*") if p.is_file()]
    assert b"canary-mail-password" not in b"".join(p.read_bytes() for p in stored)


def test_codes_of_a_lookup_are_exactly_those_that_are_named(workspace):
    """Added, changed, taken out; one of Oracle's own is refused by the pod."""
    spec = {
        "family": "standard",
        "meaning": "Reasons",
        "codes": [{"code": "A", "meaning": "a"}, {"code": "B", "meaning": "b"}],
    }
    document = {"kind": "fusion.Lookup", "name": "ACME_REASONS", "spec": spec}
    workspace.write([document])
    assert 0 == workspace.apply()
    spec["codes"] = [{"code": "B", "meaning": "bb"}, {"code": "C", "meaning": "c", "ends": "2027-01-01"}]
    workspace.write([document])

    assert 0 == workspace.apply()
    rows = [r for r in live(workspace, "standardLookups.lookupCodes") if len(r["LookupCode"]) == 1]
    assert {"B": "bb", "C": "c"} == {r["LookupCode"]: r["Meaning"] for r in rows}
    assert not workspace.plan().pending


def test_a_profile_option_that_the_pod_hides_is_unknown_and_never_drift(workspace):
    """It waits for a person's word; shown, it is compared, and what another hand changed opens the step again."""
    option = {"kind": "fusion.ProfileOption", "name": "SVC_ENABLE_CHAT", "spec": {"value": "Y"}}
    workspace.write([option])
    page(workspace, "profile", code="SVC_ENABLE_CHAT", value="N")
    assert 6 == workspace.apply()
    assert 0 == workspace.run("gate", "confirm", "fusion.ProfileOption/SVC_ENABLE_CHAT", "--note", "done")
    assert not workspace.plan().gates
    assert [] == workspace.drift()

    page(workspace, "profile-category", codes=["SVC_ENABLE_CHAT"])
    (gate,) = workspace.plan().gates
    assert "SVC_ENABLE_CHAT is N" in gate.reason
    page(workspace, "profile", code="SVC_ENABLE_CHAT", value="y")
    assert not workspace.plan().gates


def test_a_feature_is_read_and_switched_on_by_a_person(workspace):
    """The gate closes by itself when the page was used."""
    code = next(iter(workspace.simulator.world.table("features").values()))["FeatureCode"]
    spec = {"code": code, "feature": "Omnichannel Routing"}
    workspace.write([{"kind": "fusion.FeatureOptIn", "name": "omnichannel", "spec": spec}])
    assert 6 == workspace.apply()

    page(workspace, "feature", code=code, on=True)

    assert 0 == workspace.apply()
    assert not workspace.plan().gates


def test_chat_that_is_routed_needs_nothing_more(workspace):
    """The check names what is missing: the queue, automatic routing, agents."""
    check = {"kind": "fusion.ChatRouting", "name": "Chat", "spec": {}}
    workspace.write([check])
    assert "no queue Chat" in workspace.plan().gates[0].reason

    workspace.write([queue("Chat"), check])
    assert 6 == workspace.apply()
    assert "automatic routing on, 0 agents" in workspace.plan().gates[0].reason
    workspace.write([queue("Chat", members=["agent1"]), check])
    assert 0 == workspace.apply()


def test_an_agents_presence_is_checked_and_not_set(workspace):
    """Available or not, by the pod's own word."""
    workspace.write([{"kind": "fusion.Presence", "name": "agent1", "spec": {}}])
    assert "agent1 is not available" in workspace.plan().gates[0].reason
    page(workspace, "presence", username="agent1", available=True)

    assert not workspace.plan().gates


def test_a_task_that_supports_no_import_is_refused_and_another_imported_once(workspace):
    """The pod does not show what was imported: the same files are not sent twice, others after a consent."""
    tasks = workspace.simulator.world.table("setupTaskCSVImports").values()
    yes = next(t["TaskCode"] for t in tasks if t["ImportSupportedFlag"])
    no = next(t["TaskCode"] for t in tasks if not t["ImportSupportedFlag"])
    spec = {"files": {"ROLES.csv": "RoleCode\nACME\n"}}
    workspace.write([{"kind": "fusion.SetupTaskImport", "name": no, "spec": spec}])
    (refused,) = workspace.plan().refused
    assert "does not support CSV imports" in refused.detail

    workspace.write([{"kind": "fusion.SetupTaskImport", "name": yes, "spec": spec}])
    assert 0 == workspace.apply()
    assert not workspace.plan().pending
    sent = [r for r in workspace.simulator.requests if r["method"] == "POST" and "CSVImports" in r["path"]]
    assert 1 == len(sent)

    page(workspace, "knobs", import_fails=True)
    workspace.write(
        [{"kind": "fusion.SetupTaskImport", "name": yes, "spec": {"files": {"ROLES.csv": "x\n"}}}]
    )
    assert 5 == workspace.apply()


def test_a_package_of_files_is_the_same_for_the_same_files():
    """So that nothing is imported because the clock went on."""
    files = {"b.csv": "2", "a.csv": "1"}

    assert package(files) == package(dict(reversed(files.items())))


def test_the_worksheet_of_a_channel_has_the_urls_of_the_infobip_account(workspace):
    """Made from the account's own URL; the secret is named and not shown."""
    spec = {
        "type": "WhatsApp",
        "phone": "447860099299",
        "label": "WhatsApp Customer Service",
        "infobip_base_url": "https://abc.api.infobip.com",
        "client_id": "msgops",
        "client_secret": "${env:INFOBIP_PASSWORD}",
    }
    workspace.environ["INFOBIP_PASSWORD"] = "canary-infobip"
    workspace.write([{"kind": "fusion.EngageMessagingChannel", "name": "wa", "spec": spec}])

    workspace.run("gate", "show", "fusion.EngageMessagingChannel/wa")

    shown = workspace.last_output.replace("`", "")
    assert "Webhook URL: https://abc.api.infobip.com/messages-api/1/messages" in shown
    assert "OAuth2 URL: https://abc.api.infobip.com/auth/1/oauth2/token" in shown
    assert "Description" not in shown
    assert "canary-infobip" not in shown
    for wrong in (
        {"infobip_base_url": "https://abc.api.infobip.com/"},
        {"phone": "+447860"},
        {"type": "RCS"},
    ):
        workspace.write([{"kind": "fusion.EngageMessagingChannel", "name": "wa", "spec": {**spec, **wrong}}])
        assert 1 == workspace.run("validate"), wrong


def test_rules_that_overlap_are_no_valid_document(workspace):
    """A work item may reach one queue only."""
    rule = {"name": "all", "queue": "Q"}
    spec = {
        "rules": [
            rule,
            {"name": "bots", "queue": "B", "conditions": [{"attribute": "Escalation Level", "value": "0"}]},
        ]
    }
    workspace.write([{"kind": "fusion.AssignmentRuleSet", "name": "Messaging", "spec": spec}])
    assert 1 == workspace.run("validate")
    assert "would overlap" in workspace.last_output + workspace.last_errors

    spec["rules"] = [rule]
    workspace.write([{"kind": "fusion.AssignmentRuleSet", "name": "Messaging", "spec": spec}])
    workspace.run("gate", "show", "fusion.AssignmentRuleSet/Messaging")
    assert "Save and Publish" in workspace.last_output


def test_a_bot_is_started_and_stopped_with_its_channel(workspace):
    """What is made starts stopped; the password is never read back."""
    kind = CATALOG.kind("fusion.DigitalAssistantChannel")
    spec = {**kind.example, "password": "${env:BOT_PASSWORD}"}
    workspace.environ["BOT_PASSWORD"] = "canary-bot"
    document = {"kind": kind.name, "name": "bot", "spec": spec}
    workspace.write([document])
    assert 0 == workspace.apply()
    (channel,) = live(workspace, "oda_channels")
    assert "ACTIVE" == channel["lifecycleState"]

    spec["running"] = False
    workspace.write([document])
    assert 0 == workspace.apply()
    assert "INACTIVE" == live(workspace, "oda_channels")[0]["lifecycleState"]
    assert not workspace.plan().pending


def test_milestones_of_a_service_level_are_rules_of_its_matrix(workspace):
    """Changed ones are made anew, others stay."""
    matrix = {
        "kind": "fusion.EntitlementMatrix",
        "name": "gold",
        "spec": {
            "milestones": [
                {"severity": "High", "channel": "Chat", "first_response": 5},
                {"severity": "Low", "channel": "Chat", "first_response": 60},
            ]
        },
    }
    workspace.write([matrix, {"kind": "fusion.StandardCoverage", "name": "Gold", "spec": {"matrix": "gold"}}])
    assert 0 == workspace.apply()
    (coverage,) = live(workspace, "subscriptionCoverageHeaders")
    assert "gold" == coverage["MatrixName"]
    kept = {r["MatrixRuleId"] for r in live(workspace, "matrix.rules")}

    matrix["spec"]["milestones"][0]["first_response"] = 10
    workspace.write([matrix, {"kind": "fusion.StandardCoverage", "name": "Gold", "spec": {"matrix": "gold"}}])
    assert 0 == workspace.apply()
    now = {r["MatrixRuleId"] for r in live(workspace, "matrix.rules")}
    assert (1, 2) == (len(now & kept), len(now))
    assert not workspace.plan().pending


def test_every_call_of_the_kinds_has_its_permission_or_a_reason():
    """Only lookups, profile options and features have privileges that no page names, and Digital Assistant has policies."""
    without = {call for call in PERMISSIONS.calls if not PERMISSIONS.calls[call]}

    unnamed = ("ookups", "profileValues", "features", "featureStates", "/20190506/", "CSVImports")
    by_hand = {c for c in without if not c.partition(" ")[2].startswith("/")}
    assert [] == sorted(c for c in without - by_hand if not any(name in c for name in unnamed))


def test_the_hands_of_all_kinds():
    """What an API applies, what is only checked, what a person does."""
    hands = {hand: sorted(k.name.partition(".")[2] for k in CATALOG if k.hand is hand) for hand in Hand}

    assert (15, 3, 10) == tuple(len(hands[h]) for h in (Hand.API, Hand.CHECK, Hand.PERSON))
