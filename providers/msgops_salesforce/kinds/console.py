"""Steps on pages of the console: the partner's own wizard, and record pages (dossier Part C, steps 14, 27 to 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person, Verdict
from msgops.sdk.kind import Confidence, Hand, Kind
from msgops_salesforce import rows, soap
from msgops_salesforce.kinds.common import DEVELOPER_NAME, GUIDE, METADATA, evidence
from msgops_salesforce.kinds.setup import ADMIN, PAGES, PARTNER_GUIDE, DevName, Name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader


class PartnerWizardSpec(Spec):
    """What a partner's page in the console asks for. It may make vendor and channel definition by itself.

    Whether it changes definitions that exist already is not known: compare them with a plan afterwards.
    """

    page: Annotated[
        str | None, Text(min=1, max=80), Key(from_name=True), Field(description="Label of the console's item")
    ] = None
    app: Annotated[Name, Field(description="Label of the console app, for example Service Console")]
    definition: DevName
    channel: Annotated[Name, Field(description="Developer name of the messaging channel")]
    scrt_url: Annotated[
        str, Text(pattern=r"^https://"), Field(description="https://<mydomain>.my.salesforce-scrt.com")
    ]
    authorization_context: Annotated[
        str,
        Text(min=1),
        Field(description="Infobip's guide: the app's name; other partners: the channel definition's"),
    ]
    account: Annotated[str, Text(min=1), Field(description="The partner's account whose API key it gets")]
    senders: tuple[str, ...]
    welcome_message: str | None = None
    closing_message: str | None = None


async def _defined(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Find out what must be there; what the partner keeps for itself cannot be read in the org."""
    name = str(wire["definition"])
    select = "SELECT Id, DeveloperName FROM ConversationChannelDefinition"
    if not await rows.query_among(read, select, "DeveloperName", [name]):
        return Verdict(holds=False, found=f"no channel definition {name}")
    channel = str(wire["channel"])
    select = "SELECT Id, DeveloperName FROM MessagingChannel WHERE MessageType = 'Custom'"
    if all(row["DeveloperName"] != channel for row in await rows.query_if_known(read, select)):
        return Verdict(holds=False, found=f"no messaging channel {channel}")
    return None


PartnerWizard = Kind(
    name="salesforce.PartnerWizard",
    spec=PartnerWizardSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="the console, the partner's page",
            steps=(
                "Log in to the org as an administrator, open the app {app} and choose {page} in its navigation.",
                "Set up BYOC connection: keep the definition {definition} and choose Next.",
                "Configure the application with the Channel Address Identifier of the channel {channel} (`msgops output`).",
                "Give the SCRT URL {scrt_url} and the Authorization Context {authorization_context}.",
                "Add the account {account} with its API key; give the base URL too.",
                "Select the senders {senders} and choose Next.",
                "Under Configure WhatsApp Senders, select the same senders, if agents send templates.",
                "Set the welcome message to {welcome_message} and the closing message to {closing_message}.",
                "Look at the summary: it says that the configuration is complete.",
            ),
            verify=_defined,
        )
    ),
    hand=Hand.PERSON,
    summary="Fills in a partner's wizard in the console: connection, account, senders, messages; it has no API.",
    doc=f"{PARTNER_GUIDE}/messaging-partner-setup.html",
    evidence=(
        *evidence(
            "instruct console: the partner's page", confidence=Confidence.INFERRED, source=PARTNER_GUIDE
        ),
        *evidence("verify GET query?q=SELECT FROM ConversationChannelDefinition, MessagingChannel"),
    ),
    example={
        "page": "Infobip BYOC Configuration",
        "app": "Service Console",
        "definition": "Infobip_WhatsApp",
        "channel": "Infobip_WhatsApp",
        "scrt_url": "https://acme.my.salesforce-scrt.com",
        "authorization_context": "Infobip Connector",
        "account": "acme",
        "senders": ["441134960000"],
        "closing_message": "This conversation has ended.",
    },
)


class RecordPageSpec(Spec):
    """A record page of the org's own: standard pages cannot be changed by anybody, so they are cloned."""

    page: Annotated[str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True)] = None
    label: Name
    object: Annotated[str, Text(min=1), Field(description="For example MessagingSession")]


async def _page_there(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """A page that is there may still not be the one that users see: only a person can say so."""
    name = str(wire["page"])
    found = await soap.read_metadata(read, "FlexiPage", [name])
    if name not in found:
        return Verdict(holds=False, found=f"no page {name}")
    if found[name].get("sobjectType") != wire["object"]:
        return Verdict(
            holds=False, found=f"{name} is a page of {found[name].get('sobjectType') or 'no object'}"
        )
    return None


RecordPage = Kind(
    name="salesforce.RecordPage",
    spec=RecordPageSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"Setup, Lightning App Builder: {PAGES}",
            steps=(
                f"Log in to the org as an administrator and open {PAGES} (Setup, Lightning App Builder).",
                "Without a page {label}: open a record of {object}, choose Edit Page in the Setup menu, save a copy.",
                "Check that its Developer Name is {page}.",
                "Choose Activation and make it the org default of {object}.",
                "Save. msgops adds components to it (salesforce.PageComponent); reopen the console to see them.",
            ),
            verify=_page_there,
        )
    ),
    hand=Hand.PERSON,
    summary="Clones an object's standard record page and makes the clone the one that users see.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm",
    evidence=(
        *evidence("instruct Setup: Lightning App Builder", confidence=Confidence.INFERRED, source=METADATA),
        *evidence("verify SOAP readMetadata FlexiPage", source=METADATA),
    ),
    example={
        "page": "Messaging_Session_Record_Page",
        "label": "Messaging Session Record Page",
        "object": "MessagingSession",
    },
)
