"""What hangs on an object before it is deleted, in numbers. Each probe reads what Infobip's API says, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds.common import P1, p3
from msgops_infobip.kinds.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Item

CONVERSATIONS = "/ccaas/1/conversations"
"""Public specification 3.210.0, operation `get-conversations`: filters, and the total in `pagination`."""
QUEUES = "/ccaas/1/queues"
PROFILES = "/subscriptions/1/profiles"
SUBSCRIPTIONS = "/subscriptions/1/subscription"
ASSOCIATIONS = "/provisioning/1/associations"
NUMBERS = "/numbers/1/numbers"
TEMPLATES = "/whatsapp/1/templates"

_OPEN = ("OPEN", "WAITING")
_OWNED = Numbered(items="numbers", total="numberCount", size="limit", per=50)
_LINKS = Numbered(items="results", total="paging.totalResults", per=1000)
_GONE = ("PENDING_DELETION", "DELETED")


def hangs(*counts: tuple[int, str, str]) -> str | None:
    """Say what hangs on an object: `(2, "profile uses it", "profiles use it")` and so on; nothing for zeros."""
    told = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
    return ", ".join(told) or None


async def open_conversations(read: Reader, **by: str) -> int:
    """Count the conversations that nobody has solved yet: one short page for each state."""
    pages = await together(
        *(read.get(CONVERSATIONS, {**by, "status": status, "limit": 1}) for status in _OPEN)
    )
    return sum(int(page["pagination"]["totalItems"]) for page in pages)


async def queue_load(read: Reader, queue: Mapping[str, Any]) -> str | None:
    """Count a queue's rules, agents and waiting conversations."""
    waiting = await open_conversations(read, queueIds=str(queue["id"]))
    return hangs(
        (waiting, "open conversation waits in it", "open conversations wait in it"),
        (
            queue.get("enabledRoutesCount") or 0,
            "enabled routing rule leads to it",
            "enabled routing rules lead to it",
        ),
        (queue.get("enabledAgentsCount") or 0, "enabled agent works on it", "enabled agents work on it"),
    )


async def agent(read: Reader, item: Item) -> str | None:
    """Count the open conversations that an agent has."""
    count = await open_conversations(read, agentId=item.id)
    return hangs(
        (count, "open conversation is assigned to the agent", "open conversations are assigned to the agent")
    )


async def tag(read: Reader, item: Item) -> str | None:
    """Count the conversations that carry a tag."""
    page = await read.get(CONVERSATIONS, {"tagNames": item.id, "limit": 1})
    count = int(page["pagination"]["totalItems"])
    return hangs((count, "conversation carries the tag", "conversations carry the tag"))


async def working_hours(read: Reader, item: Item) -> str | None:
    """Count the queues that keep these hours."""
    found = await p3("queues").fetch(read, QUEUES, {"workingHoursId": item.id})
    count = sum(1 for q in found if not q.get("deletedAt"))
    return hangs((count, "queue keeps these hours", "queues keep these hours"))


async def security(read: Reader, item: Item) -> str | None:
    """Count the profiles that authenticate with a setting."""
    return await _profiles(read, lambda p: (p.get("security") or {}).get("authId") == item.id)


async def certificate(read: Reader, item: Item) -> str | None:
    """Count the profiles that show a certificate."""
    return await _profiles(read, lambda p: p.get("clientCertificateId") == item.id)


async def _profiles(read: Reader, uses: Callable[[Mapping[str, Any]], bool]) -> str | None:
    found = await P1.fetch(read, PROFILES)
    return hangs(
        (sum(1 for p in found if uses(p)), "notification profile uses it", "notification profiles use it")
    )


async def profile(read: Reader, item: Item) -> str | None:
    """Count the subscriptions of all channels that deliver to a profile; there is no list across channels."""
    pages = await together(*(P1.fetch(read, f"{SUBSCRIPTIONS}/{channel}") for channel in sorted(EVENTS)))
    found = [s for page in pages for s in page if (s.get("profile") or {}).get("profileId") == item.id]
    return hangs((len(found), "subscription delivers to it", "subscriptions deliver to it"))


async def number(read: Reader, item: Item) -> str | None:
    """Count the keywords and the voice setup of a number."""
    now = await read.get(f"{NUMBERS}/{segment(item.id)}", missing_ok=True) or {}
    return hangs(
        (len(now.get("keywords") or ()), "keyword is set up on it", "keywords are set up on it"),
        (int(bool(now.get("voiceSetup"))), "voice setup answers its calls", ""),
    )


async def application(read: Reader, item: Item) -> str | None:
    """Count what is linked to an application."""
    return await _linked(read, "applicationId", item.id)


async def entity(read: Reader, item: Item) -> str | None:
    """Count what is linked to an entity."""
    return await _linked(read, "entityId", item.id)


async def _linked(read: Reader, field: str, value: str) -> str | None:
    links, owned = await together(
        _LINKS.fetch(read, ASSOCIATIONS, {field: value}), _OWNED.fetch(read, NUMBERS)
    )
    numbers = sum(1 for n in owned if n.get(field) == value)
    return hangs(
        (len(links), "sender is associated with it", "senders are associated with it"),
        (numbers, "number is linked to it", "numbers are linked to it"),
    )


async def flow(read: Reader, item: Item) -> str | None:
    """Count the templates with a button that opens a flow."""
    pages = Numbered(items="results", total="paging.totalResults", per=100)
    found = await pages.fetch(read, TEMPLATES, {"sender": item.wire["sender"]})
    count = sum(
        1 for t in found if t.get("status") not in _GONE and _opens(t.get("structure") or {}, item.id)
    )
    return hangs((count, "template opens it", "templates open it"))


def _opens(structure: Mapping[str, Any], flow_id: str) -> bool:
    parts: Iterable[Mapping[str, Any]] = (structure, *((structure.get("carousel") or {}).get("cards") or ()))
    return any(str(b.get("flowId", "")) == flow_id for part in parts for b in part.get("buttons") or ())
