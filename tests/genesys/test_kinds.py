"""What the kinds of Genesys Cloud do beyond the laws: full replaces, activation, catalogue, secrets, campaigns."""

from __future__ import annotations

import pytest

from genesys.bench import bench, document, live, page, writes

SIGNUP = document(
    "WhatsAppSignup",
    "signup",
    name="support",
    facebook_user="Alma Acme",
    business_account="Acme",
    phone_number="+441134960000",
    display_name="Acme Care",
)


@pytest.fixture
def workspace(tmp_path):
    """A workspace in front of a fresh organization."""
    return bench(tmp_path)


def number(**spec):
    """Return the document of the WhatsApp integration, which waits for its sign-up."""
    wanted = {"phone_number": "+441134960000", "pin": "${env:WA_PIN}", **spec}
    return document("WhatsAppIntegration", "support", depends_on=["genesys.WhatsAppSignup/signup"], **wanted)


def test_a_put_keeps_what_no_file_names(workspace):
    """Settings of other media, routing rules and the caller's name survive a change of the description."""
    workspace.write([document("Queue", "care", description="Care")])
    assert 0 == workspace.apply()
    (row,) = live(workspace, "queues")
    kept = {"call": {"alertingTimeoutSeconds": 9}, "message": {"alertingTimeoutSeconds": 12}}
    row.update(callingPartyName="Acme", mediaSettings=kept, routingRules=[{"operator": "MEETS_THRESHOLD"}])

    level = {"service_level": {"percentage": "0.9", "duration_ms": "30000"}}
    workspace.write([document("Queue", "care", description="Help", message=level)])
    assert 0 == workspace.apply()

    assert ("Help", "Acme", [{"operator": "MEETS_THRESHOLD"}]) == (
        row["description"],
        row["callingPartyName"],
        row["routingRules"],
    )
    assert {"alertingTimeoutSeconds": 9} == row["mediaSettings"]["call"]
    assert 12 == row["mediaSettings"]["message"]["alertingTimeoutSeconds"]
    assert 0.9 == row["mediaSettings"]["message"]["serviceLevel"]["percentage"]


def test_codes_of_a_queue_are_added_beside_those_of_others(workspace):
    """A code that the console added stays when ours goes."""
    codes = [document("WrapupCode", "solved"), document("WrapupCode", "spam")]
    workspace.write([*codes, document("Queue", "care", wrapup_codes=["solved"])])
    assert 0 == workspace.apply()
    (queue,) = live(workspace, "queues")
    spam = next(c["id"] for c in live(workspace, "wrapup_codes") if c["name"] == "spam")
    workspace.simulator.world.table("queue_codes")[queue["id"]][spam] = True

    workspace.write([*codes, document("Queue", "care", wrapup_codes=[])])
    assert 0 == workspace.apply()
    assert [spam] == list(workspace.simulator.world.table("queue_codes")[queue["id"]])


def test_a_new_queue_whose_codes_are_not_found_everywhere_yet_is_there(workspace):
    """Lists that lag know neither it nor its codes: it is not made again, and ends with its codes."""
    workspace.write([document("WrapupCode", "solved")])
    assert 0 == workspace.apply()
    workspace.simulator.add_fault("GET", "*/routing/queues", "stale_list", 9, {})
    workspace.simulator.add_fault("GET", "*/routing/queues/*/wrapupcodes", "stale_list", 3, {})
    workspace.write([document("WrapupCode", "solved"), document("Queue", "care", wrapup_codes=["solved"])])
    workspace.apply()

    plan = workspace.plan()
    assert "create" not in workspace.actions(plan).values(), workspace.describe(plan)
    workspace.simulator.faults.clear()
    assert 0 == workspace.apply(), workspace.last_errors
    (queue,) = live(workspace, "queues")
    assert 1 == len(workspace.simulator.world.table("queue_codes")[queue["id"]])
    assert not workspace.plan().pending


def test_a_number_is_signed_up_by_a_person_and_activated_by_apply(workspace):
    """Until then it is a gate; the PIN goes on the wire once and is recorded nowhere."""
    workspace.write([SIGNUP, number()])
    assert 6 == workspace.apply()
    assert [] == writes(workspace)

    page(workspace, "whatsapp-signup", name="support", facebook_login=True)
    assert 0 == workspace.apply(), workspace.last_output
    (row,) = live(workspace, "whatsapp_integrations")
    assert ("Active", "+441134960000") == (row["status"], row["phoneNumber"])
    assert {} == workspace.actions(workspace.plan())
    stored = b"".join(p.read_bytes() for p in workspace.root.rglob("*") if p.is_file())
    assert b"204060" not in stored


def test_a_number_without_its_pin_is_not_sent(workspace):
    """The activation would fail at Meta."""
    page(workspace, "whatsapp-signup", name="support", facebook_login=True)
    workspace.write([document("WhatsAppIntegration", "support", phone_number="+441134960000")])

    assert 5 == workspace.apply()
    assert "PIN" in workspace.last_output
    assert [] == writes(workspace)


