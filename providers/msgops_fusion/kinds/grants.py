"""App roles of the domain, and who has them: what lets a client administer the domain or Engage (dossier B4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops_fusion import scim
from msgops_fusion.kinds.common import Body, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_SDK = "oci 2.189.0, identity_domains"
_DOC = "https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted"
_ROLE = (
    "displayName",
    "description",
    "app",
    "adminRole",
    "availableToUsers",
    "availableToGroups",
    "availableToClients",
    "public",
    "uniqueName",
)
_GRANT = ("grantMechanism", "app", "entitlement", "grantee")
_PER_CALL = 20


class AppRoleSpec(Spec):
    """A role of an application; only its description and whether it is public can change."""

    app: Annotated[
        Reference,
        Ref("fusion.ConfidentialApp"),
        Key(),
        Immutable,
        Wire("app.value"),
        Field(description="Whose role it is"),
    ]
    display_name: Annotated[str | None, Text(min=1), Key(from_name=True), Immutable] = None
    description: str | None = None
    admin_role: Annotated[
        bool | None, Immutable, Field(description="Whether it is an administrator's role")
    ] = None
    available_to_users: Annotated[bool | None, Immutable] = None
    available_to_groups: Annotated[bool | None, Immutable] = None
    available_to_clients: Annotated[bool | None, Immutable] = None
    public: Annotated[bool | None, ServerDefault(False)] = None
    unique_name: Annotated[str | None, Computed] = None


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of the applications that are wanted; a domain has many of Oracle's own."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the roles of these applications, or of all."""
        apps = {str((w.wire.get("app") or {}).get("value") or "") for w in wanted or ()} - {""}
        known = {w.id for w in wanted or ()} - {""}
        where = _any([*_equal("app.value", apps), *_equal("id", known)])
        found = [row for part in where for row in await scim.rows(read, "AppRoles", _ROLE, where=part)]
        return _unique(found)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await scim.row(read, "AppRoles", item.id, _ROLE)
        return _item(row) if row else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it."""
        made = await scim.create(write, "AppRoles", "AppRole", body)
        return _item({**body, **made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what can change."""
        del changed
        fields = {k: body.get(k) for k in ("description", "public") if k in body}
        await scim.patch(
            write, "AppRoles", item.id, {k: v for k, v in fields.items() if item.wire.get(k) != v}
        )

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete it."""
        await scim.delete(write, "AppRoles", item.id)


class GrantSpec(Spec):
    """Somebody has a role of an application; all of it is fixed once it is given."""

    app: Annotated[Reference, Ref("fusion.ConfidentialApp"), Key(), Immutable, Wire("app.value")]
    role: Annotated[Reference, Ref("fusion.AppRole"), Key(), Immutable, Wire("entitlement.attributeValue")]
    grantee: Annotated[
        Reference,
        Ref("fusion.ConfidentialApp"),
        Key(),
        Immutable,
        Wire("grantee.value"),
        Field(
            description="Who gets it: an application by name; a user or a group by {id: …}, as nothing else finds them"
        ),
    ]
    grantee_type: Annotated[
        Literal["App", "User", "Group"] | None, Immutable, ServerDefault("App"), Wire("grantee.type")
    ] = None


@dataclass(frozen=True, slots=True)
class Grants:
    """Grants by the role that they give, because a domain has as many as it has users."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the grants of the roles that are wanted; of all only those to applications."""
        if wanted is None:
            return _unique(await scim.rows(read, "Grants", _GRANT, where='grantee[type eq "App"]'))
        roles = {str((w.wire.get("entitlement") or {}).get("attributeValue") or "") for w in wanted} - {""}
        known = {w.id for w in wanted} - {""}
        conditions = [*_equal("entitlement.attributeValue", roles), *_equal("id", known)]
        if not conditions:
            return []
        found = [r for part in _any(conditions) for r in await scim.rows(read, "Grants", _GRANT, where=part)]
        return _unique(found)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await scim.row(read, "Grants", item.id, _GRANT)
        return _item(row) if row else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it, with the mechanism that customers may use for this kind of grantee."""
        grantee = {"type": "App", **body["grantee"]}
        sent = {
            "grantMechanism": f"ADMINISTRATOR_TO_{str(grantee['type']).upper()}",
            "app": body["app"],
            "entitlement": {"attributeName": "appRoles", **body["entitlement"]},
            "grantee": grantee,
        }
        made = await scim.create(write, "Grants", "Grant", sent)
        return _item({**sent, **made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Nothing can change."""
        del write, item, body, changed

    async def delete(self, write: Writer, item: Item) -> None:
        """Take it away."""
        await scim.delete(write, "Grants", item.id)


def _item(row: Mapping[str, Any]) -> Item:
    return Item(str(row["id"]), row)


def _unique(rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    return list({str(row["id"]): _item(row) for row in rows}.values())


def _equal(attribute: str, values: set[str]) -> list[str]:
    return [f"{attribute} eq {scim.literal(v)}" for v in sorted(values)]


def _any(conditions: Sequence[str]) -> list[str]:
    """Return filters that together hold where one of the conditions does; without any one that always holds."""
    return [
        " or ".join(conditions[start : start + _PER_CALL]) for start in range(0, len(conditions), _PER_CALL)
    ] or [""]


AppRole = Kind(
    name="fusion.AppRole",
    spec=AppRoleSpec,
    api=Roles(),
    concept=Concept.ROLE,
    summary="A role of an application of the identity domain.",
    doc=_DOC,
    evidence=evidence(
        "list GET /admin/v1/AppRoles",
        "get GET /admin/v1/AppRoles/{id}",
        "create POST /admin/v1/AppRoles",
        "update PATCH /admin/v1/AppRoles/{id}",
        "delete DELETE /admin/v1/AppRoles/{id}",
        confidence=Confidence.SDK,
        source=_SDK,
    ),
    preserve=False,
    audit_item="AppRole",
    audit_all=False,
    example={
        "app": "example",
        "display_name": "Messaging Administrator",
        "description": "May configure messaging",
        "available_to_clients": True,
    },
)

Grant = Kind(
    name="fusion.Grant",
    spec=GrantSpec,
    api=Grants(),
    concept=Concept.ROLE,
    summary="Gives somebody a role of an application.",
    doc=_DOC,
    evidence=evidence(
        "list GET /admin/v1/Grants",
        "get GET /admin/v1/Grants/{id}",
        "create POST /admin/v1/Grants",
        "delete DELETE /admin/v1/Grants/{id}",
        confidence=Confidence.SDK,
        source=_SDK,
    ),
    preserve=False,
    audit_item="Grant",
    example={"app": "example", "role": "example", "grantee": "example"},
)
