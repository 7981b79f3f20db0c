"""Who has a role of the pod, through its own dialect of SCIM (dossier B16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import CaseInsensitive, Immutable, Key, Spec, Text
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_fusion import scim
from msgops_fusion.kinds.common import COMMON, FEATURES, Body, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_ROLES = "/hcmRestApi/scim/Roles"
_USERS = "/hcmRestApi/scim/Users"


class RoleMembershipSpec(Spec):
    """A user has a role; other members are left alone. The pod may want an approval, and takes a while."""

    role: Annotated[
        str,
        Text(min=1),
        Key(),
        Immutable,
        Field(description="Role code: ORA_SVC_CUSTOMER_SERVICE_REPRESENTATIVE_JOB"),
    ]
    user: Annotated[str | None, Text(min=1), CaseInsensitive, Key(from_name=True), Immutable] = None


@dataclass(frozen=True, slots=True)
class Memberships:
    """Members of roles; the id is `role id/user id`."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Look for the memberships that are wanted; nobody wants to see those of every role and user."""
        if wanted is None:
            return []
        roles = {str(w.wire["role"]) for w in wanted if w.wire.get("role")}
        users = {str(w.wire["user"]).casefold(): str(w.wire["user"]) for w in wanted if w.wire.get("user")}
        found_roles = await together(*(_found(read, _ROLES, "name", name) for name in sorted(roles)))
        found_users = await together(*(_found(read, _USERS, "userName", users[u]) for u in sorted(users)))
        people = {str(u["id"]): str(u["userName"]) for u in found_users if u}
        return [
            Item(f"{role['id']}/{id_}", {"role": role["name"], "user": name})
            for role in found_roles
            if role
            for id_, name in people.items()
            if id_ in _members(role)
        ]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read the role again."""
        role_id, _, user = item.id.partition("/")
        role = await read.get(f"{_ROLES}/{segment(role_id)}", missing_ok=True)
        return item if isinstance(role, Mapping) and user in _members(role) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Add the member."""
        role = await _found(write, _ROLES, "name", str(body["role"]))
        user = await _found(write, _USERS, "userName", str(body["user"]))
        for found, what, name in ((role, "role", body["role"]), (user, "user", body["user"])):
            if found is None:
                hint = (
                    "Roles and users are made in the Security Console; this API only gives and takes roles."
                )
                text = f"the pod has no {what} {name}"
                raise Refused(f"GET {_ROLES}", text, status=200, fault=Fault("", text, hint))
        assert role is not None
        assert user is not None
        await _change(write, str(role["id"]), str(user["id"]), "ADD")
        return Item(f"{role['id']}/{user['id']}", body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Nothing can change."""
        del write, item, body, changed

    async def delete(self, write: Writer, item: Item) -> None:
        """Take the member out; a role that is gone is no error."""
        role, _, user = item.id.partition("/")
        try:
            await _change(write, role, user, "REMOVE")
        except NotFound:
            return


async def _found(read: Reader, path: str, attribute: str, name: str) -> Mapping[str, str] | None:
    """Return the role or user of a name, letters of either case."""
    body = await read.get(path, {"filter": f"{attribute} eq {scim.literal(name)}"})
    rows = body.get("Resources") if isinstance(body, Mapping) else None
    named = (row for row in rows or () if str(row.get(attribute)).casefold() == name.casefold())
    return next(named, None)


def _members(role: Mapping[str, object]) -> set[str]:
    members = role.get("members")
    return {str(m.get("value")) for m in members} if isinstance(members, list) else set()


async def _change(write: Writer, role: str, user: str, operation: str) -> None:
    await write.patch(f"{_ROLES}/{segment(role)}", {"members": [{"value": user, "operation": operation}]})


RoleMembership = Kind(
    name="fusion.RoleMembership",
    spec=RoleMembershipSpec,
    api=Memberships(),
    concept=Concept.ROLE,
    summary="Gives a user a role of the pod.",
    doc=f"{FEATURES}/Add_a_Role_to_a_User.html",
    evidence=evidence(
        f"list GET {_ROLES}",
        f"list GET {_USERS}",
        f"get GET {_ROLES}/{{id}}",
        f"create PATCH {_ROLES}/{{id}}",
        f"delete PATCH {_ROLES}/{{id}}",
        source=COMMON,
    ),
    preserve=False,
    eventual=True,
    example={"role": "ORA_SVC_CUSTOMER_SERVICE_ADMINISTRATOR_JOB", "user": "agent2"},
)
