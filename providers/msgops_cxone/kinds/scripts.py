"""Studio scripts (dossier B.30): known by their path; every save is a new version with a new number.

The number is no identity: what refers to a script by number asks for it when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import (
    CaseInsensitive,
    Computed,
    Immutable,
    Json,
    Key,
    Normal,
    Spec,
    Text,
    Wire,
)
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.together import together
from msgops_cxone.codes import MEDIA, media_word
from msgops_cxone.kinds.common import ADMIN, Body, evidence, names, same, skip_top
from msgops_cxone.pages import Row, rows
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_KIND = "StudioScript"
_PATH = "/scripts"
_PARTS = ("actions", "properties", "branches")
_HEADER = names("busNo mediaType mediaTypeName variableRedaction nextActionId purposeType")
"""What a save repeats of the live header; the rest changes with every save."""
_DRAWN = ("lineType", "elbows")
"""What is shown of a branch and cannot be written."""


def _object(value: Any) -> Any:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("must be an object by the number of the action")
    return value


def _actions(value: Any) -> Any:
    """Return actions without their places on the canvas that are written and not read."""
    return _without(value, ("xws", "yws"))


def _branches(value: Any) -> Any:
    return _without(value, _DRAWN)


def _without(value: Any, left_out: Sequence[str]) -> Any:
    """Return a value without these names, at any depth."""
    if isinstance(value, Mapping):
        return {str(k): _without(v, left_out) for k, v in value.items() if k not in left_out}
    if isinstance(value, list | tuple):
        return [_without(v, left_out) for v in value]
    return value


class StudioScriptSpec(Spec):
    """A script. What is declared of actions, properties and branches is the whole of them."""

    path: Annotated[
        str | None,
        Text(min=1, pattern=r"^[^\\/].*[^\\/]$|^[^\\/]$"),
        Key(from_name=True),
        CaseInsensitive,
        Wire("scriptName"),
        Field(description="Folders and name with backslashes: Digital\\WhatsApp_EN"),
    ] = None
    media_type: Annotated[
        Literal["email", "chat", "phone", "voicemail", "work_item", "sms", "social", "digital"],
        Immutable,
        Wire("mediaType"),
    ]
    actions: Annotated[
        Json | None,
        AfterValidator(_object),
        Normal(_actions),
        Field(description="By number, as Studio's JSON has them"),
    ] = None
    properties: Annotated[
        Json | None,
        AfterValidator(_object),
        Field(description="By number of the action, then of the property"),
    ] = None
    branches: Annotated[
        Json | None,
        AfterValidator(_object),
        Normal(_branches),
        Field(description="By number of the action they leave"),
    ] = None
    next_action_id: int | None = None
    variable_redaction: str | None = None
    purpose_type: str | None = None
    master_id: Annotated[
        int | None, Computed, Wire("masterID"), Field(description="Number of the current version")
    ] = None
    locked_by: Annotated[str | None, Computed] = None


async def number_of(read: Reader, path: str) -> int:
    """Return the number of the current version of a script; `Refused` when there is none."""
    for row in await _search(read, {"scriptName": path}):
        if same(row.get("scriptName"), path):
            return int(row["masterID"])
    raise Refused(f"GET {_PATH}/search", f"there is no script {path!r}")


async def _search(read: Reader, params: Mapping[str, Any] | None = None) -> Sequence[Row]:
    found = await skip_top("scriptSearchDetails").fetch(
        read, await admin(read, _KIND, f"{_PATH}/search"), params
    )
    return [row for row in found if row.get("status") in (None, "CURR")]


@dataclass(frozen=True)
class Scripts:
    """A search for all; each that is wanted is read as JSON. Scripts of Desktop Studio cannot be read so."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Find the current versions, and read those that are wanted."""
        items = [_item(row) for row in await _search(read)]
        return await together(*(self._whole(read, item, wanted) for item in items))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one script, with what it does."""
        try:
            body = await read.get(await self._path(read), {"scriptPath": item.id})
        except NotFound:
            return None
        except Refused:
            # A script of Desktop Studio, or none at all: the search knows.
            found = [_item(r) for r in await _search(read, {"scriptName": item.id})]
            one = next((i for i in found if same(i.id, item.id)), None)
            return Item(one.id, {**one.wire, "unreadable": True}) if one is not None else None
        return _detail(item.id, body) if isinstance(body, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Save the first version, unless a call of before has; a path that somebody else has taken is left alone."""
        path = str(body["scriptName"])
        there = await self.get(write, Item(path, {}))
        if there is not None:
            if not _says(there, body):
                raise Refused(f"POST {_PATH}", f"there is another script {path!r} already")
            return there
        unit = await write.once("business-unit", lambda: self._unit(write))
        await self._save(write, {"busNo": unit, "nextActionId": _next(body)}, body)
        return Item(str(body["scriptName"]), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Save a new version: what is live, and over it what is wanted."""
        del changed
        live = await write.get(await self._path(write), {"scriptPath": item.id})
        header = live.get("header") or {}
        await self._save(write, {k: header[k] for k in _HEADER if k in header}, {**live, **body})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; one that is gone is no error."""
        try:
            await write.send("DELETE", await self._path(write), params={"scriptPath": item.id})
        except NotFound:
            return

    async def _save(self, write: Writer, header: Body, body: Mapping[str, Any]) -> None:
        given = {k: body[k] for k in ("nextActionId", "variableRedaction", "purposeType") if body.get(k)}
        media = {"mediaType": MEDIA[str(body["mediaType"])]} if body.get("mediaType") in MEDIA else {}
        content = {
            "header": {**header, "scriptName": body["scriptName"], **media, **given},
            **{part: _without(body.get(part) or {}, _DRAWN) for part in _PARTS},
        }
        await write.post(await self._path(write), {"scriptContent": content})

    async def _unit(self, read: Reader) -> Any:
        found = rows(await read.get(await admin(read, _KIND, "/business-unit")), "businessUnits")
        return found[0].get("businessUnitId") if found else None

    async def _path(self, read: Reader) -> str:
        return await admin(read, _KIND, _PATH)

    async def _whole(self, read: Reader, item: Item, wanted: Sequence[Wanted] | None) -> Item:
        if wanted is not None and not any(
            same(item.id, w.id) or same(item.id, w.wire.get("scriptName")) for w in wanted
        ):
            return item
        detail = await self.get(read, item)
        return Item(item.id, {**item.wire, **detail.wire}) if detail is not None else item


def _says(live: Item, body: Mapping[str, Any]) -> bool:
    """Whether a script has the content that a save would give it."""
    same = all(_plain(body.get(part)) == _plain(live.wire.get(part)) for part in _PARTS)
    return same and body.get("mediaType") == live.wire.get("mediaType")


def _plain(value: Any) -> Any:
    return _branches(_actions(value or {}))


def _next(body: Mapping[str, Any]) -> int:
    """Return a number that no action has yet."""
    known = [int(k) for k in body.get("actions") or {} if str(k).isdigit()]
    return max(known, default=0) + 1


def _item(row: Row) -> Item:
    name = str(row["scriptName"])
    return Item(
        name,
        {"scriptName": name, "mediaType": media_word(row.get("mediaType")), "masterID": row["masterID"]},
    )


def _detail(path: str, body: Mapping[str, Any]) -> Item:
    header = body.get("header") or {}
    lock = header.get("lockInfo") or {}
    return Item(
        path,
        {
            **{part: body.get(part) or {} for part in _PARTS},
            **{k: header[k] for k in ("nextActionId", "variableRedaction", "purposeType") if k in header},
            "scriptName": header.get("scriptName") or path,
            "mediaType": media_word(header.get("mediaType")),
            "masterID": header.get("masterId"),
            "lockedBy": lock.get("lockedName") or None,
        },
    )


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    del changed
    return (
        "it was made in Desktop Studio and cannot be read as JSON; msgops does not overwrite it"
        if wire.get("unreadable")
        else ""
    )


StudioScript = Kind(
    name="cxone.StudioScript",
    spec=StudioScriptSpec,
    api=Scripts(),
    concept=Concept.PLUMBING,
    summary="What happens to a contact: a script of CXone Studio.",
    doc=ADMIN,
    evidence=(
        *evidence("list GET /scripts/search", "get GET /scripts"),
        *evidence("create GET /business-unit", "create POST /scripts", "update POST /scripts"),
        *evidence("delete DELETE /scripts"),
    ),
    fixed_if=_fixed,
    example={
        "media_type": "phone",
        "actions": {
            "1": {"actionId": 1, "name": "BEGIN", "label": "Begin", "x": 10, "y": 10},
            "2": {"actionId": 2, "name": "REQAGENT", "label": "Agent", "x": 90, "y": 10},
        },
        "properties": {"2": {"0": {"name": "Skill", "value": "WhatsApp_EN"}}},
        "branches": {"1": [{"to": 2, "label": "Default", "type": "default", "index": 0}]},
    },
)
