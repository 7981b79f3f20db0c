"""Choices that customers tap (rules WA150, WA151 and WA153).

Subject: `whatsapp.choices` is an interactive message with `sort`, buttons or rows, and the `choices` as texts. Where a message names
one, `channel` is the channel that shows it; else it is of WhatsApp anyway. `ids`, `descriptions` and `sections`, the titles of
sections, are lists of texts; each may be left out.
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
        channel = one.value.get("channel")
        shown_there = channel is None or (one.resource.account, channel.casefold()) in names
        if one.value["sort"] == sort and shown_there:
            yield one, one.value["choices"]


def _bad(one: Value, name: str, limit: int) -> str:
    """Say which of the texts of that name is the first that is empty, too long, or there twice."""
    texts = one.value.get(name, ())
    for text in texts:
        if not text or length(text) > limit:
            what = f"{shown(text)} has {length(text)} characters" if text else "one is empty"
            return f"{what}; the limit is {limit}"
    twice = next((t for t, count in Counter(texts).items() if count > 1), "")
    return f"{shown(twice)} is there twice" if twice else ""


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
    """What is too long or there twice is named; so are ids, of at most 256 characters."""
    for one, choices in _choices(facts, "buttons"):
        wrong = _bad(one, "choices", 20) or _bad(one, "ids", 256)
        if not 1 <= len(choices) <= 3:
            yield one.wrong(f"it has {len(choices)} buttons")
        elif wrong:
            yield one.wrong(wrong)


@rule(
    "WA151",
    at=(CHOICES, CHANNEL),
    what="A list on WhatsApp must have one to ten rows, in at most ten sections that have a title of 24 characters if there are two.",
    why="WhatsApp refuses the whole message.",
    remedy="Take fewer rows, or ask in two steps.",
    source=_SOURCE,
    good="ten rows",
    bad="eleven rows",
)
def rows(facts: Facts) -> Iterator[Found]:
    """All sections together."""
    for one, choices in _choices(facts, "rows"):
        sections = one.value.get("sections", ())
        long = [s for s in sections if length(s) > 24]
        if not 1 <= len(choices) <= 10:
            yield one.wrong(f"it has {len(choices)} rows")
        elif len(sections) > 10:
            yield one.wrong(f"it has {len(sections)} sections")
        elif len(sections) > 1 and "" in sections:
            yield one.wrong("a section has no title")
        elif long:
            yield one.wrong(f"the section {shown(long[0])} has {length(long[0])} characters; the limit is 24")


@rule(
    "WA153",
    at=(CHOICES, CHANNEL),
    what="The row of a list on WhatsApp must have a title of 1 to 24 characters, each another one; on Genesys Engage 20.",
    why="WhatsApp refuses the whole message.",
    remedy="Shorten it.",
    source=f"{_SOURCE}; 20 on Genesys Engage",
    good="Monday",
    bad="a title of 25 characters",
)
def row_title(facts: Facts) -> Iterator[Found]:
    """The first that is wrong is named; also of descriptions, of 72 characters, and of ids, of 200."""
    for one, _ in _choices(facts, "rows"):
        limit = facts.limit(one, f"{CHOICES}.row", 24)
        long = [d for d in one.value.get("descriptions", ()) if length(d) > 72]
        wrong = _bad(one, "choices", limit) or _bad(one, "ids", 200)
        if wrong:
            yield one.wrong(wrong)
        elif long:
            yield one.wrong(f"{shown(long[0])} has {length(long[0])} characters; the limit is 72")


RULES = (buttons, rows, row_title)
