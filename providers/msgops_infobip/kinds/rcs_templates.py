"""RCS templates (dossier §5.I): content that providers review before it may be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.model.resource import Waiting
from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import Additive, Computed, Immutable, Key, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.rcs import DOC, SENDERS, RcsSender
from msgops_infobip.kinds.rcs_content import Content  # pydantic reads it at run time

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_EDITABLE = frozenset({"PENDING", "SUSPENDED", "REJECTED"})


class RcsTemplateSpec(Spec):
    """A message with placeholders, registered with the providers of one sender."""

    sender: Annotated[Reference, Ref("infobip.RcsSender", attribute="sender"), Key(), Immutable]
    template_name: Annotated[
        str | None, Text(min=1, max=20, pattern=r"^[A-Za-z0-9_]+$"), Key(from_name=True), Immutable
    ] = None
    content: Content
    providers: Annotated[
        tuple[str, ...] | None,
        Additive,
        Field(description="Left out: all that the sender has; never withdrawn"),
    ] = None
    status: Annotated[str | None, Computed, Wire("status")] = None


@dataclass(frozen=True)
class Templates:
    """A list of names per sender; content and providers are read template by template."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the templates that are wanted, or those of every sender."""
        if wanted is None:
            senders = [item.id for item in await RcsSender.api.list(read, None)]
            names = {s: await self._names(read, s) for s in senders}
            pairs = [(s, n) for s in senders for n in names[s]]
        else:
            asked = {
                (str(w.wire["sender"]), str(w.wire.get("templateName")))
                for w in wanted
                if w.wire.get("sender")
            }
            names = {s: await self._names(read, s) for s in sorted({s for s, _ in asked})}
            pairs = sorted((s, n) for s, n in asked if n in names[s])
        found = await together(*(self._read(read, *pair) for pair in pairs))
        return [item for item in found if item]

    async def _names(self, read: Reader, sender: str) -> Sequence[str]:
        try:
            found = await read.get(f"{SENDERS}/{segment(sender)}/templates", missing_ok=True)
        except Refused as refused:
            if refused.status != 400:
                raise
            return []  # not every sender supports templates
        return [str(w["name"]) for w in found or []]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return await self._read(read, item.wire["sender"], item.wire["templateName"])

    async def _read(self, read: Reader, sender: str, name: str) -> Item | None:
        path = _path(sender, name)
        wire = await read.get(path, missing_ok=True)
        if not isinstance(wire, Mapping):
            return None
        coverage = (await read.get(f"{path}/status", missing_ok=True) or {}).get("coverage") or []
        providers = sorted(
            {p["providerName"] for country in coverage for p in country.get("providers") or []}
        )
        return _item({**wire, "sender": sender, "templateName": name, "providers": providers})

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post for review."""
        sent = {"providers": [], **{k: v for k, v in body.items() if k != "sender"}}
        made = (await write.post(f"{SENDERS}/{segment(body['sender'])}/templates", sent)).json or {}
        return _item({**body, **made})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the content, then register with the providers that are new."""
        path = _path(item.wire["sender"], item.wire["templateName"])
        if "content" in changed or not changed:
            await write.put(path, body["content"])
        new = sorted(set(body.get("providers") or ()) - set(item.wire.get("providers") or ()))
        if new:
            await write.patch(f"{path}/register", {"providers": new})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; the vendor rejects messages that still use it."""
        try:
            await write.delete(_path(item.wire["sender"], item.wire["templateName"]))
        except NotFound:
            return


def _path(sender: str, name: str) -> str:
    return f"{SENDERS}/{segment(sender)}/templates/{segment(name)}"


def _item(wire: Mapping[str, Any]) -> Item:
    return Item(f"{wire['sender']}/{wire['templateName']}", wire)


def _ready(wire: Mapping[str, Any]) -> Waiting | None:
    status = wire.get("status")
    if status == "PENDING":
        return Waiting(
            "the RCS providers", "the template is under review; run apply again when it is approved"
        )
    if status in ("REJECTED", "SUSPENDED"):
        return Waiting("you", f"the providers answered {status}; change the content and apply", rejected=True)
    return None


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    status = wire.get("status")
    if "content" not in changed or status in _EDITABLE:
        return ""
    return f"a template in status {status} cannot be edited: give the new content a new template_name"


RcsTemplate = Kind(
    name="infobip.RcsTemplate",
    spec=RcsTemplateSpec,
    api=Templates(),
    concept=Concept.TEMPLATE,
    summary="A reviewed RCS message of one sender.",
    doc=DOC,
    evidence=evidence(
        "list GET /rcs/1/senders/{sender}/templates",
        "get GET /rcs/1/senders/{sender}/templates/{templateName}",
        "get GET /rcs/1/senders/{sender}/templates/{templateName}/status",
        "create POST /rcs/1/senders/{sender}/templates",
        "update PUT /rcs/1/senders/{sender}/templates/{templateName}",
        "update PATCH /rcs/1/senders/{sender}/templates/{templateName}/register",
        "delete DELETE /rcs/1/senders/{sender}/templates/{templateName}",
    ),
    ready=_ready,
    on_delete=Risk(
        "MG106", "messages that use the template will be rejected, and a new one must be reviewed again"
    ),
    fixed_if=_fixed,
    audit_item="Template",
    calls=lambda operation, fields: 2 if operation == "update" and "providers" in fields else 1,
    example={
        "sender": "example",
        "template_name": "order_shipped",
        "content": {
            "type": "TEXT",
            "text": "Hello {{name}}, your order is on its way.",
            "suggestions": [{"type": "REPLY", "text": "Thanks", "postback_data": "thanks"}],
        },
    },
)
