"""Queues: a group, the objects it takes, and its members, as one resource (dossier B3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from msgops.sdk.errors import Refused
from msgops.sdk.fields import Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import gathering, rows
from msgops_salesforce.kinds.common import GUIDE, Body, DeveloperName, evidence

_COLUMNS = ("DeveloperName", "Name", "QueueRoutingConfigId", "DoesSendEmailToMembers", "Email", "Description")
_SELECT = f"SELECT Id, {', '.join(_COLUMNS)} FROM Group WHERE Type = 'Queue'"  # noqa: S608  # SOQL of constants
_PARTS = ("objects", "users", "groups")


class QueueSpec(Spec):
    """A queue, what it takes, and who works on it. Members are declared whole: who is not named is taken out."""

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    label: Annotated[str, Text(min=1, max=40), Wire("Name")]
    routing_configuration: Annotated[
        Reference | None, Ref("salesforce.RoutingConfiguration"), Wire("QueueRoutingConfigId")
    ] = None
    send_email_to_members: Annotated[bool | None, Wire("DoesSendEmailToMembers"), ServerDefault(False)] = None
    email: Annotated[str | None, Wire("Email")] = None
    description: Annotated[str | None, Wire("Description")] = None
    objects: Annotated[
        tuple[str, ...] | None, Unordered, Wire("objects"), Field(description="MessagingSession, Case, …")
    ] = None
    users: Annotated[
        tuple[str, ...] | None, Unordered, Wire("users"), Field(description="Members, by user name")
    ] = None
    groups: Annotated[
        tuple[str, ...] | None,
        Unordered,
        Wire("groups"),
        Field(description="Members, by developer name of a group"),
    ] = None


@dataclass(frozen=True)
class Queues:
    """Three kinds of row make one queue; they are read by three queries and written 200 a call."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all queues with their objects and members."""
        del wanted
        return await _complete(read, await rows.query(read, _SELECT))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await rows.query(read, f"{_SELECT} AND Id = {rows.literal(item.id)}")
        return next(iter(await _complete(read, found)), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert the group, then what it takes and its members."""
        fields = {k: v for k, v in body.items() if k not in _PARTS}
        made = await gathering.insert(write, "Group", {**fields, "Type": "Queue"})
        await _bring(write, made, {}, body)
        return Item(made, {**body, "Id": made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch the group; add and remove rows by difference."""
        del changed
        sent = {k: v for k, v in body.items() if k in _COLUMNS and item.wire.get(k) != v}
        sent.update({k: None for k in _COLUMNS if item.wire.get(k) is not None and k not in body})
        sent.pop("DeveloperName", None)
        if sent:
            await rows.update(write, "Group", item.id, sent)
        await _bring(write, item.id, item.wire, body)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete members and objects, then the group; it fails while the queue owns work."""
        await _bring(write, item.id, item.wire, dict.fromkeys(_PARTS, ()))
        await rows.delete(write, "Group", item.id)


async def _complete(read: Reader, groups: Sequence[Mapping[str, Any]]) -> list[Item]:
    if not groups:
        return []
    ids = [g["Id"] for g in groups]
    objects: dict[str, list[str]] = defaultdict(list)
    users: dict[str, list[str]] = defaultdict(list)
    members: dict[str, list[str]] = defaultdict(list)
    found = await rows.query_among(read, "SELECT QueueId, SobjectType FROM QueueSobject", "QueueId", ids)
    for row in found:
        objects[row["QueueId"]].append(row["SobjectType"])
    linked = await rows.query_among(read, "SELECT GroupId, UserOrGroupId FROM GroupMember", "GroupId", ids)
    names = await _names(read, {row["UserOrGroupId"] for row in linked})
    for row in linked:
        member = row["UserOrGroupId"]
        (users if member.startswith("005") else members)[row["GroupId"]].append(names.get(member, member))
    return [
        Item(
            g["Id"],
            {**g, "objects": objects[g["Id"]], "users": users[g["Id"]], "groups": members[g["Id"]]},
        )
        for g in groups
    ]


async def _names(read: Reader, ids: set[str]) -> dict[str, str]:
    """Return user names and groups' developer names by id, so that the YAML is the same in every org."""
    users = await rows.query_among(
        read, "SELECT Id, Username FROM User", "Id", [i for i in ids if i.startswith("005")]
    )
    groups = await rows.query_among(
        read, "SELECT Id, DeveloperName FROM Group", "Id", [i for i in ids if not i.startswith("005")]
    )
    return {**{u["Id"]: u["Username"] for u in users}, **{g["Id"]: g["DeveloperName"] for g in groups}}


async def _bring(write: Writer, queue: str, live: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Add and remove the rows by which live and wanted differ; a part that is not in the body is left alone."""
    if "objects" in body:
        await _objects(write, queue, set(live.get("objects") or ()), set(body["objects"] or ()))
    have = {(part, name) for part in ("users", "groups") for name in live.get(part) or ()}
    want = {(part, name) for part in ("users", "groups") for name in body.get(part, live.get(part)) or ()}
    if have != want:
        await _members(write, queue, want - have, have - want)


async def _objects(write: Writer, queue: str, have: set[str], want: set[str]) -> None:
    new = [{"QueueId": queue, "SobjectType": name} for name in sorted(want - have)]
    if new:
        await gathering.insert_all(write, "QueueSobject", new)
    if have - want:
        found = await rows.query_among(
            write,
            f"SELECT Id FROM QueueSobject WHERE QueueId = {rows.literal(queue)}",  # noqa: S608  # quoted
            "SobjectType",
            have - want,
        )
        await rows.delete_all(write, [row["Id"] for row in found])


async def _members(write: Writer, queue: str, new: set[tuple[str, str]], gone: set[tuple[str, str]]) -> None:
    ids = await _ids(write, new | gone)
    if new:
        links = [{"GroupId": queue, "UserOrGroupId": ids[member]} for member in sorted(new)]
        await gathering.insert_all(write, "GroupMember", links)
    if gone:
        found = await rows.query_among(
            write,
            f"SELECT Id FROM GroupMember WHERE GroupId = {rows.literal(queue)}",  # noqa: S608  # quoted
            "UserOrGroupId",
            [ids[member] for member in gone],
        )
        await rows.delete_all(write, [row["Id"] for row in found])


async def _ids(read: Reader, members: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the id of each (part, name); `Refused` names those that the org does not know."""
    users = await gathering.query_among(
        read, "SELECT Id, Username FROM User", "Username", [n for part, n in members if part == "users"]
    )
    groups = await gathering.query_among(
        read,
        "SELECT Id, DeveloperName FROM Group",
        "DeveloperName",
        [n for part, n in members if part == "groups"],
    )
    found = {("users", u["Username"]): str(u["Id"]) for u in users}
    found.update({("groups", g["DeveloperName"]): str(g["Id"]) for g in groups})
    missing = sorted(f"{part[:-1]} {name}" for part, name in members if (part, name) not in found)
    if missing:
        raise Refused("GET query", f"the org has no {', no '.join(missing)}", status=200)
    return found


Queue = Kind(
    name="salesforce.Queue",
    spec=QueueSpec,
    api=Queues(),
    concept=Concept.QUEUE,
    summary="A queue of Omni-Channel with what it takes and its members.",
    doc=f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_group.htm",
    evidence=evidence(
        "list GET query?q=SELECT FROM Group, QueueSobject, GroupMember",
        "get GET query?q=SELECT FROM Group WHERE Id",
        "create POST sobjects/Group, composite/sobjects",
        "update PATCH sobjects/Group/{id}, composite/sobjects",
        "delete DELETE sobjects/Group/{id}, composite/sobjects",
    ),
    preserve=False,
    audit_item="queue",
    calls=lambda operation, fields: 1 + len(fields & {*_PARTS}) if operation == "create" else 5,
    example={"label": "Support", "objects": ["MessagingSession"], "users": []},
)
