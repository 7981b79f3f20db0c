"""What happens to inbound messages: the "forwarding action" of the portal (dossier §5.B2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import NotFound
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.inbound_channels import FOLLOW, RULES
from msgops_infobip.kinds.inbound_spec import InboundConfigurationSpec
from msgops_infobip.kinds.numbers import NUMBERS, OWNED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

PATH = "/resource-management/1/inbound-message-configurations"

_TARGET = ("number", "resource", "countryCode")
_IDENTITY = ("channel", *_TARGET, "keyword")
_BLOCKS = {
    "username": ("username", "USERNAME"),
    "application": ("platform", "PLATFORM"),
    "entity": ("platform", "PLATFORM"),
    "forwarding": ("forwarding", "FORWARDING"),
    "conversations": ("conversations", "CONVERSATIONS"),
    "answers": ("answers", "ANSWERS"),
    "auto_response": ("autoResponse", "AUTORESPONSE"),
    "block_list_configuration": ("blockListConfiguration", "BLOCKLISTCONFIGURATION"),
}
_CUSTOM = "CUSTOM_NOT_EDITABLE"


@dataclass(frozen=True)
class InboundConfigurations:
    """One POST that merges, a list per number and channel, and nothing at all where the default holds."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the numbers and resources that are wanted, or all owned numbers."""
        asked = _targets([w.wire for w in wanted]) if wanted is not None else await _everywhere(read)
        found = await together(*(_read(read, t, filled=wanted is not None) for t in asked))
        items = {item.id: item for group in found for item in group}
        for one in wanted or ():
            # Where nothing is stored, messages follow the subscriptions: who wants just that has it.
            if _known(one.wire) and _only_default(one.wire):
                item = _item(one.wire, one.wire)
                items.setdefault(item.id, item)
        return list(items.values())

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one again."""
        wire = {k: item.wire[k] for k in (*_IDENTITY, *(w for w, _ in _BLOCKS.values())) if k in item.wire}
        return next((i for i in await self.list(read, [Wanted(wire)]) if i.id == item.id), None)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post the configuration."""
        answer = (await write.post(PATH, _follows(body))).json
        return _item({**body, **(answer or {})}, body)

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Post only the blocks that change: what was set elsewhere and cannot be written stays."""
        sent = {k: item.wire[k] for k in _IDENTITY if item.wire.get(k)}
        unset = set()
        for name in changed & _BLOCKS.keys():
            block, removal = _BLOCKS[name]
            if block in body:
                sent[block] = body[block]
            if block not in body or _loses(item.wire.get(block), body[block]):
                unset.add(removal)
        await write.post(PATH, _follows({**sent, **({"unset": sorted(unset)} if unset else {})}))

    async def delete(self, write: Writer, item: Item) -> None:
        """Back to the default, which is to follow the subscriptions."""
        key = item.wire.get("configurationKey")
        if not key:
            return
        try:
            await write.delete(f"{PATH}/{segment(key)}")
        except NotFound:
            return


def _targets(wires: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the distinct (channel, number or resource) of these objects; one call reads all keywords."""
    found = {}
    for wire in wires:
        if _known(wire):
            target = {k: wire[k] for k in ("channel", *_TARGET) if wire.get(k)}
            found[tuple(target.items())] = target
    return list(found.values())


def _known(wire: Mapping[str, Any]) -> bool:
    """Whether the number is known yet; one that is about to be bought has no configuration."""
    return bool(wire.get("number") or wire.get("resource"))


async def _everywhere(read: Reader) -> list[dict[str, Any]]:
    wires = []
    for number in await OWNED.fetch(read, NUMBERS):
        country = {"countryCode": number["country"]} if number.get("type") == "SHORT_CODE" else {}
        channels = [c for c in ("SMS", "MMS", "WHATSAPP") if c in (number.get("capabilities") or ())]
        wires += [
            {"channel": c, "number": number["number"], **(country if c != "WHATSAPP" else {})}
            for c in channels
        ]
    return _targets(wires)


