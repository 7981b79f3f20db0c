"""WhatsApp message templates: reviewed by Meta, shared within a business account (dossier §5.E3)."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import (
    Immutable,
    Key,
    Ref,
    Reference,
    Remembered,
    Spec,
    Text,
    Whole,
    WriteOnly,
)
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_components import (
    Authentication,
    Platform,
    Structure,
    ValidityPeriod,
    missing_examples,
)
from msgops_infobip.kinds.whatsapp_languages import Language  # pydantic reads it
from msgops_infobip.kinds.whatsapp_wire import (
    DISCOVERED,
    DOC,
    TEMPLATES,
    business_accounts,
    discover,
    of_sender,
    senders_of,
    speak_for,
)

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_LIST = "/whatsapp/1/templates"
_GONE = frozenset({"PENDING_DELETION", "DELETED"})
_EDITABLE = frozenset({"APPROVED", "REJECTED", "FIRST_PAUSED", "SECOND_PAUSED"})
_EDITS = ("category", "structure", "validityPeriod", "platform", "subCategory")


class WhatsAppTemplateSpec(Spec):
    """A message that Meta approves before it can start a conversation."""

    sender: Annotated[
        Reference,
        Ref("infobip.WhatsAppSender", attribute="sender"),
        Key(),
        Immutable,
        Field(description="Any sender of the business account that the template belongs to"),
    ]
    name: Annotated[str | None, Text(pattern=r"^[a-z0-9_]{1,512}$"), Key(from_name=True), Immutable] = None
    language: Annotated[Language, Key(), Immutable]
    # Meta moves a template to another category on its own account; that is no drift of ours.
    category: Annotated[Literal["MARKETING", "UTILITY", "AUTHENTICATION"], Remembered]
    structure: Annotated[Structure | None, Whole] = None
    authentication: Annotated[Authentication | None, WriteOnly, Remembered, Whole] = None
    sub_category: Annotated[Literal["ORDER_STATUS"] | None, Field(description="UTILITY only")] = None
    validity_period: Annotated[ValidityPeriod | None, Field(description="AUTHENTICATION only")] = None
    platform: Platform | None = None

    @model_validator(mode="after")
    def _fits(self) -> WhatsAppTemplateSpec:
        one_time = self.category == "AUTHENTICATION"
        if (self.structure is None) == (self.authentication is None):
            raise ValueError("a template has either structure or, for one-time passwords, authentication")
        if self.authentication is not None and not one_time:
            raise ValueError(f"category {self.category} takes structure, not authentication")
        if self.sub_category is not None and self.category != "UTILITY":
            raise ValueError("sub_category ORDER_STATUS belongs to category UTILITY")
        if self.validity_period is not None and not one_time:
            raise ValueError("validity_period belongs to category AUTHENTICATION")
        carousel = self.structure.carousel if self.structure else None
        if carousel is not None and self.category != "MARKETING":
            raise ValueError("a carousel belongs to category MARKETING")
        return self


@dataclass(frozen=True)
class Templates:
    """One account-wide list; writes go through any sender of the template's business account."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read every page once, and for more than one sender which business account each belongs to."""
        senders = await discover(read) if wanted is None else senders_of(wanted)
        if not senders:
            return []
        if len(senders) == 1:
            found = await TEMPLATES.fetch(read, _LIST, {"sender": senders[0]})
            reached = [(w, senders) for w in found]
        else:
            accounts = await business_accounts(read, senders)
            found = await TEMPLATES.fetch(read, _LIST)
            of_account = {a: [s for s in senders if accounts.get(s) == a] for a in set(accounts.values())}
            reached = [(w, of_account.get(str(w.get("businessAccountId")), [])) for w in found]
        here = [(_read(w), s) for w, s in reached if s and w.get("status") not in _GONE]
        return speak_for(here, wanted or (), ("name", "language"))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one by its id."""
        wire = await read.get(self._path(item, item.id), missing_ok=True)
        if not isinstance(wire, Mapping) or wire.get("status") in _GONE:
            return None
        return Item(item.id, {**_read(wire), "sender": item.wire["sender"]})

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Hand the template in for review."""
        path = of_sender(body["sender"], "templates", version=2)
        sent = _write({k: v for k, v in body.items() if k != "sender"}, f"POST {path}")
        made = (await write.post(path, sent)).json
        return Item(str(made["id"]), {**_read(made), "sender": str(body["sender"])})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Hand an edit in for review: only what changed, with the fields that Infobip wants beside it."""
        names = {"structure" if n == "authentication" else to_camel(n) for n in changed}
        path = self._path(item, item.id)
        whole = _write(body, f"PATCH {path}") if names & {"structure", "validityPeriod"} else body
        if "validityPeriod" in names:
            names.add("structure")
        if names & {"structure", "category"}:
            names.add("subCategory")
        sent = {name: whole[name] for name in _EDITS if name in names and name in whole}
        if sent:
            await write.patch(path, sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete the name with all its languages; gone already is good."""
        try:
            await write.delete(self._path(item, item.wire["name"]))
        except NotFound:
            return

    def _path(self, item: Item, last: str) -> str:
        return f"{of_sender(item.wire['sender'], 'templates', version=2)}/{segment(last)}"


