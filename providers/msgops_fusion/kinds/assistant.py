"""A digital assistant as an agent: its channel, signed in to the pod (dossier B23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import Computed, Immutable, Key, SecretText, ServerDefault, Spec, Text, Wire, WriteOnly
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops_fusion.account import ASSISTANT
from msgops_fusion.kinds.common import Body, evidence

if TYPE_CHECKING:
    from typing import Any

    from msgops.sdk.http import Reader, Writer

_BASE = f"{ASSISTANT}odaInstances"
_SDK = "oci 2.189.0, oda"
_DOC = (
    "https://docs.oracle.com/en/cloud/saas/fusion-service/fairs/use-oracle-digital-assistant-as-an-agent.html"
)
_MAKING = ("CREATING", "UPDATING")
_GOING = ("DELETING", "DELETED")
_BUSY = (*_MAKING, "DELETING")
_PATIENCE, _PAUSE = 60, 2.0
"""Looks at a channel that the instance works on, and the seconds between them."""
_WRITES = (
    "description",
    "channelService",
    "host",
    "port",
    "userName",
    "password",
    "totalSessionCount",
    "authenticationProviderName",
    "botId",
    "sessionExpiryDurationInMilliseconds",
)


class DigitalAssistantChannelSpec(Spec):
    """A channel of type Oracle Service. Each one needs an agent user of its own in the pod: two break each other."""

    name: Annotated[str | None, Text(max=255, pattern=r"^[A-Za-z][A-Za-z0-9._]*$"), Key(from_name=True)] = (
        None
    )
    description: Annotated[str | None, Text(max=4000)] = None
    service: Annotated[Literal["FUSION", "OSVC"], Immutable, Wire("channelService")] = "FUSION"
    host: Annotated[
        str, Text(pattern=r"^[A-Za-z0-9.-]+$"), Field(description="Host of the pod, without https://")
    ]
    port: Annotated[str | None, Text(pattern=r"^[0-9]{1,5}$"), Field(description="443")] = None
    user_name: Annotated[str, Text(min=1), Field(description="Fusion user of this assistant alone")]
    password: Annotated[SecretText, WriteOnly]
    sessions: Annotated[int, Field(ge=1), Wire("totalSessionCount"), Field(description="Most at a time")]
    authentication_provider: Annotated[
        str,
        Text(min=1),
        Wire("authenticationProviderName"),
        Field(description="Authentication service of the instance, with a confidential client of the domain"),
    ]
    assistant: Annotated[
        str | None, Wire("botId"), Field(description="Id of the digital assistant that it routes to")
    ] = None
    session_expiry_ms: Annotated[int | None, Field(ge=1000), Wire("sessionExpiryDurationInMilliseconds")] = (
        None
    )
    running: Annotated[bool | None, ServerDefault(False), Field(description="Whether it is started")] = None
    id: Annotated[str | None, Computed] = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        return (
            {"service": "FUSION", "port": "443", "running": True, **data}
            if isinstance(data, Mapping)
            else data
        )


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels of one Digital Assistant instance, the account's; made, changed and deleted in a while."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the names page by page, then each in detail: only the detail shows what belongs to its type."""
        del wanted
        items = [await self.get(read, Item(str(row["id"]), row)) for row in await _rows(read)]
        return [item for item in items if item is not None]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one once the instance is done with it; one that is being deleted is gone."""
        try:
            row = await _settled(read, item, _MAKING)
        except NotFound:
            return None
        return None if row.get("lifecycleState") in _GOING else _item(row)

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it, wait until it is made, start it. One of this name that is being deleted goes first."""
        for row in await _rows(write):
            if row.get("name") == body["name"] and row.get("lifecycleState") in _GOING:
                with suppress(NotFound):
                    await _settled(write, Item(str(row["id"]), row))
        sent = {"type": "OSVC", "name": body["name"], **_sent(body)}
        made = (await write.post(_channels(write), sent)).json
        item = Item(str(made["id"]), made)
        row = await _settled(write, item)
        if body.get("running") is not False:
            await _run(write, item, row, running=True)
        return await self.get(write, item) or _item(made)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put it, then start or stop it."""
        if changed - {"running"}:
            await write.put(
                f"{_channels(write)}/{segment(item.id)}",
                {"type": "OSVC", "name": body["name"], **_sent(body)},
            )
        row = await _settled(write, item)
        if "running" in body:
            await _run(write, item, row, running=bool(body["running"]))

    async def delete(self, write: Writer, item: Item) -> None:
        """Stop it, delete it, and wait until it is gone."""
        try:
            await _run(write, item, await _settled(write, item), running=False)
            await write.delete(f"{_channels(write)}/{segment(item.id)}")
            await _settled(write, item)
        except NotFound:  # it is gone
            return


def _channels(read: Reader) -> str:
    settings = read.settings
    instance, key = getattr(settings, "assistant_instance", None), getattr(settings, "oci_private_key", None)
    if instance is None or getattr(settings, "assistant_url", None) is None or key is None:
        text = "the account names no Digital Assistant instance"
        hint = "Set assistant_url, assistant_instance and the oci_ settings in the account block."
        raise Refused(f"GET {_BASE}", text, fault=Fault("", text, hint))
    return f"{_BASE}/{segment(instance)}/channels"


def _sent(body: Mapping[str, Any]) -> Body:
    return {k: body[k] for k in _WRITES if body.get(k) is not None}


def _item(row: Mapping[str, Any]) -> Item:
    state = row.get("lifecycleState")
    running = state == "ACTIVE" if state in ("ACTIVE", "INACTIVE") else None
    return Item(str(row["id"]), {**row, "running": running})


async def _rows(read: Reader) -> Sequence[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    path, page = _channels(read), None
    for _ in range(1000):
        answer = await read.answer(path, {"type": "OSVC", "limit": 100, "page": page})
        found.extend(answer.json.get("items") or ())
        page = answer.headers.get("opc-next-page")
        if not page:
            break
    return found


async def _settled(read: Reader, item: Item, busy: Sequence[str] = _BUSY) -> Mapping[str, Any]:
    """Wait until the instance has done what it was asked for; `NotFound` when the channel is gone."""
    row: Mapping[str, Any] = {}
    for _ in range(_PATIENCE):
        row = await read.get(f"{_channels(read)}/{segment(item.id)}")
        if row.get("lifecycleState") not in busy:
            break
        await read.clock.sleep(_PAUSE)
    return row


async def _run(write: Writer, item: Item, row: Mapping[str, Any], *, running: bool) -> None:
    if row.get("lifecycleState") != ("ACTIVE" if running else "INACTIVE"):
        action = "start" if running else "stop"
        await write.post(f"{_channels(write)}/{segment(item.id)}/actions/{action}")
        await _settled(write, item)


def _ready(wire: Mapping[str, Any]) -> Waiting | None:
    state = wire.get("lifecycleState")
    if state == "FAILED":
        return Waiting(
            "Digital Assistant", "the channel has failed; look at it in the instance's console", rejected=True
        )
    return Waiting("Digital Assistant", f"the channel is {state}") if state in _BUSY else None


DigitalAssistantChannel = Kind(
    name="fusion.DigitalAssistantChannel",
    spec=DigitalAssistantChannelSpec,
    api=Channels(),
    concept=Concept.CHANNEL,
    summary="The channel by which a digital assistant works as an agent.",
    doc=_DOC,
    evidence=evidence(
        f"list GET {_BASE}/{{odaInstanceId}}/channels",
        f"get GET {_BASE}/{{odaInstanceId}}/channels/{{channelId}}",
        f"create POST {_BASE}/{{odaInstanceId}}/channels",
        f"create POST {_BASE}/{{odaInstanceId}}/channels/{{channelId}}/actions/start",
        f"update PUT {_BASE}/{{odaInstanceId}}/channels/{{channelId}}",
        f"update POST {_BASE}/{{odaInstanceId}}/channels/{{channelId}}/actions/stop",
        f"delete DELETE {_BASE}/{{odaInstanceId}}/channels/{{channelId}}",
        confidence=Confidence.SDK,
        source=_SDK,
    ),
    ready=_ready,
    patience=60.0,
    calls=lambda _operation, _fields: 3,
    example={
        "name": "FusionBot",
        "host": "pod.fa.us2.oraclecloud.com",
        "user_name": "digitalassistant",
        "password": "${env:HOOK_SECRET}",
        "sessions": 50,
        "authentication_provider": "FusionIDCS",
    },
)
