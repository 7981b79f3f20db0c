"""What is agreed on and made outside of the Configuration Server: approvals, and the channel in Genesys Hub."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import Key
from msgops.sdk.hands import Filled, NoApi, Person, Step
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_engage.kinds.common import ADMIN, DOC, Line, Name, instruct


class ApprovalSpec(Filled):
    """Somebody's consent to the WhatsApp channel: WhatsApp (Meta) and Genesys Product Management both have to give theirs."""

    party: Annotated[
        Line | None,
        Key(from_name=True),
        Field(description="Who approves: WhatsApp, Genesys Product Management"),
    ] = None
    reference: Annotated[Line | None, Field(description="Number of the order, contract or ticket")] = None
    business: Annotated[Line | None, Field(description="The business that is approved")] = None


Approval = Kind(
    name="engage.Approval",
    spec=ApprovalSpec,
    api=NoApi(
        Person(
            who="whoever deals with Genesys and Meta",
            where="the Genesys account team, Meta Business Manager",
            steps=(
                Step("Ask {party} to approve the WhatsApp channel of {business}.", leads=True),
                "Wait for the approval; its reference: {reference}.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="An approval without which WhatsApp is not open to a business.",
    doc=DOC,
    evidence=instruct("WhatsApp Guide, Important: approvals by WhatsApp/Meta and Genesys Product Management"),
    example={"party": "Genesys Product Management", "reference": "CS-4711", "business": "Acme"},
)


class HubChannelSpec(Filled):
    """A WhatsApp channel in Genesys Hub, which connects one number; there is no public API."""

    channel: Annotated[Name | None, Key(from_name=True), Field(description="Name of the channel")] = None
    business_id: Annotated[
        Line, Field(description="Business id of the channel: the number's digits, 19251112221")
    ]
    business: Annotated[Line | None, Field(description="Name that customers see")] = None
    on_premises_client: Annotated[
        Line | None,
        Field(
            description="Version of WhatsApp's On-Premises client, where the channel still has one: 2.53.2, ended on 2025-10-23"
        ),
    ] = None


HubChannel = Kind(
    name="engage.HubChannel",
    spec=HubChannelSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Genesys Hub",
            steps=(
                Step("Sign in to Genesys Hub and open its WhatsApp channels.", leads=True),
                Step("Create the channel {channel}, or open it.", leads=True),
                "Its number and business id: {business_id}",
                Step("Its name for customers: {business}", when="business"),
                Step(
                    "Its On-Premises client has the version {on_premises_client}.", when="on_premises_client"
                ),
                Step("Save, and send a message to the number: Genesys Hub shows it.", leads=True),
            ),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="A WhatsApp channel in Genesys Hub, made by a person.",
    doc=DOC,
    evidence=instruct("Genesys Hub: creating a WhatsApp channel"),
    example={"channel": "channel-whatsapp-1", "business_id": "19251112221", "business": "Acme"},
)
