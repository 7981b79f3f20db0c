"""A messaging channel with all that belongs to it: link, consent keywords, flow, and whether it is live (dossier B18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import Refused
from msgops.sdk.kind import Item, Wanted
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import Body

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

COLUMNS = (
    "DeveloperName",
    "MasterLabel",
    "IsActive",
    "SessionHandlerId",
    "FallbackQueueId",
    "RoutingType",
    "RoutingConfigurationId",
    "ConsentType",
    "ChannelDefinitionId",
    "OptInPrompt",
    "DoubleOptInPrompt",
    "InitialResponse",
    "EngagedResponse",
    "ConversationEndResponse",
    "OptOutResponse",
    "BusinessHoursId",
    "OptionsIdentifyEndUserLanguage",
)
KEYWORDS = (
    "OptInKeywords",
    "OptInConfirmation",
    "DoubleOptInKeywords",
    "OptOutKeywords",
    "OptOutConfirmation",
    "HelpKeywords",
    "HelpResponse",
)
_RELEASED = (
    "SessionHandlerId",
    "FallbackQueueId",
    "RoutingType",
    "RoutingConfigurationId",
    "BusinessHoursId",
)
"""What leads from a channel elsewhere and may be empty while it is not live."""
_READ_ONLY = ("MessagingPlatformKey", "ChannelAddressIdentifier")
_FIXED = frozenset({"DeveloperName", "ChannelDefinitionId", "IsActive"})
_SELECT = (
    f"SELECT Id, {', '.join((*COLUMNS, *_READ_ONLY))} FROM MessagingChannel WHERE MessageType = 'Custom'"  # noqa: S608  # SOQL of constants
)
_USAGES = "SELECT Id, MessagingChannelId, DeploymentStatus, ErrorReason, ErrorDetails FROM MessagingChannelUsage WHERE DeploymentType = 'Conversation'"
_WORDS = (
    f"SELECT Id, MessagingChannelId, MasterLanguage, {', '.join(KEYWORDS)} FROM MsgChannelLanguageKeyword"  # noqa: S608  # SOQL of constants
)
_QUEUE, _FLOW = "00G", "300"
"""How the id of a session handler begins."""
_ON, _OFF = ("Provisioning", "Active"), ("Deprovisioning", "Disabled")
"""What is asked of a usage, and what it becomes."""
_LOOKS, _PAUSE = 20, 3.0
"""How often, and every how many seconds, it is looked whether a channel has come up or gone down."""


@dataclass(frozen=True)
class Channels:
    """Channels of the message type `Custom`, read by five queries however many there are."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all channels; an org without messaging has none."""
        del wanted
        return await _complete(read, await rows.query_if_known(read, _SELECT))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await rows.query(read, f"{_SELECT} AND Id = {rows.literal(item.id)}")
        return next(iter(await _complete(read, found)), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert channel and link, then bring it to its values. No vendor's page shows that this works.

        The two are one call: a channel whose link is missing looks like one of an older org, which has none.
        """
        await _refuse_twins(write, body)
        first = {c: body[c] for c in ("DeveloperName", "MasterLabel", "ChannelDefinitionId")}
        channel = {**first, "MessageType": "Custom", "PlatformType": "Enhanced"}
        link = {
            "MessagingChannelId": "@{channel.id}",
            "ChannelDefinitionId": body["ChannelDefinitionId"],
        }
        steps = {"channel": ("MessagingChannel", channel), "link": ("CustomMsgChannel", link)}
        made = await rows.insert_together(write, steps)
        item = Item(made, {**first, "Id": made})
        await self.update(write, item, body, frozenset())
        return Item(made, {**body, "Id": made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deactivate first, activate last; routing is one patch, because the org judges it as a whole."""
        del changed
        live, wanted = await _columns(write, item.wire), await _columns(write, body)
        if item.wire.get("IsActive") and not body.get("IsActive"):
            await _switch(write, item.id, on=False)
        sent = {c: wanted.get(c) for c in COLUMNS if c not in _FIXED and live.get(c) != wanted.get(c)}
        if sent:
            await rows.update(write, "MessagingChannel", item.id, sent)
        await _keywords(write, item.id, body.get("keywords") or ())
        if body.get("IsActive") and not item.wire.get("IsActive"):
            await _switch(write, item.id, on=True)

    async def delete(self, write: Writer, item: Item) -> None:
        """Deactivate and let go of queue, flow and hours, so that they may go: an org never deletes a channel."""
        if item.wire.get("IsActive"):
            await _switch(write, item.id, on=False)
        held = {c: None for c in _RELEASED if item.wire.get(c) is not None}
        if held:
            await rows.update(write, "MessagingChannel", item.id, held)


async def _complete(read: Reader, found: Sequence[Mapping[str, Any]]) -> list[Item]:
    if not found:
        return []
    ids = [str(row["Id"]) for row in found]
    usages = {
        u["MessagingChannelId"]: u for u in await rows.query_among(read, _USAGES, "MessagingChannelId", ids)
    }
    words: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in await rows.query_among(read, _WORDS, "MessagingChannelId", ids):
        words[row["MessagingChannelId"]].append(_split(row))
    select = "SELECT MessagingChannelId, ChannelDefinitionId FROM CustomMsgChannel"
    linked = await rows.query_among(read, select, "MessagingChannelId", ids)
    links = {row["MessagingChannelId"]: row["ChannelDefinitionId"] for row in linked}
    flows = await _flows(
        read, "DurableId", [str(row["SessionHandlerId"]) for row in found if _to(row, _FLOW)]
    )
    return [
        Item(
            row["Id"],
            {
                **row,
                "ChannelDefinitionId": row["ChannelDefinitionId"] or links.get(row["Id"]),
                "queue": row["SessionHandlerId"] if _to(row, _QUEUE) else None,
                "flow": flows.get(str(row["SessionHandlerId"])),
                "keywords": words[row["Id"]],
                "usage": usages.get(row["Id"]) or {},
            },
        )
        for row in found
    ]


def _to(row: Mapping[str, Any], prefix: str) -> bool:
    return str(row.get("SessionHandlerId") or "").startswith(prefix)


async def _flows(read: Reader, by: str, values: Sequence[str]) -> dict[str, str]:
    """Return the names of flows by the id of their definition, or the other way round."""
    select = "SELECT DurableId, ApiName FROM FlowDefinitionView"
    other = "ApiName" if by == "DurableId" else "DurableId"
    return {str(row[by]): str(row[other]) for row in await rows.query_among(read, select, by, values)}


async def _columns(read: Reader, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a channel: its queue or flow is the session handler."""
    out = {k: v for k, v in wire.items() if k in COLUMNS}
    if flow := wire.get("flow"):
        known = await _flows(read, "ApiName", [str(flow)])
        if flow not in known:
            raise Refused("GET query", f"the org has no flow {flow}", status=200)
        out["SessionHandlerId"] = known[flow]
    elif wire.get("queue"):
        out["SessionHandlerId"] = wire["queue"]
    return out


async def _refuse_twins(read: Reader, body: Body) -> None:
    """A second channel of a definition could never be deleted again."""
    found = await rows.query(read, _SELECT)
    twins = [
        str(row["DeveloperName"])
        for row in found
        if row["DeveloperName"] != body["DeveloperName"]
        and (
            row["ChannelDefinitionId"] == body["ChannelDefinitionId"]
            or row["MasterLabel"] == body["MasterLabel"]
        )
    ]
    if twins:
        told = f"the definition or the label belongs to the channel {', '.join(twins)} already: set developer_name to adopt it"
        raise Refused("POST sobjects/MessagingChannel", told, status=200)


async def _keywords(write: Writer, channel: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Replace the rows of the languages that differ."""
    found = await rows.query_among(write, _WORDS, "MessagingChannelId", [channel])
    have = {str(row["MasterLanguage"]): row for row in found}
    want = {str(w["MasterLanguage"]): _joined(w) for w in wanted}
    await rows.delete_all(write, [row["Id"] for language, row in have.items() if language not in want])
    for language, words in want.items():
        if language in have:
            sent = {k: v for k, v in words.items() if have[language].get(k) != v}
            if sent:
                await rows.update(write, "MsgChannelLanguageKeyword", have[language]["Id"], sent)
    new = [
        {"MessagingChannelId": channel, "MasterLanguage": language, **words}
        for language, words in want.items()
        if language not in have
    ]
    if new:
        await rows.insert_all(write, "MsgChannelLanguageKeyword", new)


def _split(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its comma-separated keywords as lists."""
    out: dict[str, Any] = {"MasterLanguage": row["MasterLanguage"]}
    for name in KEYWORDS:
        text = row.get(name)
        if text and name.endswith("Keywords"):
            out[name] = [word.strip() for word in str(text).split(",") if word.strip()]
        elif text:
            out[name] = text
    return out


def _joined(words: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: words.get(name) for name in KEYWORDS}
    return {k: ",".join(v) if isinstance(v, list | tuple) else v for k, v in found.items()}


async def _switch(write: Writer, channel: str, *, on: bool) -> None:
    """Ask the usage for it where the channel has one, else set the flag: which of the two an org takes is unproved.

    The service needs a while; it is watched for a minute, after that the plan says that the channel is under way.
    """
    found = await rows.query_among(write, _USAGES, "MessagingChannelId", [channel])
    if not found:
        await rows.update(write, "MessagingChannel", channel, {"IsActive": on})
        return
    asked, reached = _ON if on else _OFF
    # A call whose answer was lost has asked already; the org refuses to be asked again.
    if found[0]["DeploymentStatus"] not in (asked, reached):
        await rows.update(write, "MessagingChannelUsage", found[0]["Id"], {"DeploymentStatus": asked})
    for _ in range(_LOOKS):
        found = await rows.query_among(write, _USAGES, "MessagingChannelId", [channel])
        if all(usage["DeploymentStatus"] in (reached, "Error") for usage in found):
            return
        await write.clock.sleep(_PAUSE)
