"""Settings of Digital Experience that no API writes: roles, queues, defaults, service levels (C.5 to C.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.fields import Key, Spec, Text, Unordered
from msgops.sdk.hands import Step, Verdict
from msgops.sdk.kind import Concept
from msgops_cxone.kinds.common import same
from msgops_cxone.kinds.console import (
    DFO,
    Name,
    SkillName,
    channel,
    no_channel,
    person,
    profiles,
    queue,
    skill,
)
from msgops_cxone.pages import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

PAGE = "WhatsApp"
_THREADS = "/dfo/3.0/threads"


class RoutingQueueConditionsSpec(Spec):
    """The rule Included channels of a filter of an existing queue; a digital script is the recommended way."""

    queue: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    filter: Annotated[Name, Key(), Field(description="Name of the filter; it is added where there is none")]
    channels: Annotated[list[str], Unordered, Field(min_length=1, description="As the console shows them")]


async def _queue_there(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Filters cannot be read; a queue that is not there says that the step was not done."""
    name = str(wire["queue"])
    return (
        None if await queue(read, name) else Verdict(holds=False, found=f"there is no routing queue {name}")
    )


RoutingQueueConditions = person(
    "RoutingQueueConditions",
    RoutingQueueConditionsSpec,
    where="ACD > DFO > Routing Queues",
    steps=(
        f"{DFO}Routing Queues.",
        "Find the queue {queue} and click Filters.",
        "Find the filter {filter}, or add it, and click Conditions.",
        (
            "Click Add condition, select Included channels rule and click Create condition for selected type; "
            "if the condition is there, open it."
        ),
        Step(
            "Click Add for the channel {item}.",
            each="channels",
            gone="Take the channel {item} out of Selected Channels.",
        ),
        "Compare Selected Channels with the list below and click Back; changes are saved by themselves.",
    ),
    summary="The channels that a routing queue takes cases of; no API shows or writes conditions.",
    page=PAGE,
    verify=_queue_there,
    reads=("GET /dfo/3.0/routing-queues",),
    concept=Concept.QUEUE,
    example={"filter": "WhatsApp", "channels": ["WhatsApp UK"]},
)


class Duration(Spec):
    """A time as the console asks for it."""

    days: Annotated[int, Field(ge=0, le=365)] = 0
    hours: Annotated[int, Field(ge=0, le=23)] = 0
    minutes: Annotated[int, Field(ge=0, le=59)] = 0

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        return {"days": 0, "hours": 0, "minutes": 0, **data} if isinstance(data, dict) else data


DEFAULT_SLA = "Default SLA for all channels"


class SlaSpec(Spec):
    """The service levels of a channel: the global ones, or its own. They count within business hours only."""

    channel: Annotated[
        str | None,
        Text(min=1, max=200),
        Key(from_name=True),
        Field(description=f"As the console shows it; the global ones stand in the row {DEFAULT_SLA}"),
    ] = None
    follow_global: Annotated[
        bool | None, Field(description="Of a channel: follow the global ones, or have its own")
    ] = None
    first_response: Annotated[Duration | None, Field(description="From the case to the agent's answer")] = (
        None
    )
    solution: Annotated[Duration | None, Field(description="From the case to the status Resolved")] = None

    @model_validator(mode="after")
    def _one_way(self) -> SlaSpec:
        times = [t for t in (self.first_response, self.solution) if t is not None]
        if self.channel == DEFAULT_SLA and self.follow_global is not None:
            raise ValueError(f"{DEFAULT_SLA} are the global ones: leave follow_global out")
        if self.follow_global and times:
            raise ValueError("a channel that follows the global SLA has no times of its own")
        if not self.follow_global and len(times) < 2:
            raise ValueError("first_response and solution are needed, or follow_global: true")
        if any(t.days + t.hours + t.minutes == 0 for t in times):
            raise ValueError("a time of nothing is no service level")
        return self


_TIME = "{{{0}.days}} days, {{{0}.hours}} hours and {{{0}.minutes}} minutes"
Sla = person(
    "Sla",
    SlaSpec,
    where="ACD > DFO > SLA",
    steps=(
        f"{DFO}SLA.",
        "Find the row {channel} and click Edit.",
        Step("Set the toggle to YES: the channel follows the global SLA.", when="follow_global=true"),
        Step("Set the toggle to NO, DIFFERENT.", when="follow_global=false"),
        Step(f"Set First Response Time to {_TIME.format('first_response')}.", when="first_response"),
        Step(f"Set Solution Time to {_TIME.format('solution')}.", when="solution"),
        "Click Save.",
    ),
    summary="The service levels of a channel, or those of all channels; no API shows or writes them.",
    page="Manage System Settings",
    concept=Concept.SLA,
    example={
        "channel": "WhatsApp UK",
        "follow_global": "false",
        "first_response": {"minutes": 15},
        "solution": {"hours": 8},
    },
)

