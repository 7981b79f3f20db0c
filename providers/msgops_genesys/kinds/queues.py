"""Queues and who is in them (dossier A3). A PUT replaces a queue whole, so what a file does not name is sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Additive, Ref, Reference, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_genesys import names
from msgops_genesys.kinds.common import API, PAGES, SITE, Body, Entities, crud, evidence
from msgops_genesys.kinds.routing import InDivision, Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

QUEUES = "/routing/queues"
_CODES = "wrapupCodes"
_MOST = 100
"""Wrap-up codes and members of one call."""


class ServiceLevel(Spec):
    """Which share of messages is to be answered within which time."""

    percentage: Annotated[float | None, Field(description="A share: 0.8 is 80 percent")] = None
    duration_ms: Annotated[int | None, Field(description="Milliseconds; at least 1000")] = None


class Inactivity(Spec):
    """What becomes of a conversation in which nobody writes any more."""

    timeout_seconds: int | None = None
    action: Annotated[Literal["DISCONNECT", "SEND_TO_ARCHITECT_FLOW"] | None, Wire("actionType")] = None


class WhatsAppSettings(Spec):
    """What differs for WhatsApp from the other messages."""

    auto_answer: Annotated[bool | None, Wire("enableAutoAnswer")] = None
    inactivity_timeout: Annotated[bool | None, Wire("enableInactivityTimeout")] = None


class MessageSettings(Spec):
    """How the queue treats messages."""

    service_level: ServiceLevel | None = None
    alerting_timeout_seconds: Annotated[
        int | None, Field(description="How long an agent is alerted; at least 7")
    ] = None
    auto_answer: Annotated[bool | None, Wire("enableAutoAnswer")] = None
    inactivity_timeout: Annotated[bool | None, Wire("enableInactivityTimeout")] = None
    inactivity: Annotated[Inactivity | None, Wire("inactivityTimeoutSettings")] = None
    whatsapp: Annotated[WhatsAppSettings | None, Wire("subTypeSettings.whatsapp")] = None


class AfterWork(Spec):
    """The time after a conversation."""

    prompt: Annotated[
        Literal["MANDATORY", "OPTIONAL", "MANDATORY_TIMEOUT", "MANDATORY_FORCED_TIMEOUT", "AGENT_REQUESTED"]
        | None,
        Wire("wrapupPrompt"),
    ] = None
    timeout_ms: int | None = None


class Libraries(Spec):
    """Which response libraries agents are offered."""

    mode: Literal["All", "SelectedOnly", "None"]
    libraries: Annotated[
        tuple[Annotated[Reference, Ref("genesys.ResponseLibrary")], ...] | None,
        Unordered,
        Wire("libraryIds"),
    ] = None


class QueueSpec(Spec):
    """A queue of conversations; what is left out of it stays as it is."""

    name: Name = None
    division: InDivision = None
    description: Annotated[str | None, Text(max=2048)] = None
    message: Annotated[MessageSettings | None, Wire("mediaSettings.message")] = None
    in_queue_flow: Annotated[
        str | None,
        Text(min=1),
        Wire("messageInQueueFlow"),
        Field(description="Name of a published in-queue message flow of Architect"),
    ] = None
    scoring: Annotated[Literal["TimestampAndPriority", "PriorityOnly"] | None, Wire("scoringMethod")] = None
    skill_evaluation: Annotated[Literal["NONE", "BEST", "ALL"] | None, Wire("skillEvaluationMethod")] = None
    manual_assignment: Annotated[bool | None, Wire("enableManualAssignment")] = None
    after_work: Annotated[AfterWork | None, Wire("acwSettings")] = None
    response_libraries: Annotated[Libraries | None, Wire("cannedResponseLibraries")] = None
    whatsapp_sender: Annotated[
        Reference | None,
        Ref("genesys.WhatsAppIntegration", attribute="recipient_id"),
        Wire("outboundMessagingAddresses.whatsAppRecipient.id"),
        Field(description="The number from which agents of the queue write first"),
    ] = None
    wrapup_codes: Annotated[
        tuple[Annotated[Reference, Ref("genesys.WrapupCode")], ...] | None,
        Additive,
        Wire(_CODES),
        Field(description="Codes that agents must find; others are left alone"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Queues(Entities):
    """Queues with their wrap-up codes, which are calls of their own."""

    path: str = QUEUES
    slow_delete: bool = True
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all, and the codes of those that declare some."""
        found = await super().list(read, wanted)
        declared = [w for w in wanted or () if _CODES in w.wire]
        ids, called = {w.id for w in declared}, {str(w.wire.get("name")) for w in declared}
        return await together(
            *(
                self._with_codes(read, item, ask=item.id in ids or str(item.wire.get("name")) in called)
                for item in found
            )
        )

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await super().get(read, item)
        return None if found is None else await self._with_codes(read, found, ask=_CODES in item.wire)

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the queue, then its codes."""
        made = await super().create(write, _without_codes(body))
        await self._bring(write, made.id, (), body.get(_CODES) or ())
        return made

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the queue, then bring its codes."""
        if changed - {"wrapup_codes"}:
            await super().update(write, item, _without_codes(body), changed)
        if _CODES in body:
            await self._bring(write, item.id, item.wire.get(_CODES) or (), body[_CODES] or ())

    async def item(self, read: Reader, row: Mapping[str, Any]) -> Item:
        """Show the name of the flow."""
        flow = await names.flow_name(read, names.IN_QUEUE, row.get("messageInQueueFlow"))
        return Item(str(row["id"]), {**row, "messageInQueueFlow": flow})

    async def _sent(self, write: Writer, body: Body, operation: str) -> Body:
        sent = await super()._sent(write, body, operation)
        if name := sent.pop("messageInQueueFlow", None):
            sent["messageInQueueFlow"] = {"id": await names.flow_id(write, names.IN_QUEUE, str(name))}
        return sent

    async def _with_codes(self, read: Reader, item: Item, *, ask: bool) -> Item:
        if not ask:
            return item
        try:
            found = await PAGES.fetch(read, f"{self.at(item)}/wrapupcodes")
        except NotFound:
            found = []  # the queue was read: what was made a moment ago is not found everywhere yet
        return Item(item.id, {**item.wire, _CODES: [str(row["id"]) for row in found]})

    async def _bring(self, write: Writer, id_: str, live: Sequence[str], wanted: Sequence[str]) -> None:
        path = f"{API}{QUEUES}/{segment(id_)}/wrapupcodes"
        new = [{"id": str(c)} for c in wanted if c not in live]
        for start in range(0, len(new), _MOST):
            await write.post(path, new[start : start + _MOST])
        for code in (c for c in live if c not in wanted):
            await write.delete(f"{path}/{segment(code)}")


