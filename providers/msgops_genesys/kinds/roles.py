"""Roles, who has them, and OAuth clients (dossier A1, A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import CaseInsensitive, Immutable, Key, Ref, Reference, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_genesys import names
from msgops_genesys.kinds.common import API, PAGES, SITE, Body, Entities, crud, evidence
from msgops_genesys.kinds.routing import Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

ROLES, SUBJECTS, PERMISSIONS = "/authorization/roles", "/authorization/subjects", "/authorization/permissions"
_TAKEN = ("name", "description", "permissions", "permissionPolicies")
_KEPT = ("resourceConditionNode", "allowConditions", "namedResources", "policyName", "policyDescription")
"""What a policy has besides, which only conditions use; it is sent back as it is."""


class Policy(Spec):
    """What may be done with an entity: domain messaging, entity integration, actions add and view."""

    domain: Annotated[str, Text(min=1), Field(description="messaging, routing; * is no wildcard here")]
    entity: Annotated[
        str, Text(min=1), Wire("entityName"), Field(description="As the catalogue spells it; * for all")
    ]
    actions: Annotated[
        tuple[Annotated[str, Text(min=1)], ...],
        Unordered,
        Wire("actionSet"),
        Field(min_length=1, description="add, delete, edit, view, send; * for all"),
    ]


class RoleSpec(Spec):
    """A role and what it permits."""

    name: Name = None
    description: Annotated[str | None, Text(max=2048)] = None
    policies: Annotated[
        tuple[Policy, ...] | None,
        Unordered,
        Wire("permissionPolicies"),
        Field(description="Exactly what the role permits"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Roles(Entities):
    """Roles; each policy is looked up in the catalogue first, because the vendor takes unknown ones without a word."""

    path: str = ROLES

    async def item(self, read: Reader, row: Mapping[str, Any]) -> Item:
        """Show of a policy what a file can say; the rest waits under a name of its own."""
        del read
        policies = [p for p in row.get("permissionPolicies") or () if isinstance(p, Mapping)]
        shown = [{k: p.get(k) for k in ("domain", "entityName", "actionSet")} for p in policies]
        return Item(str(row["id"]), {**row, "permissionPolicies": shown})

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the role when the catalogue has all that it permits."""
        await _check(write, body.get("permissionPolicies") or ())
        return await super().create(write, body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the role; what its policies have besides stays."""
        del changed
        wanted = body.get("permissionPolicies")
        await _check(write, wanted or ())
        live = await write.get(self.at(item))
        sent = {k: live[k] for k in _TAKEN if live.get(k) is not None}
        sent |= {k: v for k, v in body.items() if v is not None}
        if wanted is not None:
            before = {_of(p): p for p in live.get("permissionPolicies") or ()}
            sent["permissionPolicies"] = [
                {**{k: v for k, v in before.get(_of(p), {}).items() if k in _KEPT}, **p} for p in wanted
            ]
        await write.put(self.at(item), sent)


def _of(policy: Mapping[str, Any]) -> tuple[str, str]:
    return str(policy.get("domain")), str(policy.get("entityName"))


async def catalogue(read: Reader) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return (domain, entity) to the actions that there are, asked once per session."""

    async def ask() -> dict[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], frozenset[str]] = {}
        for collection in await PAGES.fetch(read, f"{API}{PERMISSIONS}"):
            for entity, permissions in (collection.get("permissionMap") or {}).items():
                actions = frozenset(str(p.get("action")) for p in permissions)
                found[str(collection.get("domain")), str(entity)] = actions
        return found

    return await read.once("genesys permissions", ask)


async def _check(read: Reader, policies: Sequence[Mapping[str, Any]]) -> None:
    known = await catalogue(read) if policies else {}
    for policy in policies:
        domain, entity = _of(policy)
        there = {e: actions for (d, e), actions in known.items() if d == domain}
        actions = frozenset().union(*there.values()) if entity == "*" else there.get(entity, frozenset())
        bad = [a for a in policy.get("actionSet") or () if a != "*" and a not in actions]
        if not actions or bad:
            what = f"{domain}:{entity}:{bad[0] if bad else '*'}"
            text = f"the catalogue has no permission {what}; the vendor would take it and grant nothing"
            raise Refused(f"GET {PERMISSIONS}", text, status=200, fault=Fault("", text))


