"""The vendor's own client library, unmodified, against the simulator: every family of operations."""

from __future__ import annotations

import pytest

from genesys_simulator.desk import click
from genesys_simulator.library import load, model


def refused(call, *given, **more):
    """Return the library's exception of a call that is refused."""
    with pytest.raises(load("rest").ApiException) as found:
        call(*given, **more)
    return found.value


def reference(id_):
    return model("DomainEntityRef", id=id_)


def test_a_wrong_secret_gets_no_token(cloud):
    """The sign-in of the library fails."""
    with pytest.raises(load("rest").ApiException) as found:
        cloud.connect("3b1c5f3e-9a54-4a8d-8f9b-1a2b3c4d5e6f", "wrong")
    assert 401 == found.value.status


def test_supported_content_lives_from_create_to_delete(cloud):
    """Create, list, patch, delete, gone; media types are checked."""
    api = cloud.api("Conversations")
    allow = model("MediaTypeAccess", inbound=[model("MediaType", type="image/*")], outbound=[])
    wanted = model("SupportedContent", name="pictures", media_types=model("MediaTypes", allow=allow))

    made = api.post_conversations_messaging_supportedcontent(wanted)
    (listed,) = api.get_conversations_messaging_supportedcontent().entities
    changed = api.patch_conversations_messaging_supportedcontent_supported_content_id(
        made.id, model("SupportedContent", name="photos")
    )
    api.delete_conversations_messaging_supportedcontent_supported_content_id(made.id)

    assert (made.id, "image/*") == (listed.id, listed.media_types.allow.inbound[0].type)
    assert ("photos", "image/*") == (changed.name, changed.media_types.allow.inbound[0].type)
    gone = refused(api.get_conversations_messaging_supportedcontent_supported_content_id, made.id)
    assert 404 == gone.status


def test_a_put_of_a_queue_replaces_it_whole(cloud):
    """What the body does not name goes back to its default; a deleted queue stays for seconds."""
    api = cloud.api("Routing")
    made = api.post_routing_queues(
        model("CreateQueueRequest", name="wa-support", description="Care", calling_party_name="Acme")
    )
    changed = api.put_routing_queue(made.id, model("QueueRequest", name="wa-support", description="Help"))
    taken = refused(api.post_routing_queues, model("CreateQueueRequest", name="WA-Support"))
    api.delete_routing_queue(made.id)

    assert ("Acme", None, "Help") == (
        made.calling_party_name,
        changed.calling_party_name,
        changed.description,
    )
    assert (0.8, 20000) == (
        made.media_settings.message.service_level.percentage,
        made.media_settings.message.service_level.duration_ms,
    )
    assert 409 == taken.status
    assert 1 == api.get_routing_queues(name="wa-*").total
    cloud.later(seconds=6)
    assert 0 == api.get_routing_queues(name="wa-*").total


def test_members_and_codes_of_a_queue_are_added_and_taken_out(cloud):
    """One is in it once; the ring is a call of its own."""
    api, (ann,) = (
        cloud.api("Routing"),
        [u for u in cloud.api("Users").get_users().entities if u.email == "ann@acme.example"],
    )
    queue = api.post_routing_queues(model("CreateQueueRequest", name="care"))
    code = api.post_routing_wrapupcodes(model("WrapupCodeRequest", name="solved"))
    one = [model("WritableEntity", id=ann.id)]

    api.post_routing_queue_members(queue.id, one)
    api.post_routing_queue_members(queue.id, one)
    api.patch_routing_queue_member(queue.id, ann.id, model("QueueMember", id=ann.id, ring_number=3))
    api.post_routing_queue_wrapupcodes(queue.id, [model("WrapUpCodeReference", id=code.id)])
    (member,) = api.get_routing_queue_members(queue.id).entities
    (shown,) = api.get_routing_queue_wrapupcodes(queue.id).entities
    api.post_routing_queue_members(queue.id, one, delete=True)
    api.delete_routing_queue_wrapupcode(queue.id, code.id)

    assert (ann.id, 3, "solved") == (member.id, member.ring_number, shown.name)
    assert [] == api.get_routing_queue_members(queue.id).entities
    assert 0 == api.get_routing_queue_wrapupcodes(queue.id).total


def test_a_skill_that_was_deleted_stays_in_the_list_as_deleted(cloud):
    """Its name is free again."""
    api = cloud.api("Routing")
    made = api.post_routing_skills(model("CreateRoutingSkill", name="WhatsApp"))
    api.delete_routing_skill(made.id)
    again = api.post_routing_skills(model("CreateRoutingSkill", name="WhatsApp"))

    assert {made.id: "deleted", again.id: "active"} == {
        s.id: s.state for s in api.get_routing_skills().entities
    }


