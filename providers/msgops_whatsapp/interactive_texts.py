"""What stands around the choices of an interactive message (rules WA152 and WA154 to WA157).

Subjects, each a text: `whatsapp.interactive.opener` the button that opens a list, `….buttons.body` and `….list.body`, `….header`,
`….list.medium` a list's header that is a file, `….footer`, `….name` what the message is called, and `whatsapp.notification`
the name of a message that is sent as a notification, that is as a template.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import length, too_long

_INTERACTIVE = "whatsapp.interactive"
OPENER = f"{_INTERACTIVE}.opener"
BUTTONS_BODY = f"{_INTERACTIVE}.buttons.body"
LIST_BODY = f"{_INTERACTIVE}.list.body"
HEADER = f"{_INTERACTIVE}.header"
LIST_MEDIUM = f"{_INTERACTIVE}.list.medium"
FOOTER = f"{_INTERACTIVE}.footer"
NAME = f"{_INTERACTIVE}.name"
NOTIFICATION = "whatsapp.notification"

_ENGAGE = "Genesys Engage, WhatsApp Guide 9.1, Interactive Messages"
_META = "Meta, Interactive messages"
_REFUSED = "WhatsApp refuses the whole message."
_BODY = 1024
_LIST = 4096


def _limited(text: Value, limit: int) -> Found | None:
    """Return what is wrong with a text that must not be empty and has a limit."""
    return too_long(text, limit) if text.value.strip() else text.wrong("it is empty")


@text_rule(
    "WA152",
    OPENER,
    what="The button that opens a list must have 1 to 20 characters.",
    why=_REFUSED,
    remedy="Shorten it.",
    source=f"{_ENGAGE}; {_META}",
    good="Choose",
    bad="21 characters",
)
def opener(text: Value) -> Found | None:
    """Not of spaces alone."""
    return _limited(text, 20)


@rule(
    "WA154",
    at=(BUTTONS_BODY, LIST_BODY),
    what="The body of an interactive message must have 1 to 1024 characters; that of a list 4096, on Genesys Engage 1024.",
    why=_REFUSED,
    remedy="Shorten it, or send a text before it.",
    source=f"{_META} (4096 for lists); Meta OpenAPI v23.0 (1024); Genesys Engage, WhatsApp Guide 9.1, Rich media notifications (1024)",
    good="1024 characters",
    bad="5000 characters",
)
def body(facts: Facts) -> Iterator[Found]:
    """A list of more than 1024 is a warning: Meta's documents differ."""
    for text in facts.texts(BUTTONS_BODY):
        if found := _limited(text, _BODY):
            yield found
    for text in facts.texts(LIST_BODY):
        if found := _limited(text, facts.limit(text, LIST_BODY, _LIST)):
            yield found
        elif length(text.value) > _BODY:
            yield text.wrong(f"it has more than {_BODY} characters", severity=Severity.WARNING)


@rule(
    "WA155",
    at=(HEADER, LIST_MEDIUM),
    what="The header of an interactive message must have at most 60 characters; that of a list must be text.",
    why=_REFUSED,
    remedy="Shorten it; put a picture into a message of its own, or take reply buttons.",
    source=f"{_ENGAGE}; {_META}",
    good="Opening hours",
    bad="a picture above a list",
)
def header(facts: Facts) -> Iterator[Found]:
    """Reply buttons may have a file."""
    for text in facts.texts(HEADER):
        if found := _limited(text, 60):
            yield found
    for medium in facts.at(LIST_MEDIUM):
        yield medium.wrong("the header of a list is text only")


@text_rule(
    "WA156",
    FOOTER,
    what="The footer of an interactive message must have at most 60 characters.",
    why=_REFUSED,
    remedy="Shorten it.",
    source=_META,
    good="Reply STOP to end",
    bad="61 characters",
)
def footer(text: Value) -> Found | None:
    """One that is empty is left out."""
    return too_long(text, 60)


@rule(
    "WA157",
    at=(NAME, NOTIFICATION),
    what="An interactive message must not be sent as a notification.",
    why="Reply buttons and lists reach a customer only within 24 hours of the last message; only templates go out later.",
    remedy="Name a message template of Meta; its buttons are quick replies.",
    source=_ENGAGE,
    good="a notification that is a template",
    bad="a list as default notification",
    replaces=frozenset({"WA181"}),
)
def notification(facts: Facts) -> Iterator[Found]:
    """By name, within an account."""
    names = {(n.resource.account, n.value): n for n in facts.texts(NAME)}
    for used in facts.texts(NOTIFICATION):
        found = names.get((used.resource.account, used.value))
        if found is not None:
            yield used.wrong(f"{used.value} is an interactive message, {found.resource.origin}")


RULES = (opener, body, header, footer, notification)
