"""Contact lists, contacts and messaging campaigns (SDK 269.0.0, OutboundApi)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_genesys.simulator.api import Row, operation, stamp
from msgops_genesys.simulator.collections import Collection, refer
from msgops_genesys.simulator.errors import missing, refused
from msgops_genesys.simulator.routing import home
from msgops_genesys.simulator.shapes import fields, given

_STOPPED = ("off", "complete", "invalid", "forced_off")
_COLUMN = fields(s="columnName type contactableTimeColumn contactableTimeColumnName")
_CONTACT = fields(s="id contactListId", o="data", b="callable")


def _columns(call: Call, body: Row, row: Row | None) -> None:
    """Columns are for good; those with numbers are among them. [assumed: the second]"""
    home(call, body, row)
    if row is not None and body["columnNames"] != row["columnNames"]:
        raise refused("columnNames cannot be changed", field="columnNames")
    for column in body.get("whatsAppColumns", []):
        if column.get("columnName") not in body["columnNames"]:
            raise refused(f"{column.get('columnName')} is no column", field="whatsAppColumns")


def _sized(call: Call, row: Row) -> Row:
    return {**row, "size": len(call.world.table("contacts").get(row["id"], {}))}


LISTS = Collection(
    path="/outbound/contactlists",
    table="contact_lists",
    what="contact list",
    shape={
        **fields(
            s="name previewModeColumnName zipCodeColumnName timeZone",
            b="automaticTimeZoneMapping trimWhitespace",
            o="phoneColumns emailColumns previewModeAcceptedValues attemptLimits columnDataTypeSpecifications",
        ),
        "division": "ref",
        "columnNames": ["s"],
        "whatsAppColumns": [_COLUMN],
    },
    permission="outbound:contactList",
    needed=("name", "columnNames"),
    versioned=True,
    check=_columns,
    show=_sized,
)


def _contacts(call: Call) -> dict[str, Row]:
    return call.world.table("contacts").setdefault(LISTS.find(call)["id"], {})


def _contact(call: Call) -> Row:
    row: Row | None = _contacts(call).get(call.params["contact"])
    if row is None:
        raise missing("contact", call.params["contact"])
    return row


def _add(call: Call) -> Reply:
    """Add contacts, under ids that are given or not. [documented; that a given id is kept: assumed]"""
    made, table = [], _contacts(call)
    if not isinstance(call.json, list):
        raise refused("The body is a list")
    for one in call.json:
        body = given(one, _CONTACT, "contactListId", "data")
        row = {"callable": True, **body, "id": body.get("id") or call.world.uuid()}
        table[row["id"]] = {**row, "dateCreated": stamp(call)}
        made.append(table[row["id"]])
    return Reply(200, made)


def _put(call: Call) -> Reply:
    row = _contact(call)
    row.update(given(call.json, _CONTACT, "data"), id=row["id"])
    return Reply(200, row)


def _drop(call: Call) -> Reply:
    del _contacts(call)[_contact(call)["id"]]
    return Reply(204)


def _ready(call: Call, body: Row, row: Row | None) -> None:
    """List, sender and template are there; a running campaign is left alone. [documented; the last: assumed]"""
    home(call, body, row)
    if row is not None and row.get("campaignStatus", "off") not in _STOPPED:
        raise refused(f"The campaign is {row['campaignStatus']}", status=409)
    if row is None and body.get("campaignStatus", "off") != "off":
        raise refused("A campaign is created switched off", field="campaignStatus")
    refer(call, "contact_lists", body.get("contactList"), "contactList")
    config = body.get("whatsAppConfig", {})
    refer(call, "whatsapp_integrations", config.get("whatsAppIntegration"), "whatsAppIntegration")
    refer(call, "responses", config.get("contentTemplate"), "contentTemplate")


def _running(call: Call, row: Row) -> None:
    del call
    if row.get("campaignStatus", "off") not in _STOPPED:
        raise refused(f"The campaign is {row['campaignStatus']}", status=409)


CAMPAIGNS = Collection(
    path="/outbound/messagingcampaigns",
    table="campaigns",
    what="campaign",
    shape={
        **fields(
            s="name campaignStatus",
            b="alwaysRunning",
            i="messagesPerMinute",
            o="callableTimeSet dncLists contactSorts ruleSets contactListFilters dynamicContactQueueingSettings emailConfig "
            "smsConfig",
        ),
        "division": "ref",
        "contactList": "ref",
        "whatsAppConfig": {
            "whatsAppColumns": ["s"],
            "whatsAppIntegration": "ref",
            "contentTemplate": "ref",
        },
    },
    permission="outbound:messagingCampaign",
    needed=("name", "contactList", "messagesPerMinute"),
    versioned=True,
    defaults={"campaignStatus": "off", "alwaysRunning": False},
    check=_ready,
    removed=_running,
)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    LISTS.install(simulator)
    CAMPAIGNS.install(simulator)
    many, one = "/outbound/contactlists/{id}/contacts", "/outbound/contactlists/{id}/contacts/{contact}"
    operation(simulator, "POST", many, _add, "outbound:contact:add")
    operation(simulator, "GET", one, lambda call: Reply(200, _contact(call)), "outbound:contact:view")
    operation(simulator, "PUT", one, _put, "outbound:contact:edit")
    operation(simulator, "DELETE", one, _drop, "outbound:contact:delete")
