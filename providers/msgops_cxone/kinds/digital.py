"""Tags and custom fields of customers in the Digital API (dossier B.3, B.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field, model_validator

from msgops.sdk.errors import ProviderError
from msgops.sdk.fields import CaseInsensitive, Immutable, Key, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.paging import Whole
from msgops_cxone.kinds.common import DIGITAL, Body, evidence, names
from msgops_cxone.pages import PageSize

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

TAGS = "/dfo/3.0/tags"
FIELDS = "/dfo/3.0/customers/custom-field-definitions"
_FIELD = names("ident label type isRequired isEditable isVisibleInRightPanel isVisibleInCustomerCard values")


class DigitalTagSpec(Spec):
    """A tag of cases. The API makes it and nothing more."""

    title: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive] = None
    color: Annotated[
        Literal[
            "#289D29",
            "#E11616",
            "#FFC20A",
            "#2E8FCE",
            "#982910",
            "#DF23E6",
            "#85289D",
            "#ADADAD",
            "#1DD6D4",
            "#9D7D28",
        ]
        | None,
        Immutable,
    ] = None


@dataclass(frozen=True)
class DigitalTags:
    """A list and a create, which is a PUT that answers with the tag."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all pages."""
        del wanted
        found = await PageSize("data", size="").fetch(read, TAGS)
        return [Item(str(row["id"]), row) for row in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one by its id."""
        body = await read.get(TAGS, {"id[]": item.id})
        found = body.get("data") if isinstance(body, Mapping) else None
        return next((Item(item.id, row) for row in found or () if str(row.get("id")) == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Make it; it is sent once, because nobody promises that a title is made once only."""
        answer = (await write.put(TAGS, body)).json
        if not isinstance(answer, Mapping) or answer.get("id") is None:
            raise ProviderError(f"PUT {TAGS}", "the answer holds no id")
        return Item(str(answer["id"]), answer)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> NoReturn:
        """Refuse: there is no such call."""
        del write, item, body, changed
        raise RuntimeError("a digital tag is not updated")

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: there is no such call."""
        del write, item
        raise RuntimeError("a digital tag is not deleted")


DigitalTag = Kind(
    name="cxone.DigitalTag",
    spec=DigitalTagSpec,
    api=DigitalTags(),
    summary="A tag of digital cases.",
    doc=DIGITAL,
    evidence=evidence(f"list GET {TAGS}", f"get GET {TAGS}", f"create PUT {TAGS}", source=DIGITAL),
    no_replace="the Digital API makes tags and neither changes nor deletes them; a person does it in the console",
    example={"color": "#E11616"},
)


class Choice(Spec):
    """One value of a list."""

    name: Annotated[str, Text(min=1)]
    value: Annotated[str, Text(min=1), Field(description="As agents see it")]


class CustomerFieldSpec(Spec):
    """A field of the customer card."""

    ident: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    label: Annotated[str, Text(min=1)]
    type: Annotated[Literal["text", "email", "list"], Immutable]
    required: Annotated[bool | None, Wire("isRequired")] = None
    editable: Annotated[bool | None, Wire("isEditable")] = None
    visible_in_right_panel: Annotated[bool | None, Wire("isVisibleInRightPanel")] = None
    visible_in_customer_card: Annotated[bool | None, Wire("isVisibleInCustomerCard")] = None
    values: Annotated[tuple[Choice, ...] | None, Unordered, Field(description="Of a list")] = None

    @model_validator(mode="after")
    def _values_of_a_list(self) -> CustomerFieldSpec:
        if (self.type == "list") != bool(self.values):
            raise ValueError("a list has values, and nothing else has")
        return self


@dataclass(frozen=True)
class CustomerFields:
    """One list without pages, and one upsert by `ident` that answers nothing."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all."""
        del wanted
        return [Item(str(row["ident"]), row) for row in await Whole().fetch(read, FIELDS)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Find it in the list."""
        return next((i for i in await self.list(read, None) if i.id == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Put it."""
        await write.put(FIELDS, {k: v for k, v in body.items() if v is not None})
        return Item(str(body["ident"]), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put what is live, and over it what is wanted."""
        del changed
        live = await self.get(write, item)
        kept: dict[str, Any] = {k: v for k, v in (live or item).wire.items() if k in _FIELD and v}
        await write.put(FIELDS, {**kept, **{k: v for k, v in body.items() if v is not None}})

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: there is no such call."""
        del write, item
        raise RuntimeError("a customer field is not deleted")


CustomerField = Kind(
    name="cxone.CustomerField",
    spec=CustomerFieldSpec,
    api=CustomerFields(),
    summary="A field of the customer card.",
    doc=DIGITAL,
    evidence=evidence(
        f"list GET {FIELDS}",
        f"get GET {FIELDS}",
        f"create PUT {FIELDS}",
        f"update PUT {FIELDS}",
        source=DIGITAL,
    ),
    delete_note="The Digital API has no delete for it: the field stays as it is.",
    no_replace="the Digital API never deletes a field, and its ident stays taken; declare one of another ident",
    example={
        "label": "Loyalty tier",
        "type": "list",
        "editable": "true",
        "values": [{"name": "gold", "value": "Gold"}, {"name": "silver", "value": "Silver"}],
    },
)
