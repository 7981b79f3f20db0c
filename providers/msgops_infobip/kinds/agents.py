"""Conversations: agents and their membership of queues (dossier §5.F3, F4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field, model_validator

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, ServerDefault, Spec, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence, p3
from msgops_infobip.kinds.conversations import GUIDE, QUEUES, Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

AGENTS = "/ccaas/1/agents"


class AgentSpec(Spec):
    """Somebody who answers conversations.

    An agent that is created here has no portal login. For a real person create the portal user first; the
    agent that comes with it is then adopted by its display name.
    """

    display_name: Name = None
    role: Annotated[Literal["AGENT", "SUPERVISOR"] | None, ServerDefault("AGENT")] = None
    enabled: Annotated[bool, Field(description="Always managed, see `delete`")] = True
    email: Annotated[str | None, Computed, Field(description="Only of agents that are portal users")] = None

    @model_validator(mode="before")
    @classmethod
    def _enable(cls, data: Any) -> Any:
        # An agent that was removed stays in the account as disabled: declaring it again must bring it back.
        return {"enabled": True, **data} if isinstance(data, Mapping) else data


@dataclass(frozen=True)
class Agents:
    """No DELETE; the PUT wants the agent's presence, which is not ours to decide."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all agents."""
        del wanted
        return [Item(str(w["id"]), w) for w in await p3("agents").fetch(read, AGENTS)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(self._path(item), missing_ok=True)
        return Item(item.id, wire) if isinstance(wire, Mapping) else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post the agent as invisible: nobody sits there yet."""
        made = (await write.post(AGENTS, {"role": "AGENT", "status": "INVISIBLE", **body})).json
        return Item(str(made["id"]), {**body, **made})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the agent with the presence that it has at this moment."""
        del changed
        live = await write.get(self._path(item))
        kept = {name: live[name] for name in ("displayName", "role", "enabled") if name in live}
        await write.put(self._path(item), {**kept, **body, "status": live.get("status", "INVISIBLE")})

    async def delete(self, write: Writer, item: Item) -> None:
        """Disable."""
        try:
            await self.update(write, item, {"enabled": False}, frozenset({"enabled"}))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{AGENTS}/{segment(item.id)}"


Agent = Kind(
    name="infobip.Agent",
    spec=AgentSpec,
    api=Agents(),
    concept=Concept.ROLE,
    summary="An agent or supervisor of Conversations.",
    doc=GUIDE,
    evidence=evidence(
        "list GET /ccaas/1/agents",
        "get GET /ccaas/1/agents/{agentId}",
        "create POST /ccaas/1/agents",
        "update PUT /ccaas/1/agents/{agentId}",
        "delete PUT /ccaas/1/agents/{agentId}",
        f"delete GET {impact.CONVERSATIONS}",
    ),
    probe=impact.agent,
    probe_calls=2,
    delete_note="Infobip cannot delete an agent: it is disabled and stays in the list.",
    unique=False,
    created="createdAt",
    exportable=lambda wire: wire.get("enabled") is not False,
    example={"display_name": "Service desk", "role": "AGENT"},
)


class QueueMemberSpec(Spec):
    """An agent that works on a queue."""

    agent: Annotated[Reference, Ref("infobip.Agent"), Wire("agentId"), Key(), Immutable]
    queue: Annotated[Reference, Ref("infobip.Queue"), Wire("queueId"), Key(), Immutable]


@dataclass(frozen=True)
class Members:
    """Links without ids, read queue by queue through the list of agents."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the members of the queues that are wanted, or of all queues."""
        if wanted is None:
            queues = [item.id for item in await QUEUES.list(read, None)]
        else:
            queues = sorted({str(w.wire["queueId"]) for w in wanted if w.wire.get("queueId")})
        pages = p3("agents")
        found = await together(*(pages.fetch(read, AGENTS, {"queueIds": queue}) for queue in queues))
        return [
            _member(str(w["id"]), queue) for queue, wires in zip(queues, found, strict=True) for w in wires
        ]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for the one agent in the one queue."""
        only = {"agentIds": item.wire["agentId"], "queueIds": item.wire["queueId"]}
        found = await p3("agents").fetch(read, AGENTS, only)
        return item if any(w.get("id") == item.wire["agentId"] for w in found) else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Add the agent to the queue."""
        await write.post(f"{AGENTS}/{segment(body['agentId'])}/queues", {"queueId": body["queueId"]})
        return _member(str(body["agentId"]), str(body["queueId"]))

    async def update(
        self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]
    ) -> NoReturn:
        """Refuse: a link has nothing to change."""
        del write, item, body, changed
        raise RuntimeError("a queue member has no update")

    async def delete(self, write: Writer, item: Item) -> None:
        """Remove the link; agent and queue stay."""
        agent, queue = segment(item.wire["agentId"]), segment(item.wire["queueId"])
        try:
            await write.delete(f"{AGENTS}/{agent}/queues/{queue}")
        except NotFound:
            return


def _member(agent: str, queue: str) -> Item:
    return Item(f"{agent}/{queue}", {"agentId": agent, "queueId": queue})


QueueMember = Kind(
    name="infobip.QueueMember",
    spec=QueueMemberSpec,
    api=Members(),
    concept=Concept.QUEUE,
    summary="Puts an agent into a queue.",
    doc=f"{GUIDE}#queues-and-routing",
    evidence=evidence(
        "list GET /ccaas/1/agents",
        "get GET /ccaas/1/agents",
        "create POST /ccaas/1/agents/{agentId}/queues",
        "delete DELETE /ccaas/1/agents/{agentId}/queues/{queueId}",
    ),
    example={"agent": "example", "queue": "example"},
)
