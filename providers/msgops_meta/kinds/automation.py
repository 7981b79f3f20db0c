"""What a chat offers before anybody answers: conversation starters, commands, the welcome message (Meta, Conversational components)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, ServerDefault, Spec, Wire
from msgops.sdk.kind import Confidence, Item, Kind
from msgops_meta.kinds.common import PYWA, Number, PerNumber, doc, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_FIELD = "conversational_automation"
_FLAG = "enable_welcome_message"
_EMPTY: Mapping[str, Any] = {_FLAG: False, "prompts": [], "commands": []}


class Command(Spec):
    """A command that people find when they type `/`."""

    name: Annotated[
        str,
        Wire("command_name"),
        Field(description="Without the slash: 1 to 30 letters, digits, underscores"),
    ]
    description: Annotated[str, Wire("command_description"), Field(description="1 to 256 characters")]


class ConversationalAutomationSpec(Spec):
    """What a chat with a number offers. A list that is declared is the whole list; the order is what people see."""

    number: Annotated[Number, Key(), Immutable]
    enable_welcome_message: Annotated[
        bool | None,
        ServerDefault(value=False),
        Wire(_FLAG),
        Field(description="Meta tells the webhook when somebody opens the chat for the first time"),
    ] = None
    prompts: Annotated[
        tuple[str, ...] | None,
        Field(description="Conversation starters to tap: at most 3 of 80 characters"),
    ] = None
    commands: Annotated[tuple[Command, ...] | None, Field(description="At most 30")] = None


@dataclass(frozen=True)
class Automations(PerNumber):
    """A field of the number that is read, and an edge that takes whole lists."""

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Post both lists: one that is left out might be emptied. The flag goes along where it is on, or is changed."""
        sent = {n: body.get(n) or empty for n, empty in _EMPTY.items()}
        if not sent[_FLAG] and _FLAG not in changed:
            del sent[_FLAG]
        await write.post(_path(item.id), sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Switch it off, and empty both lists."""
        await write.post(_path(item.id), dict(_EMPTY))

    async def of(self, read: Reader, id_: str, number: str) -> Item:
        """Read the field of one number."""
        body = await read.get(f"/{id_}", {"fields": _FIELD})
        return Item(id_, {**_EMPTY, **(body.get(_FIELD) or {}), "number": number})


def _path(id_: str) -> str:
    return f"/{id_}/{_FIELD}"


def _is_used(wire: Mapping[str, Any]) -> bool:
    return any(wire.get(name) for name in _EMPTY)


ConversationalAutomation = Kind(
    name="meta.ConversationalAutomation",
    spec=ConversationalAutomationSpec,
    api=Automations(),
    summary="Conversation starters, commands and the welcome message of a number.",
    doc=doc("business-phone-numbers/conversational-components"),
    evidence=(
        *evidence("list GET /{waba}/phone_numbers", "update POST /{phone}/conversational_automation"),
        *evidence("delete POST /{phone}/conversational_automation"),
        *evidence(
            "list GET /{phone}?fields=conversational_automation",
            "get GET /{phone}?fields=conversational_automation",
            confidence=Confidence.SDK,
            source=f"{PYWA}, get_business_phone_number",
        ),
    ),
    exportable=_is_used,
    no_replace="it belongs to its number",
    delete_note="The flag is switched off and both lists are emptied; a number always has them.",
    example={
        "number": "+1 631 555 1001",
        "enable_welcome_message": True,
        "prompts": ["Order bread", "Where is my order?"],
        "commands": [
            {"name": "hours", "description": "When we are open"},
            {"name": "order", "description": "Order for tomorrow"},
        ],
    },
)
