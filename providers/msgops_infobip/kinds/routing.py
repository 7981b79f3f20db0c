"""Conversations: the account's routing rules, one ordered list (dossier §5.F2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from msgops.sdk.fields import Json, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.conversations import GUIDE

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


def _an_object(value: Any) -> Any:
    if not isinstance(value, Mapping):
        # pydantic reports a ValueError as a finding; a TypeError would be a crash.
        text = "an expression is an object such as {$eq: {message.channel: WHATSAPP}}"
        raise ValueError(text)  # noqa: TRY004
    return value


class Rule(Spec):
    """Messages that fit the expression go to the queue."""

    name: Annotated[str | None, Text(min=1, max=255)] = None
    expression: Annotated[
        Json, AfterValidator(_an_object), Field(description="Infobip's JSON logic, sent as it is")
    ]
    queue: Annotated[Reference, Ref("infobip.Queue"), Wire("queueId")]
    priority: Annotated[Literal["URGENT", "HIGH", "NORMAL", "LOW"] | None, ServerDefault("NORMAL")] = None
    enabled: Annotated[bool | None, ServerDefault(True)] = None
    route_only_during_working_hours: Annotated[bool | None, ServerDefault(False)] = None


class RoutingSpec(Spec):
    """All routing rules of the account in their order: the first one that fits wins."""

    rules: Annotated[tuple[Rule, ...], Field(max_length=999, description="All rules; others are removed")]


@dataclass(frozen=True)
class RoutingTable:
    """One list per account, always there, replaced as a whole; the ids of its rules change with every PUT."""

    path: str = "/ccaas/1/routing"
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the one table; an empty one exists too."""
        del wanted
        routes = (await read.get(self.path) or {}).get("routes") or []
        return [Item("routing", {"rules": sorted(routes, key=lambda r: r.get("order") or 0)})]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read the table again."""
        del item
        return (await self.list(read, None))[0]

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Put the table: one that was never set does not differ from an empty one."""
        await write.put(self.path, body["rules"])
        return Item("routing", body)

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the table."""
        del item, changed
        await write.put(self.path, body["rules"])

    async def delete(self, write: Writer, item: Item) -> None:
        """Remove every rule."""
        del item
        await write.delete(self.path)


Routing = Kind(
    name="infobip.Routing",
    spec=RoutingSpec,
    api=RoutingTable(),
    concept=Concept.QUEUE,
    summary="The account's ordered list of routing rules, owned as a whole.",
    doc=f"{GUIDE}#queues-and-routing",
    evidence=evidence(
        "list GET /ccaas/1/routing",
        "get GET /ccaas/1/routing",
        "update PUT /ccaas/1/routing",
        "delete DELETE /ccaas/1/routing",
    ),
    on_delete=Risk(
        "MG106", "every routing rule of the account is removed and new messages go to the default queue"
    ),
    delete_note="The rules are removed; the empty list stays.",
    preserve=False,
    exportable=lambda wire: bool(wire.get("rules")),
    example={
        "rules": [
            {
                "name": "WhatsApp",
                "expression": {"$eq": {"message.channel": "WHATSAPP"}},
                "queue": "example",
                "priority": "HIGH",
            }
        ]
    },
)
