"""Tags of skills (dossier B.34). Digital tags are another thing, see `digital.py`."""

from __future__ import annotations

from typing import Annotated

from msgops.sdk.fields import CaseInsensitive, Key, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, Rows, evidence, is_active
from msgops_cxone.pages import Unpaged


class TagSpec(Active):
    """A word that skills carry. Which ones is said at the skill."""

    name: Annotated[
        str | None, Text(min=1, max=40), Key(from_name=True), CaseInsensitive, Wire("tagName")
    ] = None
    notes: str | None = None


Tag = Kind(
    name="cxone.Tag",
    spec=TagSpec,
    api=Rows(
        kind="Tag",
        path="/tags",
        id="tagId",
        name="tagName",
        pages=Unpaged("tags"),
        key="tags",
        thin=False,
        query=frozenset({"create", "update"}),
        create_active=False,
        update_fields=frozenset({"tagName", "notes", "isActive"}),
    ),
    concept=Concept.PLUMBING,
    summary="A word that skills carry.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /tags",
        "get GET /tags/{tagId}",
        "create POST /tags",
        "update PUT /tags/{tagId}",
        "delete PUT /tags/{tagId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=lambda operation, _: 2 if operation == "create" else 1,
    exportable=is_active,
    example={"notes": "Region"},
)