_REPLY = "Reply"


class RoleChannelPermissionsSpec(Spec):
    """What people of a role may do in a channel. Only the primary role of an employee counts."""

    role: Annotated[Name, Key()]
    channel: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    permissions: Annotated[
        list[str],
        Unordered,
        Field(description="Check boxes of the row, as the console names them; Reply is one"),
    ]

    @model_validator(mode="after")
    def _can_reply(self) -> RoleChannelPermissionsSpec:
        if not any(same(p, _REPLY) for p in self.permissions):
            raise ValueError("without Reply people of the role cannot answer")
        return self


async def _role_there(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Permissions per channel cannot be read; a role that is not there says that the step was not done."""
    name = str(wire["role"])
    found = (row.get("securityProfileName") for row in await profiles(read))
    return (
        None if any(same(f, name) for f in found) else Verdict(holds=False, found=f"there is no role {name}")
    )


RoleChannelPermissions = person(
    "RoleChannelPermissions",
    RoleChannelPermissionsSpec,
    where="ACD > DFO > Roles",
    steps=(
        f"{DFO}Roles.",
        "Click the Edit icon of the role {role}.",
        "In the section Channels, find {channel} and click Edit permissions.",
        Step("In its row, tick {item}.", each="permissions", gone="In its row, untick {item}."),
        "Click Save.",
    ),
    summary="What people of a role may do in a channel; no API shows or writes it.",
    page="Manage Users and Roles",
    verify=_role_there,
    reads=("GET /security-profiles",),
    concept=Concept.ROLE,
    example={"role": "Agent", "channel": "WhatsApp UK", "permissions": ["Reply", "Read"]},
)


class ChannelDefaultsSpec(Spec):
    """The default Studio script and the default skill of a channel. Every channel needs both."""

    channel: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    script: Annotated[
        str, Text(min=1, max=300), Field(description="Path of the digital script: Digital\\Acme")
    ]
    skill: SkillName


async def _defaults(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """The script stands in the channel; the skill only in threads, once a customer wrote."""
    row = await channel(read, str(wire["channel"]))
    if row is None:
        return no_channel(str(wire["channel"]))
    script = row.get("studioScript")
    values: dict[str, Any] = {"script": script}
    right, told = same(script, wire["script"]), f"its script is {script or 'not set'}"
    wanted, now = await skill(read, str(wire["skill"])), await _default_skill(read, str(row["id"]))
    if wanted is None:
        return Verdict(holds=False, found=f"there is no skill {wire['skill']}", values=values)
    if now is None:
        return None if right else Verdict(holds=False, found=told, values=values)
    matches = same(now, wanted["skillId"])
    values["skill"] = wire["skill"] if matches else f"(id {now or 'none'})"
    told = f"{told}, its default skill {values['skill']}"
    return Verdict(holds=right and matches, found=told, values=values)


async def _default_skill(read: Reader, id_: str) -> str | None:
    """Return the id of a channel's default skill, `""` for none, nothing where no thread shows it."""
    answer = await read.get(_THREADS, {"withContext": 1})
    context = answer.get("_context") if isinstance(answer, dict) else None
    found = next((c for c in rows(context, "channels") if same(c.get("id"), id_)), None)
    return None if found is None else str(found.get("defaultSkillId") or "")


ChannelDefaults = person(
    "ChannelDefaults",
    ChannelDefaultsSpec,
    where="ACD > DFO > Points of Contact Digital",
    steps=(
        f"{DFO}Points of Contact Digital.",
        "Select the channel {channel} and click Edit.",
        "Select the Studio script {script}.",
        "Select the default skill {skill}.",
        "Click Save.",
    ),
    summary="The default script and skill of a channel; no API writes the skill.",
    page="Manage Digital Routing",
    verify=_defaults,
    reads=("GET /dfo/3.0/channels", "GET /dfo/3.0/threads?withContext=1", "GET /skills/{skillId}"),
    concept=Concept.CHANNEL,
    example={"channel": "WhatsApp UK", "script": "Digital\\WhatsApp", "skill": "WhatsApp_EN"},
)
