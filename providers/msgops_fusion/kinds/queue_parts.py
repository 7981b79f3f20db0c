"""The parts of a queue, which are rows of their own: members, teams, queues for what overflows (dossier B6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops.sdk.rest import segment
from msgops_fusion import adf, people

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.sdk.http import Reader, Writer
    from msgops_fusion.kinds.common import Body

QUEUES = f"{adf.CRM}/queues"
MEMBERS, TEAMS, OVERFLOW = "resourceMembers", "resourceTeams", "overflowQueues"
EXPAND = f"{MEMBERS},{TEAMS},{OVERFLOW}"
Row = Mapping[str, Any]


async def shown(read: Reader, rows: Sequence[Row]) -> list[Body]:
    """Return rows with their parts in the shape of the spec: user names, team ids, queues with priorities."""
    found = [await _children(read, row) for row in rows]
    owners = {str(row["OwnerResourceId"]) for row in rows if row.get("OwnerResourceId")}
    parties = {p for parts in found for p in _enabled(parts[MEMBERS])} | owners
    known = await people.names(read, parties)
    return [_shown(row, parts, known) for row, parts in zip(rows, found, strict=True)]


async def _children(read: Reader, row: Row) -> dict[str, list[Body]]:
    path = f"{QUEUES}/{segment(row['QueueId'])}"
    return {n: await adf.children(read, row, n, path, "QueueResourceId") for n in (MEMBERS, TEAMS, OVERFLOW)}


def _shown(row: Row, parts: Mapping[str, list[Body]], known: Mapping[str, str]) -> Body:
    names = sorted(known.get(p, f"party {p}") for p in _enabled(parts[MEMBERS]))
    overflow = [
        {
            "queue": str(part["ObjectId"]),
            "priority": part.get("Priority"),
            "enabled": adf.flag(part.get("EnabledFlag")),
        }
        for part in parts[OVERFLOW]
    ]
    owner = row.get("OwnerResourceId")
    return {
        **row,
        "owner": known.get(str(owner), f"party {owner}") if owner else None,
        "members": names,
        "moreMembers": names,
        "teams": sorted(_enabled(parts[TEAMS])),
        "overflow": [{k: v for k, v in one.items() if v is not None} for one in overflow],
        "_parts": parts,
    }


def _enabled(rows: Iterable[Row]) -> list[str]:
    """Return the objects that count: a part that is switched off is no part."""
    return [str(r["ObjectId"]) for r in rows if adf.flag(r.get("EnabledFlag")) is not False]


async def bring(write: Writer, queue: str, live: Row, body: Row) -> None:
    """Add, switch on, change and remove the parts that differ; one that the body does not name is left alone."""
    parts = live.get("_parts") or {}
    if "members" in body or "moreMembers" in body:
        users = body.get("members", body.get("moreMembers")) or ()
        known = await people.parties(write, users)
        wanted: dict[str, Body] = {known[user.casefold()]: {} for user in users}
        await _bring(write, queue, MEMBERS, parts, wanted, exact="members" in body)
    if "teams" in body:
        await _bring(write, queue, TEAMS, parts, {str(t): {} for t in body["teams"] or ()}, exact=True)
    if "overflow" in body:
        chosen = {
            str(one["queue"]): {"Priority": one.get("priority"), "EnabledFlag": one.get("enabled", True)}
            for one in body["overflow"] or ()
        }
        await _bring(write, queue, OVERFLOW, parts, chosen, exact=True)


async def _bring(
    write: Writer,
    queue: str,
    name: str,
    parts: Mapping[str, list[Body]],
    wanted: Mapping[str, Body],
    *,
    exact: bool,
) -> None:
    path = f"{QUEUES}/{segment(queue)}/child/{name}"
    have = {str(row["ObjectId"]): row for row in parts.get(name, ())}
    for object_ in sorted(have.keys() - wanted.keys()) if exact else ():
        await adf.delete(write, _place(path, have[object_]), have[object_])
    for object_, fields in wanted.items():
        values = {k: v for k, v in {"EnabledFlag": True, **fields}.items() if v is not None}
        row = have.get(object_)
        if row is None:
            await write.post(path, {"ObjectId": int(object_) if object_.isdigit() else object_, **values})
        elif new := {k: v for k, v in values.items() if _value(k, row.get(k)) != v}:
            await adf.patch(write, _place(path, row), row, new)


def _place(path: str, row: Row) -> str:
    return f"{path}/{segment(row.get('QueueResourceId', ''))}"


def _value(name: str, value: Any) -> Any:
    return adf.flag(value) if name.endswith("Flag") else value
