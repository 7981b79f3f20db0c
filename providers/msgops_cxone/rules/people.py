"""Who may answer, with which role and skill (WA254, WA258, WA262)."""

from __future__ import annotations

from collections.abc import Iterator

from msgops.sdk.readings import is_off, known, named, same, words
from msgops.sdk.rules import Facts, Found, RuleSet, Value, rule
from msgops_cxone.rules.skills import SKILL, is_digital

PERMISSIONS = "cxone.role.channel"
PROFILE = "cxone.role.permissions"
USER = "cxone.user"
AGENT = "cxone.agent"
ASSIGNMENT = "cxone.skill.assignment"

_ROLES = "NICE CXone, WhatsApp, Configure roles"


@rule(
    "WA254",
    at=(PERMISSIONS, PROFILE),
    set=RuleSet.BEST_PRACTICE,
    what="A role that talks to contacts must have Reply in the channel and View of skills.",
    why="Without either its people see the conversation and cannot answer.",
    remedy="Tick Reply, and declare cxone.SecurityProfile with View of skills for the role.",
    source=_ROLES,
    good="permissions: [Reply], and a cxone.SecurityProfile with Skills View",
    bad="permissions: [Reply] alone",
    replaces=frozenset({"MC104"}),
)
def may_reply(facts: Facts) -> Iterator[Found]:
    """The key of the permission is not published: any that speaks of skills counts."""
    viewers = {
        (p.resource.account, named(p, "role").casefold())
        for p in facts.at(PROFILE)
        if any(_views_skills(one) for one in p.inside("permissions[*]"))
    }
    for one in facts.at(PERMISSIONS):
        ticked, role = one.get("permissions"), known(one.get("role"))
        if ticked is not None and not any(same(w, "Reply") for w in words(ticked)):
            yield ticked.wrong(f"{role or 'the role'} may not reply")
        elif role and (one.resource.account, role.casefold()) not in viewers:
            yield Found(one.resource, "spec.role", f"nothing says that {role} may view skills")


def _views_skills(permission: Value) -> bool:
    key, options = known(permission.get("key")), words(permission.get("options"))
    return "skill" in key.casefold() and any(same(o, "View") for o in options)


@rule(
    "WA258",
    at=(USER,),
    what="A user must have one role.",
    why="Only the primary role counts in Digital; the other one's permissions are missing without a word.",
    remedy="Keep one role, with all permissions that the person needs.",
    source=_ROLES,
    good="role: Agent",
    bad="role: [Agent, Supervisor]",
    replaces=frozenset({"MC123"}),
)
def one_role(facts: Facts) -> Iterator[Found]:
    """Two in one document, or two documents of one person."""
    seen: dict[tuple[str, str], str] = {}
    for user in facts.at(USER):
        role, name = user.get("role"), named(user, "user_name")
        if role is None:
            continue
        if isinstance(role.value, list) and len(role.value) > 1:
            yield role.wrong(f"{name} would have {len(role.value)} roles")
        first = seen.setdefault((user.resource.account, name.casefold()), known(role))
        if first and known(role) and not same(first, known(role)):
            yield role.wrong(f"{name} has the role {first} in another document")


@rule(
    "WA262",
    at=(AGENT, ASSIGNMENT, SKILL),
    what="An agent with a digital skill must have digital engagement on.",
    why="In CXone Agent a person needs both, or gets no message; MAX would do with one of the two.",
    remedy="Set digital_engagement: true, or take the skill away.",
    source=f"{_ROLES}; Create a digital skill",
    good="digital_engagement: true, and a digital skill",
    bad="digital_engagement: false, and a digital skill",
)
def engaged(facts: Facts) -> Iterator[Found]:
    """Left out, it is whatever the tenant has."""
    digital = {s.resource.address for s in facts.at(SKILL) if is_digital(s)}
    skilled = set()
    for one in facts.at(ASSIGNMENT):
        skill = facts.target(one.value.get("skill"), "cxone.Skill")
        who = facts.target(one.value.get("agent"), "cxone.Agent")
        if skill and who and skill.address in digital and not is_off(one.get("active")):
            skilled.add(who.address)
    for agent in facts.at(AGENT):
        flag = agent.get("digital_engagement")
        if flag is not None and is_off(flag) and agent.resource.address in skilled:
            yield flag.wrong("the agent has a digital skill, and digital engagement is off")


RULES = (may_reply, one_role, engaged)
