"""What people do in each vendor's console so that a step or a check of the catalogue reads as done; data, no tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from msgops.sandbox.control import control
from msgops.sandbox.kit import Simulator

Deed = Callable[[Simulator], None]


@dataclass(frozen=True)
class Play:
    """How a kind is played.

    Attributes:
        deeds: what makes its read show it as done; a kind without a read, or of which a read refutes only, has none.
        before: what makes it red first.
        needs: kinds that are applied first, by their examples.
        spec: fields of the example that must be others.

    """

    deeds: tuple[Deed, ...] = ()
    before: tuple[Deed, ...] = ()
    needs: tuple[str, ...] = ()
    spec: Mapping[str, Any] = field(default_factory=dict)


def click(action: str, **body: Any) -> Deed:
    """Return what a person does in the console, by the control API."""

    def do(simulator: Simulator) -> None:
        sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
        reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
        assert reply.status < 300, (action, body, reply.body)

    return do


def later(**span: float) -> Deed:
    """Return that time goes by."""

    def do(simulator: Simulator) -> None:
        simulator.world.offset += timedelta(**span)

    return do


def row(table: str, key: str, **values: Any) -> Deed:
    """Return that a row of the vendor's is another one, by a hand for which the sandbox has no page."""

    def do(simulator: Simulator) -> None:
        simulator.world.table(table)[key].update(values)

    return do


def _panel(source: str) -> Deed:
    """Return that somebody drags a panel onto a record page."""
    value = {"name": "src", "value": f"https://panel.example.com{source}"}
    instance = {"componentName": "c:iframe", "identifier": "p", "componentInstanceProperties": [value]}
    regions = [{"itemInstances": [{"componentInstance": instance}], "name": "main", "type": "Region"}]

    def do(simulator: Simulator) -> None:
        for page in simulator.world.table("FlexiPage").values():
            page["_content"] = {**page["_content"], "flexiPageRegions": regions}

    return do


def _joins(queue: str) -> Deed:
    """Return that somebody becomes a member of a queue."""

    def do(simulator: Simulator) -> None:
        tables = simulator.world.table
        (key,) = [k for k, row in tables("queues").items() if row["QueueName"] == queue]
        (party, *_) = [row["PartyId"] for row in tables("resources").values()]
        member = {"QueueResourceId": 7, "ObjectId": party, "EnabledFlag": True}
        shown = {"_parent": key, "_id": "7", "_version": "1"}
        tables("queues.resourceMembers")[f"{key} 7"] = {**member, "QueueId": int(key), **shown}

    return do


_AWAY = "away"


def missing(table: str, **values: Any) -> tuple[Deed, Deed]:
    """Return that a row with these values is not there, and that it comes back."""

    def go(simulator: Simulator) -> None:
        rows = simulator.world.table(table)
        (key,) = [k for k, row in rows.items() if all(row.get(n) == v for n, v in values.items())]
        simulator.world.table(_AWAY)[key] = rows.pop(key)

    def come(simulator: Simulator) -> None:
        simulator.world.table(table).update(simulator.world.table(_AWAY))
        simulator.world.table(_AWAY).clear()

    return go, come


def forbidden(path: str) -> tuple[Deed, Deed]:
    """Return that the credential has no right to read there, and that an administrator gives it."""

    def take(simulator: Simulator) -> None:
        simulator.add_fault("GET", path, "403", 10_000, {})

    def give(simulator: Simulator) -> None:
        simulator.faults.clear()

    return take, give


def _license(type_: str, name: str) -> tuple[Deed, Deed]:
    """Return that the licence file lacks a licence, and that another one is loaded."""
    return click("take-license", type=type_, license=name), click("load-license", type=type_, license=name)


def _turned(pair: tuple[Deed, Deed], **spec: Any) -> Play:
    """Return the play of what holds on a fresh tenant: first it does not."""
    return Play((pair[1],), before=(pair[0],), spec=spec)


_UK = "WhatsApp UK"
_number = click("whatsapp-channel", name=_UK, facebook_login=True, code="123456")
_signup = click("whatsapp-signup", name=_UK, facebook_login=True)
_skill = {"skill": "example"}
_DEFINITION = "salesforce.ConversationChannelDefinition"
_sf_channel = click(
    "channel",
    name="Infobip_WhatsApp",
    label="Infobip WhatsApp",
    definition="Infobip_WhatsApp",
    accept_terms=True,
)

