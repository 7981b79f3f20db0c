"""WhatsApp flows: forms inside a chat. Publishing freezes a flow for good (dossier §5.E4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, field_validator

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import (
    Computed,
    Immutable,
    Json,
    Key,
    Ref,
    Reference,
    Remembered,
    ServerDefault,
    Spec,
    Text,
    Unordered,
    Wire,
    WriteOnly,
)
from msgops.sdk.kind import Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_wire import DISCOVERED, DOC, discover, of_sender, senders_of, speak_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.sdk.http import Reader, Writer

Category = Literal[
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
    "SHOPPING",
    "UNKNOWN",
]


class WhatsAppFlowSpec(Spec):
    """A form that opens inside a WhatsApp chat."""

    sender: Annotated[
        Reference,
        Ref("infobip.WhatsAppSender", attribute="sender"),
        Key(),
        Immutable,
        Field(description="Any sender of the business account that the flow belongs to"),
    ]
    name: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    categories: Annotated[tuple[Category, ...], Unordered, Field(min_length=1)]
    clone: Annotated[
        Reference | None,
        Ref("infobip.WhatsAppFlow"),
        WriteOnly,
        Remembered,
        Wire("cloneFlowId"),
        Field(description="A flow to start from; only read when this one is made"),
    ] = None
    content: Annotated[
        Json | None,
        WriteOnly,
        Remembered,
        Field(description="The Flow JSON; Infobip returns only a link to it"),
    ] = None
    publish: Annotated[
        bool | None, ServerDefault(value=False), Field(description="Publish it; that cannot be taken back")
    ] = None
    initial_screens: Annotated[tuple[str, ...] | None, Computed] = None

    @field_validator("content")
    @classmethod
    def _flow_json(cls, content: Any) -> Any:
        if content is None:
            return None
        if not isinstance(content, Mapping):
            raise ValueError("the content of a flow is the Flow JSON object, with version and screens")  # noqa: TRY004  # pydantic collects ValueErrors
        for name in ("version", "data_api_version"):
            if name in content and not isinstance(content[name], str):
                raise ValueError(f'{name} is text in Flow JSON; write {name}: "{content[name]}"')
        return content


@dataclass(frozen=True)
class Flows:
    """A list per sender that shows the whole business account; only drafts can be changed."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the flows of the senders that are wanted, or of all that can be found."""
        senders = await discover(read) if wanted is None else senders_of(wanted)
        found = await together(*(self._of(read, s) for s in senders))
        reach: dict[str, list[str]] = {}
        wires: dict[str, Mapping[str, Any]] = {}
        for sender, flows in zip(senders, found, strict=True):
            for flow in flows:
                wires[str(flow["id"])] = flow
                reach.setdefault(str(flow["id"]), []).append(sender)
        return speak_for(((wires[i], reach[i]) for i in wires), wanted or (), ("name",))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for one in its sender's list; there is no call for a single flow."""
        sender = item.wire["sender"]
        found = (f for f in await self._of(read, sender) if str(f["id"]) == item.id)
        return next((Item(item.id, {**f, "sender": sender}) for f in found), None)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Make a draft, fill it, and publish it if that is wanted."""
        sent = {k: body[k] for k in ("name", "categories", "cloneFlowId") if body.get(k) is not None}
        made = (await write.post(of_sender(body["sender"], "flows"), sent)).json
        item = Item(str(made["id"]), {**_read(made), "sender": str(body["sender"])})
        if "content" in body:
            await self._fill(write, item, body["content"])
        if body.get("publish"):
            await self._publish(write, item)
        return item

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Patch, fill and publish a draft, in this order."""
        sent = {k: body[k] for k in ("name", "categories") if k in changed and k in body}
        if sent:
            await write.patch(self._path(item), sent)
        if "content" in changed and body.get("content") is not None:
            await self._fill(write, item, body["content"])
        if "publish" in changed and body.get("publish"):
            await self._publish(write, item)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete a draft; deprecate what was published, which cannot be deleted."""
        live = await self.get(write, item)
        try:
            if live is not None and live.wire["status"] == "DRAFT":
                await write.delete(self._path(item))
            elif live is not None:
                await write.post(f"{self._path(item)}/deprecate")
        except NotFound:
            return

    async def _of(self, read: Reader, sender: str) -> Sequence[dict[str, Any]]:
        body = await read.get(of_sender(sender, "flows"), missing_ok=True) or {}
        return [_read(f) for f in body.get("flows") or [] if f.get("status") != "DEPRECATED"]

    async def _fill(self, write: Writer, item: Item, content: Any) -> None:
        path = f"{self._path(item)}/json"
        answer = (await write.put(path, content)).json
        problems = [_problem(e) for e in (answer or {}).get("validationErrors") or []]
        if problems:
            # Infobip answers 201 and keeps the content in spite of its errors.
            hint = "Correct content and apply again; the flow is a draft with the faulty content."
            raise Refused(f"PUT {path}", "; ".join(problems), status=201, fault=Fault(hint=hint))

    async def _publish(self, write: Writer, item: Item) -> None:
        """Publish; a flow that an earlier call has published, which its list may not show yet, is what was wanted."""
        try:
            await write.post(f"{self._path(item)}/publish")
        except Refused as error:
            if "Cannot publish flow which is not in DRAFT status" not in error.detail:
                raise

    def _path(self, item: Item) -> str:
        return f"{of_sender(item.wire['sender'], 'flows')}/{segment(item.id)}"


def _read(flow: Mapping[str, Any]) -> dict[str, Any]:
    return {**flow, "publish": flow.get("status") != "DRAFT"}


def _problem(error: Mapping[str, Any]) -> str:
    place = f" (line {error['lineStart']})" if "lineStart" in error else ""
    return f"{error.get('error', '')}: {error.get('message', '')}{place}"


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    status = wire.get("status")
    if status == "DRAFT":
        return ""
    return (
        f"the flow is {status} and {', '.join(sorted(changed))} would change: a published flow is frozen. "
        "Declare a flow with another name (clone starts from this one) and use it in its place"
    )


def _flow_ready(wire: Mapping[str, Any]) -> Waiting | None:
    status = wire.get("status")
    if status == "BLOCKED":
        return Waiting(
            "you", "Meta blocked the flow: its endpoint fails; see Meta's flow manager", rejected=True
        )
    if status == "THROTTLED":
        return Waiting("you", "Meta throttles the flow because its endpoint is slow or fails")
    return None


WhatsAppFlow = Kind(
    name="infobip.WhatsAppFlow",
    spec=WhatsAppFlowSpec,
    api=Flows(),
    summary="A form that opens inside a WhatsApp chat.",
    doc=DOC,
    evidence=(
        *evidence(
            "list GET /whatsapp/1/senders/{sender}/flows",
            "get GET /whatsapp/1/senders/{sender}/flows",
            "create POST /whatsapp/1/senders/{sender}/flows",
            "create PUT /whatsapp/1/senders/{sender}/flows/{flowId}/json",
            "create POST /whatsapp/1/senders/{sender}/flows/{flowId}/publish",
            "update PATCH /whatsapp/1/senders/{sender}/flows/{flowId}",
            "update PUT /whatsapp/1/senders/{sender}/flows/{flowId}/json",
            "update POST /whatsapp/1/senders/{sender}/flows/{flowId}/publish",
            "delete DELETE /whatsapp/1/senders/{sender}/flows/{flowId}",
            "delete POST /whatsapp/1/senders/{sender}/flows/{flowId}/deprecate",
            f"delete GET {impact.TEMPLATES}",
        ),
        *DISCOVERED,
    ),
    ready=_flow_ready,
    probe=impact.flow,
    fixed_if=_fixed,
    preserve=False,
    no_replace="declare a flow with another name instead",
    on_delete=Risk(
        "MG106", "a published flow is deprecated for good: it keeps its name, and no message can open it"
    ),
    delete_note="A published flow cannot be deleted: it is deprecated, keeps its name and is sent no more.",
    calls=lambda operation, fields: 1 + len(fields & {"content", "publish"}) if operation != "delete" else 1,
    example={
        "sender": "example",
        "categories": ["CONTACT_US"],
        "content": {
            "version": "7.0",
            "screens": [
                {
                    "id": "WELCOME",
                    "title": "Welcome",
                    "terminal": True,
                    "layout": {
                        "type": "SingleColumnLayout",
                        "children": [
                            {"type": "TextHeading", "text": "How can we help?"},
                            {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete"}},
                        ],
                    },
                }
            ],
        },
    },
)
