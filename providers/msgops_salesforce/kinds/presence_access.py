"""Which presence statuses a permission set lets its users choose (dossier B10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import rows
from msgops_salesforce.kinds import permission_document as documents
from msgops_salesforce.kinds.common import GUIDE, METADATA, Body, evidence
from msgops_salesforce.kinds.permission_document import PRESENCE

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_SELECT = "SELECT Id, Name FROM PermissionSet WHERE IsCustom = true AND IsOwnedByProfile = false"


class PresenceStatusAccessSpec(Spec):
    """The presence statuses of one permission set, declared whole."""

    permission_set: Annotated[
        Reference, Ref("salesforce.PermissionSet"), Wire("permissionSet"), Key(), Immutable
    ]
    statuses: Annotated[
        tuple[Annotated[Reference, Ref("salesforce.PresenceStatus")], ...],
        Unordered,
        Wire("statuses"),
        Field(min_length=1),
    ]


@dataclass(frozen=True)
class Accesses:
    """An element of the document of a permission set; the id is that of the set."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the documents of the sets that are declared, ten a call, or of all of them."""
        if wanted is None:
            found = await rows.query(read, _SELECT)
        else:
            sets = {i for w in wanted for i in (w.id, str(w.wire.get("permissionSet") or "")) if i}
            found = await rows.query_among(read, _SELECT, "Id", sets)
        names = {row["Name"]: row["Id"] for row in found}
        known = await documents.read(read, sorted(names))
        items = (_item(names[name], name, document) for name, document in known.items())
        return [item for item in items if item.wire["statuses"]]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return next(iter(await self.list(read, [Wanted({}, item.id)])), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Put the statuses into the document."""
        set_ = str(body["permissionSet"])
        await self._put(write, set_, body["statuses"])
        return Item(set_, body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the statuses in place of those that are there."""
        del changed
        await self._put(write, item.id, body["statuses"])

    async def delete(self, write: Writer, item: Item) -> None:
        """Take all statuses out of the document."""
        await self._put(write, item.id, ())

    async def _put(self, write: Writer, set_: str, statuses: Sequence[str]) -> None:
        found = await rows.query_among(write, _SELECT, "Id", [set_])
        for row in found:
            async with documents.turn(write):
                live = (await documents.read(write, [row["Name"]])).get(row["Name"], {})
                access = documents.encode({PRESENCE: statuses})
                await documents.write(write, row["Name"], {**live, **access})


def _item(set_: str, name: str, document: Mapping[str, Any]) -> Item:
    return Item(set_, {"permissionSet": set_, "name": name, "statuses": documents.decode(document)[PRESENCE]})


PresenceStatusAccess = Kind(
    name="salesforce.PresenceStatusAccess",
    spec=PresenceStatusAccessSpec,
    api=Accesses(),
    concept=Concept.ROLE,
    summary="The presence statuses that users of a permission set may choose.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm",
    evidence=evidence(
        "list SOAP readMetadata PermissionSet",
        "get SOAP readMetadata PermissionSet",
        "create POST metadata/deployRequest PermissionSet",
        "update POST metadata/deployRequest PermissionSet",
        "delete POST metadata/deployRequest PermissionSet",
        source=METADATA,
    ),
    delete_note="The permission set stays, without a status.",
    audit_item="permission set",
    example={"permission_set": "example", "statuses": ["example"]},
)
