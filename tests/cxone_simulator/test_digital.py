"""The Digital API: channels, tags, fields, and what is only read."""

from __future__ import annotations

import pytest

from cxone_simulator.desk import DFO
from cxone_simulator.scenario import CHANNEL
from msgops_cxone.simulator import seed

CHANNELS = f"{DFO}/channels"
FACEBOOK = {"name": "WhatsApp UK", "facebook_login": True, "code": "123456"}


def one(tenant, identity: str):
    found = tenant.get(f"{CHANNELS}?id[]={identity}").body
    return found[0] if found else None


def test_one_operation_makes_and_changes_a_channel(tenant):
    """By the id, which the client chooses; the answers have no body."""
    assert (tenant.post(CHANNELS, CHANNEL).status, tenant.post(CHANNELS, CHANNEL).body) == (201, None)
    assert tenant.post(CHANNELS, {**CHANNEL, "name": "Portal"}).status == 200
    assert one(tenant, CHANNEL["id"])["name"] == "Portal"
    assert len(tenant.get(CHANNELS).body) == 1


def test_what_an_upsert_does_not_repeat_may_be_forgotten(tenant):
    """Nobody documents it: a knob says which."""
    tenant.post(CHANNELS, {**CHANNEL, "studioScript": "S", "hasReply": True})
    tenant.post(CHANNELS, CHANNEL)
    assert "studioScript" not in one(tenant, CHANNEL["id"])
    tenant.person("knobs", omitted_flags_reset=False)
    tenant.post(CHANNELS, {**CHANNEL, "studioScript": "S"})
    tenant.post(CHANNELS, CHANNEL)
    assert one(tenant, CHANNEL["id"])["studioScript"] == "S"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channelIntegrationId": "another"}, "channelIntegrationId"),
        ({"idOnExternalPlatform": "other"}, "idOnExternalPlatform"),
        ({"realExternalPlatformId": "telegraph"}, "realExternalPlatformId"),
        ({"isPrivate": None}, "isPrivate"),
        ({"externalPlatformIcon": "pigeon"}, "externalPlatformIcon"),
    ],
)
def test_a_change_of_what_a_channel_is_is_refused(tenant, given, field):
    """The error names the field."""
    tenant.post(CHANNELS, CHANNEL)
    answer = tenant.post(CHANNELS, {**CHANNEL, **given})
    assert (answer.status, answer["errors"][0]["field"]) == (400, field)


def test_a_new_channel_belongs_to_an_integration_of_the_tenant(tenant):
    """Its page in the console shows the id."""
    foreign = {**CHANNEL, "channelIntegrationId": "6d7a2c34-1111-4222-8333-94f0c1aa0001"}
    assert tenant.post(CHANNELS, foreign).status == 400
    own = tenant.person("byoc-integration", name="Other")["id"]
    assert own != seed.INTEGRATION
    assert tenant.post(CHANNELS, {**foreign, "channelIntegrationId": own}).status == 201


def test_a_deleted_channel_is_not_listed(tenant):
    """There is no read of one channel by its path."""
    tenant.post(CHANNELS, CHANNEL)
    assert tenant.get(f"{CHANNELS}/{CHANNEL['id']}").status == 404
    assert tenant.delete(f"{CHANNELS}/{CHANNEL['id']}").status == 204
    assert one(tenant, CHANNEL["id"]) is None
    assert tenant.delete(f"{CHANNELS}/{CHANNEL['id']}").status == 404


def test_only_a_person_connects_whatsapp(tenant):
    """Facebook's login and the six-digit code; then the channel is listed."""
    assert tenant.person("whatsapp-channel", name="WhatsApp UK").status == 400
    assert tenant.person("whatsapp-channel", **{**FACEBOOK, "code": "12"}).status == 400
    identity = tenant.person("whatsapp-channel", **FACEBOOK)["id"]
    shown = one(tenant, identity)
    assert identity.startswith("ind_whatsapp_") and shown["realExternalPlatformId"] == "whatsapp"
    native = {**shown, "id": "new", "name": "Fake"}
    wrong = {k: v for k, v in native.items() if k in CHANNEL}
    assert tenant.post(CHANNELS, wrong).status == 400, "its integration is the vendor's"


