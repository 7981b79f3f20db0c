"""What a skill shows and only the console writes: response timers, Accept / Reject, sub-skill (dossier C.7, D.3, D.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Step, Verdict, Verify
from msgops.sdk.kind import Concept
from msgops_cxone.kinds.console import person, skill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

PAGE = "Manage Digital Skills"
_WHERE = "ACD > Contact Settings > ACD Skills"
_OPEN = "Click the app selector and select ACD, then open Contact Settings > ACD Skills."
_FIND = "Open the skill {skill} for editing."
Skill = Annotated[str | None, Text(min=2, max=30), Key(from_name=True)]
Units = Annotated[int, Field(ge=0, description="In the unit of the console; the API names none")]

_TIMERS = {
    "agent.enabled": "agentResponseEnabled",
    "agent.first_response": "agentFirstResponseTime",
    "agent.follow_on": "agentFollowOnResponseTime",
    "agent.time_extension": "timeExtensionEnabled",
    "customer.enabled": "customerResponseEnabled",
    "customer.idle": "customerIdleTime",
}
_BOXES = {"accept_reject": "PresentAcceptReject", "sub_skill": "IsSubSkill"}


def _reads(fields: Mapping[str, str]) -> Verify:
    """Return a verification that compares what a skill shows under these names."""

    async def verify(read: Reader, wire: Mapping[str, Any]) -> Verdict:
        row = await skill(read, str(wire["skill"]))
        if row is None:
            return Verdict(holds=False, found=f"there is no skill {wire['skill']}")
        wanted = {path: value for path in fields if (value := _at(wire, path)) is not None}
        values = {
            path: row[name] for path, name in fields.items() if path in wanted and row.get(name) is not None
        }
        told = ", ".join(f"{path} is {_said(values.get(path))}" for path in wanted)
        return Verdict(holds=all(values.get(p) == v for p, v in wanted.items()), found=told, values=values)

    return verify


def _at(wire: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of the spec, in the wire's names."""
    found: Any = wire
    for name in path.split("."):
        first, *more = name.split("_")
        found = found.get(first + "".join(m.capitalize() for m in more)) if isinstance(found, dict) else None
    return found


def _said(value: Any) -> str:
    return {None: "not shown", True: "on", False: "off"}.get(value) or str(value)


class AgentResponse(Spec):
    """A countdown for agents."""

    enabled: bool = True
    first_response: Units | None = None
    follow_on: Annotated[Units | None, Field(description="For each further answer")] = None
    time_extension: Annotated[bool | None, Field(description="Agents may ask for more time")] = None

    @model_validator(mode="before")
    @classmethod
    def _on(cls, data: Any) -> Any:
        return {"enabled": True, **data} if isinstance(data, dict) else data


class CustomerResponse(Spec):
    """Takes the contact from the agent when the customer is silent."""

    enabled: bool = True
    idle: Units | None = None

    @model_validator(mode="before")
    @classmethod
    def _on(cls, data: Any) -> Any:
        return {"enabled": True, **data} if isinstance(data, dict) else data


class ResponseTimersSpec(Spec):
    """The response timers of a digital skill; only agents of CXone Agent see them."""

    skill: Skill = None
    agent: AgentResponse | None = None
    customer: CustomerResponse | None = None

    @model_validator(mode="after")
    def _something(self) -> ResponseTimersSpec:
        if self.agent is None and self.customer is None:
            raise ValueError("agent or customer is needed")
        return self


ResponseTimers = person(
    "ResponseTimers",
    ResponseTimersSpec,
    where=_WHERE,
    steps=(
        _OPEN,
        _FIND,
        Step("Go to Agent Response and switch the timer on.", when="agent.enabled=true"),
        Step("Go to Agent Response and switch the timer off.", when="agent.enabled=false"),
        Step("Set the time for the first response to {agent.first_response}.", when="agent.first_response"),
        Step("Set the time for each further response to {agent.follow_on}.", when="agent.follow_on"),
        Step("Let agents extend the time.", when="agent.time_extension=true"),
        Step("Do not let agents extend the time.", when="agent.time_extension=false"),
        Step("Go to Customer Response and switch the timer on.", when="customer.enabled=true"),
        Step("Go to Customer Response and switch the timer off.", when="customer.enabled=false"),
        Step("Set the idle time of the customer to {customer.idle}.", when="customer.idle"),
        "Save the skill.",
    ),
    summary="The response timers of a digital skill, which the API shows and does not write.",
    page=PAGE,
    verify=_reads(_TIMERS),
    reads=("GET /skills", "GET /skills/{skillId}"),
    concept=Concept.QUEUE,
    example={
        "skill": "WhatsApp_EN",
        "agent": {"first_response": 120, "follow_on": 300},
        "customer": {"idle": 600},
    },
)


class SkillOptionsSpec(Spec):
    """Check boxes of a digital skill."""

    skill: Skill = None
    accept_reject: Annotated[
        bool | None, Field(description="Agents accept or reject each contact; in controlled release")
    ] = None
    sub_skill: Annotated[bool | None, Field(description="Only where queues assign skills, not scripts")] = (
        None
    )

    @model_validator(mode="after")
    def _something(self) -> SkillOptionsSpec:
        if self.accept_reject is None and self.sub_skill is None:
            raise ValueError("accept_reject or sub_skill is needed")
        return self


SkillOptions = person(
    "SkillOptions",
    SkillOptionsSpec,
    where=_WHERE,
    steps=(
        _OPEN,
        _FIND,
        Step("Tick Accept / Reject.", when="accept_reject=true"),
        Step("Untick Accept / Reject.", when="accept_reject=false"),
        Step("Tick the check box of the sub-skill.", when="sub_skill=true"),
        Step("Untick the check box of the sub-skill.", when="sub_skill=false"),
        "Save the skill.",
    ),
    summary="Accept / Reject and sub-skill of a digital skill, which the API shows and does not write.",
    page=PAGE,
    verify=_reads(_BOXES),
    reads=("GET /skills", "GET /skills/{skillId}"),
    concept=Concept.QUEUE,
    example={"skill": "WhatsApp_EN", "accept_reject": "true"},
)
