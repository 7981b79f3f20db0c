"""The blocklist: writes are accepted with 202 and show later (dossier §5.H, §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_infobip.simulator.errors import bad
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p1

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACCOUNT = "8F0792F86035A9F4290821F1EE6BC06A"
_PATH = "/platform/1/blocklists"
_CREATABLE = ("SMS", "EMAIL", "VIBER", "RCS", "MMS", "WHATSAPP")
_DELETABLE = (*_CREATABLE, "APPLE_MB")
_SOURCES = ("CUSTOM", "MO", "URL_OPT_OUT", "CAMPAIGN")
_MOST = 50_000
_FILTERS = ("sender", "destination", "channel", "sourceType", "accountKey", "campaign")

Entry = dict[str, Any]


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    scopes = ("blocklist:manage",)
    simulator.route("GET", _PATH, scopes=scopes)(_list)
    simulator.route("POST", _PATH, scopes=scopes)(_add)
    simulator.route("DELETE", _PATH, scopes=scopes)(_remove)


def _list(call: Call) -> Reply:
    """Show the entries; what was accepted shows from the second read on. [assumed: "asynchronously"]."""
    _work(call)
    asked = {f: call.one(f) for f in _FILTERS if call.one(f)}
    found = [
        e for e in call.world.table("blocklist").values() if all(e.get(f) == v for f, v in asked.items())
    ]
    return Reply(200, p1(call, found, size=100, most=1000))


def _work(call: Call) -> None:
    """Do what has been read past once already."""
    waiting = call.world.table("blocklist_accepted")
    for key in [k for k, job in waiting.items() if job["seen"]]:
        job = waiting.pop(key)
        table = call.world.table("blocklist")
        for entry in job["entries"]:
            if job["operation"] == "add":
                table.setdefault(_key(entry), entry)
            else:
                for old in [k for k, e in table.items() if all(e.get(f) == v for f, v in entry.items())]:
                    del table[old]
    for job in waiting.values():
        job["seen"] = True


def _key(entry: Mapping[str, Any]) -> str:
    return "|".join(
        str(entry.get(f, "")) for f in ("accountKey", "sender", "destination", "channel", "sourceType")
    )


def _entries(call: Call, channels: tuple[str, ...]) -> Iterator[Entry]:
    body = call.json.get("blocklist") if isinstance(call.json, dict) else None
    if not isinstance(body, list) or not body:
        raise bad("Bad request", blocklist="must not be empty")
    if sum(len(b.get("destinations") or ()) for b in body) > _MOST:
        raise bad("Bad request", blocklist=f"number of destinations cannot exceed {_MOST}")
    for index, block in enumerate(body):
        place = f"blocklist[{index}]"
        if not block.get("destinations"):
            raise bad("Bad request", **{f"{place}.destinations": "must not be empty"})
        if block.get("channel", channels[0]) not in channels:
            raise bad("Bad request", **{f"{place}.channel": "unsupported channel"})
        if block.get("accountKey", ACCOUNT) != ACCOUNT:
            raise bad("Bad request", **{f"{place}.accountKey": "unsupported account key"})
        if block.get("sourceType", _SOURCES[0]) not in _SOURCES:
            raise bad("Bad request", **{f"{place}.sourceType": "unsupported source type"})
        for number, destination in enumerate(block["destinations"]):
            if not 1 <= len(str(destination.get("to") or "")) <= 255:
                raise bad(
                    "Bad request", **{f"{place}.destinations[{number}].to": "size must be between 1 and 255"}
                )
            known = ("sender", "channel", "sourceType", "accountKey")
            yield {"destination": destination["to"], **{f: block[f] for f in known if block.get(f)}}


def _add(call: Call) -> Reply:
    """Accept; duplicates are left out. [documented]."""
    stamp = call.world.stamp()
    own = {"sourceType": "CUSTOM", "accountKey": ACCOUNT, "createdDate": stamp}
    return _accept(call, "add", [{**e, **own} for e in _entries(call, _CREATABLE)])


def _remove(call: Call) -> Reply:
    """Accept; all that has these properties goes, of every source unless one is named. [documented]."""
    return _accept(call, "remove", list(_entries(call, _DELETABLE)))


def _accept(call: Call, operation: str, entries: list[Entry]) -> Reply:
    job = {"operation": operation, "entries": entries, "seen": False}
    call.world.table("blocklist_accepted")[str(call.world.next("blocklist"))] = job
    for entry in entries:
        record(call, "Create" if operation == "add" else "Delete", "Blacklist", entry["destination"])
    return Reply(202)
