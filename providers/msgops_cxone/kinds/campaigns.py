"""Campaigns: groups of skills for reports (dossier B.22)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Key, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, Rows, evidence, is_active, skip_top


class CampaignSpec(Active):
    """A group of skills. Which skills are in it is said at the skill."""

    name: Annotated[str | None, Text(min=1, max=80), Key(from_name=True), CaseInsensitive] = None
    description: str | None = None
    notes: str | None = None
    division: Annotated[int | None, Wire("divisionId"), Field(description="Id of the division")] = None


Campaign = Kind(
    name="cxone.Campaign",
    spec=CampaignSpec,
    api=Rows(
        kind="Campaign",
        path="/campaigns",
        id="id",
        name="name",
        pages=skip_top("campaigns"),
        update_fields=frozenset({"name", "divisionId", "notes", "description", "isActive"}),
        status=True,
    ),
    concept=Concept.PLUMBING,
    summary="Groups skills for reports; every skill is in exactly one.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /campaigns",
        "get GET /campaigns/{campaignId}",
        "create POST /campaigns",
        "update PUT /campaigns/{campaignId}",
        "delete PATCH /campaigns/{campaignId}/status",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    exportable=is_active,
    audit_item="Campaign",
    example={"description": "Digital channels"},
)