def test_an_upsert_of_a_native_channel_may_do_nothing(tenant):
    """Nobody proved that it works: a knob says which."""
    shown = one(tenant, tenant.person("whatsapp-channel", **FACEBOOK)["id"])
    change = {k: v for k, v in shown.items() if k not in ("isPostWritable", "isHidden")} | {
        "studioScript": "S"
    }
    tenant.person("knobs", channel_write_sticks=False)
    assert tenant.post(CHANNELS, change).status == 200
    assert "studioScript" not in one(tenant, shown["id"])
    tenant.person("knobs", channel_write_sticks=True)
    tenant.post(CHANNELS, change)
    assert one(tenant, shown["id"])["studioScript"] == "S"


def test_the_default_skill_shows_in_threads_only(tenant):
    """So a customer must have written first."""
    skill = tenant.skill()
    identity = tenant.person("whatsapp-channel", **FACEBOOK)["id"]
    tenant.person("channel-defaults", channel="WhatsApp UK", skill="WhatsApp_EN", script="Digital\\EN")
    assert one(tenant, identity)["studioScript"] == "Digital\\EN"
    assert "defaultSkillId" not in one(tenant, identity)
    assert tenant.get(f"{DFO}/threads", withContext=1)["_context"]["channels"] == []
    tenant.person("customer-message", channel="WhatsApp UK")
    (shown,) = tenant.get(f"{DFO}/threads", withContext=1)["_context"]["channels"]
    assert (shown["id"], shown["defaultSkillId"]) == (identity, skill)
    assert "_context" not in tenant.get(f"{DFO}/threads").body


def test_a_default_skill_is_no_field_of_the_upsert(tenant):
    """It is ignored."""
    tenant.post(CHANNELS, {**CHANNEL, "defaultSkillId": tenant.skill()})
    tenant.person("customer-message", channel=CHANNEL["id"])
    assert tenant.get(f"{DFO}/threads", withContext=1)["_context"]["channels"][0]["defaultSkillId"] is None


def test_templates_of_a_channel_are_meta_s(tenant):
    """Read only, per channel."""
    identity = tenant.person("whatsapp-channel", **FACEBOOK)["id"]
    path = f"{CHANNELS}/{identity}/external-platform-templates"
    assert tenant.get(path)["data"] == []
    tenant.person(
        "whatsapp-template", channel="WhatsApp UK", template="appt", text="Hi {{1}}", category="MARKETING"
    )
    (shown,) = tenant.get(path, includeTemplatesWithMultimedia=1)["data"]
    element = shown["messageContent"]["payload"]["elements"][0]
    assert (shown["template"], shown["category"], element["variables"]) == ("appt", "MARKETING", ["1"])
    assert tenant.post(path, {}).status == 404


def test_a_tag_is_made_with_put_and_never_again(tenant):
    """The same title answers with the same tag; there is no change and no DELETE."""
    first = tenant.put(f"{DFO}/tags", {"title": "vip", "color": "#E11616"}).body
    second = tenant.put(f"{DFO}/tags", {"title": "VIP", "color": "#289D29"}).body
    assert first == second
    assert tenant.get(f"{DFO}/tags")["hits"] == 1
    assert tenant.delete(f"{DFO}/tags/{first['id']}").status == 404


def test_a_customer_field_is_upserted_by_its_ident(tenant):
    """Its type stays, a list wants values, the answer has no body, there is no DELETE."""
    path = f"{DFO}/customers/custom-field-definitions"
    field = {"ident": "tier", "label": "Tier", "type": "list", "values": [{"name": "gold", "value": "Gold"}]}
    assert tenant.put(path, {**field, "values": []}).status == 400
    assert tenant.put(path, field).body is None
    assert tenant.put(path, {**field, "type": "text"}).status == 400
    tenant.put(path, {**field, "label": "Loyalty"})
    assert [f["label"] for f in tenant.get(path).body] == ["Loyalty"]


def test_rich_messages_are_shown_on_two_paths(tenant):
    """By channel; made in the console only."""
    tenant.person("quick-response", title="Greeting", content="Hello!", channels=["c1"])
    assert tenant.get(f"{DFO}/quick-responses")["hits"] == 1
    assert tenant.get("/rich-message-settings/1.0/quick-responses?channelId[]=c2")["hits"] == 0


def test_fields_of_cases_are_only_read(tenant):
    """They have names of their own."""
    tenant.person("case-field", ident="order", label="Order", type="text")
    (shown,) = tenant.get(f"{DFO}/consumer-contact-custom-fields").body
    assert {"required", "visibleInPostDetail", "isEditable"} <= set(shown)