Role = Kind(
    name="genesys.Role",
    spec=RoleSpec,
    api=Roles(),
    concept=Concept.ROLE,
    summary="A role: exactly which permissions it has.",
    doc=SITE,
    evidence=(*crud(ROLES, "roleId"), *evidence(f"update GET {PERMISSIONS}")),
    exportable=lambda wire: not wire.get("default"),
    calls=lambda _operation, _fields: 1,
    example={
        "description": "Sets messaging up",
        "policies": [
            {"domain": "messaging", "entity": "integration", "actions": ["add", "delete", "edit", "view"]},
            {
                "domain": "messaging",
                "entity": "whatsappIntegration",
                "actions": ["add", "delete", "edit", "view"],
            },
            {"domain": "messaging", "entity": "message", "actions": ["send"]},
        ],
    },
)


class RoleGrantSpec(Spec):
    """A role that a person has in a division."""

    user: Annotated[
        str,
        Text(min=3),
        CaseInsensitive,
        Key(),
        Immutable,
        Field(description="E-mail address of an active user"),
    ]
    role: Annotated[Reference, Ref("genesys.Role"), Wire("roleId"), Key(), Immutable]
    division: Annotated[Reference, Ref("genesys.Division"), Wire("divisionId"), Key(), Immutable]


@dataclass(frozen=True)
class Grants:
    """Grants without ids, read person by person; one of them stands in a write."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the grants of the people that are wanted, or of all."""
        people = await names.people(read)
        asked = {str(w.wire.get("user")).casefold() for w in wanted} if wanted is not None else None
        ids = [i for i, email in people.items() if asked is None or email.casefold() in asked]
        found = await together(*(self._of(read, i, people[i]) for i in ids))
        return [item for items in found for item in items]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for the one grant among those of the person."""
        wire = item.wire
        user = str(wire.get("userId") or await names.user_id(read, str(wire["user"])))
        return next((i for i in await self._of(read, user, str(wire["user"])) if i.id == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Grant."""
        user = await names.user_id(write, str(body["user"]))
        path = _grant(user, body)
        await write.send("POST", path, params={"subjectType": "PC_USER"})
        return Item(f"{user}/{body['divisionId']}/{body['roleId']}", {**body, "userId": user})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Do nothing: a grant has nothing that changes."""
        del write, item, body, changed

    async def delete(self, write: Writer, item: Item) -> None:
        """Take the role away; one that the person does not have is no error."""
        try:
            await write.delete(_grant(str(item.wire["userId"]), item.wire))
        except NotFound:
            return

    async def _of(self, read: Reader, user: str, email: str) -> Sequence[Item]:
        found = await read.get(f"{API}{SUBJECTS}/{segment(user)}", missing_ok=True)
        grants = found.get("grants") if isinstance(found, Mapping) else None
        # Grants of a group that the person is in name another subject.
        mine = [g for g in grants or () if str(g.get("subjectId") or user) == user]
        return [
            Item(
                f"{user}/{g['division']['id']}/{g['role']['id']}",
                {"user": email, "userId": user, "divisionId": g["division"]["id"], "roleId": g["role"]["id"]},
            )
            for g in mine
        ]


def _grant(user: str, wire: Mapping[str, Any]) -> str:
    division, role = segment(wire["divisionId"]), segment(wire["roleId"])
    return f"{API}{SUBJECTS}/{segment(user)}/divisions/{division}/roles/{role}"


_GRANT = f"{SUBJECTS}/{{subjectId}}/divisions/{{divisionId}}/roles/{{roleId}}"
RoleGrant = Kind(
    name="genesys.RoleGrant",
    spec=RoleGrantSpec,
    api=Grants(),
    concept=Concept.ROLE,
    summary="Gives a person a role in a division.",
    doc=SITE,
    evidence=evidence(
        f"list GET {SUBJECTS}/{{subjectId}}",
        "list GET /users",
        f"get GET {SUBJECTS}/{{subjectId}}",
        f"create POST {_GRANT}",
        f"delete DELETE {_GRANT}",
    ),
    eventual=True,
    example={"user": "ann@acme.example", "role": "example", "division": "example"},
)
