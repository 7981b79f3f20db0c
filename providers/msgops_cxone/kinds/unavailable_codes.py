"""Unavailable codes: why an agent is not there, and the states of after-call work (dossier B.26)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Key, Ref, Reference, ServerDefault, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, evidence, is_active, skip_top
from msgops_cxone.kinds.links import Link, LinkedRows, calls, not_among


class UnavailableCodeSpec(Active):
    """A reason that an agent names, or a state of after-call work. Only agents of its teams can choose it."""

    name: Annotated[str | None, Text(min=1, max=25), Key(from_name=True), CaseInsensitive] = None
    is_acw: Annotated[
        bool | None, ServerDefault(False), Wire("isACW"), Field(description="A state of after-call work")
    ] = None
    agent_timeout: Annotated[int | None, Field(ge=0, description="Minutes")] = None
    notes: str | None = None
    teams: Annotated[
        tuple[Annotated[Reference, Ref("cxone.Team")], ...] | None, Unordered, Wire("links/teams")
    ] = None


UnavailableCode = Kind(
    name="cxone.UnavailableCode",
    spec=UnavailableCodeSpec,
    api=LinkedRows(
        kind="UnavailableCode",
        path="/unavailable-codes",
        id="id",
        name="name",
        pages=skip_top("unavailableCodes"),
        key="unavailableCode",
        create_active=False,
        update_fields=frozenset({"name", "isACW", "agentTimeout", "isActive", "notes"}),
        status=True,
        links=(
            Link(
                name="teams",
                suffix="teams",
                items="teams",
                id="id",
                body=("teams", "id"),
                text=True,
                add={"addAll": "false"},
                remove={"removeAll": "false"},
                refused=not_among("assignedTeams", "teamId"),
            ),
        ),
    ),
    concept=Concept.PLUMBING,
    summary="Why an agent is not there, or a state of after-call work, and the teams that have it.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /unavailable-codes",
        "list GET /unavailable-codes/{unavailableCodeId}/teams",
        "get GET /unavailable-codes/{unavailableCodeId}",
        "create POST /unavailable-codes",
        "update PUT /unavailable-codes/{unavailableCodeId}",
        "update POST /unavailable-codes/{unavailableCodeId}/teams",
        "update DELETE /unavailable-codes/{unavailableCodeId}/teams",
        "delete PATCH /unavailable-codes/{unavailableCodeId}/status",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=calls("teams"),
    exportable=is_active,
    audit_item="UnavailableCode",
    example={"agent_timeout": 30, "notes": "With a coach", "teams": ["example"]},
)
