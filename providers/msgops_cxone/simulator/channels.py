"""Digital channels: one upsert, a list by page, a DELETE; what a thread knows of them beyond that (dossier B.1)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import digital
from msgops_cxone.simulator.channel_fields import ICONS, PLATFORMS, REQUIRED, SHOWN, WRITE
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.knobs import knob
from msgops_cxone.simulator.lists import Row, by_page, iso
from msgops_cxone.simulator.shapes import body, flag
from msgops_cxone.simulator.store import change, rows

_CHOICES = {
    "realExternalPlatformId": PLATFORMS,
    "externalPlatformIcon": ICONS,
    "contentFormat": ("html", "plain"),
    "translationGroup": ("default", "email", "phone"),
}
_FIXED = ("id", "idOnExternalPlatform", "channelIntegrationId", "realExternalPlatformId")
_ORDER = {"id": "id", "title": "name", "createdAt": "createdAt"}
_READ_ONLY = {
    "hasCustomerOnThirdParty": False,
    "isPostWritable": True,
    "hasAbilityToQuoteMessage": False,
    "isHidden": False,
}


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no GET of one channel by its path. [documented]"""
    digital(simulator, "GET", "/channels", _list, "DigitalEngagement.View")
    digital(simulator, "POST", "/channels", _upsert, "DigitalEngagement.Edit")
    digital(simulator, "DELETE", "/channels/{channelId}", _delete, "DigitalEngagement.Delete")
    digital(
        simulator,
        "GET",
        "/channels/{channelId}/external-platform-templates",
        _templates,
        "DigitalEngagement.View",
    )


def channel_of(call: Call, identity: str) -> Row:
    """Return a channel that is not deleted."""
    row = call.world.table("channels").get(identity)
    if row is None or row["isDeleted"]:
        raise missing(f"channel {identity} does not exist")
    return row


def store(call: Call, values: Row, *, native: bool = False) -> Row:
    """Store a channel."""
    row = {**values, "createdAt": iso(call), "isDeleted": False, "native": native, "defaultSkillId": None}
    call.world.table("channels")[row["id"]] = row
    return row


def _list(call: Call) -> Reply:
    """Return a bare list. [documented]"""
    wanted, private, manual = (
        call.query.get("id[]"),
        flag(call, "isPrivate"),
        flag(call, "hasManualOutboundFlow"),
    )
    order, direction = call.one("orderBy", "createdAt"), call.one("order", "asc")
    if order not in _ORDER or direction not in ("asc", "desc"):
        raise Refused("orderBy or order is not valid", field="orderBy")
    found = [
        row
        for row in rows(call.world, "channels")
        if not row["isDeleted"]
        and (wanted is None or row["id"] in wanted)
        and private in (None, row["isPrivate"])
        and manual in (None, row.get("hasManualOutboundFlow", False))
    ]
    found.sort(key=lambda row: str(row[_ORDER[order]]).casefold(), reverse=direction == "desc")
    shown = [{k: v for k, v in row.items() if k in SHOWN} for row in found]
    return Reply(200, by_page(call, shown, size=50))


def _upsert(call: Call) -> Reply:
    """Create or change by `id`; the answer has no body. [documented: that none is described; assumed: 201 for new]"""
    given = body(
        call, WRITE, "id", "idOnExternalPlatform", "channelIntegrationId", "realExternalPlatformId", "name"
    )
    for name in REQUIRED:
        if name not in given:
            raise Refused(f"{name} is required", field=name, code="required")
    for name, known in _CHOICES.items():
        if name in given and given[name] not in known:
            raise Refused(f"{name} is not valid", field=name, code="invalid")
    row = call.world.table("channels").get(given["id"])
    if row is None or row["isDeleted"]:
        _known_integration(call, given)
        store(call, {**_READ_ONLY, **given})
        return Reply(201)
    for name in _FIXED:
        if given[name] != row[name]:
            raise Refused(f"{name} cannot be changed", field=name, code="immutable")
    if not row["native"] or knob(call.world, "channel_write_sticks"):
        _change(call, row, given)
    return Reply(200)


def _known_integration(call: Call, given: Row) -> None:
    """A new channel belongs to an integration of the tenant. [assumed: how it is refused]"""
    if given["channelIntegrationId"] not in call.world.table("integrations"):
        raise Refused("The integration does not exist", field="channelIntegrationId", code="notFound")


def _change(call: Call, row: Row, given: Row) -> None:
    """Forget what is not repeated, unless a knob says otherwise. [assumed: undocumented]"""
    if knob(call.world, "omitted_flags_reset"):
        for name in [n for n in row if n in WRITE and n not in given]:
            del row[name]
    change(call, "channels", row, given, "")


def _delete(call: Call) -> Reply:
    """Keep the row, which lists no longer show. [assumed: soft]"""
    change(call, "channels", channel_of(call, call.params["channelId"]), {"isDeleted": True}, "")
    return Reply(204)


def _templates(call: Call) -> Reply:
    """Show what Meta approved; nothing here makes one. [documented]"""
    channel = channel_of(call, call.params["channelId"])
    found: list[Any] = [
        {k: t[k] for k in ("template", "category", "messageContent")}
        for t in rows(call.world, "whatsapp_templates")
        if t["channel"] == channel["id"]
    ]
    return Reply(200, {"totalRecords": len(found), "data": found, "_links": {"self": call.path}})
