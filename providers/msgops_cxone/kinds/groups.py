"""Groups of agents (dossier B.38)."""

from __future__ import annotations

from typing import Annotated

from msgops.sdk.fields import CaseInsensitive, Key, Ref, Reference, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, evidence, is_active, skip_top
from msgops_cxone.kinds.links import Link, LinkedRows, calls, not_among


class AgentGroupSpec(Active):
    """A group of agents across teams. Without `agents` its members are left alone."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("groupName")] = None
    notes: str | None = None
    agents: Annotated[
        tuple[Annotated[Reference, Ref("cxone.Agent")], ...] | None, Unordered, Wire("links/agents")
    ] = None


AgentGroup = Kind(
    name="cxone.AgentGroup",
    spec=AgentGroupSpec,
    api=LinkedRows(
        kind="AgentGroup",
        path="/groups",
        id="groupId",
        name="groupName",
        pages=skip_top("groups"),
        key="groups",
        thin=False,
        creates=("groups", "groupResults"),
        query=frozenset({"update"}),
        update_fields=frozenset({"groupName", "isActive", "notes"}),
        links=(
            Link(
                name="agents",
                suffix="agents",
                items="agents",
                id="agentId",
                body=("agents", "agentId"),
                refused=not_among("agents", "agentId"),
            ),
        ),
    ),
    concept=Concept.ROLE,
    summary="A group of agents across teams.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /groups",
        "list GET /groups/{groupId}/agents",
        "get GET /groups/{groupId}",
        "create POST /groups",
        "update PUT /groups/{groupId}",
        "update POST /groups/{groupId}/agents",
        "update DELETE /groups/{groupId}/agents",
        "delete PUT /groups/{groupId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=calls("agents", own=1),
    exportable=is_active,
    example={"notes": "Digital desk in Europe", "agents": ["example"]},
)