def _buttons(structure: Mapping[str, Any]) -> list[dict[str, Any]]:
    cards = (structure.get("carousel") or {}).get("cards") or []
    return [b for part in (structure, *cards) for b in part.get("buttons") or []]


def _read(wire: Mapping[str, Any]) -> dict[str, Any]:
    """Make a flow's id text in buttons too, as it is in the list of flows."""
    out = copy.deepcopy(dict(wire))
    for button in _buttons(out.get("structure") or {}):
        if "flowId" in button:
            button["flowId"] = str(button["flowId"])
    return out


def _write(body: Mapping[str, Any], call: str) -> dict[str, Any]:
    """Put the structure where Infobip wants it, and refuse what the review would refuse."""
    out = copy.deepcopy(dict(body))
    if "authentication" in out:
        out["structure"] = out.pop("authentication")
        return out
    structure = out.get("structure") or {}
    if missing := missing_examples(structure):
        hint = "Meta's reviewers want an example of every placeholder and medium. Nothing was sent."
        raise Refused(call, f"structure lacks {', '.join(missing)}", fault=Fault(hint=hint))
    for button in _buttons(structure):
        if "flowId" in button:
            button["flowId"] = int(button["flowId"])
    return out


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    status = str(wire.get("status", ""))
    if status not in _EDITABLE:
        waits = status in ("PENDING", "IN_APPEAL")
        why = "Meta is still reviewing it" if waits else f"its status is {status}"
        return f"{why}; only approved, rejected and paused templates can be edited"
    if status == "APPROVED" and "category" in changed:
        return "the category of an approved template cannot be edited; declare a template with another name"
    return ""


_STATES = {
    "PENDING": ("Meta", "the template is under review, usually for minutes, at most for a day", False),
    "IN_APPEAL": ("Meta", "the rejection is under appeal", False),
    "REJECTED": (
        "you",
        "Meta rejected it; the portal and the TEMPLATE_UPDATE event say why. Change it and apply again",
        True,
    ),
    "FIRST_PAUSED": ("Meta", "the template is paused for low quality and comes back by itself", False),
    "SECOND_PAUSED": (
        "Meta",
        "the template is paused again for low quality; a third time disables it",
        False,
    ),
    "DISABLED": ("you", "Meta disabled the template; declare one with another name", True),
}


def _template_ready(wire: Mapping[str, Any]) -> Waiting | None:
    found = _STATES.get(str(wire.get("status")))
    return Waiting(*found, since=str(wire.get("lastUpdatedAt") or "")) if found else None


WhatsAppTemplate = Kind(
    name="infobip.WhatsAppTemplate",
    spec=WhatsAppTemplateSpec,
    api=Templates(),
    concept=Concept.TEMPLATE,
    summary="A WhatsApp message template, reviewed by Meta.",
    doc=f"{DOC}/message-types",
    evidence=(
        *evidence(
            "list GET /whatsapp/1/templates",
            "get GET /whatsapp/2/senders/{sender}/templates/{id}",
            "create POST /whatsapp/2/senders/{sender}/templates",
            "update PATCH /whatsapp/2/senders/{sender}/templates/{id}",
            "delete DELETE /whatsapp/2/senders/{sender}/templates/{templateName}",
        ),
        *DISCOVERED,
    ),
    ready=_template_ready,
    fixed_if=_fixed,
    preserve=False,
    on_delete=Risk(
        "MG106",
        "Infobip deletes a template by name: ALL its languages go, for all senders of the business account, "
        "and an approved name cannot be used again for 30 days",
    ),
    deletes_together=("sender", "name"),
    delete_note="The name goes with all its languages and is blocked for 30 days.",
    audit_item="Template",
    no_replace="a deleted template's name is blocked for 30 days; declare a template with another name",
    example={
        "sender": "example",
        "language": "en_GB",
        "category": "UTILITY",
        "structure": {
            "body": {"text": "Hi {{1}}, order {{2}} is ready.", "examples": ["Ana", "A-17"]},
            "buttons": [{"type": "QUICK_REPLY", "text": "Talk to us"}],
        },
    },
)
