"""Roles: what agents may do with WhatsApp in Workspace (WhatsApp Guide, Role permissions)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Unordered
from msgops.sdk.hands import Filled, NoApi, Person, Step, Verdict
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_engage import configuration
from msgops_engage.kinds.common import ADMIN, DOC, GAX, Line, Name, instruct, verified

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

WHATSAPP = "InteractionWorkspace.WhatsApp."


class RoleSpec(Filled):
    """A role with at least these privileges; others that it has are left alone."""

    role: Annotated[Name | None, Key(from_name=True), Field(description="Name of the role")] = None
    privileges: Annotated[
        tuple[Line, ...],
        Unordered,
        Field(
            min_length=1,
            description="InteractionWorkspace.WhatsApp.canUse, .canSendFiles, .canChangeAttachmentsInNotification, …",
        ),
    ]
    workitem_privileges: Annotated[
        bool,
        Field(
            description="Whether all Workitem privileges are assigned, without which the plug-in does not work"
        ),
    ] = True
    members: Annotated[
        tuple[Name, ...] | None, Unordered, Field(description="Agents and access groups that have the role")
    ] = None


async def _assigned(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Read the privileges; they stand in the Annex, one section for each type of application.

    What Workspace calls the Workitem privileges is not published, and members are not shown by name: neither is proven.
    """
    row = await configuration.role(read, str(wire["role"]))
    annex = configuration.annex(row) if row is not None else None
    if not annex:
        return None
    assigned = {name for section in annex.values() for name in section}
    missing = [p for p in wire["privileges"] if p not in assigned]
    values = {"privileges": [p for p in wire["privileges"] if p in assigned]}
    if missing:
        return Verdict(holds=False, found=f"not assigned: {', '.join(missing)}", values=values)
    unread = wire.get("members") or wire.get("workitemPrivileges", True)
    return None if unread else Verdict(holds=True, found="assigned", values=values)


Role = Kind(
    name="engage.Role",
    spec=RoleSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"{GAX}, Roles",
            steps=(
                Step(f"Sign in to {GAX} and open Roles.", leads=True),
                Step("Open the role {role}, or add it.", leads=True),
                Step(
                    "Assign the privilege {item}.", each="privileges", gone="Take the privilege {item} away."
                ),
                Step("Assign all Workitem privileges.", when="workitem_privileges=true"),
                Step("Add the member {item}.", each="members", gone="Remove the member {item}."),
                Step("Save the role.", leads=True),
            ),
            verify=_assigned,
        )
    ),
    concept=Concept.ROLE,
    hand=Hand.PERSON,
    summary="A role with the privileges of the plug-in: set by a person, refuted where it lacks one of them.",
    doc=DOC,
    evidence=(*instruct("Roles, privileges of the Genesys Hub plug-in"), *verified(configuration.ROLES)),
    example={
        "role": "WhatsApp Agents",
        "privileges": [f"{WHATSAPP}canUse", f"{WHATSAPP}canSendFiles"],
    },
)
