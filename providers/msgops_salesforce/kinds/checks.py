"""Preconditions and results that are only read (dossier Part C: the steps marked CHECK)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_salesforce import rows, soap
from msgops_salesforce.kinds.common import DEVELOPER_NAME, GUIDE, METADATA, evidence
from msgops_salesforce.kinds.setup import ADMIN, DevName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_OBJECTS = f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_"


class LicenseSeatsSpec(Spec):
    """A permission set licence that the org has bought, with this many seats in all."""

    license: Annotated[
        str | None,
        Text(min=1),
        Key(from_name=True),
        Field(description="Its label in Setup or its developer name; labels differ between releases"),
    ] = None
    seats: Annotated[int, Field(ge=1, description="At least so many in all")]


async def _seats(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["license"]).casefold()
    select = (
        "SELECT DeveloperName, MasterLabel, Status, TotalLicenses, UsedLicenses FROM PermissionSetLicense"
    )
    found = await rows.query(read, select)
    for row in found:
        if name in (str(row["DeveloperName"]).casefold(), str(row["MasterLabel"]).casefold()):
            total, status = int(row["TotalLicenses"] or 0), row["Status"]
            told = f"{row['MasterLabel']}: {total} seats, {row['UsedLicenses']} used, {status}"
            return Verdict(holds=status == "Active" and total >= int(wire["seats"]), found=told)
    labels = ", ".join(sorted(str(row["MasterLabel"]) for row in found)) or "none"
    return Verdict(holds=False, found=f"not licensed; the org has {labels}")


LicenseSeats = Kind(
    name="salesforce.LicenseSeats",
    spec=LicenseSeatsSpec,
    api=NoApi(
        Check(
            verify=_seats,
            remedy="buy the licence (for partners: Digital Engagement with Partner Messaging), or give its right label",
            who="whoever buys licences of Salesforce",
        )
    ),
    concept=Concept.ROLE,
    hand=Hand.CHECK,
    summary="Checks that a licence is bought, with enough seats.",
    doc=f"{_OBJECTS}permissionsetlicense.htm",
    evidence=evidence("verify GET query?q=SELECT FROM PermissionSetLicense"),
    example={"license": "Partner Messaging User", "seats": 1},
)


class ObjectFieldSpec(Spec):
    """A field that something here, such as a flow, writes to: some orgs have it and some have not."""

    object: Annotated[
        str, Text(pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), Key(), Field(description="MessagingSession")
    ]
    field: Annotated[str | None, Text(pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), Key(from_name=True)] = None
    updateable: Annotated[bool, Field(description="Whether the user of msgops must be able to write it")] = (
        True
    )


async def _field(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    sobject, name = str(wire["object"]), str(wire["field"])
    try:
        found = await read.get(f"{rows.path(sobject)}/describe")
    except NotFound:
        return Verdict(holds=False, found=f"the org has no object {sobject}")
    field = next((f for f in found["fields"] if str(f["name"]).lower() == name.lower()), None)
    if field is None:
        return Verdict(holds=False, found=f"{sobject} has no field {name}")
    right = bool(field.get("updateable")) or not wire.get("updateable", True)
    written = "can be written" if field.get("updateable") else "cannot be written"
    return Verdict(holds=right, found=f"{sobject}.{field['name']} is there and {written}")


ObjectField = Kind(
    name="salesforce.ObjectField",
    spec=ObjectFieldSpec,
    api=NoApi(
        Check(
            verify=_field,
            remedy="add a custom field in the Object Manager and name it, or leave the step out of the flow",
            who=ADMIN,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that an object has a field, and whether it can be written.",
    doc=f"{GUIDE}/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm",
    evidence=evidence("verify GET sobjects/{object}/describe", source="REST API Developer Guide"),
    example={"object": "Case", "field": "Subject"},
)


class ConsoleItemSpec(Spec):
    """An item in the navigation of an app, such as a partner's configuration page in the console."""

    app: Annotated[
        str, Text(min=1), Key(), Field(description="Developer name: LightningService is the Service Console")
    ]
    tab: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Developer name of the tab")
    ] = None


