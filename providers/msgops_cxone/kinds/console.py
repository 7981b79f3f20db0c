"""What people and checks share: who does it, where the pages are, and what can be read of it (dossier Part C).

The paths are those of the vendor's help pages; the console has no addresses that a page documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Text
from msgops.sdk.hands import NoApi, Person, Step, Verdict, Verify
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_cxone.kinds.common import DIGITAL, evidence, same
from msgops_cxone.pages import PageSize, Row, SkipTop, rows
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.fields import Spec
    from msgops.sdk.http import Reader

HELP = "https://help.nicecxone.com"
ADMIN = "a CXone administrator"
DFO = "Click the app selector and select ACD, then open DFO > "
CHANNELS = "/dfo/3.0/channels"
QUEUES = "/dfo/3.0/routing-queues"
_ALL = 500
"""Queues are listed once, without pages; the vendor's own SDK asks for so many."""

Name = Annotated[str, Text(min=1, max=200)]
ChannelName = Annotated[Name, Field(description="As the console shows it")]
SkillName = Annotated[str, Text(min=2, max=30), Field(description="As the console shows it")]


def person(
    name: str,
    spec: type[Spec],
    *,
    where: str,
    steps: tuple[str | Step, ...],
    summary: str,
    page: str,
    example: Mapping[str, Any],
    who: str = ADMIN,
    verify: Verify | None = None,
    reads: tuple[str, ...] = (),
    concept: Concept = Concept.PLUMBING,
    confidence: Confidence = Confidence.DOC,
    reads_confidence: Confidence = Confidence.SPEC,
) -> Kind:
    """Declare a step of the console; `reads` are the calls by which it is proved, `page` the title of the page in the vendor's help."""
    told = evidence(f"instruct {where}", confidence=confidence, source=f"{HELP}: {page}")
    proof = evidence(*(f"verify {r}" for r in reads), confidence=reads_confidence, source=DIGITAL)
    return Kind(
        name=f"cxone.{name}",
        spec=spec,
        api=NoApi(Person(who=who, where=where, steps=steps, verify=verify)),
        concept=concept,
        hand=Hand.PERSON,
        summary=summary,
        doc=HELP,
        evidence=(*told, *proof),
        example=example,
    )


async def channels(read: Reader) -> list[Row]:
    """Read the digital channels; deleted ones are none."""
    return [row for row in await PageSize().fetch(read, CHANNELS) if not row.get("isDeleted")]


async def channel(read: Reader, name: str) -> Row | None:
    """Return the channel of that name, nothing when there is none."""
    return next((row for row in await channels(read) if same(row.get("name"), name)), None)


def no_channel(name: str) -> Verdict:
    """Return the verdict on a step of a channel that is not there."""
    return Verdict(holds=False, found=f"there is no digital channel {name}")


async def queue(read: Reader, name: str) -> Row | None:
    """Return the routing queue of that name, nothing when there is none."""
    found = rows(await read.get(QUEUES, {"nameContains": name, "size": _ALL}), "data")
    return next((row for row in found if same(row.get("name"), name)), None)


async def skill(read: Reader, name: str) -> Row | None:
    """Return a skill in detail by its name, nothing when there is none."""
    path = await admin(read, "Skill", "/skills")
    found = await SkipTop("skills").fetch(read, path, {"searchString": name})
    row = next((row for row in found if same(row.get("skillName"), name)), None)
    if row is None:
        return None
    detail = await read.get(f"{path}/{row['skillId']}")
    inner = rows(detail, "skills")
    return inner[0] if inner else detail


async def profiles(read: Reader) -> list[Row]:
    """Read the roles with what they permit."""
    path = await admin(read, "Role", "/security-profiles")
    return list(await SkipTop("profiles").fetch(read, path))
