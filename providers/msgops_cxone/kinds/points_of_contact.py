"""Points of contact that are not digital: phone numbers, chat and e-mail entries (dossier B.29).

They are written under other names than they are read, and a create answers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Immutable, Key, Ref, Reference, Text, Wire, WriteOnly
from msgops.sdk.kind import Concept, Item, Kind
from msgops_cxone.codes import MEDIA, media_word
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
    names,
    skip_top,
)
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_NEW = {
    "contactAddress": "pointOfContact",
    "contactDescription": "pointOfContactName",
    "defaultSkillId": "skillId",
}
"""Name in a read to name in a write."""
_OLD = {
    "pointOfContactId": "contactCode",
    "pointOfContact": "contactAddress",
    "pointOfContactName": "contactDescription",
}
"""What some versions call them in a read."""


class PointOfContactSpec(Active):
    """Where contacts come in: an address of a medium, its skill and its script."""

    address: Annotated[
        str,
        Text(min=1),
        Key(),
        CaseInsensitive,
        Immutable,
        Wire("contactAddress"),
        Field(description="Phone number, e-mail address or name of the chat"),
    ]
    name: Annotated[str, Text(min=1), Wire("contactDescription")]
    media_type: Annotated[
        Literal["email", "chat", "phone", "voicemail", "work_item"], Immutable, Wire("mediaTypeId")
    ]
    skill: Annotated[Reference, Ref("cxone.Skill"), Wire("defaultSkillId")]
    script: Annotated[Reference, Ref("cxone.StudioScript"), Wire("scriptName")]
    ivr_reporting: Annotated[bool | None, WriteOnly, Wire("ivrReportingEnabled")] = None
    chat_profile: Annotated[
        int | None, WriteOnly, Wire("chatProfileId"), Field(description="Its number; of chat only")
    ] = None


def _read(read: Reader, row: Body) -> Body:
    del read
    return {**row, "mediaTypeId": media_word(row.get("mediaTypeId"))}


def _write(read: Reader, body: Body, operation: str) -> Body:
    del read
    known = names("contactDescription defaultSkillId scriptName isActive ivrReportingEnabled chatProfileId")
    if operation == "update":
        return {k: v for k, v in body.items() if k in known}
    return {**body, "mediaTypeId": MEDIA[str(body["mediaTypeId"])]}


@dataclass(frozen=True, kw_only=True)
class PointsOfContact(Rows):
    """The number of a new one is found in the list."""

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it, and look for its address."""
        path = await admin(write, self.kind, self.path)
        await write.post(path, self._written(write, body, "create"))
        item = await appearing(write, f"POST {path}", lambda: self.named(write, body[self.name]))
        return Item(item.id, {**body, **item.wire})


PointOfContact = Kind(
    name="cxone.PointOfContact",
    spec=PointOfContactSpec,
    api=PointsOfContact(
        kind="PointOfContact",
        path="/points-of-contact",
        id="contactCode",
        name="contactAddress",
        pages=skip_top("pointsOfContact"),
        key="pointsOfContact",
        thin=False,
        ids=frozenset({"defaultSkillId"}),
        on_read=_OLD,
        on_create=_NEW,
        on_update=_NEW,
        read=_read,
        write=_write,
        update_fields=names("contactDescription defaultSkillId scriptName isActive"),
    ),
    concept=Concept.CHANNEL,
    summary="Where contacts come in that are not digital: an address, its skill and its script.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /points-of-contact",
        "get GET /points-of-contact/{pointOfContactId}",
        "create POST /points-of-contact",
        "update PUT /points-of-contact/{pointOfContactId}",
        "delete PUT /points-of-contact/{pointOfContactId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    exportable=is_active,
    example={
        "address": "+442071234567",
        "name": "UK main line",
        "media_type": "phone",
        "skill": "example",
        "script": "example",
    },
)
