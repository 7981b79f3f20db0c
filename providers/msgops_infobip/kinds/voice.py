"""What happens to a call that comes in on a number (dossier §5.B3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.numbers import NUMBERS, OWNED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

Words = Annotated[str, Text(min=1)]


class _Action(Spec):
    description: str | None = None


class ToSubscription(_Action):
    """The subscriptions of channel VOICE_VIDEO apply."""

    type: Literal["FORWARD_TO_SUBSCRIPTION"]
    calls_configuration_id: Words | None = None


class ToPstn(_Action):
    """Forward to another phone number."""

    type: Literal["FORWARD_TO_PSTN"]
    pstn_number: Words


class ToIvr(_Action):
    """Play an interactive voice scenario."""

    type: Literal["FORWARD_TO_IVR"]
    scenario_key: Words


class ToMasking(_Action):
    """Hide both numbers from each other."""

    type: Literal["VOICE_NUMBER_MASKING"]
    voice_number_masking_config_key: Words


class ToCallRouting(_Action):
    """Follow a call route."""

    type: Literal["FORWARD_TO_CALL_ROUTING"]
    route_id: Words | None = None


class ToMarkup(_Action):
    """Follow a markup language document."""

    type: Literal["FORWARD_TO_MARKUP_LANGUAGE"]
    markup_language_config_id: int


class ToService(_Action):
    """Hand the call to Conversations or to Answers."""

    type: Literal["VOICE_FORWARD_TO_CONVERSATIONS", "VOICE_FORWARD_TO_ANSWERS"]


Action = ToSubscription | ToPstn | ToIvr | ToMasking | ToCallRouting | ToMarkup | ToService
_WRITABLE = frozenset(
    {
        "FORWARD_TO_SUBSCRIPTION",
        "FORWARD_TO_PSTN",
        "FORWARD_TO_IVR",
        "VOICE_NUMBER_MASKING",
        "FORWARD_TO_CALL_ROUTING",
        "FORWARD_TO_MARKUP_LANGUAGE",
        "VOICE_FORWARD_TO_CONVERSATIONS",
        "VOICE_FORWARD_TO_ANSWERS",
    }
)


class VoiceSetupSpec(Spec):
    """The action for inbound calls; a number has at most one."""

    number: Annotated[
        Reference, Ref("infobip.Number", attribute="numberKey"), Wire("numberKey"), Key(), Immutable
    ]
    application: Annotated[Reference | None, Ref("infobip.Application"), Wire("applicationId")] = None
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId")] = None
    action: Annotated[Action, Field(discriminator="type")]


@dataclass(frozen=True)
class VoiceSetups:
    """One per number; the list of numbers shows them all, so no call per number is needed."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Take the setups out of the list of owned numbers."""
        del wanted
        owned = await OWNED.fetch(read, NUMBERS)
        return [_item(n["numberKey"], n["voiceSetup"], n) for n in owned if n.get("voiceSetup")]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read the setup of one number."""
        wire = await read.get(_path(item.id), missing_ok=True)
        return _item(item.id, wire, item.wire) if wire else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post the setup."""
        key = str(body["numberKey"])
        await write.post(_path(key), _sent(body))
        return _item(key, body, {})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the whole setup."""
        del changed
        await write.put(_path(item.id), _sent(body))

    async def delete(self, write: Writer, item: Item) -> None:
        """Remove the setup; calls are no longer answered."""
        try:
            await write.delete(_path(item.id))
        except NotFound:
            return


def _path(key: str) -> str:
    return f"/numbers/2/numbers/{segment(key)}/voice"


def _sent(body: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in body.items() if k != "numberKey"}


def _item(key: str, wire: Mapping[str, Any], number: Mapping[str, Any]) -> Item:
    about = {k: number[k] for k in ("number", "editPermissions") if k in number}
    return Item(str(key), {**about, **wire, "numberKey": str(key)})


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    if (wire.get("editPermissions") or {}).get("canEditConfiguration") is False:
        return "Infobip does not let this account edit the number's configuration"
    kind = str(wire["action"].get("type"))
    if kind not in _WRITABLE and "action" in changed:
        return f"the live action {kind} cannot be written by API; change it in the portal first"
    return ""


VoiceSetup = Kind(
    name="infobip.VoiceSetup",
    spec=VoiceSetupSpec,
    api=VoiceSetups(),
    concept=Concept.CHANNEL,
    summary="What happens to calls that come in on a number.",
    doc="https://www.infobip.com/docs/numbers/keywords-and-actions",
    evidence=evidence(
        f"list GET {NUMBERS}",
        "get GET /numbers/2/numbers/{numberKey}/voice",
        "create POST /numbers/2/numbers/{numberKey}/voice",
        "update PUT /numbers/2/numbers/{numberKey}/voice",
        "delete DELETE /numbers/2/numbers/{numberKey}/voice",
    ),
    fixed_if=_fixed,
    exportable=lambda wire: wire["action"].get("type") in _WRITABLE,
    example={"number": "example", "action": {"type": "FORWARD_TO_PSTN", "pstn_number": "441134960001"}},
)
