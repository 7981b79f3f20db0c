"""Which agent has which skill, and how well (dossier B.25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.kinds.common import ADMIN, Body, evidence, skip_top
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_KIND = "SkillAssignment"
_PAGES = skip_top("agentSkillAssignments")


class AssignmentSpec(Spec):
    """A skill of an agent."""

    agent: Annotated[Reference, Ref("cxone.Agent"), Wire("agentId"), Key(), Immutable]
    skill: Annotated[Reference, Ref("cxone.Skill"), Wire("skillId"), Key(), Immutable]
    proficiency: Annotated[int | None, Field(ge=1, le=20, description="1 is best, 20 is worst")] = None
    active: Annotated[bool | None, Wire("isActive")] = None


@dataclass(frozen=True)
class Assignments:
    """Links without ids, read agent by agent; only one link stands in a write, so that a failure is that link's."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the skills of the agents that are wanted, or the whole matrix."""
        if wanted is None:
            return await self._matrix(read)
        agents = sorted({str(w.wire["agentId"]) for w in wanted if w.wire.get("agentId")})
        found = await together(*(self._of(read, agent) for agent in agents))
        return [item for items in found for item in items]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for the one skill among those of the agent."""
        return next((i for i in await self._of(read, str(item.wire["agentId"])) if i.id == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Assign."""
        agent = str(body["agentId"])
        await write.post(await self._path(write, agent), {"skills": [_entry(body)]})
        return Item(f"{agent}/{body['skillId']}", body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put proficiency and whether it is active; the API wants both."""
        del changed
        kept = {k: item.wire[k] for k in ("proficiency", "isActive") if item.wire.get(k) is not None}
        path = await self._path(write, str(item.wire["agentId"]))
        await write.put(path, {"skills": [_entry({"isActive": True, **item.wire, **kept, **body})]})

    async def delete(self, write: Writer, item: Item) -> None:
        """Take the skill away; one that the agent does not have is no error."""
        path = await self._path(write, str(item.wire["agentId"]))
        try:
            await write.delete(path, {"skills": [{"skillId": str(item.wire["skillId"])}]})
        except NotFound:
            return
        except Refused:
            if await self.get(write, item) is not None:
                raise

    async def _matrix(self, read: Reader) -> Sequence[Item]:
        path = await admin(read, _KIND, "/agents/skills")
        asked = ({"isAgentActive": "true", "isActive": active} for active in ("true", "false"))
        found = await together(*(_PAGES.fetch(read, path, params) for params in asked))
        rows = [row for page in found for row in page if row.get("agentId")]
        # The vendor may read the flag as "only active ones" or as "all": a link counts once.
        items = (_item(str(row["agentId"]), row) for row in rows)
        return tuple({item.id: item for item in items}.values())

    async def _of(self, read: Reader, agent: str) -> Sequence[Item]:
        try:
            found = await _PAGES.fetch(read, await self._path(read, agent))
        except NotFound:
            return []
        return [_item(agent, row) for row in found]

    async def _path(self, read: Reader, agent: str) -> str:
        return await admin(read, _KIND, f"/agents/{segment(agent)}/skills")


def _entry(body: Mapping[str, Any]) -> Body:
    entry = {k: body[k] for k in ("proficiency", "isActive") if body.get(k) is not None}
    return {"skillId": str(body["skillId"]), **entry}


def _item(agent: str, row: Mapping[str, Any]) -> Item:
    skill = str(row["skillId"])
    wire = {
        "agentId": agent,
        "skillId": skill,
        "proficiency": row.get("agentProficiencyValue"),
        "isActive": row.get("isActive"),
    }
    return Item(f"{agent}/{skill}", wire)


SkillAssignment = Kind(
    name="cxone.SkillAssignment",
    spec=AssignmentSpec,
    api=Assignments(),
    concept=Concept.QUEUE,
    summary="Gives a skill to an agent.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /agents/{agentId}/skills",
        "list GET /agents/skills",
        "get GET /agents/{agentId}/skills",
        "create POST /agents/{agentId}/skills",
        "update PUT /agents/{agentId}/skills",
        "delete DELETE /agents/{agentId}/skills",
    ),
    eventual=True,
    example={"agent": "example", "skill": "example", "proficiency": 3},
)