def test_utilization_goes_back_to_its_defaults(cloud):
    """A media type that a PUT leaves out does; a DELETE does for all."""
    api = cloud.api("Routing")
    two = {"message": model("MediaUtilization", maximum_capacity=2)}
    api.put_routing_utilization(model("UtilizationRequest", utilization=two))
    before = api.get_routing_utilization().utilization
    api.delete_routing_utilization()

    assert (2, 1) == (before["message"].maximum_capacity, before["call"].maximum_capacity)
    assert 4 == api.get_routing_utilization().utilization["message"].maximum_capacity


def test_a_role_is_granted_and_taken_away(cloud):
    """The catalogue has the permissions of WhatsApp in both spellings."""
    api, user = cloud.api("Authorization"), cloud.api("Users").get_users().entities[0]
    policy = model(
        "DomainPermissionPolicy", domain="messaging", entity_name="integration", action_set=["view"]
    )
    role = api.post_authorization_roles(
        model("DomainOrganizationRoleCreate", name="wa-reader", permission_policies=[policy])
    )
    home = api.get_authorization_divisions(name="Home").entities[0]
    api.post_authorization_subject_division_role(user.id, home.id, role.id, subject_type="PC_USER")
    (grant,) = api.get_authorization_subject(user.id).grants
    api.delete_authorization_subject_division_role(user.id, home.id, role.id)

    assert (role.id, home.id) == (grant.role.id, grant.division.id)
    assert [] == api.get_authorization_subject(user.id).grants
    domains = {c.domain: c.permission_map for c in api.get_authorization_permissions().entities}
    assert {"integration", "whatsappIntegration", "message"} <= set(domains["messaging"])
    assert "messagingPlatformWhatsApp" in [p.id for p in api.get_authorization_products().entities]


def test_the_secret_of_a_client_is_shown_once_and_its_roles_bound_it(cloud):
    """A client that may view queues may not add one."""
    authorization, api = cloud.api("Authorization"), cloud.api("OAuth")
    policy = model("DomainPermissionPolicy", domain="routing", entity_name="queue", action_set=["view"])
    role = authorization.post_authorization_roles(
        model("DomainOrganizationRoleCreate", name="reader", permission_policies=[policy])
    )
    home = authorization.get_authorization_divisions(name="Home").entities[0]
    granted = [model("RoleDivision", role_id=role.id, division_id=home.id)]
    made = api.post_oauth_clients(
        model(
            "OAuthClientRequest",
            name="crm",
            authorized_grant_type="CLIENT-CREDENTIALS",
            access_token_validity_seconds=3600,
            role_divisions=granted,
        )
    )
    routing = cloud.api("Routing", cloud.connect(made.id, made.secret))

    assert made.secret
    assert None is api.get_oauth_client(made.id).secret
    assert 0 == routing.get_routing_queues().total
    assert 403 == refused(routing.post_routing_queues, model("CreateQueueRequest", name="care")).status


def test_a_whatsapp_number_is_activated_once_and_deleted_by_and_by(cloud):
    """A person signs up; the number is one of those that Meta offers; it takes seconds to be active."""
    api = cloud.api("Conversations")
    click(cloud.simulator, "whatsapp-signup", name="support", facebook_login=True)
    (made,) = api.get_conversations_messaging_integrations_whatsapp().entities
    number = made.available_phone_numbers.entities[0].phone_number
    chosen = "WhatsAppEmbeddedSignupIntegrationActivationRequest"
    activate = api.patch_conversations_messaging_integrations_whatsapp_embeddedsignup_integration_id
    bad = refused(activate, made.id, model(chosen, phone_number=number, pin="12"))
    starting = activate(made.id, model(chosen, phone_number=number, pin="204060"))
    cloud.later(seconds=4)
    active = api.get_conversations_messaging_integrations_whatsapp_integration_id(made.id)
    again = refused(activate, made.id, model(chosen, phone_number=number, pin="204060"))
    api.delete_conversations_messaging_integrations_whatsapp_integration_id(made.id)
    ending = api.get_conversations_messaging_integrations_whatsapp_integration_id(made.id)
    cloud.later(seconds=6)

    assert ("Incomplete", 400, "Starting") == (made.status, bad.status, starting.status)
    assert ("Active", "CodeConfirmed", 409) == (active.status, active.activation_status_code, again.status)
    assert "Deleting" == ending.status
    assert 0 == api.get_conversations_messaging_integrations_whatsapp().total


