"""Steps in Setup and in the console that no API does: who does them, the clicks, and the read that proves them.

The paths of Setup pages are those that Salesforce's own repositories open (sf-skills, coral-cloud); a page whose path
no vendor shows is reached by Quick Find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_salesforce import rows, soap
from msgops_salesforce.kinds.common import DEVELOPER_NAME, METADATA, evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

HELP = "https://help.salesforce.com/s/articleView?id="
PARTNER_GUIDE = "https://developer.salesforce.com/docs/service/messaging-partner/guide"
ADMIN = "a Salesforce administrator"
MESSAGING = "/lightning/setup/LiveMessageSetup/home"
APPS = "/lightning/setup/NavigationMenus/home"
PAGES = "/lightning/setup/FlexiPageList/home"
SETUP = "/lightning/setup/SetupOneHome/home"

Name = Annotated[str, Text(min=1, max=80)]
DevName = Annotated[str, Text(max=80, pattern=DEVELOPER_NAME)]


def _open(path: str, *trail: str) -> str:
    """Return the click that opens a page of Setup."""
    return f"Log in to the org as an administrator and open {path} (Setup, {', '.join(trail)})."


class NewMessagingChannelSpec(Spec):
    """A channel that is made from the tile of its definition; `salesforce.MessagingChannel` adopts it afterwards."""

    developer_name: Annotated[str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True)] = None
    label: Name
    definition: Annotated[DevName, Field(description="Developer name of the channel definition")]


async def _channel_made(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Look for the channel, and for the definition by either of its two links."""
    name, definition = str(wire["developerName"]), str(wire["definition"])
    select = (
        "SELECT Id, DeveloperName, ChannelDefinitionId FROM MessagingChannel WHERE MessageType = 'Custom'"
    )
    found = await rows.query_if_known(read, select)
    row = next((r for r in found if r["DeveloperName"] == name), None)
    if row is None:
        others = ", ".join(sorted(str(r["DeveloperName"]) for r in found)) or "none"
        return Verdict(holds=False, found=f"no channel {name}; the org's custom channels: {others}")
    links = await rows.query_among(
        read, "SELECT ChannelDefinitionId FROM CustomMsgChannel", "MessagingChannelId", [row["Id"]]
    )
    ids = {i for i in (row["ChannelDefinitionId"], *(k["ChannelDefinitionId"] for k in links)) if i}
    select = "SELECT Id, DeveloperName FROM ConversationChannelDefinition"
    linked = {str(d["DeveloperName"]) for d in await rows.query_among(read, select, "Id", ids)}
    told = f"the channel {name} of the definition {', '.join(sorted(linked)) or '(none)'}"
    return Verdict(holds=definition in linked, found=told)


NewMessagingChannel = Kind(
    name="salesforce.NewMessagingChannel",
    spec=NewMessagingChannelSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"Setup, Messaging Settings: {MESSAGING}",
            steps=(
                _open(MESSAGING, "Messaging Settings"),
                "Select New Channel.",
                "Select the tile of the conversation channel definition {definition}, then Next.",
                "Enter {label} as the name of the channel.",
                "Enter {developer_name} as its Developer Name; a click beside the field fills in another one.",
                "Accept the terms if the page asks for it, and save. msgops sets routing and consent and activates it.",
            ),
            verify=_channel_made,
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="Creates a messaging channel from a definition's tile, with its terms; no documented API does that.",
    doc=f"{PARTNER_GUIDE}/messaging-partner-setup.html",
    evidence=(
        *evidence("instruct Setup: Messaging Settings, New Channel", source=PARTNER_GUIDE),
        *evidence("verify GET query?q=SELECT FROM MessagingChannel, CustomMsgChannel"),
    ),
    example={"label": "Infobip WhatsApp", "definition": "Infobip_WhatsApp"},
)


