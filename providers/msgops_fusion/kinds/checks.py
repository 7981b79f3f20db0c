"""What is only read: whether the pod answers, routes chat, and who is available (dossier C0.2, C8.0, B9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import Exhausted, Refused
from msgops.sdk.fields import Key, Spec, Text, Wire
from msgops.sdk.hands import Check, NoApi, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops.sdk.rest import segment
from msgops_fusion import adf, people
from msgops_fusion.kinds.common import GUIDE, evidence
from msgops_fusion.kinds.queue_parts import MEMBERS, QUEUES

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

ADMIN = "an administrator of Fusion Service"
_PRESENCES = f"{adf.CRM}/resourcePresences"


class ServiceAccessSpec(Spec):
    """The pod has Fusion Service, and the account's user may see its queues."""

    purpose: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="For the report")] = (
        None
    )


async def _answers(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    del wire
    try:
        await read.get(QUEUES, {"limit": 1})
    except Refused as error:
        return Verdict(holds=False, found=f"{error.status}: {error.detail}")
    return Verdict(holds=True, found="the queues of the pod can be read")


ServiceAccess = Kind(
    name="fusion.ServiceAccess",
    spec=ServiceAccessSpec,
    api=NoApi(
        Check(
            verify=_answers,
            remedy="subscribe to Fusion Service, and give the user a job role of a customer service administrator",
            who=ADMIN,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that the pod has Fusion Service and lets msgops in.",
    doc=f"{GUIDE}/api-queues.html",
    evidence=evidence(f"verify GET {QUEUES}"),
    example={"purpose": "messaging"},
)


class ChatRoutingSpec(Spec):
    """A queue that chat already goes to: messages follow the same rules, so nothing more is needed (FAQ)."""

    queue: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="QueueName")] = None
    agents: Annotated[int, Field(ge=1, description="At least so many members that count")] = 1


async def _routes(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["queue"])
    found = await adf.rows(read, QUEUES, order="QueueId", q=f"QueueName={adf.literal(name)}", expand=MEMBERS)
    if not found:
        return Verdict(holds=False, found=f"no queue {name}")
    row = found[0]
    path = f"{QUEUES}/{segment(row['QueueId'])}"
    members = await adf.children(read, row, MEMBERS, path, "QueueResourceId")
    count = sum(1 for m in members if adf.flag(m.get("EnabledFlag")) is not False)
    on, automatic = adf.flag(row.get("EnabledFlag")) is not False, adf.flag(row.get("AutoRoutingFlag"))
    told = f"{name}: {'enabled' if on else 'disabled'}, automatic routing {'on' if automatic else 'off'}, {count} agents"
    return Verdict(holds=on and bool(automatic) and count >= int(wire.get("agents", 1)), found=told)


ChatRouting = Kind(
    name="fusion.ChatRouting",
    spec=ChatRoutingSpec,
    api=NoApi(
        Check(
            verify=_routes,
            remedy="let the queue route automatically and give it agents (fusion.Queue); the rules cannot be read",
            who=ADMIN,
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.CHECK,
    summary="Checks that a queue for chat exists, routes automatically and has agents.",
    doc=f"{GUIDE}/api-queues.html",
    evidence=evidence(f"verify GET {QUEUES}", f"verify GET {people.PATH}"),
    example={"queue": "Chat", "agents": 1},
)


class PresenceSpec(Spec):
    """An agent who is available for work now; before a test, not for every day."""

    user: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    available: Annotated[bool, Wire("available")] = True


async def presence(read: Reader, user: str) -> tuple[bool | None, str]:
    """Return whether an agent is available and what the pod says; `None` where it says nothing."""
    try:
        party = (await people.parties(read, [user]))[user.casefold()]
    except Exhausted:
        raise
    except Refused as error:
        return None, error.detail
    row = await read.get(f"{_PRESENCES}/{segment(party)}", missing_ok=True)
    if not isinstance(row, Mapping) or row.get("AvailabilityFlag") is None:
        return None, f"the pod shows no presence of {user}"
    available = adf.flag(row["AvailabilityFlag"])
    state = f", {row['PresenceCd']}" if row.get("PresenceCd") else ""
    return available, f"{user} is {'available' if available else 'not available'}{state}"


async def _present(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    available, told = await presence(read, str(wire["user"]))
    return Verdict(holds=available is not None and available == wire.get("available", True), found=told)


Presence = Kind(
    name="fusion.Presence",
    spec=PresenceSpec,
    api=NoApi(
        Check(
            verify=_present,
            remedy="sign in as the agent, open Service Center and become available",
            who="the agent",
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that an agent is available.",
    doc=f"{GUIDE}/api-omnichannel-presence-and-availability.html",
    evidence=evidence(f"verify GET {_PRESENCES}/{{ResourcePartyId}}", confidence=Confidence.DOC),
    example={"user": "agent1"},
)
