"""Threads and cases, only to look at: the one place that shows a channel's default skill (dossier B.1, C.8, C.9)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import digital
from msgops_cxone.simulator.channel_fields import SHOWN
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row
from msgops_cxone.simulator.queues import DIGITAL_MEDIA
from msgops_cxone.simulator.store import add, rows

_PAGE = 25
_SORTING = ("", "createdAt", "id", "slaFrt", "slaRt", "status", "updatedAt")


def install(simulator: Simulator) -> None:
    """Declare the operations; what writes to a case is not simulated."""
    digital(simulator, "GET", "/threads", _threads, "DigitalEngagement.View")
    digital(simulator, "GET", "/contacts", _contacts, "DigitalEngagement.View")


def make(call: Call, channel: Row) -> Row:
    """A customer writes: a thread and a case of the channel."""
    row = {"channelId": channel["id"], "createdAt": call.world.stamp()}
    return add(call.world, "threads", row, "number")


def _threads(call: Call) -> Reply:
    """With `withContext=1` the channels of the threads come along, with their default skills. [documented; the frame: assumed]"""
    threads = rows(call.world, "threads")
    data = [
        {"id": f"thread_{t['number']}", "channelId": t["channelId"], "createdAt": t["createdAt"]}
        for t in threads
    ]
    answer: dict[str, Any] = {"hits": len(data), "data": data[:_PAGE]}
    if call.one("withContext") == "1":
        used = list(dict.fromkeys(t["channelId"] for t in data[:_PAGE]))
        answer["_context"] = {
            "channels": [_context(call, c) for c in used if c in call.world.table("channels")]
        }
    return Reply(200, answer)


def _context(call: Call, identity: str) -> Row:
    channel = call.world.table("channels")[identity]
    return {
        **{k: v for k, v in channel.items() if k in SHOWN},
        "defaultSkillId": channel["defaultSkillId"],
        "mediaType": DIGITAL_MEDIA,
        "integrationBoxIdentifier": channel["idOnExternalPlatform"],
    }


def _contacts(call: Call) -> Reply:
    """Go on with the `scrollToken` of the answer until there is none. [documented]"""
    if call.one("sorting") not in _SORTING:
        raise Refused("sorting is not valid", field="sorting")
    wanted, token = call.query.get("channel[]"), call.one("scrollToken")
    found = [
        {"id": str(t["number"]), "channelId": t["channelId"], "status": "new", "createdAt": t["createdAt"]}
        for t in rows(call.world, "threads")
        if wanted is None or t["channelId"] in wanted
    ]
    if token and not token.removeprefix("scroll-").isdigit():
        raise Refused("scrollToken is not valid", field="scrollToken")
    start = int(token.removeprefix("scroll-")) if token else 0
    end = start + _PAGE
    more = {"scrollToken": f"scroll-{end}"} if end < len(found) else {}
    return Reply(200, {"hits": len(found), "data": found[start:end], **more})
