"""Response libraries, and responses that point to WhatsApp templates (dossier A3). A PUT needs the current version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Text, Unordered, Whole, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.together import together
from msgops_genesys.kinds.common import API, PAGES, SITE, Body, Entities, crud
from msgops_genesys.kinds.routing import Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

LIBRARIES, RESPONSES = "/responsemanagement/libraries", "/responsemanagement/responses"


class LibrarySpec(Spec):
    """A folder of responses."""

    name: Name = None


ResponseLibrary = Kind(
    name="genesys.ResponseLibrary",
    spec=LibrarySpec,
    api=Entities(path=LIBRARIES),
    summary="A library of responses for agents and campaigns.",
    doc=SITE,
    evidence=crud(LIBRARIES, "libraryId", without="update"),
    eventual=True,
    example={},
)


class Header(Spec):
    """What stands above the text."""

    type: Literal["Text", "Image", "Video", "Document"]
    content: Annotated[str, Text(min=1), Field(description="The text, or the address of the medium")]


class Footer(Spec):
    """What stands below the text."""

    type: Literal["Text"] = "Text"
    content: Annotated[str, Text(min=1)]


class Button(Spec):
    """A button of the template, in the order of Meta."""

    type: Literal["QuickReply", "PhoneNumber", "Url"]
    text: Annotated[str, Text(min=1), Wire("contentText"), Field(description="What the button shows")]
    content: Annotated[str | None, Field(description="Url, PhoneNumber: the address or number")] = None
    payload: Annotated[str | None, Field(description="QuickReply: what the flow gets when it is pressed")] = (
        None
    )


class Template(Spec):
    """A template that Meta has approved; name and language are exactly Meta's."""

    name: Annotated[str, Text(min=1)]
    language: Annotated[str, Text(min=1), Field(description="en_US")]
    namespace: Annotated[str | None, Field(description="Obsolete")] = None
    header: Annotated[Header | None, Whole] = None
    footer: Annotated[Footer | None, Whole, Wire("messageFooter")] = None
    buttons: tuple[Button, ...] | None = None


class Substitution(Spec):
    """A variable of the text."""

    id: Annotated[str, Text(min=1)]
    description: str | None = None
    fallback: Annotated[
        str | None, Wire("defaultValue"), Field(description="What stands there otherwise")
    ] = None


class ResponseSpec(Spec):
    """A response that is a WhatsApp template; it is not handed in to Meta, which has approved it before."""

    name: Name = None
    library: Annotated[Reference, Ref("genesys.ResponseLibrary"), Wire("libraryId"), Key(), Immutable]
    text: Annotated[str, Text(min=1), Field(description="The body as it was approved: Hi {{name}}")]
    template: Annotated[Template, Wire("messagingTemplate.whatsApp")]
    substitutions: Annotated[tuple[Substitution, ...] | None, Unordered] = None


async def _read(read: Reader, row: Body) -> Body:
    """Show the one library and the one text."""
    del read
    library = next((str(e["id"]) for e in row.get("libraries") or () if e.get("id")), None)
    text = next((t.get("content") for t in row.get("texts") or ()), None)
    return {**row, "libraryId": library, "text": text}


async def _write(write: Writer, body: Body, operation: str) -> Body:
    """Write library and text as lists; what only a campaign's carousel has is not touched."""
    del write, operation
    sent = {k: v for k, v in body.items() if k not in ("libraryId", "text")}
    return {
        **sent,
        "responseType": "MessagingTemplate",
        "libraries": [{"id": body["libraryId"]}],
        "texts": [{"content": body["text"], "contentType": "text/plain"}],
    }


@dataclass(frozen=True, kw_only=True)
class Responses(Entities):
    """Responses, listed library by library."""

    path: str = RESPONSES
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the libraries that are wanted, or all of them."""
        if wanted is None:
            ids = [str(row["id"]) for row in await PAGES.fetch(read, f"{API}{LIBRARIES}")]
        else:
            ids = sorted({str(w.wire["libraryId"]) for w in wanted if w.wire.get("libraryId")})
        found = await together(*(self._in(read, i) for i in ids))
        return list({item.id: item for items in found for item in items}.values())

    async def _in(self, read: Reader, library: str) -> Sequence[Item]:
        try:
            rows = await PAGES.fetch(read, f"{API}{RESPONSES}", {"libraryId": library})
        except NotFound:
            return []
        return [await self.item(read, row) for row in rows if is_template(row)]


def is_template(row: Mapping[str, Any]) -> bool:
    """Whether a response is a WhatsApp template."""
    template = row.get("messagingTemplate")
    return isinstance(template, Mapping) and isinstance(template.get("whatsApp"), Mapping)


Response = Kind(
    name="genesys.Response",
    spec=ResponseSpec,
    api=Responses(read=_read, write=_write),
    concept=Concept.TEMPLATE,
    summary="A response that sends a WhatsApp template.",
    doc=SITE,
    evidence=crud(RESPONSES, "responseId"),
    eventual=True,
    example={
        "library": "example",
        "text": "Hi {{name}}, your order is ready.",
        "template": {
            "name": "order_ready",
            "language": "en_US",
            "buttons": [{"type": "QuickReply", "text": "Thanks", "payload": "thanks"}],
        },
        "substitutions": [{"id": "name", "fallback": "there"}],
    },
)
