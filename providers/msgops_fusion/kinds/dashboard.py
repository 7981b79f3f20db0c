"""The Supervisor Dashboard, which has no public API: enabling it, its messaging channels, agents at work (dossier B22, Part C)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, SecretText, Spec, Text, Url, WriteOnly
from msgops.sdk.hands import NoApi, Person, Step, Verdict
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_fusion import adf
from msgops_fusion.kinds.checks import ADMIN, presence
from msgops_fusion.kinds.common import evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

GUIDE = "https://docs.oracle.com/en/cloud/saas/fusion-service"
ENABLE = f"{GUIDE}/fasdb/enable-supervisor-dashboard.html"
CONNECT = f"{GUIDE}/fawas/connect-and-authenticate-infobip-with-fusion-service.html"
Guid = Annotated[str, Text(pattern=r"^[A-Za-z0-9-]+$")]
Digits = Annotated[str, Text(pattern=r"^[0-9]{3,15}$")]


class SupervisorDashboardSpec(Spec):
    """The Supervisor Dashboard of Oracle Engage, where supervisors watch and coach, and channels are set up."""

    administrator: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="User with the administrator role")
    ] = None
    engage_tenant_guid: Annotated[
        Guid | None,
        Field(
            description="Part of the dashboard's URL after console, up to but not including .engage; on no API"
        ),
    ] = None


SupervisorDashboard = Kind(
    name="fusion.SupervisorDashboard",
    spec=SupervisorDashboardSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Fusion Service, Supervisor Dashboard",
            steps=(
                Step(
                    f"Enable the Supervisor Dashboard as the guide says, where it is not: {ENABLE}",
                    leads=True,
                ),
                "Sign in to the dashboard as {administrator}, who needs its administrator role.",
                "In its URL find the text after console, up to but not including .engage: the GUID of the Engage tenant.",
                "Put it into engage_tenant_guid of the file; now it is {engage_tenant_guid}.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="The Supervisor Dashboard is enabled and its administrator can sign in.",
    doc=ENABLE,
    evidence=evidence("instruct Supervisor Dashboard: enable, sign in", source=ENABLE),
    example={"administrator": "supervisor", "engage_tenant_guid": "11111111-2222-3333-4444-555555555555"},
)


class EngageMessagingChannelSpec(Spec):
    """A number of Infobip as a channel of the Supervisor Dashboard; one for each number and type."""

    type: Annotated[Literal["SMS", "WhatsApp"], Key(), Field(description="The channels that are supported")]
    phone: Annotated[
        Digits,
        Key(),
        Field(description="The number as Infobip's dashboard shows it: digits without a plus sign"),
    ]
    label: Annotated[str, Text(min=1, max=255), Field(description="WhatsApp Customer Service")]
    description: Annotated[str | None, Text(max=1000)] = None
    infobip_base_url: Annotated[
        Url,
        Text(pattern=r"[^/]$"),
        Field(
            description="The Infobip account's own URL without a slash at its end: ${account.infobip.base_url}"
        ),
    ]
    client_id: Annotated[str, Text(min=1), Field(description="The Infobip account's user name")]
    client_secret: Annotated[
        SecretText,
        WriteOnly,
        Field(description="The Infobip account's password, as a reference; never printed"),
    ]


EngageMessagingChannel = Kind(
    name="fusion.EngageMessagingChannel",
    spec=EngageMessagingChannelSpec,
    api=NoApi(
        Person(
            who="an administrator of the Supervisor Dashboard",
            where="Supervisor Dashboard, Configure, Messaging (Channel Configuration)",
            steps=(
                Step(
                    "Sign in to the Supervisor Dashboard and open Configure, Messaging (Channel Configuration).",
                    leads=True,
                ),
                Step(
                    "Add a messaging channel, or open the one of the number {phone} and the type {type}.",
                    leads=True,
                ),
                "Name: {label}",
                Step("Description: {description}", when="description"),
                "Type of Channel: {type}",
                "Phone Number: {phone}",
                "Webhook URL: {infobip_base_url}/messages-api/1/messages",
                "OAuth2 URL: {infobip_base_url}/auth/1/oauth2/token",
                "OAuth2 Client ID: {client_id}",
                "OAuth2 Client Secret: {client_secret}; take it from your secret store, msgops does not print it.",
                Step("Save the channel.", leads=True),
            ),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="A number of Infobip as a messaging channel; Oracle publishes no API for it.",
    doc=CONNECT,
    evidence=evidence("instruct Supervisor Dashboard: Configure, Messaging", source=CONNECT),
    example={
        "type": "WhatsApp",
        "phone": "447860099299",
        "label": "WhatsApp Customer Service",
        "infobip_base_url": "https://example.api.infobip.com",
        "client_id": "msgops",
        "client_secret": "${env:INFOBIP_PASSWORD}",
    },
)


class AgentAvailabilitySpec(Spec):
    """An agent who takes messages: in Service Center and available for chat."""

    user: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="User name")] = None


async def _available(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    available, told = await presence(read, str(wire["user"]))
    # An agent who has gone home has done the step all the same.
    return Verdict(holds=True, found=told) if available else None


AgentAvailability = Kind(
    name="fusion.AgentAvailability",
    spec=AgentAvailabilitySpec,
    api=NoApi(
        Person(
            who="the agent",
            where="Fusion Service, Service Center",
            steps=(
                "Sign in to Fusion Service as {user}, an agent of the queue for messages.",
                "Open Service Center and become available for chat.",
            ),
            verify=_available,
        )
    ),
    hand=Hand.PERSON,
    summary="An agent opens Service Center and becomes available.",
    doc=f"{GUIDE}/faiec/agent-availability.html",
    evidence=(
        *evidence(
            "instruct Service Center: become available", source="Oracle Fusion Service messaging, Try it out"
        ),
        *evidence(f"verify GET {adf.CRM}/resourcePresences/{{ResourcePartyId}}"),
    ),
    example={"user": "agent1"},
)


class ServiceCenterSpec(Spec):
    """Service Center, in which agents handle chats and messages."""

    environment: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="For the report")
    ] = None


ServiceCenter = Kind(
    name="fusion.ServiceCenter",
    spec=ServiceCenterSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Setup and Maintenance",
            steps=(
                f"Where agents do not use Service Center yet, enable it as the guide says: {GUIDE}/fafqa/enable-service-center.html",
                "Sign in as an agent and see that Service Center opens.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="Service Center is enabled, without which agents cannot take messages.",
    doc=f"{GUIDE}/fafqa/enable-service-center.html",
    evidence=evidence("instruct Service Center: enable", source="Oracle Fusion Service messaging, FAQ"),
    example={"environment": "production"},
)


class TestConversationSpec(Spec):
    """The proof of it all: a message to a number reaches an agent."""

    type: Annotated[Literal["SMS", "WhatsApp"], Key()]
    phone: Annotated[Digits, Key()]
    user: Annotated[str, Text(min=1), Field(description="The agent who accepts it")]


TestConversation = Kind(
    name="fusion.TestConversation",
    spec=TestConversationSpec,
    api=NoApi(
        Person(
            who="anybody with a phone, and the agent",
            where="a phone, and Service Center",
            steps=(
                "See that {user} is available for chat in Service Center.",
                "From a phone send a message by {type} to {phone}.",
                "As {user} accept the notification in Service Center, and answer.",
                "See that the answer reaches the phone.",
                "Without a notification: see the number's setting with Infobip Support, then the published rules.",
            ),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="Sends a message and sees that an agent gets it.",
    doc=f"{GUIDE}/fawas/",
    evidence=evidence(
        "instruct Service Center: accept a message", source="Oracle Fusion Service messaging, Try it out"
    ),
    example={"type": "WhatsApp", "phone": "447860099299", "user": "agent1"},
)
