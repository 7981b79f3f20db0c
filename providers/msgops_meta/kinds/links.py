"""Links and QR codes that open a chat with a text filled in (Meta, QR codes)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Computed, Immutable, Key, Spec, Text, Wire
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_meta.kinds.common import PYWA, Number, chosen, doc, evidence, id_of
from msgops_meta.pages import pages, rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_FIELDS = "code,prefilled_message,deep_link_url"
_PER_PAGE = 25


class MessageLinkSpec(Spec):
    """A link, also shown as a QR code, that opens a chat with a number and has a text ready to be sent.

    Another text changes the link in place: its code stays, so what is printed stays right.
    """

    number: Annotated[Number, Key(), Immutable]
    prefilled_message: Annotated[
        str, Text(min=1), Key(), Wire("prefilled_message"), Field(description="At most 140 characters")
    ]
    code: Annotated[str | None, Computed, Field(description="14 characters, A to Z and 2 to 7")] = None
    link: Annotated[
        str | None, Computed, Wire("deep_link_url"), Field(description="https://wa.me/message/CODE")
    ] = None


@dataclass(frozen=True)
class Links:
    """`/{phone}/message_qrdls`; an id is the phone's id and the code, `106540352242922/ANED2T5QRU7HG1`."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the links of the numbers that are wanted, 25 at a time."""

        async def of(id_: str, number: str) -> list[Item]:
            found = await pages(read, _path(id_), _FIELDS, _PER_PAGE)
            return [_item(id_, number, wire) for wire in found]

        lists = await together(*(of(id_, number) for id_, number in await chosen(read, wanted)))
        return [item for one in lists for item in one]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one; the specification has the object, Meta's pages have it below `data`."""
        id_, _, code = item.id.partition("/")
        body = await read.get(f"{_path(id_)}/{segment(code)}", {"fields": _FIELDS}, missing_ok=True)
        found = [*rows(body), *([body] if isinstance(body, Mapping) and "code" in body else [])]
        return _item(id_, item.wire.get("number", ""), found[0]) if found else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Make a code."""
        id_ = await id_of(write, body["number"])
        sent = {"prefilled_message": body["prefilled_message"]}
        made = (await write.post(_path(id_), sent)).json
        return _item(id_, body["number"], {**body, **made})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Give the code another text."""
        del changed
        id_, _, code = item.id.partition("/")
        sent = {"code": code, "prefilled_message": body["prefilled_message"]}
        await write.post(_path(id_), sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete it; gone already is good."""
        id_, _, code = item.id.partition("/")
        try:
            await write.delete(f"{_path(id_)}/{segment(code)}")
        except NotFound:
            return


def _path(id_: str) -> str:
    return f"/{segment(id_)}/message_qrdls"


def _item(id_: str, number: str, wire: Mapping[str, Any]) -> Item:
    return Item(f"{id_}/{wire.get('code', '')}", {**wire, "number": number})


MessageLink = Kind(
    name="meta.MessageLink",
    spec=MessageLinkSpec,
    api=Links(),
    concept=Concept.CHANNEL,
    summary="A link or QR code that opens a chat with a text filled in.",
    doc=doc("qr-codes"),
    evidence=(
        *evidence(
            "list GET /{phone}/message_qrdls",
            "list GET /{waba}/phone_numbers",
            "get GET /{phone}/message_qrdls/{code}",
            "create POST /{phone}/message_qrdls",
            "update POST /{phone}/message_qrdls",
            "delete DELETE /{phone}/message_qrdls/{code}",
        ),
        *evidence("get GET /{phone}/message_qrdls/{code}", confidence=Confidence.SDK, source=PYWA),
    ),
    unique=False,
    example={"number": "+1 631 555 1001", "prefilled_message": "Hello! What is fresh today?"},
)
