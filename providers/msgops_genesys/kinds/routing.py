"""What routing works with: divisions, skills, languages, wrap-up codes, and the capacity of agents (dossier A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field

from msgops.sdk.fields import Computed, Key, Ref, Reference, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops_genesys.kinds.common import API, SITE, Body, Entities, crud, evidence, merged

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

DIVISIONS, SKILLS, LANGUAGES = "/authorization/divisions", "/routing/skills", "/routing/languages"
CODES, UTILIZATION = "/routing/wrapupcodes", "/routing/utilization"
Name = Annotated[str | None, Text(min=1, max=200), Key(from_name=True)]
InDivision = Annotated[
    Reference | None,
    Ref("genesys.Division"),
    Wire("division.id"),
    Field(description='Left out: the home division; of one that is there: {lookup: "Home"}'),
]


class DivisionSpec(Spec):
    """A part of the organization that permissions can be limited to."""

    name: Name = None
    description: Annotated[str | None, Text(max=2048)] = None
    home: Annotated[bool | None, Computed, Wire("homeDivision")] = None


Division = Kind(
    name="genesys.Division",
    spec=DivisionSpec,
    api=Entities(path=DIVISIONS, drop=frozenset({"homeDivision", "objectCounts"})),
    summary="A division, to which queues and other objects belong.",
    doc=SITE,
    evidence=crud(DIVISIONS, "divisionId"),
    exportable=lambda wire: not wire.get("homeDivision"),
    eventual=True,
    example={"description": "Customer service"},
)


class SkillSpec(Spec):
    """An ability by which conversations find agents."""

    name: Name = None
    division: InDivision = None


async def _write_skill(write: Writer, body: Body, operation: str) -> Body:
    """A skill takes `divisionId`, and an update takes nothing else."""
    del write
    division = (body.get("division") or {}).get("id")
    sent = {"divisionId": division} if division else {}
    return {**sent, "name": body["name"]} if operation == "create" else sent


Skill = Kind(
    name="genesys.Skill",
    spec=SkillSpec,
    api=Entities(path=SKILLS, update_method="PATCH", write=_write_skill),
    summary="A skill of agents.",
    doc=SITE,
    evidence=crud(SKILLS, "skillId", update="PATCH"),
    example={"division": "example"},
)


class LanguageSpec(Spec):
    """A language in which agents can answer; it has nothing but its name."""

    name: Name = None


Language = Kind(
    name="genesys.Language",
    spec=LanguageSpec,
    api=Entities(path=LANGUAGES),
    summary="A language of agents.",
    doc=SITE,
    evidence=crud(LANGUAGES, "languageId", without="update"),
    example={},
)


class WrapupCodeSpec(Spec):
    """How an agent marks a conversation that ended."""

    name: Name = None
    description: Annotated[str | None, Text(max=2048)] = None
    division: InDivision = None


WrapupCode = Kind(
    name="genesys.WrapupCode",
    spec=WrapupCodeSpec,
    api=Entities(path=CODES),
    summary="A wrap-up code.",
    doc=SITE,
    evidence=crud(CODES, "codeId"),
    eventual=True,
    example={"description": "The customer has what they asked for", "division": "example"},
)

MediaType = Literal["call", "callback", "chat", "email", "message", "workitem"]


class Capacity(Spec):
    """How many interactions of a media type one agent has at a time."""

    maximum: Annotated[int | None, Wire("maximumCapacity"), Field(ge=0, le=25)] = None
    interrupted_by: Annotated[
        tuple[MediaType, ...] | None,
        Unordered,
        Wire("interruptableMediaTypes"),
        Field(description="Media types that are offered while the agent is at capacity"),
    ] = None
    include_non_acd: Annotated[bool | None, Wire("includeNonAcd")] = None


class UtilizationSpec(Spec):
    """The capacity of every agent who has no capacity of their own; media types that are left out stay as they are."""

    message: Annotated[Capacity | None, Wire("utilization.message")] = None
    call: Annotated[Capacity | None, Wire("utilization.call")] = None
    callback: Annotated[Capacity | None, Wire("utilization.callback")] = None
    chat: Annotated[Capacity | None, Wire("utilization.chat")] = None
    email: Annotated[Capacity | None, Wire("utilization.email")] = None
    workitem: Annotated[Capacity | None, Wire("utilization.workitem")] = None


@dataclass(frozen=True)
class Utilizations:
    """One object that is always there; a PUT sets the media types that it lacks to their defaults."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read it."""
        del wanted
        return [Item("utilization", await read.get(f"{API}{UTILIZATION}"))]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read it again."""
        return Item(item.id, await read.get(f"{API}{UTILIZATION}"))

    async def create(self, write: Writer, body: Body) -> NoReturn:
        """Refuse: it is always there."""
        del write, body
        raise RuntimeError("utilization is not created")

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put everything: what is live, and over it what is wanted."""
        del item, changed
        live = await write.get(f"{API}{UTILIZATION}")
        wanted = {k: v for k, v in body.items() if v is not None}
        await write.put(f"{API}{UTILIZATION}", _sent(merged(live, wanted)))

    async def delete(self, write: Writer, item: Item) -> None:
        """Go back to the vendor's defaults."""
        del item
        await write.delete(f"{API}{UTILIZATION}")


def _sent(body: Mapping[str, Any]) -> Body:
    """Return what a PUT takes; of a label a read has its name too."""
    sent = {k: v for k, v in body.items() if k in ("utilization", "labelUtilizations", "maxInboundCalls")}
    labels = sent.get("labelUtilizations")
    if isinstance(labels, Mapping):
        kept = ("maximumCapacity", "interruptingLabelIds")
        sent["labelUtilizations"] = {i: {k: u[k] for k in kept if k in u} for i, u in labels.items()}
    return sent


Utilization = Kind(
    name="genesys.Utilization",
    spec=UtilizationSpec,
    api=Utilizations(),
    concept=Concept.QUEUE,
    summary="How many messages, calls and e-mails an agent has at a time, for the whole organization.",
    doc=SITE,
    evidence=evidence(
        f"list GET {UTILIZATION}",
        f"get GET {UTILIZATION}",
        f"update PUT {UTILIZATION}",
        f"delete DELETE {UTILIZATION}",
    ),
    on_delete=Risk("MG106", "the capacity of every agent goes back to the vendor's defaults"),
    delete_note="Utilization is always there: every media type goes back to the vendor's default.",
    example={"message": {"maximum": 4, "include_non_acd": "false"}},
)
