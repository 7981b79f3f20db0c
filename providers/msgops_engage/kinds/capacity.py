"""Capacity rules: how many WhatsApp sessions an agent has at a time (WhatsApp Guide, Other configuration)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key
from msgops.sdk.hands import Filled, NoApi, Person, Step, Verdict
from msgops.sdk.kind import Hand, Kind
from msgops_engage import configuration
from msgops_engage.kinds.common import ADMIN, GAX, Line, Name, instruct, verified

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_SECTION, _LIST = "_WIZARD_", "_CRWizardMediaCapacityList_"


class CapacityRuleSpec(Filled):
    """The most interactions of each medium that count at the same time.

    The rule itself is binary and only Genesys' own wizard may write it; without one an agent has one voice interaction.
    """

    rule: Annotated[Name | None, Key(from_name=True), Field(description="Name of the capacity rule")] = None
    media: Annotated[
        dict[Line, int],
        Field(min_length=1, description="Media type to its maximum: whatsappsession to 3"),
    ]
    assigned_to: Annotated[
        Line | None, Field(description="Agents, agent group, place or tenant that the rule is assigned to")
    ] = None


async def _listed(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Refute a rule whose readable list lacks a medium; the maxima are binary, so nothing proves them."""
    row = await configuration.script(read, str(wire["rule"]), configuration.CAPACITY_RULE)
    annex = configuration.annex(row) if row is not None else None
    listed = str(annex.get(_SECTION, {}).get(_LIST, "")) if annex is not None else ""
    if not listed or not listed.isprintable():
        return None
    missing = [medium for medium, most in wire["media"].items() if most and medium not in listed]
    if not missing:
        return None
    return Verdict(holds=False, found=f"the rule has no capacity for {', '.join(missing)}")


CapacityRule = Kind(
    name="engage.CapacityRule",
    spec=CapacityRuleSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"{GAX}, Capacity Rules",
            steps=(
                Step(f"Sign in to {GAX} and open Capacity Rules.", leads=True),
                Step("Open the rule {rule}, or add it.", leads=True),
                "Set the maximum of each media type, and add those that are missing: {media}",
                Step("Save the rule.", leads=True),
                Step("Assign the rule to {assigned_to}.", when="assigned_to"),
            ),
            verify=_listed,
        )
    ),
    hand=Hand.PERSON,
    summary="How many sessions of each medium an agent has at a time; refuted where the rule lists no such medium.",
    doc="https://docs.genesys.com/Documentation/GA",
    evidence=(*instruct("Capacity Rules"), *verified(configuration.SCRIPTS)),
    example={"rule": "Messaging", "media": {"whatsappsession": 3}, "assigned_to": "Messaging Agents"},
)
