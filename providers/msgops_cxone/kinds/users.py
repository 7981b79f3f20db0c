"""People, as UserHub keeps them; it owns them, the ACD follows (dossier B.24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import CaseInsensitive, Computed, Key, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.paging import Whole
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.kinds.common import (
    NO_REPLACE,
    USERHUB,
    Active,
    Body,
    evidence,
    is_active,
    made,
    names,
    same,
)

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

USERS = "/user-management/v1/users"
_ONE = "/user-management/v3/users"
_LIST = {"includeDeleted": "true", "withAndWithoutEmail": "true"}
_KEPT = names(
    "firstName lastName emailAddress customAttributes mobileNumber assignedGroup rank timeZone role teamId hireDate "
    "acdInfos groupIds userName applicationAttributes emailToBeVerified externalIdentity billable secondaryRoleIds "
    "views"
)
"""What an update takes; the live values are sent back, because it takes the whole user."""


class UserSpec(Active):
    """A person who works in the tenant. They accept the invitation themselves; until then they get no work."""

    user_name: Annotated[
        str | None,
        Text(min=1),
        Key(from_name=True),
        CaseInsensitive,
        Field(description="Sign-in name; cannot be another's"),
    ] = None
    first_name: Annotated[str, Text(min=1)]
    last_name: Annotated[str, Text(min=1)]
    email: Annotated[str, Text(min=3), CaseInsensitive, Wire("emailAddress")]
    role: Annotated[str, Text(min=1), Field(description="Name or id of the role, as UserHub shows it")]
    time_zone: Annotated[str | None, Field(description="As in Europe/Berlin")] = None
    mobile_number: str | None = None
    hire_date: str | None = None
    group: Annotated[
        str | None, Wire("assignedGroup"), Field(description="Assigned group; no update without one")
    ] = None
    rank: int | None = None
    external_identity: str | None = None
    status: Annotated[str | None, Computed] = None


@dataclass(frozen=True)
class Users:
    """Deactivating and reviving are calls of their own; deactivated users are listed too."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read everybody, and those that are wanted in detail."""
        items = [_item(row) for row in await Whole("users").fetch(read, USERS, _LIST)]
        return await together(*(self._whole(read, item, wanted) for item in items))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one person."""
        body = await read.get(f"{_ONE}/{segment(item.id)}", missing_ok=True)
        user = body.get("user") if isinstance(body, Mapping) else None
        return _item({"id": item.id, **user}) if isinstance(user, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Create; the invitation is a step of its own, and a person accepts it."""
        sent = {k: v for k, v in body.items() if k != "isActive" and v is not None}
        answer = (await write.post(USERS, sent)).json
        item = Item(made(f"POST {USERS}", answer, "uuid"), body)
        if body.get("isActive") is False:
            await self.delete(write, item)
        return item

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Revive or deactivate where that differs, and put the whole user where a field differs."""
        active = body.get("isActive") is not False
        if active and not is_active(item.wire):
            await write.post(f"{_ONE.replace('v3', 'v1')}/{segment(item.id)}/revive")
        if changed - {"active"}:
            live = await self.get(write, item)
            kept = {k: v for k, v in (live or item).wire.items() if k in _KEPT and v is not None}
            wanted = {k: v for k, v in body.items() if k in _KEPT and v is not None}
            sent = {**kept, **wanted, "id": item.id}
            await write.put(USERS, {"emailToBeVerified": sent.get("emailAddress", ""), **sent})
        if not active and is_active(item.wire):
            await self.delete(write, item)

    async def delete(self, write: Writer, item: Item) -> None:
        """Deactivate."""
        try:
            answer = (await write.post(f"{USERS}/deactivate", {"userIds": [item.id]})).json
        except NotFound:
            return
        if isinstance(answer, Mapping) and item.id in (answer.get("notDeletedUserIds") or ()):
            raise Refused(f"POST {USERS}/deactivate", "the user was not deactivated", status=200)

    async def _whole(self, read: Reader, item: Item, wanted: Sequence[Wanted] | None) -> Item:
        name = item.wire.get("userName")
        if wanted is not None and not any(
            w.id == item.id or same(name, w.wire.get("userName")) for w in wanted
        ):
            return item
        return await self.get(read, item) or item


def _item(row: Mapping[str, Any]) -> Item:
    return Item(str(row["id"]), {**row, "isActive": row.get("status") != "DELETED"})


User = Kind(
    name="cxone.User",
    spec=UserSpec,
    api=Users(),
    concept=Concept.ROLE,
    summary="A person of the tenant, with their role.",
    doc=USERHUB,
    evidence=evidence(
        f"list GET {USERS}",
        f"get GET {_ONE}/{{userId}}",
        f"create POST {USERS}",
        f"update PUT {USERS}",
        f"update POST {USERS}/{{userId}}/revive",
        f"delete POST {USERS}/deactivate",
        source=USERHUB,
    ),
    delete_note="CXone has no delete for people: the user is deactivated, and revived when they are declared again.",
    no_replace=NO_REPLACE,
    calls=lambda operation, _: 3 if operation == "update" else 2,
    exportable=is_active,
    example={
        "user_name": "mia@acme.example",
        "first_name": "Mia",
        "last_name": "Miller",
        "email": "mia@acme.example",
        "role": "Agent",
        "group": "Care",
    },
)
