"""What a channel that is brought along can do, and by which event it speaks (dossier B12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.errors import Refused
from msgops.sdk.fields import Computed, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import (
    GUIDE,
    METADATA,
    DeveloperName,
    evidence,
    row_evidence,
)
from msgops_salesforce.kinds.documents import Documents

if TYPE_CHECKING:
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Item

_FIELD = Text(pattern=r"^[A-Za-z][A-Za-z0-9_]*__c$")
Owner = Literal["Salesforce", "Partner"]
Can = bool | None


class ConversationChannelDefinitionSpec(Spec):
    """A channel's definition. Its prefix, up to the first underscore, must be that of the app's name.

    Implicit consent is always supported, as the org demands.
    """

    developer_name: Annotated[
        DeveloperName,
        Wire("developerName"),
        Field(description="<prefix>_<definition>: the prefix of the connected or external client app"),
    ] = None
    label: Annotated[str, Text(min=1, max=80), Wire("masterLabel")]
    vendor: Annotated[
        Reference,
        Ref("salesforce.ConversationVendorInfo", attribute="developer_name"),
        Wire("conversationVendorInfo"),
    ]
    platform_event: Annotated[
        Reference,
        Ref("salesforce.PlatformEvent"),
        Wire("customPlatformEvent"),
        Field(description="The event by which the org speaks to the partner"),
    ]
    payload_field: Annotated[
        str, _FIELD, Wire("customEventPayloadField"), Field(description="Field of the event: Payload__c")
    ]
    event_type_field: Annotated[
        str | None,
        _FIELD,
        Wire("customEventTypeField"),
        Field(description="Field of the event: EventType__c"),
    ] = None
    consent_owner: Annotated[Owner, Field(description="Salesforce for messaging")]
    routing_owner: Annotated[Owner, Field(description="Salesforce for messaging")]
    app_type: Annotated[
        Literal["Partner", "Customer"] | None,
        Wire("connectedAppType"),
        ServerDefault("Partner"),
        Field(
            description="Customer: the app is the org's own. An administrator links it to the channel: "
            "Messaging Settings, the channel, Modify Conversation Channel Definition; no API is documented for that"
        ),
    ] = None
    explicit_consent: Annotated[Can, Wire("supportsExplicitConsent")] = None
    double_opt_in_consent: Annotated[
        Can, Wire("supportsDoubleOptInConsent"), Field(description="Contact centres only")
    ] = None
    keywords: Annotated[Can, Wire("supportsKeywords")] = None
    iso_country_code: Annotated[Can, Wire("supportsIsoCountryCode")] = None
    custom_channel_parameters: Annotated[Can, Wire("supportsCustomChannelParameters")] = None
    conference: Annotated[Can, Wire("isConferenceSupported")] = None
    conference_participants: Annotated[
        int | None, Field(ge=1, description="Most participants"), Wire("maxParticipantsForCnfrOverride")
    ] = None
    inbound_acknowledgement: Annotated[Can, Wire("isInboundAcknwOptionExposed")] = None
    progress_indicator: Annotated[Can, Wire("isProgressIndicatorOptExposed")] = None
    routing_work_result: Annotated[Can, Wire("isRoutingWorkResultSupported")] = None
    typing_indicator_hidden: Annotated[Can, Wire("isTypingIndicatorOptionHidden")] = None
    icon: Annotated[
        str | None, Wire("customIcon"), Field(description="Static resource: an SVG of 50 by 50")
    ] = None
    app_link: Annotated[
        str | None, Computed, Wire("connectedAppOauthLink"), Field(description="The partner's app")
    ] = None
    customer_app_link: Annotated[
        str | None,
        Computed,
        Wire("customerConnectedAppOauthLink"),
        Field(description="The org's own app, once an administrator has linked it"),
    ] = None

    @model_validator(mode="after")
    def _explicit_first(self) -> ConversationChannelDefinitionSpec:
        if self.double_opt_in_consent and not self.explicit_consent:
            raise ValueError("double_opt_in_consent needs explicit_consent")
        return self


async def _channels(read: Reader, item: Item) -> str | None:
    """Count the channels that would be orphans; an org without messaging has none."""
    soql = f"SELECT Id FROM MessagingChannel WHERE ChannelDefinitionId = {rows.literal(item.id)}"  # noqa: S608  # quoted
    try:
        number = len(await rows.query(read, soql))
    except Refused as error:
        if error.fault is None or error.fault.code != "INVALID_TYPE":
            raise
        return None
    return f"{number} messaging {'channel uses' if number == 1 else 'channels use'} it" if number else None


ConversationChannelDefinition = Kind(
    name="salesforce.ConversationChannelDefinition",
    spec=ConversationChannelDefinitionSpec,
    api=Documents(
        sobject="ConversationChannelDefinition",
        spec=ConversationChannelDefinitionSpec,
        columns={"developerName": "DeveloperName", "masterLabel": "MasterLabel"},
        deep=True,
        always={"supportsImplicitConsent": True},
    ),
    concept=Concept.CHANNEL,
    summary="What a channel that is brought along can do, and the platform event by which it speaks.",
    doc=f"{GUIDE}/service/messaging-partner/guide/create-conversationchanneldefinition-record.html",
    evidence=(
        *row_evidence("ConversationChannelDefinition", tooling=True),
        *evidence(
            "list SOAP readMetadata ConversationChannelDefinition",
            "get SOAP readMetadata ConversationChannelDefinition",
            source=METADATA,
        ),
    ),
    probe=_channels,
    audit_item="conversation channel definition",
    example={
        "developer_name": "Infobip_WhatsApp",
        "label": "Infobip WhatsApp",
        "vendor": "example",
        "platform_event": "example",
        "payload_field": "Payload__c",
        "event_type_field": "EventType__c",
        "consent_owner": "Salesforce",
        "routing_owner": "Salesforce",
        "app_type": "Customer",
        "keywords": False,
    },
)
