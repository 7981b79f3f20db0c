"""Objects of the Configuration Server: attribute values, capacity rules and roles (WA204 to WA207, WA217)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgops.sdk.readings import is_off, known, number_of, words
from msgops.sdk.rules import Facts, Found, RuleSet, Value, rule, text_rule
from msgops_engage.rules.common import GUIDE, MEDIA_TYPE, NICKNAME, of_account

MEDIUM = "engage.media_type"
CAPACITY = "engage.capacity"
SUBTYPE = "engage.interaction_subtype"
CONFERENCE = "engage.workspace.conference_queue"
CONTACT = "engage.contact_attribute"
ROLE = "engage.role"
PRIVILEGE = "InteractionWorkspace.WhatsApp."

_INVITE = "InternalConferenceInvite"
_OTHER = f"{GUIDE}, Other configuration"
_DISPLAY = "Profile Nickname"
_OFF = ("is-searchable", "is-sortable")


def _letters(text: str) -> str:
    """Return the letters of a name alone: what a slip leaves of it."""
    return re.sub(r"[^a-z]", "", text.casefold())


@text_rule(
    "WA204",
    MEDIUM,
    what=f"The media type of WhatsApp must be {MEDIA_TYPE}.",
    why="The driver submits interactions of this type; of another, no agent gets one.",
    remedy=f"Write {MEDIA_TYPE}.",
    source=_OTHER,
    good=MEDIA_TYPE,
    bad="WhatsAppSession",
)
def media_type(text: Value) -> Found | None:
    """Other media types of the environment are none of WhatsApp's."""
    if "whatsapp" not in _letters(text.value) or text.value == MEDIA_TYPE:
        return None
    return text.wrong(f"{text.value} is not {MEDIA_TYPE}", fix=MEDIA_TYPE)


@rule(
    "WA205",
    at=(CAPACITY,),
    what=f"A capacity rule must have {MEDIA_TYPE} with at least 1.",
    why="Without capacity for the medium no interaction is routed to the agent.",
    remedy=f"Write {MEDIA_TYPE} and how many sessions an agent has at a time.",
    source=_OTHER,
    good=f"{MEDIA_TYPE}: 3",
    bad=f"{MEDIA_TYPE}: 0",
)
def capacity(facts: Facts) -> Iterator[Found]:
    """A rule for other media is fine where another one of the environment has it."""
    have = {v.resource.account for v in facts.at(CAPACITY) if v.get(MEDIA_TYPE) is not None}
    for media in facts.at(CAPACITY):
        most = media.get(MEDIA_TYPE)
        names = list(media.value) if isinstance(media.value, Mapping) else []
        slips = [n for n in names if "whatsapp" in _letters(str(n)) and n != MEDIA_TYPE]
        if most is not None and (number_of(most) or 0) < 1:
            yield most.wrong(f"it is {most.value}")
        elif slips:
            yield media.wrong(f"{slips[0]} is not {MEDIA_TYPE}")
        elif media.resource.account not in have:
            yield media.wrong(f"{MEDIA_TYPE} is missing")


@rule(
    "WA206",
    at=(SUBTYPE, CONFERENCE),
    set=RuleSet.BEST_PRACTICE,
    what=f"Conferences need the interaction subtype {_INVITE} beside intercommunication.whatsappsession.queue.",
    why="Without it the invitation of another agent fails.",
    remedy=f"Declare a value {_INVITE} of the Business Attribute Interaction Subtype.",
    source=f"{_OTHER}; {GUIDE}, Handling an inbound WhatsApp interaction, Important",
    good="both",
    bad="the queue without the subtype",
)
def conference(facts: Facts) -> Iterator[Found]:
    """A value that is nearly the name is told at itself."""
    for subtype in facts.texts(SUBTYPE):
        if _letters(subtype.value) == _letters(_INVITE) and subtype.value != _INVITE:
            yield subtype.wrong(f"{subtype.value} is not {_INVITE}", fix=_INVITE)
    for queue in facts.at(CONFERENCE):
        declared = [known(v) for v in of_account(facts, queue.resource.account, SUBTYPE)]
        if not any(_letters(v) == _letters(_INVITE) for v in declared):
            yield queue.wrong(f"no document declares the subtype {_INVITE}")


@rule(
    "WA207",
    at=(CONTACT,),
    what=f"The contact attribute of the nickname must be {NICKNAME}, shown as {_DISPLAY}, neither searchable nor sortable.",
    why="The driver writes the nickname into this attribute and no other.",
    remedy=f"Write value: {NICKNAME}, display_name: {_DISPLAY}, settings: {{is-searchable: 'false', is-sortable: 'false'}}.",
    source=f"{GUIDE}, Contact Attributes; WhatsApp Hub Driver Attributes",
    good=NICKNAME,
    bad="msq_ProfileNickname",
)
def nickname(facts: Facts) -> Iterator[Found]:
    """By what is left of the name after a slip; the guide's own text prints it in three ways."""
    for whole in facts.at(CONTACT):
        value, shown = whole.get("value"), whole.get("display_name")
        told = known(value) if value is not None else whole.resource.address.name
        if not _letters(told).endswith("profilenickname"):
            continue
        at = value or whole
        if told != NICKNAME:
            yield at.wrong(f"{told} is not {NICKNAME}", fix=NICKNAME)
        elif shown is None:
            yield at.wrong(f"it has no display name {_DISPLAY}")
        elif known(shown) not in ("", _DISPLAY):
            yield shown.wrong(f"{shown.value} is not {_DISPLAY}", fix=_DISPLAY)
        else:
            yield from _settings(whole, at)


def _settings(whole: Value, at: Value) -> Iterator[Found]:
    for name in _OFF:
        setting = whole.get(f"settings.{name}")
        if setting is None:
            yield at.wrong(f"its Annex has no {name}")
            return
        if not is_off(setting):
            yield setting.wrong(f"{name} is {setting.value}", fix="false")


@rule(
    "WA217",
    at=(ROLE,),
    what=f"A role with a privilege of WhatsApp must have {PRIVILEGE}canUse and all Workitem privileges.",
    why="The plug-in is not loaded without canUse, and does not work without the Workitem privileges.",
    remedy=f"Add {PRIVILEGE}canUse, and write workitem_privileges: true.",
    source=f"{GUIDE}, Deploy Genesys Hub Plug-in for Workspace Desktop Edition, step 6; Role permissions",
    good="canUse and canSendFiles",
    bad="canSendFiles only",
)
def can_use(facts: Facts) -> Iterator[Found]:
    """Told at the first privilege that needs it."""
    for role in facts.at(ROLE):
        needing = [p for p in role.inside("privileges[*]") if str(p.value).startswith(PRIVILEGE)]
        workitem = role.get("workitem_privileges")
        if needing and f"{PRIVILEGE}canUse" not in words(role.get("privileges")):
            yield needing[0].wrong(f"{needing[0].value} needs {PRIVILEGE}canUse")
        if needing and workitem is not None and is_off(workitem):
            yield workitem.wrong("the Workitem privileges are not assigned")


RULES = (media_type, capacity, conference, nickname, can_use)
