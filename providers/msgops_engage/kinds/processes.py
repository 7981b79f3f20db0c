"""The business process of WhatsApp: the sample for chat, and what strategies attach to an interaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from pydantic import Field

from msgops.sdk.fields import Key, Spec, Unordered
from msgops.sdk.hands import Artefact, File, Filled, NoApi, Person, Rendered, Step, Verdict
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_engage import configuration
from msgops_engage.kinds.common import DOC, Line, Name, instruct, verified

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

DESIGNER = "who designs the business processes"
_ATTACHED = "_umsOutboundSessionConfig"


class ExternalService(Spec):
    """A request of a strategy to Digital Messaging Server by the External Services Protocol."""

    service: Annotated[Line | None, Field(description="Messaging")] = None
    method: Annotated[Line, Field(description="InviteToChat; ValidateContact is obsolete")]
    app_type: Annotated[int | None, Field(description="171 is Digital Messaging Server")] = None
    app_name: Annotated[Name | None, Field(description="Name of the application, instead of its type")] = None


class BusinessProcessSpec(Filled):
    """A business process with its queues and workbins; WhatsApp takes the sample for chat."""

    process: Annotated[
        Name | None, Key(from_name=True), Field(description="Name of the business process")
    ] = None
    sample: Annotated[bool, Field(description="Whether it is the vendor's sample for chat")] = True
    queues: Annotated[
        tuple[Name, ...], Unordered, Field(description="Interaction queues: async-chat-greet-queue, …")
    ] = ()
    workbins: Annotated[
        tuple[Name, ...], Unordered, Field(description="Workbins: async-chat-main-workbin")
    ] = ()
    requests: Annotated[
        tuple[ExternalService, ...] | None,
        Field(description="What its strategies ask Digital Messaging Server for"),
    ] = None


async def _published(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Read the queues and workbins: all there, it is published; one that is not shown proves nothing, nor do requests."""
    wanted = [(n, configuration.QUEUE) for n in wire.get("queues") or ()]
    wanted += [(n, configuration.WORKBIN) for n in wire.get("workbins") or ()]
    for name, type_ in wanted:
        if await configuration.script(read, name, type_) is None:
            return None
    if not wanted or wire.get("requests"):
        return None
    return Verdict(holds=True, found=f"{len(wanted)} queues and workbins exist")


BusinessProcess = Kind(
    name="engage.BusinessProcess",
    spec=BusinessProcessSpec,
    api=NoApi(
        Person(
            who=DESIGNER,
            where="Composer or Interaction Routing Designer",
            steps=(
                Step("Import the vendor's Chat Business Process Sample as {process}.", when="sample=true"),
                Step("Open or make the business process {process}.", when="sample=false"),
                Step(
                    "It has the interaction queue {item}.",
                    each="queues",
                    gone="Remove the interaction queue {item}.",
                ),
                Step("It has the workbin {item}.", each="workbins", gone="Remove the workbin {item}."),
                Step(
                    "A strategy asks Digital Messaging Server for {item.method}.",
                    each="requests",
                    gone="No strategy asks for {item.method} any more.",
                ),
                Step("Publish it to the Configuration Server.", leads=True),
            ),
            verify=_published,
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.PERSON,
    summary="A business process with its queues and workbins: published by a person, read back by their names.",
    doc=DOC,
    evidence=(
        *instruct("WhatsApp Guide: Sample Business Process for WhatsApp"),
        *verified(configuration.SCRIPTS),
    ),
    example={
        "process": "async-chat",
        "queues": ["async-chat-greet-queue", "async-chat-return-queue"],
        "workbins": ["async-chat-main-workbin"],
    },
)


class OutboundSession(Spec):
    """A channel that agents may begin a session on."""

    media_type: Annotated[Line, Field(description="whatsappsession")] = "whatsappsession"
    server: Annotated[Line, Field(description="Name of the Digital Messaging Server application")]
    channel: Annotated[Line, Field(description="Section of its channel")]
    business_id: Annotated[Line, Field(description="Business id of the channel: the number's digits")]


class AttachedDataSpec(Filled, Rendered):
    """`_umsOutboundSessionConfig`: the channels that a strategy attaches before it routes an interaction to an agent."""

    process: Annotated[
        Name | None, Key(from_name=True), Field(description="The business process whose strategy attaches it")
    ] = None
    sessions: Annotated[
        dict[str, OutboundSession], Field(min_length=1, description='Keys "1", "2", … without a gap')
    ]


def _attached(wire: Mapping[str, Any]) -> list[Artefact]:
    sessions = {
        str(key): {
            "MediaType": s.get("media_type", "whatsappsession"),
            "_umsServer": s["server"],
            "_umsChannel": s["channel"],
            "_umsBusinessId": s["business_id"],
        }
        for key, s in wire["sessions"].items()
    }
    text = orjson.dumps({_ATTACHED: sessions}, option=orjson.OPT_INDENT_2).decode()
    return [Artefact(f"{_ATTACHED}.json", f"{text}\n")]


AttachedData = Kind(
    name="engage.AttachedData",
    spec=AttachedDataSpec,
    api=NoApi(
        File(
            who=DESIGNER,
            where="Composer or Interaction Routing Designer",
            steps=(
                Step("Open the strategy of {process} that routes to agents.", leads=True),
                "Before it routes, attach the pairs of the file in {files} to the interaction: {sessions}",
                Step("Publish it.", leads=True),
            ),
            render=_attached,
        )
    ),
    hand=Hand.FILE,
    summary="The channels for sessions from other media, as a file for the strategy that attaches them.",
    doc=DOC,
    evidence=instruct("WhatsApp Guide: Business Process modifications"),
    example={
        "process": "async-chat",
        "sessions": {
            "1": {
                "server": "DigitalMessagingServer",
                "channel": "channel-whatsapp-1",
                "business_id": "19251112221",
            }
        },
    },
)
