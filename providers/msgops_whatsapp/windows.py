"""The 24-hour window, and texts inside of it (sections 7 and 8 of the rules).

Subjects: `whatsapp.session_text` is a text that is sent as a message of its own; `whatsapp.opening_hours` the open times of a week as
(start, end) in minutes from Monday 00:00.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import too_long
from msgops_whatsapp.numbers import NUMBER
from msgops_whatsapp.parts import TEMPLATE

SESSION_TEXT = "whatsapp.session_text"
HOURS = "whatsapp.opening_hours"

_WEEK = 7 * 24 * 60
_DAY = 24 * 60


@text_rule(
    "WA176",
    SESSION_TEXT,
    what="A message must have at most 4096 characters.",
    why="WhatsApp refuses a longer one.",
    remedy="Shorten it.",
    source="Meta, Text messages",
    good="a short text",
    bad="5000 characters",
)
def session_text(text: Value) -> Found | None:
    """Counted in characters."""
    return too_long(text, 4096)


@rule(
    "WA184",
    at=(HOURS, TEMPLATE),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="Where nobody is there for 24 hours, a template should be declared.",
    why="Who wrote at the beginning of that time can only be answered with a template at its end.",
    remedy="Declare a template that asks whether the matter is still open, or open in between.",
    source="Genesys PureConnect, WhatsApp FAQ, 24-hour window",
    good="Monday to Friday, and a template",
    bad="Friday 18:00 to Monday 08:00, and no template",
)
def closed(facts: Facts) -> Iterator[Found]:
    """Only in accounts with a WhatsApp sender."""
    senders = {n.resource.account for n in facts.at(NUMBER)} - {
        t.resource.account for t in facts.at(TEMPLATE)
    }
    for hours in facts.at(HOURS):
        gap = longest_gap(hours.value)
        if gap >= _DAY and hours.resource.account in senders:
            yield hours.wrong(f"nobody is there for {gap // 60} hours, and no template is declared")


def longest_gap(open_times: Sequence[tuple[int, int]]) -> int:
    """Return the longest closed time of a week in minutes; the week goes round."""
    if not open_times:
        return _WEEK
    times = sorted(open_times)
    end, longest = times[0][1], 0
    for start, last in [*times[1:], (times[0][0] + _WEEK, _WEEK)]:
        longest = max(longest, start - end)
        end = max(end, last)
    return longest


RULES = (session_text, closed)