class CustomerAppLinkSpec(Spec):
    """The org's own app, as the one by which the partner speaks for a definition of the app type Customer."""

    definition: Annotated[str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True)] = None
    channel: Annotated[Name, Field(description="The channel, as Messaging Settings shows it")]
    app: Annotated[Name, Field(description="The connected or external client app, as Setup shows it")]


async def _linked(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["definition"])
    found = await soap.read_metadata(read, "ConversationChannelDefinition", [name])
    link = found.get(name, {}).get("customerConnectedAppOauthLink")
    if name not in found:
        return Verdict(holds=False, found=f"no channel definition {name}")
    return Verdict(holds=bool(link), found=f"customerConnectedAppOauthLink is {link or 'empty'}")


CustomerAppLink = Kind(
    name="salesforce.CustomerAppLink",
    spec=CustomerAppLinkSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"Setup, Messaging Settings: {MESSAGING}",
            steps=(
                _open(MESSAGING, "Messaging Settings"),
                "Open the channel {channel}.",
                "Choose Modify Conversation Channel Definition.",
                "Choose the app {app} and save; the definition {definition} then names it.",
            ),
            verify=_linked,
        )
    ),
    hand=Hand.PERSON,
    summary="Links the org's own app to a channel definition; no API is documented for that.",
    doc=f"{HELP}service.byoc_customer_connected_app.htm",
    evidence=(
        *evidence(
            "instruct Setup: Messaging Settings, Modify Conversation Channel Definition",
            source=f"{HELP}service.byoc_customer_connected_app.htm",
        ),
        *evidence("verify SOAP readMetadata ConversationChannelDefinition", source=METADATA),
    ),
    example={"channel": "Infobip WhatsApp", "app": "Infobip Connector"},
)


class ConnectedAppCreationSpec(Spec):
    """Only for `salesforce.ConnectedApp`; a `salesforce.ExternalClientApp` needs no switch."""


_APP_PAGE = f"{PARTNER_GUIDE}/create-connected-app.html"
ConnectedAppCreation = Kind(
    name="salesforce.ConnectedAppCreation",
    spec=ConnectedAppCreationSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"Setup, Quick Find, External Client Apps, Settings: {SETUP}",
            steps=(
                _open(SETUP, "Home"),
                "Type External Client Apps into Quick Find and open its Settings.",
                "Switch on Allow creation of connected apps; where there is no such switch, ask Salesforce Support.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="Allows new connected apps, which orgs refuse since Spring '26; it cannot be read.",
    doc=_APP_PAGE,
    evidence=evidence(
        "instruct Setup: External Client Apps, Settings", confidence=Confidence.INFERRED, source=_APP_PAGE
    ),
    example={},
)


class ConsumerCredentialsSpec(Spec):
    """Key and secret of an app, shown once an administrator has proved who they are.

    The key alone is also an output of the app's kind where the API shows it; JWT bearer needs no secret.
    """

    app: Annotated[str | None, Text(min=1, max=80), Key(from_name=True)] = None
    kept_as: Annotated[
        str,
        Text(min=1),
        Field(description="Where your organisation keeps it: a path in a vault, never the value"),
    ]


ConsumerCredentials = Kind(
    name="salesforce.ConsumerCredentials",
    spec=ConsumerCredentialsSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"Setup, App Manager: {APPS}",
            steps=(
                _open(APPS, "App Manager"),
                "Find the app {app}, open the menu at the end of its row and choose View.",
                "Choose Manage Consumer Details and prove who you are with the code from the e-mail.",
                "Copy consumer key and consumer secret to {kept_as}; write neither into a file of this workspace.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="Takes over an app's consumer key and secret, which Setup shows to a person only.",
    doc=f"{HELP}xcloud.eca_stage_oauth_credentials.htm",
    evidence=evidence(
        "instruct Setup: App Manager, Manage Consumer Details",
        source=f"{HELP}xcloud.eca_stage_oauth_credentials.htm",
    ),
    example={"app": "Infobip Connector", "kept_as": "vault: messaging/salesforce"},
)