def test_the_number_of_an_active_integration_is_for_good(workspace):
    """Another number is refused in plan, with the reason."""
    page(workspace, "whatsapp-signup", name="support", facebook_login=True)
    workspace.write([SIGNUP, number()])
    assert 0 == workspace.apply()
    workspace.write([SIGNUP, number(phone_number="+441134960099")])

    (refused,) = workspace.plan().refused
    assert "for good" in refused.detail


def test_the_flow_of_an_integration_of_the_same_run_is_set(workspace):
    """Its recipient comes with it; a flow that nobody published is refused with those that there are."""
    bridge = document(
        "OpenIntegration", "bridge", webhook_url="https://b.acme.example", secret_token="${env:OPEN_TOKEN}"
    )

    def route(flow):
        return document("MessageRecipient", "route", integration="genesys.OpenIntegration/bridge", flow=flow)

    workspace.write([bridge, route("WhatsApp Inbound")])
    assert 0 == workspace.apply(), workspace.last_output
    (recipient,) = live(workspace, "recipients")
    flows = {f["id"]: f["name"] for f in live(workspace, "flows")}
    assert "WhatsApp Inbound" == flows[recipient["flow"]["id"]]
    assert {} == workspace.actions(workspace.plan())

    workspace.write([bridge, route("Nowhere")])
    assert 5 == workspace.apply()
    assert "WhatsApp Inbound" in workspace.last_output


def test_a_permission_that_the_catalogue_lacks_is_refused(workspace):
    """The vendor would take it without a word, and grant nothing."""
    policy = {"domain": "messaging", "entity": "whatsAppIntegration", "actions": ["view"]}
    workspace.write([document("Role", "reader", policies=[policy])])

    assert 5 == workspace.apply()
    assert "messaging:whatsAppIntegration" in workspace.last_output
    assert [] == writes(workspace)


def test_conditions_of_a_policy_survive(workspace):
    """They are made in the console only."""
    queues = {"domain": "routing", "entity": "queue", "actions": ["view"]}
    workspace.write([document("Role", "reader", policies=[queues])])
    assert 0 == workspace.apply()
    row = next(r for r in live(workspace, "roles") if r["name"] == "reader")
    condition = {"variableName": "Routing.queue", "operator": "EQ"}
    row["permissionPolicies"][0]["resourceConditionNode"] = condition

    workspace.write([document("Role", "reader", policies=[{**queues, "actions": ["edit", "view"]}])])
    assert 0 == workspace.apply()
    (policy,) = row["permissionPolicies"]
    assert (condition, {"edit", "view"}) == (policy["resourceConditionNode"], set(policy["actionSet"]))


def test_the_secret_of_a_client_goes_to_its_file_only(workspace):
    """Neither output nor state have it."""
    workspace.write([document("OAuthClient", "crm", secret_file="crm.secret")])  # a path
    assert 0 == workspace.apply(), workspace.last_output
    secret = next(c["secret"] for c in live(workspace, "clients") if c["name"] == "crm")

    assert secret == (workspace.root / "crm.secret").read_text().strip()
    assert secret not in workspace.last_output
    others = [p for p in workspace.root.rglob("*") if p.is_file() and p.name != "crm.secret"]
    assert not any(secret.encode() in p.read_bytes() for p in others)


def test_a_running_campaign_is_left_alone(workspace):
    """Its change is refused in plan, its delete too; msgops never stops it."""
    page(workspace, "whatsapp-signup", name="support", facebook_login=True)
    around = [
        number(),
        SIGNUP,
        document("ContactList", "customers", columns=["number"]),
        document("ResponseLibrary", "campaigns"),
        document(
            "Response",
            "order",
            library="campaigns",
            text="Ready.",
            template={"name": "order_ready", "language": "en"},
        ),
    ]

    def campaign(pace):
        return document(
            "MessageCampaign",
            "spring",
            contact_list="customers",
            messages_per_minute=pace,
            sender="support",
            template="order",
            columns=["number"],
        )

    workspace.write([*around, campaign(10)])
    assert 0 == workspace.apply(), workspace.last_output
    page(workspace, "campaign", name="spring", status="on")

    workspace.write([*around, campaign(20)])
    assert any("stop it first" in r.detail for r in workspace.plan().refused)
    workspace.write(around)
    assert 0 != workspace.apply()
    assert "stop it first" in workspace.last_output
    assert ["on"] == [c["campaignStatus"] for c in live(workspace, "campaigns")]


def test_a_skill_that_was_deleted_is_made_anew(workspace):
    """What stays in the list as deleted is not adopted."""
    workspace.write([document("Skill", "whatsapp")])
    assert 0 == workspace.apply()
    workspace.write([])
    assert 0 == workspace.apply()
    workspace.write([document("Skill", "whatsapp")])

    assert ["create"] == list(workspace.actions(workspace.plan()).values())


def test_utilization_sends_the_other_media_types_along(workspace):
    """Left out, they would go back to the vendor's defaults."""
    workspace.simulator.world.table("utilization")["org"] = {"utilization": {"email": {"maximumCapacity": 7}}}
    workspace.write([document("Utilization", "org", message={"maximum": 6})])
    assert 0 == workspace.apply()

    kept = workspace.simulator.world.table("utilization")["org"]["utilization"]
    assert (6, 7) == (kept["message"]["maximumCapacity"], kept["email"]["maximumCapacity"])