def _without_codes(body: Body) -> Body:
    return {k: v for k, v in body.items() if k != _CODES}


async def _members(read: Reader, item: Item) -> str | None:
    """Tell who loses the queue."""
    del read
    count = item.wire.get("memberCount")
    return f"{count} members lose the queue" if count else None


Queue = Kind(
    name="genesys.Queue",
    spec=QueueSpec,
    api=Queues(),
    concept=Concept.QUEUE,
    summary="A queue: service level, alerting, inactivity, wrap-up codes, libraries, in-queue flow.",
    doc=SITE,
    evidence=(
        *crud(QUEUES, "queueId"),
        *evidence(
            "list GET /flows",
            f"list GET {QUEUES}/{{queueId}}/wrapupcodes",
            f"update POST {QUEUES}/{{queueId}}/wrapupcodes",
            f"update DELETE {QUEUES}/{{queueId}}/wrapupcodes/{{codeId}}",
        ),
    ),
    impact=_members,
    eventual=True,
    calls=lambda operation, fields: 1 + 20 * ("wrapup_codes" in fields and operation != "delete"),
    example={
        "division": "example",
        "message": {
            "service_level": {"percentage": "0.8", "duration_ms": "20000"},
            "alerting_timeout_seconds": "30",
        },
        "skill_evaluation": "BEST",
        "in_queue_flow": "WhatsApp In-Queue",
        "wrapup_codes": ["example"],
    },
)
