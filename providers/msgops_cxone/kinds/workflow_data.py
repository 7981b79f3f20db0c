"""Workflow data: sets of values that scripts read (dossier B.40). Written with capital letters, read with small ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import orjson

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import CaseInsensitive, Key, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Item, Kind
from msgops.sdk.rest import segment
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
    skip_top,
)
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


class Value(Spec):
    """A name and its values."""

    name: Annotated[str, Text(min=1)]
    values: Annotated[tuple[str, ...], Wire("Value")]
    type: Annotated[str | None, ServerDefault("string"), Wire("Type")] = None
    visible: Annotated[bool | None, ServerDefault(True), Wire("Visible")] = None
    ref: Annotated[str | None, Wire("Ref")] = None


class WorkflowDataSpec(Active):
    """A set of values that scripts read. The document holds all of them."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("profileName")] = None
    description: str | None = None
    data: Annotated[tuple[Value, ...] | None, Unordered] = None


def _read(read: Reader, row: Body) -> Body:
    """Take the profile out of its frame; the data are JSON in a text."""
    del read
    profile = row.get("profile")
    found = {**(profile if isinstance(profile, Mapping) else row)}
    found["profileId"] = str(found.get("profileId") or row.get("profileId") or "")
    found["data"] = _values(row.get("data"))
    return found


def _values(text: Any) -> list[Body] | None:
    try:
        known = orjson.loads(text) if isinstance(text, str) and text else text
    except orjson.JSONDecodeError:
        return None
    if not isinstance(known, Mapping):
        return None
    return [_value(name, entry) for name, entry in known.items() if isinstance(entry, Mapping)]


def _value(name: str, entry: Mapping[str, Any]) -> Body:
    given = {k: v for k, v in entry.items() if v not in (None, "")}
    return {"name": name, **given, "Visible": str(entry.get("Visible")).lower() == "true"}


def _sent(body: Mapping[str, Any], number: str) -> Body:
    """Return the body of a write; the number stands in it, 0 for a new one."""
    data = {
        str(v["name"]): {
            "Value": [str(one) for one in v.get("Value") or ()],
            "Visible": "false" if v.get("Visible") is False else "true",
            "Type": v.get("Type") or "string",
            "Ref": v.get("Ref") or "",
        }
        for v in body.get("data") or ()
    }
    profile = {
        "ProfileName": body["profileName"],
        "Description": body.get("description") or "",
        "ProfileID": int(number),
    }
    return {"profile": profile, "data": data}


@dataclass(frozen=True, kw_only=True)
class WorkflowDatas(Rows):
    """No write answers anything, and switching on and off are calls of their own."""

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it, and look for its name."""
        path = await admin(write, self.kind, self.path)
        await write.post(path, _sent(body, "0"))
        item = await appearing(write, f"POST {path}", lambda: self.named(write, body["profileName"]))
        if body.get("isActive") is False:
            await self._switch(write, item, "deactivate")
        return Item(item.id, {**body, "profileId": item.id})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Switch it where that differs, and put the whole set where something else does."""
        if "active" in changed:
            await self._switch(write, item, "deactivate" if body.get("isActive") is False else "activate")
        if changed - {"active"}:
            live = await self.get(write, item)
            kept = live.wire if live is not None else item.wire
            wanted = {k: v for k, v in body.items() if v is not None}
            await write.put(await admin(write, self.kind, self.path), _sent({**kept, **wanted}, item.id))

    async def delete(self, write: Writer, item: Item) -> None:
        """Deactivate."""
        try:
            await self._switch(write, item, "deactivate")
        except NotFound:
            return

    async def _switch(self, write: Writer, item: Item, how: str) -> None:
        await write.put(f"{await admin(write, self.kind, self.path)}/{segment(item.id)}/{how}")


WorkflowData = Kind(
    name="cxone.WorkflowData",
    spec=WorkflowDataSpec,
    api=WorkflowDatas(
        kind="WorkflowData",
        path="/workflow-data",
        id="profileId",
        name="profileName",
        pages=skip_top("profiles"),
        thin=False,
        read=_read,
    ),
    summary="A set of values that scripts read.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /workflow-data",
        "get GET /workflow-data/{workflowDataId}",
        "create POST /workflow-data",
        "update PUT /workflow-data",
        "update PUT /workflow-data/{workflowDataId}/activate",
        "update PUT /workflow-data/{workflowDataId}/deactivate",
        "delete PUT /workflow-data/{workflowDataId}/deactivate",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=lambda operation, _: 1 if operation == "delete" else 2,
    exportable=is_active,
    example={
        "description": "Switches of the digital desk",
        "data": [{"name": "languages", "values": ["en", "de"]}, {"name": "vip", "values": ["on"]}],
    },
)
