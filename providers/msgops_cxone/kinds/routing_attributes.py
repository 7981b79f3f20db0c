"""Routing attributes (dossier B.39): read in other words than written, and made by an update of number 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgops.sdk.fields import CaseInsensitive, Key, Text, Wire
from msgops.sdk.kind import Confidence, Item, Kind
from msgops_cxone.kinds.common import (
    ADMIN,
    NO_REPLACE,
    STAYS,
    Active,
    Body,
    Rows,
    appearing,
    evidence,
    is_active,
)
from msgops_cxone.pages import RowsIndex
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_NAME = "routingAttributeName"
_NEW = "0"


class RoutingAttributeSpec(Active):
    """Something that agents have and routing asks for, such as a language."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire(_NAME)] = None
    notes: str | None = None


def _read(read: Reader, row: Body) -> Body:
    """`CURR` is active, `DISC` is not."""
    del read
    return {**row, "isActive": row.get("Status") == "CURR"}


def _write(read: Reader, body: Body, operation: str) -> Body:
    del read, operation
    sent = {k: body[k] for k in (_NAME, "notes") if k in body}
    return {**sent, "status": "DISC" if body.get("isActive") is False else "CURR"}


@dataclass(frozen=True, kw_only=True)
class RoutingAttributes(Rows):
    """The create answers nothing: the number is found in the list."""

    async def create(self, write: Writer, body: Body) -> Item:
        """Put number 0 and look for the name."""
        path = f"{await admin(write, self.kind, self.path)}/{_NEW}"
        await write.put(path, self._written(write, body, "create"))
        return await appearing(write, f"PUT {path}", lambda: self.named(write, body[_NAME]))


RoutingAttribute = Kind(
    name="cxone.RoutingAttribute",
    spec=RoutingAttributeSpec,
    api=RoutingAttributes(
        kind="RoutingAttribute",
        path="/routing-attributes",
        id="Attribute_No",
        name=_NAME,
        pages=RowsIndex("routingAttributes", "Attribute_Name"),
        params={"status": 0},
        thin=False,
        on_read={"Attribute_Name": _NAME, "Notes": "notes"},
        read=_read,
        write=_write,
        update_fields=frozenset({_NAME, "notes"}),
    ),
    summary="Something that agents have and routing asks for.",
    doc=ADMIN,
    evidence=(
        *evidence("list GET /routing-attributes", "get GET /routing-attributes/{routingAttributeNo}"),
        *evidence("create PUT /routing-attributes/{routingAttributeNo}", confidence=Confidence.INFERRED),
        *evidence(
            "update PUT /routing-attributes/{routingAttributeNo}",
            "delete PUT /routing-attributes/{routingAttributeNo}",
        ),
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    exportable=is_active,
    example={"notes": "Speaks Spanish"},
)
