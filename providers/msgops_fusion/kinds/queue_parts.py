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
_PARTY = "party "
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
    names = sorted(known.get(p, f"{_PARTY}{p}") for p in _enabled(parts[MEMBERS]))
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
        "owner": known.get(str(owner), f"{_PARTY}{owner}") if owner else None,
        "members": names,
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
    # Beside `moreMembers`, which has everybody who is to stay, `members` only repeats who is there.
    users = body.get("moreMembers", body.get("members"))
    if users is not None and set(users) != set(live.get("members") or ()):
        await _bring(write, queue, MEMBERS, parts, {party: {} for party in await _parties(write, users)})
    if "teams" in body:
        await _bring(write, queue, TEAMS, parts, {str(t): {} for t in body["teams"] or ()})
    if "overflow" in body:
        chosen = {
            str(one["queue"]): {"Priority": one.get("priority"), "EnabledFlag": one.get("enabled", True)}
            for one in body["overflow"] or ()
        }
        await _bring(write, queue, OVERFLOW, parts, chosen)


async def _parties(write: Writer, users: Iterable[str]) -> list[str]:
    """Return the parties of users; who is shown as a party, being no user, is that party."""
    numbers = [u.removeprefix(_PARTY) for u in users if u.startswith(_PARTY)]
    known = await people.parties(write, [u for u in users if not u.startswith(_PARTY)])
    return [*known.values(), *numbers]


async def _bring(
    write: Writer, queue: str, name: str, parts: Mapping[str, list[Body]], wanted: Mapping[str, Body]
) -> None:
    path = f"{QUEUES}/{segment(queue)}/child/{name}"
    have = {str(row["ObjectId"]): row for row in parts.get(name, ())}
    for object_ in sorted(have.keys() - wanted.keys()):
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
