"""Choices that customers tap (rules WA150, WA151 and WA153).

Subject: `whatsapp.choices` is an interactive message with `sort`, buttons or rows, the `choices` as texts, and the name of the
`channel` that shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgops.sdk.rules import Facts, Found, Value, rule
from msgops_whatsapp.facts import length, shown
from msgops_whatsapp.references import CHANNEL

CHOICES = "whatsapp.choices"
_SOURCE = "Genesys Engage, Interactive messages; Meta, Interactive messages"


def _choices(facts: Facts, sort: str) -> Iterator[tuple[Value, list[str]]]:
    """Yield the messages of a sort that channels of WhatsApp show, with their choices."""
    names = {(n.resource.account, n.value.casefold()) for n in facts.texts(CHANNEL)}
    for one in facts.at(CHOICES):
        if one.value["sort"] == sort and (one.resource.account, one.value["channel"].casefold()) in names:
            yield one, one.value["choices"]


@rule(
    "WA150",
    at=(CHOICES, CHANNEL),
    what="A message on WhatsApp must have one to three reply buttons of 1 to 20 characters, each another one.",
    why="WhatsApp refuses the whole message.",
    remedy="Take fewer or shorter ones, or a list.",
    source=_SOURCE,
    good="three buttons",
    bad="four buttons",
)
def buttons(facts: Facts) -> Iterator[Found]:
    """What is too long or there twice is named."""
    for one, choices in _choices(facts, "buttons"):
        twice = [c for c, count in Counter(choices).items() if count > 1]
        too_long = [c for c in choices if length(c) > 20]
        if not 1 <= len(choices) <= 3:
            yield one.wrong(f"it has {len(choices)} buttons")
        elif too_long:
            yield one.wrong(f"{shown(too_long[0])} has {length(too_long[0])} characters; the limit is 20")
        elif twice:
            yield one.wrong(f"{twice[0]} is there twice")


@rule(
    "WA151",
    at=(CHOICES, CHANNEL),
    what="A list on WhatsApp must have one to ten rows.",
    why="WhatsApp refuses the whole message.",
    remedy="Take fewer rows, or ask in two steps.",
    source=_SOURCE,
    good="ten rows",
    bad="eleven rows",
)
def rows(facts: Facts) -> Iterator[Found]:
    """All sections together."""
    for one, choices in _choices(facts, "rows"):
        if not 1 <= len(choices) <= 10:
            yield one.wrong(f"it has {len(choices)} rows")


@rule(
    "WA153",
    at=(CHOICES, CHANNEL),
    what="The row of a list on WhatsApp must have a title of 1 to 24 characters, each another one.",
    why="WhatsApp refuses the whole message.",
    remedy="Shorten it.",
    source=f"{_SOURCE}; Genesys Engage says 20",
    good="Monday",
    bad="a title of 25 characters",
)
def row_title(facts: Facts) -> Iterator[Found]:
    """The first that is wrong is named."""
    for one, choices in _choices(facts, "rows"):
        too_long = [c for c in choices if length(c) > 24]
        twice = [c for c, count in Counter(choices).items() if count > 1]
        if too_long:
            yield one.wrong(f"{shown(too_long[0])} has {length(too_long[0])} characters; the limit is 24")
        elif twice:
            yield one.wrong(f"{twice[0]} is there twice")


RULES = (buttons, rows, row_title)
