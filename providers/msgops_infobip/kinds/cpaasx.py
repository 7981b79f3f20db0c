"""CPaaS X: applications, entities and their associations (dossier §5.C1 to C3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, Field, model_validator

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Item, Kind, Risk, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import Collection, segment
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

PAGES = Numbered(items="results", total="paging.totalResults", per=1000)
"""Pages of this family: at most 1000. Every call here counts against one call a second."""

_DOC = "https://www.infobip.com/docs/cpaas-x/application-and-entity-management"
BUILT_IN = "default"
_PLAIN_ID = r"^[A-Za-z0-9._~\-]+$"

Name = Annotated[str | None, Text(max=255), Field(description="A descriptive name")]


def _not_built_in(value: str) -> str:
    if value == BUILT_IN:
        raise ValueError("the application default is built in and cannot be managed")
    return value


def _unlinks(what: str, rest: str) -> Risk:
    return Risk("MG106", f"the {what} goes although things are linked to it: they are all reset to {rest}")


class ApplicationSpec(Spec):
    """A label for one use case: senders, subscriptions and traffic are linked to it."""

    application_id: Annotated[
        str | None,
        Text(min=1, max=255, pattern=_PLAIN_ID),
        AfterValidator(_not_built_in),
        Key(from_name=True),
        Immutable,
    ] = None
    application_name: Name = None


Application = Kind(
    name="infobip.Application",
    spec=ApplicationSpec,
    api=Collection(
        path="/provisioning/1/applications",
        id="applicationId",
        pages=PAGES,
        not_on_update=frozenset({"applicationId"}),
    ),
    summary="A CPaaS X application: a label for one use case.",
    doc=_DOC,
    evidence=evidence(
        "list GET /provisioning/1/applications",
        "get GET /provisioning/1/applications/{applicationId}",
        "create POST /provisioning/1/applications",
        "update PUT /provisioning/1/applications/{applicationId}",
        "delete DELETE /provisioning/1/applications/{applicationId}",
        *(f"delete GET {path}" for path in (impact.ASSOCIATIONS, impact.NUMBERS)),
    ),
    probe=impact.application,
    probe_calls=2,
    on_delete=_unlinks("application", "application default without an entity"),
    exportable=lambda wire: wire.get("applicationId") != BUILT_IN,
    example={"application_id": "crm-prod", "application_name": "CRM production"},
)


class EntitySpec(Spec):
    """A label for one tenant or customer. Infobip makes unknown ones by itself when traffic names them."""

    entity_id: Annotated[
        str | None, Text(min=1, max=255, pattern=_PLAIN_ID), Key(from_name=True), Immutable
    ] = None
    entity_name: Name = None


Entity = Kind(
    name="infobip.Entity",
    spec=EntitySpec,
    api=Collection(
        path="/provisioning/1/entities", id="entityId", pages=PAGES, not_on_update=frozenset({"entityId"})
    ),
    summary="A CPaaS X entity: a label for one tenant.",
    doc=_DOC,
    evidence=evidence(
        "list GET /provisioning/1/entities",
        "get GET /provisioning/1/entities/{entityId}",
        "create POST /provisioning/1/entities",
        "update PUT /provisioning/1/entities/{entityId}",
        "delete DELETE /provisioning/1/entities/{entityId}",
        *(f"delete GET {path}" for path in (impact.ASSOCIATIONS, impact.NUMBERS)),
    ),
    probe=impact.entity,
    probe_calls=2,
    on_delete=_unlinks("entity", "application default without an entity"),
    example={"entity_id": "tenant-7", "entity_name": "Tenant seven"},
)


class AssociationSpec(Spec):
    """A sender tied to an application, and perhaps an entity, on one channel."""

    resource_type: Annotated[
        Literal["NUMBER", "DOMAIN", "ALPHA", "RCS_RESOURCE", "APPLE_RESOURCE"], Key(), Immutable
    ]
    channel: Annotated[Literal["SMS", "MMS", "EMAIL", "WHATSAPP", "RCS", "APPLE"], Key(), Immutable]
    number: Annotated[
        Reference | None,
        Ref("infobip.Number", attribute="numberKey"),
        Wire("numberKey"),
        Key(),
        Immutable,
        Field(description="For resource_type NUMBER"),
    ] = None
    resource: Annotated[
        str | None,
        Text(min=1, max=255),
        Key(),
        Immutable,
        Field(description="The sender, for all other types"),
    ] = None
    application: Annotated[Reference, Ref("infobip.Application"), Wire("applicationId"), Key(), Immutable]
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId"), Key(), Immutable] = None

    @model_validator(mode="after")
    def _fits(self) -> AssociationSpec:
        needed, other = ("number", "resource") if self.resource_type == "NUMBER" else ("resource", "number")
        if needed not in self.model_fields_set or other in self.model_fields_set:
            raise ValueError(f"resource_type {self.resource_type} takes {needed}, not {other}")
        if self.resource_type == "DOMAIN" and self.channel != "EMAIL":
            raise ValueError("resource_type DOMAIN is only for channel EMAIL")
        return self


@dataclass(frozen=True)
class Associations:
    """Links without ids: the five values are the identity, and the body of the DELETE."""

    path: str = "/provisioning/1/associations"
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all."""
        del wanted
        return [_association(w) for w in await PAGES.fetch(read, self.path)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Ask for exactly this one."""
        five = {k: v for k, v in _five(item.wire).items() if v is not None}
        wire = await read.get(f"{self.path}/single", five, missing_ok=True)
        return _association(wire) if wire else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post the five values."""
        await write.post(self.path, _five(body))
        return _association(_five(body))

    async def update(
        self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]
    ) -> NoReturn:
        """Refuse: everything is part of the key."""
        del write, item, body, changed
        raise RuntimeError("an association has no update")

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete by the five values."""
        try:
            await write.delete(self.path, _five(item.wire))
        except NotFound:
            return


def _five(wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the vendor's five values.

    Without an entity its id is `null`: the description of the field asks for that, although its type is text.
    """
    return {
        "resourceType": wire["resourceType"],
        "channel": wire["channel"],
        "applicationId": wire["applicationId"],
        "entityId": wire.get("entityId"),
        "resourceId": wire.get("numberKey") or wire.get("resource"),
    }


def _association(wire: Mapping[str, Any]) -> Item:
    target = "numberKey" if wire["resourceType"] == "NUMBER" else "resource"
    names = ("resourceType", "channel", "applicationId", "entityId", "resourceId")
    return Item("/".join(segment(wire.get(n) or "") for n in names), {**wire, target: wire["resourceId"]})


Association = Kind(
    name="infobip.Association",
    spec=AssociationSpec,
    api=Associations(),
    summary="Ties a sender to an application and entity on one channel.",
    doc=_DOC,
    evidence=evidence(
        "list GET /provisioning/1/associations",
        "get GET /provisioning/1/associations/single",
        "create POST /provisioning/1/associations",
        "delete DELETE /provisioning/1/associations",
    ),
    example={"resource_type": "NUMBER", "channel": "SMS", "number": "example", "application": "example"},
)
