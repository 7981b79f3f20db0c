"""What Infobip Support needs so that messages of a number reach Fusion Service (seed, dossier C6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, SecretText, Spec, Text, Url, WriteOnly
from msgops.sdk.hands import NoApi, Person, Step
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_fusion.kinds.common import evidence
from msgops_fusion.kinds.dashboard import CONNECT, Digits, Guid

_ENGAGE = "https://api-{engage_tenant_guid}.engage.oci.oraclecloud.com/v1/api/messaging/channels/chat/infobip"
_SAFELY = "send it by the safe channel that Support names, apart from this text, never by mail or chat."


class SupportTicketSpec(Spec):
    """OAuth2 for one number, which Infobip Support sets up. Values come from the application:

    `token_url: ${fusion.ConfidentialApp/engage.token_url}`, `scope: ${fusion.ConfidentialApp/engage.scope}`,
    `client_id: ${fusion.ConfidentialApp/engage.client_id}`.
    """

    type: Annotated[Literal["SMS", "WhatsApp"], Key()]
    phone: Annotated[Digits, Key(), Field(description="The number as Infobip's dashboard shows it")]
    token_url: Annotated[
        Url, Field(description="https://<idcs-instance>.identity.oraclecloud.com/oauth2/v1/token")
    ]
    scope: Annotated[str, Text(min=1), Field(description="The qualified scope as the domain shows it: api/")]
    client_id: Annotated[str, Text(min=1)]
    client_secret: Annotated[
        SecretText | None,
        WriteOnly,
        Field(description="The secret that secret_file of the application kept; never printed"),
    ] = None
    rotation: Annotated[
        str | None,
        Text(min=1, max=60),
        Field(description="The application's: with another value Support needs the new secret"),
    ] = None
    engage_tenant_guid: Annotated[Guid, Field(description="From the URL of the Supervisor Dashboard")]
    infobip_account: Annotated[
        str | None, Text(min=1), Field(description="Name or id of the Infobip account")
    ] = None


SupportTicket = Kind(
    name="fusion.SupportTicket",
    spec=SupportTicketSpec,
    api=NoApi(
        Person(
            who="whoever may write to Infobip Support",
            where="Infobip Support: https://www.infobip.com/contact",
            steps=(
                Step(
                    "Ask Infobip Support for OAuth2-based authentication of the {type} number {phone} towards Oracle Fusion Service.",
                    leads=True,
                ),
                Step("Infobip account: {infobip_account}", when="infobip_account"),
                "Access Token URL: {token_url}",
                "Scope: {scope}",
                "Grant Type: client_credentials",
                "Client ID: {client_id}",
                f"Engage Messaging REST API URL: {_ENGAGE}",
                f"Client Secret: {{client_secret}}; {_SAFELY}",
                Step("It is a new secret, of the rotation {rotation}: the old one is void.", when="rotation"),
                Step("Run `msgops doctor` before: it gets a token the way Infobip will.", leads=True),
                Step("Wait until Support has confirmed the number.", leads=True),
            ),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="Asks Infobip Support to authenticate a number towards Fusion Service.",
    doc=CONNECT,
    evidence=evidence("instruct Infobip Support: OAuth2 details per number", source=CONNECT),
    example={
        "type": "WhatsApp",
        "phone": "447860099299",
        "token_url": "https://idcs-0123456789abcdef.identity.oraclecloud.com/oauth2/v1/token",
        "scope": "api/",
        "client_id": "3fd7476a48a94381bd5e1bc88cc92021",
        "engage_tenant_guid": "11111111-2222-3333-4444-555555555555",
    },
)