async def _read(read: Reader, target: Mapping[str, Any], *, filled: bool) -> list[Item]:
    wires = await read.get(PATH, target, missing_ok=True)
    return [_item(wire, target, filled=filled) for wire in wires or []]


def _item(wire: Mapping[str, Any], target: Mapping[str, Any], *, filled: bool = True) -> Item:
    """Join a configuration with the number it was asked for, which the answer does not repeat."""
    out = {**wire, **{k: target[k] for k in ("channel", *_TARGET) if target.get(k)}}
    forwarding = out.get("forwarding") or {"type": FOLLOW}
    if forwarding.get("type") in ("FORWARD_TO_SUBSCRIPTION", FOLLOW):
        forwarding = {"type": FOLLOW}
    out["forwarding"] = forwarding
    for block in ("conversations", "answers"):
        if block in RULES[str(out["channel"])].fields and not out.get(block):
            out[block] = {"enabled": False}
    if not filled:  # an export shows only what differs from the default
        out = {k: v for k, v in out.items() if v not in ({"type": FOLLOW}, {"enabled": False})}
    name = [out["channel"], out.get("countryCode") or "", out.get("keyword") or ""]
    return Item("/".join(segment(p) for p in [*name, out.get("number") or out.get("resource")]), out)


def _only_default(wire: Mapping[str, Any]) -> bool:
    blocks = {block for block, _ in _BLOCKS.values()}
    set_here = {k: v for k, v in wire.items() if k in blocks or k == "keyword"}
    return all(v in (None, {"type": FOLLOW}, {"enabled": False}) for v in set_here.values())


def _follows(sent: dict[str, Any]) -> dict[str, Any]:
    """To follow the subscriptions has no type of its own on the wire: the forwarding is removed."""
    if (sent.get("forwarding") or {}).get("type") != FOLLOW:
        return sent
    rest = {k: v for k, v in sent.items() if k != "forwarding"}
    return {**rest, "unset": sorted({*rest.get("unset", ()), "FORWARDING"})}


def _loses(live: Any, wanted: Any) -> bool:
    """Whether something that is set now is left out of the new block; a merge would keep it."""
    if not isinstance(live, dict) or not isinstance(wanted, dict):
        return False
    return any(v is not None and (k not in wanted or _loses(v, wanted[k])) for k, v in live.items())


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    forwarding = str((wire.get("forwarding") or {}).get("type", FOLLOW))
    if "forwarding" in changed and not RULES[wire["channel"]].writable(forwarding):
        return (
            f"the live forwarding {forwarding} was set in the portal and cannot be written by API; "
            "change it there to a subscription first"
        )
    window = (wire.get("autoResponse") or {}).get("deliveryTimeWindow") or {}
    if "auto_response" in changed and window.get("deliveryTimeZone") == _CUSTOM:
        return "the live auto_response has a time zone that only the portal can edit"
    level = (wire.get("blockListConfiguration") or {}).get("level")
    if "block_list_configuration" in changed and level == _CUSTOM:
        return "the live block_list_configuration has a level that only the portal can edit"
    return ""


def _exportable(wire: Mapping[str, Any]) -> bool:
    return not _fixed(wire, frozenset(_BLOCKS))


InboundConfiguration = Kind(
    name="infobip.InboundConfiguration",
    spec=InboundConfigurationSpec,
    api=InboundConfigurations(),
    concept=Concept.CHANNEL,
    summary="What happens to messages that come in on a number or sender.",
    doc="https://www.infobip.com/docs/numbers/keywords-and-actions",
    evidence=evidence(
        f"list GET {PATH}",
        f"get GET {PATH}",
        f"create POST {PATH}",
        f"update POST {PATH}",
        f"delete DELETE {PATH}/{{configurationKey}}",
    ),
    delete_note="The configuration goes back to the default: messages follow the subscriptions.",
    fixed_if=_fixed,
    exportable=_exportable,
    example={
        "channel": "WHATSAPP",
        "number": "example",
        "forwarding": {"type": "HTTP_FORWARD", "url": "https://hooks.example.com/in"},
    },
)
