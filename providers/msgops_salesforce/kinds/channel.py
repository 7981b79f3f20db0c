"""Messaging channels that a partner brings along (dossier B18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.model.resource import Waiting
from msgops.sdk.fields import Computed, Immutable, Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Confidence, Kind
from msgops_salesforce.kinds.channel_rows import Channels
from msgops_salesforce.kinds.common import GUIDE, DeveloperName, evidence, row_evidence

SKILLS = "github.com/forcedotcom/sf-skills"
Word = Annotated[str, Text(pattern=r"^[^,\s]([^,]*[^,\s])?$")]
"""The org keeps the words of a kind in one text, with commas between them."""
Words = Annotated[tuple[Word, ...] | None, Unordered]
Reply = Annotated[str | None, Text(max=1000)]


class Keywords(Spec):
    """What customers write, in one language, to agree, to end it, or to get help, and what they are told then.

    The object reference lists no create and update for these rows, Salesforce's own skills write them.
    """

    language: Annotated[str, Text(min=1), Wire("MasterLanguage"), Field(description="For example en_US")]
    opt_out: Annotated[Words, Wire("OptOutKeywords"), Field(description="Each channel needs some")] = None
    opt_out_confirmation: Annotated[Reply, Wire("OptOutConfirmation")] = None
    opt_in: Annotated[Words, Wire("OptInKeywords")] = None
    opt_in_confirmation: Annotated[Reply, Wire("OptInConfirmation")] = None
    double_opt_in: Annotated[Words, Wire("DoubleOptInKeywords")] = None
    help: Annotated[Words, Wire("HelpKeywords")] = None
    help_response: Annotated[Reply, Wire("HelpResponse")] = None


_OPT_OUT = ("opt_out", "opt_out_confirmation")
_CONSENT: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ImplicitOptIn": (_OPT_OUT, ()),
    "ExplicitOptIn": ((*_OPT_OUT, "opt_in"), ("opt_in_prompt",)),
    "DoubleOptIn": ((*_OPT_OUT, "opt_in", "double_opt_in"), ("opt_in_prompt", "double_opt_in_prompt")),
}
"""What a live channel needs: in the keywords of one language, and of its own."""


class MessagingChannelSpec(Spec):
    """A channel of customers' messages: where they go, what customers must agree to, and whether it is live.

    A person creates it in Messaging Settings (`salesforce.NewMessagingChannel`, under `depends_on`); msgops adopts it.
    """

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    label: Annotated[str, Text(min=1, max=80), Wire("MasterLabel")]
    definition: Annotated[
        Reference, Ref("salesforce.ConversationChannelDefinition"), Immutable, Wire("ChannelDefinitionId")
    ]
    queue: Annotated[
        Reference | None, Ref("salesforce.Queue"), Wire("queue"), Field(description="Work goes there at once")
    ] = None
    flow: Annotated[
        Reference | None,
        Ref("salesforce.OmniFlow", attribute="developer_name"),
        Wire("flow"),
        Field(description="An active Omni-Channel flow decides; needs fallback_queue"),
    ] = None
    fallback_queue: Annotated[Reference | None, Ref("salesforce.Queue"), Wire("FallbackQueueId")] = None
    routing_type: Annotated[Literal["OmniQueue", "OmniSkills"] | None, Wire("RoutingType")] = None
    routing_configuration: Annotated[
        Reference | None, Ref("salesforce.RoutingConfiguration"), Wire("RoutingConfigurationId")
    ] = None
    consent: Annotated[
        Literal["ImplicitOptIn", "ExplicitOptIn", "DoubleOptIn"] | None,
        Wire("ConsentType"),
        ServerDefault("ImplicitOptIn"),
    ] = None
    opt_in_prompt: Annotated[Reply, Wire("OptInPrompt")] = None
    double_opt_in_prompt: Annotated[Reply, Wire("DoubleOptInPrompt")] = None
    keywords: Annotated[tuple[Keywords, ...] | None, Unordered] = None
    initial_response: Annotated[Reply, Wire("InitialResponse")] = None
    engaged_response: Annotated[Reply, Wire("EngagedResponse")] = None
    end_response: Annotated[Reply, Wire("ConversationEndResponse")] = None
    opt_out_response: Annotated[Reply, Wire("OptOutResponse")] = None
    business_hours: Annotated[Reference | None, Ref("salesforce.BusinessHours"), Wire("BusinessHoursId")] = (
        None
    )
    identify_language: Annotated[
        bool | None, Wire("OptionsIdentifyEndUserLanguage"), ServerDefault(False)
    ] = None
    active: Annotated[
        bool | None,
        Wire("IsActive"),
        ServerDefault(False),
        Field(description="Needs routing, and consent keywords for at least one language"),
    ] = None
    channel_address_identifier: Annotated[
        str | None,
        Computed,
        Wire("ChannelAddressIdentifier"),
        Field(description="What the connector calls channelAddressIdentifier"),
    ] = None
    messaging_platform_key: Annotated[
        str | None,
        Computed,
        Wire("MessagingPlatformKey"),
        Field(description="Infobip's guide takes this for the channel address identifier"),
    ] = None

    @model_validator(mode="after")
    def _one_handler(self) -> MessagingChannelSpec:
        if self.queue is not None and (self.flow is not None or self.fallback_queue is not None):
            raise ValueError("queue goes with neither flow nor fallback_queue")
        if (self.flow is None) != (self.fallback_queue is None):
            raise ValueError("flow and fallback_queue go together")
        if self.routing_type == "OmniSkills" and self.routing_configuration is None:
            raise ValueError("OmniSkills needs routing_configuration")
        return self

    @model_validator(mode="after")
    def _consented(self) -> MessagingChannelSpec:
        """A channel goes live with consent complete in a language (dossier B18); keywords left out may be there."""
        if self.active and self.keywords is not None:
            consent = self.consent or "ImplicitOptIn"
            words, prompts = _CONSENT[consent]
            if not any(all(getattr(k, w) for w in words) for k in self.keywords):
                raise ValueError(
                    f"active with {consent} needs keywords of one language with {', '.join(words)}"
                )
            if missing := [p for p in prompts if not getattr(self, p)]:
                raise ValueError(f"active with {consent} needs {', '.join(missing)}")
        return self


def _ready(wire: Mapping[str, Any]) -> Waiting | None:
    usage = wire.get("usage") or {}
    status = usage.get("DeploymentStatus")
    if status in ("Provisioning", "Deprovisioning"):
        return Waiting("Salesforce", f"the channel is {status.lower()}", submitted=True)
    if status == "Error":
        reason = ": ".join(str(usage[k]) for k in ("ErrorReason", "ErrorDetails") if usage.get(k))
        return Waiting(
            "an administrator", "correct the channel and apply again", rejected=True, reason=reason
        )
    return None


def _calls(operation: str, fields: frozenset[str]) -> int:
    if operation == "update":
        return 1 + len(fields & {"keywords", "active"})
    return 4 if operation == "create" else 2


_DELETE = "it is deactivated, loses its queue and flow, and stays in the org: a channel is never deleted"
MessagingChannel = Kind(
    name="salesforce.MessagingChannel",
    spec=MessagingChannelSpec,
    api=Channels(),
    concept=Concept.CHANNEL,
    summary="A messaging channel of a partner: routing, consent, activation. A person creates it in Setup.",
    doc=f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_messagingchannel.htm",
    evidence=(
        *row_evidence("MessagingChannel", "list", "get", "update"),
        *evidence(
            "list GET query?q=SELECT FROM MessagingChannelUsage, MsgChannelLanguageKeyword, CustomMsgChannel",
            "list GET query?q=SELECT FROM FlowDefinitionView",
            "update PATCH sobjects/MessagingChannelUsage/{id}",
        ),
        *evidence(
            "update POST composite/sobjects MsgChannelLanguageKeyword",
            "delete PATCH sobjects/MessagingChannelUsage/{id} DeploymentStatus Deprovisioning",
            confidence=Confidence.SDK,
            source=SKILLS,
        ),
        # A channel that never led anywhere has no handler, so a channel may have none.
        *evidence(
            "create POST composite MessagingChannel, CustomMsgChannel",
            "delete PATCH sobjects/MessagingChannel/{id} SessionHandlerId null",
            confidence=Confidence.INFERRED,
        ),
    ),
    ready=_ready,
    delete_note=_DELETE,
    keeps=("definition",),
    no_replace="a channel is never deleted",
    calls=_calls,
    audit_item="messaging channel",
    example={
        "label": "Infobip WhatsApp",
        "definition": "example",
        "queue": "example",
        "keywords": [
            {
                "language": "en_US",
                "opt_out": ["STOP", "END"],
                "opt_out_confirmation": "You get no more of these.",
            }
        ],
        "active": True,
    },
)
