"""Preconditions and results that are only read: roles, permissions, queues, templates, the first case (dossier Part C)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Verdict, Verify
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops.sdk.rest import segment
from msgops_cxone.kinds.common import ADMIN as ADMIN_API
from msgops_cxone.kinds.common import DIGITAL, USERHUB, evidence, same
from msgops_cxone.kinds.console import (
    ADMIN,
    CHANNELS,
    ChannelName,
    Name,
    SkillName,
    channel,
    no_channel,
    profiles,
    queue,
    skill,
)
from msgops_cxone.pages import BodyPage, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_ROLES = "/authorization/v1/roles/search"
_CONTACTS = "/dfo/3.0/contacts"


def _check(
    name: str,
    spec: type[Spec],
    verify: Verify,
    *,
    remedy: str,
    summary: str,
    reads: tuple[str, ...],
    example: Mapping[str, Any],
    source: str = DIGITAL,
    who: str = ADMIN,
    concept: Concept = Concept.PLUMBING,
    confidence: Confidence = Confidence.SPEC,
) -> Kind:
    return Kind(
        name=f"cxone.{name}",
        spec=spec,
        api=NoApi(Check(verify=verify, remedy=remedy, who=who)),
        concept=concept,
        hand=Hand.CHECK,
        summary=summary,
        doc=source,
        evidence=evidence(*(f"verify {r}" for r in reads), source=source, confidence=confidence),
        example=example,
    )


class RoleSpec(Spec):
    """A role that is there and active. Its name is never free again, also when it is deactivated."""

    name: Annotated[str | None, Text(min=1, max=50, pattern=r'^[^/\\+!?<>#&,%"]+$'), Key(from_name=True)] = (
        None
    )


async def _role(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["name"])
    found = [
        r for r in await BodyPage("roles", numbered=True).fetch(read, _ROLES) if same(r.get("roleName"), name)
    ]
    states = ", ".join(sorted(str(r.get("status")) for r in found))
    return Verdict(
        holds=any(r.get("status") == "ACTIVE" for r in found),
        found=f"the role {name} is {states}" if found else f"there is no role {name}",
    )


Role = _check(
    "Role",
    RoleSpec,
    _role,
    remedy="create or activate the role in Admin > Roles; a name that was used once can never be used again",
    summary="Checks that a role is there and active; no API makes one.",
    reads=(f"POST {_ROLES}",),
    source=USERHUB,
    concept=Concept.ROLE,
    example={"name": "Agent"},
)


class Permission(Spec):
    """A permission as the API names it; the names are not published: read them from a role that has it."""

    key: Name
    options: Annotated[list[str], Field(description="View, Edit, Create")] = Field(default_factory=list)


class SecurityProfileSpec(Spec):
    """What a role must permit, for example Skills View, without which its people cannot answer."""

    role: Annotated[str | None, Text(min=1, max=50), Key(from_name=True)] = None
    permissions: Annotated[list[Permission], Field(min_length=1)]


async def _permits(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["role"])
    row = next((r for r in await profiles(read) if same(r.get("securityProfileName"), name)), None)
    if row is None:
        return Verdict(holds=False, found=f"there is no role {name}")
    has = {
        str(p.get("permissionKey")): {str(o) for o in p.get("optionKeys") or ()}
        for p in row.get("permissions") or ()
    }
    missing = [
        f"{p['key']} {option}".strip()
        for p in wire["permissions"]
        for option in p.get("options") or ("",)
        if p["key"] not in has or (option and option not in has[p["key"]])
    ]
    return Verdict(
        holds=not missing,
        found=f"{name} lacks {', '.join(missing)}" if missing else f"{name} permits all of them",
    )


SecurityProfile = _check(
    "SecurityProfile",
    SecurityProfileSpec,
    _permits,
    remedy="give the role the permissions in Admin > Roles, on its tab Permissions",
    summary="Checks what a role permits; no API changes it.",
    reads=("GET /security-profiles",),
    source=ADMIN_API,
    concept=Concept.ROLE,
    example={"role": "Agent", "permissions": [{"key": "Skills", "options": ["View"]}]},
)


class RoutingQueueSpec(Spec):
    """A routing queue of Digital Experience, as it comes with each digital skill."""

    name: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    skill: Annotated[SkillName | None, Field(description="The skill that it belongs to")] = None


async def _queue(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["name"])
    row = await queue(read, name)
    if row is None:
        return Verdict(
            holds=False, found=f"there is no routing queue {name}; a new one takes up to five minutes"
        )
    if wire.get("skill") is None:
        return Verdict(holds=True, found=f"the queue has the id {row.get('id')}")
    wanted = await skill(read, str(wire["skill"]))
    right = wanted is not None and same(row.get("skillId"), wanted.get("skillId"))
    return Verdict(holds=right, found=f"the queue belongs to the skill with the id {row.get('skillId')}")


RoutingQueue = _check(
    "RoutingQueue",
    RoutingQueueSpec,
    _queue,
    remedy="create the digital skill of that name (cxone.Skill); queues come with skills",
    summary="Checks that a routing queue is there; queues are made with digital skills only.",
    reads=("GET /dfo/3.0/routing-queues", "GET /skills/{skillId}"),
    concept=Concept.QUEUE,
    example={"name": "WhatsApp_EN", "skill": "WhatsApp_EN"},
)


class WhatsAppTemplateVisibleSpec(Spec):
    """A message template that Meta approved and that has arrived on a channel."""

    template: Annotated[str | None, Text(min=1, max=512), Key(from_name=True)] = None
    channel: Annotated[ChannelName, Key()]
    category: Annotated[
        Literal["TRANSACTIONAL", "MARKETING"] | None, Field(description="As CXone sorts it")
    ] = None


async def _visible(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    row = await channel(read, str(wire["channel"]))
    if row is None:
        return no_channel(str(wire["channel"]))
    path = f"{CHANNELS}/{segment(str(row['id']))}/external-platform-templates"
    shown = rows(await read.get(path, {"includeTemplatesWithMultimedia": 1}), "data")
    names = ", ".join(sorted(str(t.get("template")) for t in shown)) or "no template"
    found = next((t for t in shown if t.get("template") == wire["template"]), None)
    right = found is not None and wire.get("category") in (None, found.get("category"))
    sort = f", {wire['template']} as {found.get('category')}" if found is not None else ""
    return Verdict(holds=right, found=f"{wire['channel']} shows {names}{sort}")


WhatsAppTemplateVisible = _check(
    "WhatsAppTemplateVisible",
    WhatsAppTemplateVisibleSpec,
    _visible,
    remedy="create the template in WhatsApp Manager and wait for Meta's approval",
    summary="Checks that a message template of WhatsApp is visible on a channel.",
    reads=("GET /dfo/3.0/channels", "GET /dfo/3.0/channels/{channelId}/external-platform-templates"),
    who="Meta, or an administrator of the business at Meta",
    concept=Concept.TEMPLATE,
    example={"template": "order_ready", "channel": "WhatsApp UK"},
)


class FirstCaseSpec(Spec):
    """A customer's message that reached a channel: the proof that it works, and what SLAs are counted on."""

    channel: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None


async def _case(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    row = await channel(read, str(wire["channel"]))
    if row is None:
        return no_channel(str(wire["channel"]))
    shown = rows(await read.get(_CONTACTS, {"channel[]": row["id"], "sorting": "slaFrt"}), "data")
    return Verdict(holds=bool(shown), found=f"{len(shown)} cases" if shown else "no case yet")


FirstCase = _check(
    "FirstCase",
    FirstCaseSpec,
    _case,
    remedy="send a message to the channel's number",
    summary="Checks that a case reached a channel.",
    reads=("GET /dfo/3.0/channels", "GET /dfo/3.0/contacts"),
    who="anybody with WhatsApp",
    concept=Concept.CHANNEL,
    example={"channel": "WhatsApp UK"},
)
