"""Do-not-call groups and the skills that fill or obey them (dossier B.36). Their numbers are data, no configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Computed, Key, Ref, Reference, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, evidence, is_active
from msgops_cxone.kinds.links import Link, LinkedRows, calls
from msgops_cxone.pages import Unpaged

_Skills = tuple[Annotated[Reference, Ref("cxone.Skill")], ...] | None


class DncGroupSpec(Active):
    """A do-not-call group."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("dncGroupName")] = (
        None
    )
    description: Annotated[str | None, Wire("dncGroupDescription")] = None
    contributing_skills: Annotated[
        _Skills,
        Unordered,
        Wire("links/contributing_skills"),
        Field(description="Skills whose contacts are added"),
    ] = None
    scrubbed_skills: Annotated[
        _Skills,
        Unordered,
        Wire("links/scrubbed_skills"),
        Field(description="Skills that do not call its numbers"),
    ] = None
    valid_records: Annotated[int | None, Computed] = None


DncGroup = Kind(
    name="cxone.DncGroup",
    spec=DncGroupSpec,
    api=LinkedRows(
        kind="DncGroup",
        path="/dnc-groups",
        id="dncGroupId",
        name="dncGroupName",
        pages=Unpaged("resultSet.dncGroups"),
        key="resultSet.dncGroups",
        thin=False,
        answers="dncGroups",
        create_active=False,
        query=frozenset({"update"}),
        update_fields=frozenset({"dncGroupName", "dncGroupDescription", "isActive"}),
        links=(
            Link(
                name="contributing_skills",
                suffix="contributing-skills",
                items="contributingSkills",
                id="skillId",
            ),
            Link(name="scrubbed_skills", suffix="scrubbed-skills", items="scrubbedSkills", id="skillId"),
        ),
    ),
    concept=Concept.PLUMBING,
    summary="Numbers that are not called: which skills fill the group, which obey it.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /dnc-groups",
        "list GET /dnc-groups/{groupId}/contributing-skills",
        "list GET /dnc-groups/{groupId}/scrubbed-skills",
        "get GET /dnc-groups/{groupId}",
        "create POST /dnc-groups",
        "update PUT /dnc-groups/{groupId}",
        "update POST /dnc-groups/{groupId}/contributing-skills/{skillId}",
        "update DELETE /dnc-groups/{groupId}/contributing-skills/{skillId}",
        "update POST /dnc-groups/{groupId}/scrubbed-skills/{skillId}",
        "update DELETE /dnc-groups/{groupId}/scrubbed-skills/{skillId}",
        "delete PUT /dnc-groups/{groupId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=calls("contributing_skills", "scrubbed_skills"),
    exportable=is_active,
    example={"description": "Do not call", "scrubbed_skills": ["example"]},
)
