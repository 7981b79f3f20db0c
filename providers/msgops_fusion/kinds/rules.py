"""Which queue a conversation goes to: assignment rules, which have no REST resource (dossier B20)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Key, Text
from msgops.sdk.hands import Filled, NoApi, Person, Step
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_fusion.kinds.checks import ADMIN
from msgops_fusion.kinds.common import evidence

_GUIDE = "https://docs.oracle.com/en/cloud/saas/fusion-service/faiec/set-rules-for-queue-assignment.html"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Condition(Filled):
    """What must hold of a work item."""

    object: Annotated[str, Text(min=1)] = "Any"
    attribute: Annotated[str, Text(min=1), Field(description="Escalation Level")]
    operator: Annotated[str, Text(min=1), Field(description="As the page has it: Equals")] = "Equals"
    value: Annotated[str, Text(min=1)]


class Rule(Filled):
    """One rule: where all its conditions hold, the queue gets the work."""

    name: Annotated[str, Text(min=1, max=80)]
    description: Annotated[str | None, Text(max=1000)] = None
    starts: Annotated[str | None, Text(pattern=_DATE)] = None
    ends: Annotated[str | None, Text(pattern=_DATE)] = None
    inactive: bool | None = None
    conditions: Annotated[
        tuple[Condition, ...], Field(description="Without any the rule takes everything")
    ] = ()
    queue: Annotated[str, Text(min=1), Field(description="QueueName: ${fusion.Queue/messages.label}")]


class AssignmentRuleSetSpec(Filled):
    """A rule set. A work item may reach one queue only, so rules must not overlap."""

    label: Annotated[str | None, Text(min=1, max=80), Key(from_name=True)] = None
    category: Annotated[
        Literal["Generic Queuing Rules", "Service Request Queuing Rules"],
        Key(),
        Field(description="Generic for chat and messages"),
    ] = "Generic Queuing Rules"
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _apart(self) -> AssignmentRuleSetSpec:
        names = [rule.name for rule in self.rules]
        if len(set(names)) != len(names):
            raise ValueError("two rules have one name")
        live = [rule for rule in self.rules if not rule.inactive]
        if len(live) > 1 and any(not rule.conditions for rule in live):
            raise ValueError(
                "a rule without conditions takes everything, and the others would overlap with it"
            )
        return self


AssignmentRuleSet = Kind(
    name="fusion.AssignmentRuleSet",
    spec=AssignmentRuleSetSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Setup and Maintenance, Manage Service Assignment Rules",
            steps=(
                Step("Open Setup and Maintenance, offering Service, Communication Channels.", leads=True),
                Step(
                    "Open the task Manage Service Assignment Rules and select the category {category}.",
                    leads=True,
                ),
                Step("Open the rule set {label}, or create it with that name.", leads=True),
                Step(
                    "Rule {item.name}: description {item.description}, from {item.starts} to {item.ends}, "
                    "inactive {item.inactive}. Conditions, all of which must hold: {item.conditions}. "
                    "Action: assign to the queue {item.queue}.",
                    each="rules",
                    gone="Delete the rule {item.name}.",
                ),
                Step("Select Save and Publish: saving alone changes nothing for conversations.", leads=True),
                Step("Refresh until the rule set is shown as published.", leads=True),
            ),
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.PERSON,
    summary="Rules by which conversations reach queues; no REST resource has them.",
    doc=_GUIDE,
    evidence=evidence("instruct Setup and Maintenance: Manage Service Assignment Rules", source=_GUIDE),
    example={
        "label": "Messaging",
        "rules": [
            {
                "name": "Live agents",
                "conditions": [{"attribute": "Escalation Level", "operator": "Greater than", "value": "0"}],
                "queue": "WhatsApp Customer Service",
            }
        ],
    },
)