def test_an_open_integration_hides_its_token_and_brings_a_recipient(cloud):
    """A token of 15 characters is refused; the recipient takes a flow for inbound messages only."""
    api, routing = cloud.api("Conversations"), cloud.api("Routing")

    def wanted(token):
        return model(
            "OpenIntegrationRequest",
            name="bridge",
            outbound_notification_webhook_url="https://bridge.acme.example/out",
            outbound_notification_webhook_signature_secret_token=token,
        )

    short = refused(api.post_conversations_messaging_integrations_open, wanted("x" * 15))
    made = api.post_conversations_messaging_integrations_open(wanted("x" * 16))
    cloud.later(seconds=4)
    shown = api.get_conversations_messaging_integrations_open_integration_id(made.id)
    flows = {f.name: f.id for f in cloud.api("Architect").get_flows().entities}
    good = model("RecipientRequest", flow=model("RecipientFlow", id=flows["WhatsApp Inbound"]))
    bad = model("RecipientRequest", flow=model("RecipientFlow", id=flows["WhatsApp In-Queue"]))
    (recipient,) = routing.get_routing_message_recipients(messenger_type="open").entities
    put = routing.put_routing_message_recipient(recipient.id, good)

    assert (400, "Initiated", "Completed") == (short.status, made.create_status, shown.create_status)
    assert None is shown.outbound_notification_webhook_signature_secret_token
    assert (made.recipient.id, "WhatsApp Inbound") == (recipient.id, put.flow.name)
    assert 400 == refused(routing.put_routing_message_recipient, recipient.id, bad).status


def test_a_response_is_listed_by_library_and_written_with_its_version(cloud):
    """An old version is a conflict."""
    api = cloud.api("ResponseManagement")
    library = api.post_responsemanagement_libraries(model("Library", name="campaigns"))

    def wanted(**more):
        template = model("WhatsAppDefinition", name="order_ready", language="en_US")
        return model(
            "Response",
            name="order",
            libraries=[reference(library.id)],
            texts=[model("ResponseText", content="Ready.", content_type="text/plain")],
            response_type="MessagingTemplate",
            messaging_template=model("MessagingTemplate", whats_app=template),
            **more,
        )

    made = api.post_responsemanagement_responses(wanted())
    changed = api.put_responsemanagement_response(made.id, wanted(version=made.version))
    stale = refused(api.put_responsemanagement_response, made.id, wanted(version=made.version))

    assert (1, 2, 409) == (made.version, changed.version, stale.status)
    assert [made.id] == [r.id for r in api.get_responsemanagement_responses(library.id).entities]


def test_a_campaign_with_contacts_is_made_switched_off(cloud):
    """A contact keeps the id that it is given; a campaign that runs is left alone."""
    api, responses = cloud.api("Outbound"), cloud.api("ResponseManagement")
    click(cloud.simulator, "whatsapp-signup", name="support", facebook_login=True)
    (sender,) = cloud.api("Conversations").get_conversations_messaging_integrations_whatsapp().entities
    listed = api.post_outbound_contactlists(
        model(
            "ContactList",
            name="customers",
            column_names=["number"],
            whats_app_columns=[model("WhatsAppColumn", column_name="number", type="cell")],
        )
    )
    contact = model(
        "WritableDialerContact", id="ann", contact_list_id=listed.id, data={"number": "+441134960001"}
    )
    api.post_outbound_contactlist_contacts(listed.id, [contact])
    library = responses.post_responsemanagement_libraries(model("Library", name="campaigns"))
    template = responses.post_responsemanagement_responses(
        model(
            "Response",
            name="order",
            libraries=[reference(library.id)],
            texts=[model("ResponseText", content="Ready.", content_type="text/plain")],
        )
    )
    config = model(
        "WhatsAppConfig",
        whats_app_columns=["number"],
        whats_app_integration=model("AddressableEntityRef", id=sender.id),
        content_template=reference(template.id),
    )
    made = api.post_outbound_messagingcampaigns(
        model(
            "MessagingCampaign",
            name="spring",
            contact_list=reference(listed.id),
            messages_per_minute=10,
            whats_app_config=config,
        )
    )
    click(cloud.simulator, "campaign", name="spring", status="on")

    assert "+441134960001" == api.get_outbound_contactlist_contact(listed.id, "ann").data["number"]
    assert (1, "off") == (
        api.get_outbound_contactlist(listed.id, include_size=True).size,
        made.campaign_status,
    )
    assert 409 == refused(api.delete_outbound_messagingcampaign, made.id).status


def test_lists_come_in_numbered_pages(cloud):
    """Page 2 of 3, with addresses of its neighbours."""
    api = cloud.api("Routing")
    for number in range(5):
        api.post_routing_wrapupcodes(model("WrapupCodeRequest", name=f"code {number}"))
    page = api.get_routing_wrapupcodes(page_size=2, page_number=2)

    assert (["code 2", "code 3"], 5, 3) == ([c.name for c in page.entities], page.total, page.page_count)
    assert (True, True) == ("pageNumber=3" in page.next_uri, "pageNumber=1" in page.previous_uri)