async def _item(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    app, tab = str(wire["app"]), str(wire["tab"])
    select = "SELECT DurableId, DeveloperName FROM AppDefinition"
    apps = await rows.query_among(read, select, "DeveloperName", [app])
    if not apps:
        return Verdict(holds=False, found=f"the org has no app {app}")
    select = "SELECT TabDefinitionId, SortOrder FROM AppTabMember"
    tabs = await rows.query_among(read, select, "AppDefinitionId", [apps[0]["DurableId"]])
    names = [str(row["TabDefinitionId"]) for row in sorted(tabs, key=lambda r: r["SortOrder"] or 0)]
    return Verdict(holds=tab in names, found=f"{app} shows {', '.join(names) or 'nothing'}")


ConsoleItem = Kind(
    name="salesforce.ConsoleItem",
    spec=ConsoleItemSpec,
    api=NoApi(
        Check(
            verify=_item,
            remedy="add the item to the app's navigation (salesforce.AppNavigation), then reopen the console",
            who=ADMIN,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that an app shows an item in its navigation.",
    doc=f"{_OBJECTS}apptabmember.htm",
    evidence=evidence("verify GET query?q=SELECT FROM AppDefinition, AppTabMember"),
    example={"app": "LightningService", "tab": "standard-home"},
)


class PanelSpec(Spec):
    """A panel on a record page that shows another site, such as the WhatsApp templates beside a conversation."""

    page: Annotated[DevName, Key()]
    source: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="How its address ends: /templates")
    ] = None


async def _panel(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    page, source = str(wire["page"]), str(wire["source"])
    found = await soap.read_metadata(read, "FlexiPage", [page])
    if page not in found:
        return Verdict(holds=False, found=f"no page {page}")
    shown = sorted(_texts(found[page]))
    addresses = [t for t in shown if t.startswith("https://")]
    told = f"{page} shows {', '.join(addresses) or 'no other site'}"
    return Verdict(holds=any(a.rstrip("/").endswith(source.rstrip("/")) for a in addresses), found=told)


def _texts(tree: Any) -> set[str]:
    if isinstance(tree, str):
        return {tree}
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return {text for value in inner for text in _texts(value)}


Panel = Kind(
    name="salesforce.Panel",
    spec=PanelSpec,
    api=NoApi(
        Check(
            verify=_panel,
            remedy="put the component on the page (salesforce.PageComponent) and make the page the org default "
            "(salesforce.RecordPage)",
            who=ADMIN,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that a record page shows a panel of another site.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm",
    evidence=evidence("verify SOAP readMetadata FlexiPage", source=METADATA),
    example={"page": "Messaging_Session_Record_Page", "source": "/templates"},
)


class TestSessionSpec(Spec):
    """The proof of it all: a message from a phone has opened a session on the channel."""

    channel: Annotated[str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True)] = None


async def _session(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["channel"])
    select = "SELECT Id, DeveloperName, IsActive FROM MessagingChannel WHERE MessageType = 'Custom'"
    channels = [r for r in await rows.query_if_known(read, select) if r["DeveloperName"] == name]
    if not channels:
        return Verdict(holds=False, found=f"no messaging channel {name}")
    soql = (
        "SELECT Id, Status, ChannelName, CreatedDate FROM MessagingSession "  # noqa: S608  # quoted
        f"WHERE MessagingChannelId = {rows.literal(channels[0]['Id'])} ORDER BY CreatedDate DESC LIMIT 1"
    )
    found = await rows.query(read, soql)
    if not found:
        active = "" if channels[0]["IsActive"] else "; the channel is not active"
        return Verdict(holds=False, found=f"no session on {name} yet{active}")
    return Verdict(
        holds=True, found=f"session {found[0]['Id']} of {found[0]['CreatedDate']}, {found[0]['Status']}"
    )


TestSession = Kind(
    name="salesforce.TestSession",
    spec=TestSessionSpec,
    api=NoApi(
        Check(
            verify=_session,
            remedy="write a message to the sender from a phone; a session opens in the console",
            who="anybody with a phone",
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.CHECK,
    summary="Checks that a message has opened a session on a channel.",
    doc=f"{_OBJECTS}messagingsession.htm",
    evidence=evidence(
        "verify GET query?q=SELECT FROM MessagingChannel, MessagingSession", confidence=Confidence.DOC
    ),
    example={"channel": "Infobip_WhatsApp"},
)