_WORKSPACE = {
    "interaction-workspace": {
        "whatsappsession.on-hold-queue": "async-chat-return-queue",
        "workbin.whatsappsession.in-progress": "async-chat-main-workbin",
        "whatsappsession.pending-response-to-customer": "30,50",
        "whatsappsession.two-step-attachment-upload": "true",
        "whatsappsession.location-map.preview.query": "https://maps.example.com/"
        "?at={LATITUDE},{LONGITUDE}&size={WIDTH}x{HEIGHT}&key=of-the-map",
        "whatsappsession.location-map.preview.height": "300",
        "whatsappsession.location-map.preview.width": "400",
        "whatsappsession.outbound-session-config": '{"channels": [{"server-name": "DigitalMessagingServer", '
        '"channel-name": "channel-whatsapp-1", "business-id": "19251112221"}]}',
        "contact.directory-displayed-columns": "LastName, FirstName, PhoneNumber, EmailAddress, _msg_ProfileNickname",
    }
}

PLAYS: Mapping[str, Play] = {
    "cxone.ChannelDefaults": Play(
        (
            click("channel-defaults", channel=_UK, script="Digital\\WhatsApp", skill="example"),
            click("customer-message", channel=_UK),
        ),
        before=(_number,),
        needs=("cxone.Skill",),
        spec=_skill,
    ),
    "cxone.FirstCase": Play((click("customer-message", channel=_UK),), before=(_number,)),
    "cxone.ResponseTimers": Play(
        (
            click(
                "skill",
                name="example",
                agentResponseEnabled=True,
                customerResponseEnabled=True,
                agentFirstResponseTime=120,
                agentFollowOnResponseTime=300,
                customerIdleTime=600,
            ),
        ),
        needs=("cxone.Skill",),
        spec=_skill,
    ),
    "cxone.RichMessage": Play(
        (click("quick-response", title="example", content="Yes, No"),), before=(_number,)
    ),
    "cxone.Role": Play((click("role", name="Digital Agent"),), spec={"name": "Digital Agent"}),
    "cxone.RoleChannelPermissions": Play(
        before=(click("role", name="Digital Agent"),), spec={"role": "Digital Agent"}
    ),
    "cxone.RoutingQueue": Play(
        (click("skill", name="Care"), later(minutes=10)),
        needs=("cxone.Campaign",),
        spec={"name": "Care", "skill": "Care"},
    ),
    "cxone.RoutingQueueConditions": Play(
        before=(later(minutes=10),), needs=("cxone.Skill",), spec={"queue": "example"}
    ),
    "cxone.SecurityProfile": Play(
        (click("role", name="Agent", permissions={"Skills": ["View", "Edit"]}),),
        spec={"permissions": [{"key": "Skills", "options": ["View", "Edit"]}]},
    ),
    "cxone.SkillOptions": Play(
        (click("skill", name="example", PresentAcceptReject=True),), needs=("cxone.Skill",), spec=_skill
    ),
    "cxone.WhatsAppChannel": Play((_number,), spec={"name": _UK}),
    "cxone.WhatsAppTemplateVisible": Play(
        (click("whatsapp-template", channel=_UK, template="order_ready", text="Hi {{1}}"),), before=(_number,)
    ),
    "engage.BusinessAttributeValue": Play(
        (
            click(
                "attribute-value",
                attribute="Contact Attributes",
                name="_msg_ProfileNickname",
                display_name="Profile Nickname",
                annex={"settings": {"is-searchable": "false", "is-sortable": "false"}},
            ),
        )
    ),
    "engage.BusinessProcess": Play(
        (
            click("script", name="async-chat-greet-queue", type="23"),
            click("script", name="async-chat-return-queue", type="23"),
            click("script", name="async-chat-main-workbin", type="25"),
        )
    ),
    "engage.CapacityRule": Play(
        before=(
            click(
                "script",
                name="Messaging",
                type="22",
                annex={"_WIZARD_": {"_CRWizardMediaCapacityList_": "voice,whatsappsession"}},
            ),
        )
    ),
    "engage.ChatServerOptions": Play(
        (
            click(
                "application",
                name="ChatServer",
                options={
                    "settings": {"transcript-auto-save": "1", "xml-request-max-size": "100000"},
                    "endpoints": {"async-chat-greet-queue": "async-chat-greet-queue"},
                },
            ),
        )
    ),
    "engage.ComponentVersion": Play(
        (click("application", name="DigitalMessagingServer", version="9.1.007.05"),)
    ),
    "engage.MessagingServerOptions": Play(
        (
            click(
                "application",
                name="DigitalMessagingServer",
                options={
                    "channel-whatsapp-1": {"inbound-route": ",1:session-chat"},
                    "settings": {"session-shutdown-timeout": "1800"},
                },
            ),
        )
    ),
    "engage.Role": Play(
        before=(
            click(
                "role",
                name="WhatsApp Agents",
                privileges=[f"InteractionWorkspace.WhatsApp.{p}" for p in ("canUse", "canSendFiles")],
            ),
        )
    ),
    "engage.WorkspaceOptions": Play((click("application", name="Workspace", options=_WORKSPACE),)),
    "fusion.AgentAvailability": Play((click("presence", username="agent1", available=True),)),
    "fusion.ChatRouting": Play(
        (_joins("Chat"),),
        before=(click("row", resource="queues", values={"QueueName": "Chat", "AutoRoutingFlag": True}),),
    ),
    "fusion.FeatureOptIn": Play(
        (click("feature", code="SANDBOX_OMNICHANNEL_ROUTING", on=True),),
        spec={"code": "SANDBOX_OMNICHANNEL_ROUTING"},
    ),
    "fusion.Presence": Play((click("presence", username="agent1", available=True),)),
    "fusion.ProfileOption": Play(
        (
            click("profile", code="SVC_ENABLE_CHAT", value="Y"),
            click("profile-category", codes=["SVC_ENABLE_CHAT"]),
        )
    ),
    "fusion.ServiceAccess": _turned(forbidden("*/queues*")),
    "genesys.ActivationCode": Play(
        (click("activation-code", name=_UK, code="123456"),), before=(_signup,), spec={"integration": _UK}
    ),
    "genesys.Organization": _turned(
        (click("organization", state="inactive"), click("organization", state="active"))
    ),
    "genesys.OrganizationOrder": Play(
        (click("organization", thirdPartyOrgName="acme"),),
        before=(click("organization", thirdPartyOrgName="another"),),
    ),
    "genesys.Product": _turned(
        (
            click("product", id="messagingPlatformWhatsApp", on=False),
            click("product", id="messagingPlatformWhatsApp", on=True),
        )
    ),
    "genesys.WhatsAppSignup": Play((_signup,), spec={"name": _UK}),
    "infobip.Balance": Play(
        (row("balance", "account", balance=80.0),), before=(row("balance", "account", balance=20.0),)
    ),
    "infobip.EmbeddedSignup": _turned(
        missing("whatsapp_senders", sender="385911234567"), sender="385911234567", business_account_id="1"
    ),
    "meta.AccountReview": Play(
        (click("account", account_review_status="APPROVED"),),
        before=(click("account", account_review_status="PENDING"),),
    ),
    "meta.BusinessVerification": Play(
        (click("account", business_verification_status="verified"),),
        before=(click("account", business_verification_status="pending"),),
    ),
    "meta.NewNumber": Play(
        (click("add-number", number="+1 631 555 1009", display_name="Acme Bread", code="123456"),)
    ),
    "meta.NumberStatus": Play(
        (click("number", number="+1 631 555 1001", name_status="APPROVED"),),
        before=(click("number", number="+1 631 555 1001", name_status="PENDING_REVIEW"),),
    ),
    "meta.OfficialBusinessAccount": Play((click("number", number="+1 631 555 1001", oba_status="APPROVED"),)),
    "pureconnect.AccessLicenses": _turned(_license("license-allocations", "I3_ACCESS_ACD_WHATSAPP")),
    "pureconnect.FeatureLicense": _turned(_license("feature-licenses", "I3_FEATURE_WHATSAPP_SOCIAL_MEDIA")),
    "pureconnect.SocialMediaAccount": Play(
        (click("social-media-account", email="social@acme.example"),),
        before=(click("social-media-account", email="another@acme.example"),),
    ),
    "salesforce.ConsoleItem": _turned(forbidden("/services/data/*")),
    "salesforce.CustomerAppLink": Play(
        (click("link-app", definition="Infobip_WhatsApp", app="Infobip_Connector"),),
        needs=(_DEFINITION,),
        spec={"definition": "Infobip_WhatsApp"},
    ),
    "salesforce.DigitalEngagement": _turned(missing("PermissionSet", Name="sfdc_scrt2")),
    "salesforce.LicenseSeats": _turned(missing("PermissionSetLicense", MasterLabel="Partner Messaging User")),
    "salesforce.NewMessagingChannel": Play(
        (_sf_channel,), needs=(_DEFINITION,), spec={"developer_name": "Infobip_WhatsApp"}
    ),
    "salesforce.ObjectField": _turned(forbidden("*/sobjects/*")),
    "salesforce.Panel": Play((_panel("/templates"),)),
    "salesforce.PartnerWizard": Play(before=(_sf_channel,), needs=(_DEFINITION,)),
    "salesforce.RecordPage": Play(
        before=(click("page", name="Care", label="Care", object="MessagingSession"),), spec={"page": "Care"}
    ),
    "salesforce.TestSession": Play(
        (click("message", channel="example"),),
        needs=("salesforce.MessagingChannel",),
        spec={"channel": "example"},
    ),
}
"""Kinds that are read. Those that are not need nothing but a person's word."""
