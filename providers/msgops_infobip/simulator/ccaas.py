"""What the operations of Conversations share: answers, errors, order, audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply
from msgops_infobip.simulator.errors import bad, e1
from msgops_infobip.simulator.feed import record

if TYPE_CHECKING:
    from collections.abc import Iterable

MANAGE = ("conversations:manage",)
READ = ("conversations:manage", "conversations:read")


def success(message: str) -> Reply:
    """Return the answer of calls that have nothing to show. [documented]."""
    return Reply(200, {"statusCode": "SUCCESS", "message": message})


def refuse(text: str = "Invalid request body.") -> Refusal:
    """Refuse with 400. [documented]."""
    return bad(text)


def no_entity(text: str) -> Refusal:
    """Refuse an unknown id: 400, and only the `messageId` says not found. [documented]."""
    return Refusal(e1(400, "NOT_FOUND", f"{text} No such entity exists."))


def ordered(call: Call, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort by `orderBy`, `id:asc` unless asked otherwise. [documented]."""
    field, _, direction = call.one("orderBy", "id:asc").partition(":")
    return sorted(items, key=lambda i: str(i.get(field, "")), reverse=direction == "desc")


def conversation_write(
    call: Call, action: str, name: str, identity: str, *, item: str = "Communication"
) -> None:
    """Leave an entry in the audit feed; which `item` Infobip writes for these objects is [assumed]."""
    record(call, action, item, name if name == identity else f"{name} ({identity})")
