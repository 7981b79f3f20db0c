"""The notification that Workspace sends when the response window is over (WA180 to WA182)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgops.sdk.readings import is_on, known, number_of
from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_engage.rules.common import GUIDE
from msgops_engage.rules.responses import NOTIFICATION as RESPONSE
from msgops_whatsapp.parts import LANGUAGE, TEMPLATE, VARIABLE, parts, text_of

NOTIFICATION = "engage.notification"
TEXT = "engage.notification.text"
NAME = f"{TEMPLATE}.name"

_OPTIONS = f"{GUIDE}, Automatic notifications configuration"
_DAY = 24 * 60 * 60
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class _Template:
    """A declared template; `texts` are the bodies, of which a carousel has several."""

    language: str
    texts: tuple[str, ...]


def _templates(facts: Facts) -> Iterator[tuple[str, _Template]]:
    """Yield the declared templates of all systems by name, then the notifications of eServices Manager that copy one."""
    languages = {v.resource.address: v.value for v in facts.texts(LANGUAGE)}
    bodies: dict[object, list[str]] = {}
    for part in parts(facts):
        text = text_of(part.body)
        if text is not None:
            bodies.setdefault(part.value.resource.address, []).append(text.value)
    for name in facts.texts(NAME):
        address = name.resource.address
        yield name.value, _Template(languages.get(address, ""), tuple(bodies.get(address, ())))
    for one in facts.at(RESPONSE):
        copied = _Template(known(one.get("language")), tuple(bodies.get(one.resource.address, ())))
        yield known(one.get("name")), copied


@rule(
    "WA180",
    at=(NOTIFICATION,),
    what="Monitoring of the response window needs its time span, and text, id and language of the default notification.",
    why="An agent's late message is lost: Workspace has no notification to send it with.",
    remedy="Set all of timespan, text, id and language; ask Genesys for the unit of the time span.",
    source=_OPTIONS,
    good="all five options",
    bad="the id is missing",
)
def complete(facts: Facts) -> Iterator[Found]:
    """The guide gives no unit: what is a day or more in seconds is a warning, in milliseconds an error."""
    for options in facts.at(NOTIFICATION):
        enabled, span = options.get("enabled"), options.get("timespan")
        missing = [n for n in ("timespan", "text", "id", "language") if options.get(n) is None]
        if enabled is not None and is_on(enabled) and missing:
            yield enabled.wrong(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
        if span is not None and (isinstance(span.value, int) or known(span)):
            number = number_of(span)
            if number is None or number < 1:
                yield span.wrong(f"{span.value} is no number above 0")
            elif number >= _DAY * _MILLISECONDS:
                yield span.wrong(f"{number} is a day or more even in milliseconds")
            elif number >= _DAY:
                detail = f"{number} seconds are a day or more: WhatsApp's window is over by then"
                yield span.wrong(detail, severity=Severity.WARNING)


@rule(
    "WA181",
    at=(NOTIFICATION, RESPONSE, NAME, LANGUAGE, f"{TEMPLATE}.part"),
    what="Id, language and text of the default notification must be name, language and body of one template.",
    why="WhatsApp compares them with the approved template, letter by letter, and refuses what differs.",
    remedy="Copy the three from the template's document, spaces and marks included.",
    source=f"{_OPTIONS}, Important",
    good="the body of the template",
    bad="the body with another mark at its end",
)
def of_a_template(facts: Facts) -> Iterator[Found]:
    """A template that no document declares is a warning: it may be live all the same."""
    for options in facts.at(NOTIFICATION):
        name, language, text = (options.get(n) for n in ("id", "language", "text"))
        if name is None or not known(name):
            continue
        named = [t for n, t in facts.once(_templates) if n == name.value]
        spoken = [t for t in named if t.language == known(language)]
        if not named:
            yield name.wrong(f"no document declares a template {name.value}", severity=Severity.WARNING)
        elif language is not None and known(language) and not spoken:
            yield language.wrong(f"{name.value} is declared in {', '.join(t.language for t in named)}")
        elif text is not None and known(text) and spoken and text.value not in spoken[0].texts:
            yield text.wrong(f"it is not the body of {name.value} in {spoken[0].language}")


@text_rule(
    "WA182",
    TEXT,
    what="The default notification must have exactly one variable, with text before and behind it.",
    why="Workspace puts the agent's message there; Meta refuses a template that begins or ends with a variable.",
    remedy="Write for example: Thanks for waiting. {{1}} Reply here.",
    source=f"{GUIDE}, Automatic notification messages; Meta, Template components: a variable at the end is refused today",
    good="Thanks for waiting. {{1}} Reply here.",
    bad="Thank you for your patience! {{1}}",
)
def one_variable(text: Value) -> str | None:
    """As the rules about templates read variables."""
    found = VARIABLE.findall(text.value)
    if len(found) != 1:
        return f"it has {len(found) or 'no'} variable{'s' if len(found) > 1 else ''}"
    before, behind = re.split(VARIABLE.pattern.replace("(", "(?:"), text.value)
    if not before.strip() or not behind.strip():
        return f"the variable stands at its {'end' if before.strip() else 'beginning'}"
    return None


RULES = (complete, of_a_template, one_variable)
