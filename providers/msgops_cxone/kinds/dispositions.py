"""Dispositions: how contacts ended (dossier B.27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from msgops.sdk.errors import Refused
from msgops.sdk.fields import CaseInsensitive, Key, ServerDefault, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind
from msgops_cxone.kinds.common import (
    ADMIN,
    NO_REPLACE,
    STAYS,
    Active,
    Body,
    Rows,
    evidence,
    is_active,
    same,
    skip_top,
)
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.sdk.http import Reader, Writer
    from msgops_cxone.pages import Row

_CLASSES = "/dispositions/classifications"


class DispositionSpec(Active):
    """How a contact ended, as agents say it. Which skills offer it is said at the skill."""

    name: Annotated[
        str | None, Text(min=1, max=50), Key(from_name=True), CaseInsensitive, Wire("dispositionName")
    ] = None
    classification: Annotated[
        str | None,
        CaseInsensitive,
        Wire("classificationName"),
        Field(description="Its name, as the console shows it"),
    ] = None
    is_preview: Annotated[
        bool | None,
        ServerDefault(False),
        Wire("isPreviewDisposition"),
        Field(description="For contacts that agents preview"),
    ] = None
    notes: str | None = None


def _write(read: Reader, body: Body, operation: str) -> Body:
    """The create does not go without the flag."""
    del read
    return {"isPreviewDisposition": False, **body} if operation == "create" else body


@dataclass(frozen=True, kw_only=True)
class Dispositions(Rows):
    """A disposition is read with the name of its classification and written with its number."""

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it; the create does not take notes."""
        return await Rows.create(self, write, await self._numbered(write, body))

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the whole disposition."""
        await Rows.update(self, write, item, await self._numbered(write, body), changed)

    async def _numbered(self, read: Reader, body: Body) -> Body:
        """Return the body with the number of its classification."""
        name = body.get("classificationName")
        if name is None:
            return body
        path = await admin(read, self.kind, _CLASSES)
        known = await read.once("classifications", lambda: self._classes(read, path))
        preview = body.get("isPreviewDisposition") is True
        found = [row for row in known if same(row.get("classificationName"), name)]
        fitting = [row for row in found if (row.get("isPreviewDisposition") is True) is preview] or found
        if len(fitting) != 1:
            names = ", ".join(sorted({str(row.get("classificationName")) for row in known}))
            text = f"{len(fitting)} classifications are called {name!r}; there are {names or 'none'}"
            raise Refused(f"GET {path}", text)
        sent = {k: v for k, v in body.items() if k != "classificationName"}
        return {**sent, "classificationId": fitting[0]["classificationId"]}

    async def _classes(self, read: Reader, path: str) -> Sequence[Row]:
        return await skip_top("classificationResults").fetch(read, path)


Disposition = Kind(
    name="cxone.Disposition",
    spec=DispositionSpec,
    api=Dispositions(
        kind="Disposition",
        path="/dispositions",
        id="dispositionId",
        name="dispositionName",
        pages=skip_top("dispositions"),
        creates=("dispositions", "dispositionResults"),
        create_fields=frozenset({"dispositionName", "isPreviewDisposition", "classificationId"}),
        create_active=False,
        update_fields=frozenset(
            {"dispositionName", "classificationId", "isPreviewDisposition", "isActive", "notes"}
        ),
        write=_write,
        status=True,
    ),
    concept=Concept.PLUMBING,
    summary="How a contact ended, as agents say it.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /dispositions",
        "get GET /dispositions/{dispositionId}",
        f"create GET {_CLASSES}",
        "create POST /dispositions",
        f"update GET {_CLASSES}",
        "update PUT /dispositions/{dispositionId}",
        "delete PATCH /dispositions/{dispositionId}/status",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=lambda operation, _: 2 if operation == "create" else 1,
    exportable=is_active,
    audit_item="Disposition",
    example={"classification": "Positive", "notes": "The order was found"},
)
