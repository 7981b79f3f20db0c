"""What a plan must not do to senders and templates (sections 3 and 5 of the rules).

Meta counts edits and remembers names; its API returns neither, so what msgops wrote itself is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgops.model.change import Action
from msgops.model.state import GateState
from msgops.sdk.rules import Facts, Found, Phase, Severity, Value, rule
from msgops_whatsapp.names import NAME as DISPLAY_NAME
from msgops_whatsapp.numbers import NUMBER
from msgops_whatsapp.parts import LANGUAGE, OVERVIEW
from msgops_whatsapp.templates import NAME, OWNER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.change import Change

GATE = "whatsapp.business.gate"
"""A step by which a business is verified."""
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_EXAMPLE = re.compile(r"(?:^|[._])examples?(?:\[\d+\])*$")
_PLAN: Mapping[str, Any] = {"needs": Phase.PLAN}
_MAKES = (Action.CREATE, Action.REPLACE)
_EDITS = (Action.UPDATE, Action.ADOPT)


def _templates(facts: Facts) -> dict[object, Value]:
    """Return the names of the declared templates, by address."""
    return {text.resource.address: text for text in facts.texts(NAME)}


def _times(facts: Facts, change: Change) -> list[datetime]:
    """Return when a template was edited."""
    done = (i for i in facts.history if i.address == change.address and i.action in ("update", "adopt"))
    return [datetime.fromisoformat(i.at) for i in done]


@rule(
    "WA053",
    at=(DISPLAY_NAME,),
    severity=Severity.WARNING,
    what="A change of a display name should stand alone.",
    why="It means a review and another registration; another change to the number meanwhile hides which one failed.",
    remedy="Change the name first, wait for its approval, then change the rest.",
    source="Genesys PureConnect, WhatsApp FAQ; Meta, Register a business phone number",
    good="a change of the name alone",
    bad="a change of the name and of the language of the code",
    **_PLAN,
)
def renamed(facts: Facts) -> Iterator[Found]:
    """Another field of the same sender changes too."""
    changed = {c.address: {f.path for f in c.fields} for c in facts.changes if c.action not in _MAKES}
    for text in facts.at(DISPLAY_NAME):
        field = text.path.removeprefix("spec.")
        others = sorted(changed.get(text.resource.address, set()) - {field})
        if field in changed.get(text.resource.address, ()) and others:
            yield text.wrong(f"{', '.join(others)} changes with it")


@rule(
    "WA123",
    at=(NAME,),
    what="An approved template must be edited at most once a day and ten times a month.",
    why="Meta refuses any further edit until the time has passed.",
    remedy="Wait, or declare a template with another name.",
    source="Meta, Templates overview; pywa 4.5.0",
    good="an edit after 25 hours",
    bad="a second edit after an hour",
    silent=False,
    **_PLAN,
)
def edited(facts: Facts) -> Iterator[Found]:
    """Rejected and paused templates may be edited without limit; the edits of msgops are counted."""
    templates = _templates(facts)
    for change in facts.changes:
        text = templates.get(change.address)
        gate = facts.gates.get(change.address)
        rejected = (gate is not None and gate.state is GateState.REJECTED) or (
            change.waiting is not None and change.waiting.rejected
        )
        if text is None or change.action not in _EDITS or not change.fields or rejected:
            continue
        assert facts.now is not None
        recent = [facts.now - at for at in _times(facts, change) if facts.now - at < _MONTH]
        if recent and min(recent) < _DAY:
            hours = int(min(recent).total_seconds() // 3600)
            yield text.wrong(f"it was edited {hours} hours ago")
        elif len(recent) >= 10:
            yield text.wrong(f"it was edited {len(recent)} times in the last 30 days")


@rule(
    "WA124",
    at=(NAME, LANGUAGE),
    what="A template must not get the name of one that was deleted in the last 30 days.",
    why="Meta keeps the name of an approved template for 30 days after it was deleted, and refuses it meanwhile.",
    remedy="Give it another name, for example with _v2 at its end.",
    source=f"{OVERVIEW}; pywa 4.5.0",
    good="hello_v2",
    bad="hello, deleted and made again",
    silent=False,
    **_PLAN,
)
def reused(facts: Facts) -> Iterator[Found]:
    """Deleted by an earlier run, or by this plan."""
    gone = {_key(i.before): i.at[:10] for i in facts.history if i.action == "delete" and i.before}
    gone.pop(None, None)
    languages = {v.resource.address: v.value for v in facts.texts(LANGUAGE)}
    templates = _templates(facts)
    for change in facts.changes:
        text = templates.get(change.address)
        if text is None or change.action not in _MAKES:
            continue
        when = gone.get((text.value, languages.get(change.address, "")))
        if when or change.action is Action.REPLACE:
            yield text.wrong(f"{text.value} {f'was deleted on {when}' if when else 'would be deleted first'}")


def _key(before: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """Return name and language of a deleted template; nothing for other objects."""
    found = (before or {}).get("name"), (before or {}).get("language")
    return (str(found[0]), str(found[1])) if all(isinstance(f, str) for f in found) else None


@rule(
    "WA125",
    at=(NAME,),
    what="A language of a template must not be deleted while others of its name are kept.",
    why="Infobip deletes by name: all languages go.",
    remedy="Keep the document, or remove those of all languages.",
    source="Infobip OpenAPI Specification 3.210.0; pywa 4.5.0 (hsm_id deletes one language, at Meta itself)",
    good="all languages of a name removed",
    bad="one language removed, another kept",
    silent=False,
    replaces=frozenset({"MG113"}),
    **_PLAN,
)
def one_language(facts: Facts) -> Iterator[Found]:
    """Told of the object that would be deleted: no document speaks of it any more."""
    kinds = {place.kind for place in facts.subjects.get(NAME, ())}
    owners = {v.resource.address: v.value for v in facts.at(OWNER)}
    kept = {(text.value, str(owners.get(text.resource.address))): text for text in facts.texts(NAME)}
    for change in facts.changes:
        entry = facts.recorded.get(change.address)
        if change.action is not Action.DELETE or entry is None or change.address.full_kind not in kinds:
            continue
        applied = entry.applied
        other = kept.get((str(applied.get("name")), str(applied.get("sender"))))
        if other is not None:
            detail = f"{other.resource.address} has the name {other.value} and would go too"
            yield Found(None, "", detail, address=change.address)


@rule(
    "WA126",
    at=(NAME,),
    severity=Severity.WARNING,
    what="A plan should make at most 100 templates, and a workspace have at most 250 names of templates.",
    why="Meta takes 100 an hour, and 250 names of a business that is not verified (6,000 of one that is).",
    remedy="Apply in parts with --target; have the business verified.",
    source=f"{OVERVIEW}; pywa 4.5.0",
    good="40 creates",
    bad="120 creates",
    **_PLAN,
)
def many(facts: Facts) -> Iterator[Found]:
    """Told at the first that is too many."""
    templates = _templates(facts)
    made = [t for c in facts.changes if c.action in _MAKES and (t := templates.get(c.address))]
    if len(made) > 100:
        yield made[100].wrong(f"the plan makes {len(made)} templates")
    names = {text.value: text for text in templates.values()}
    if len(names) > 250:
        yield list(names.values())[250].wrong(f"there are {len(names)} names of templates")


@rule(
    "WA068",
    at=(GATE, NUMBER),
    severity=Severity.NOTE,
    what="Before a number is registered it should be known that Meta verified the business.",
    why="Without that Meta refuses the number, or lets it write to 250 people a day only.",
    remedy="Confirm the step of the business with what proves it: `msgops gate confirm ADDRESS --note TEXT`.",
    source="Genesys PureConnect, Approval; NICE CXone, Business Account Requirements",
    good="a sender, and a business whose step is confirmed",
    bad="a sender, and a business whose step is open",
    **_PLAN,
)
def proved(facts: Facts) -> Iterator[Found]:
    """Where the account of the number has a step for its business."""
    steps = [b.resource for b in facts.at(GATE)]
    numbers = {n.resource.address: n for n in facts.at(NUMBER)}
    for change in facts.changes:
        number = numbers.get(change.address)
        if number is None or change.action not in _MAKES:
            continue
        gates = [facts.gates.get(s.address) for s in steps if s.account == number.resource.account]
        if gates and not any(g is not None and g.state.done for g in gates):
            yield number.wrong("nobody confirmed the business yet")


@rule(
    "WA317",
    at=(NAME,),
    severity=Severity.WARNING,
    what="Examples that changed alone should be no edit of a template.",
    why="An edit costs a review and one of the day's edits; the examples are only for who reviews.",
    remedy="Leave the examples as they were until something else changes.",
    source="msgops; Infobip OpenAPI Specification 3.210.0 does not return examples",
    good="a plan without that template",
    bad="an update of body.examples and nothing else",
    **_PLAN,
)
def only_examples(facts: Facts) -> Iterator[Found]:
    """Of kinds whose examples are compared: msgops' own never compare them."""
    templates = _templates(facts)
    for change in facts.changes:
        text, paths = templates.get(change.address), [f.path for f in change.fields]
        if text is not None and change.action in _EDITS and paths and all(map(_EXAMPLE.search, paths)):
            yield text.wrong(f"only {', '.join(paths)} would change")


RULES = (renamed, edited, reused, one_language, many, proved, only_examples)
