"""What a chat offers before anybody writes: conversation starters, commands, and links with a text (rules WA158 and WA159).

Subjects: `whatsapp.automation.prompts` is the list of starters, `whatsapp.automation.commands` that of commands with `name` and
`description`; `whatsapp.message_link` is the text of a link or QR code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.rules import Facts, Found, Value, rule, text_rule
from msgops_whatsapp.facts import length, shown, too_long

PROMPTS = "whatsapp.automation.prompts"
COMMANDS = "whatsapp.automation.commands"
LINK = "whatsapp.message_link"

_META = "Meta OpenAPI v23.0"


@rule(
    "WA158",
    at=(PROMPTS, COMMANDS),
    what="A chat must have at most 3 conversation starters of 1 to 80 characters and 30 commands.",
    why="Meta refuses the whole list.",
    remedy="Keep the starters that matter; name a command in letters, digits and underscores.",
    source=f"{_META}, conversational automation",
    good="3 starters",
    bad="4 starters",
)
def starters(facts: Facts) -> Iterator[Found]:
    """The first that is too many, and each that is too long, empty or not a name."""
    for prompts in facts.at(PROMPTS):
        texts = list(prompts.inside("[*]"))
        if len(texts) > 3:
            yield texts[3].wrong(f"there are {len(texts)} conversation starters; the limit is 3")
        for text in texts:
            yield from _sized(text, 80)
    for commands in facts.at(COMMANDS):
        every = list(commands.inside("[*]"))
        if len(every) > 30:
            yield every[30].wrong(f"there are {len(every)} commands; the limit is 30")
        for command in every:
            yield from _named(command.get("name"))
            yield from _sized(command.get("description"), 256)


def _sized(text: Value | None, most: int) -> Iterator[Found]:
    if text is None or not isinstance(text.value, str) or "${" in text.value:
        return
    found = text.wrong("it is empty") if not text.value else too_long(text, most)
    if found is not None:
        yield found


def _named(name: Value | None) -> Iterator[Found]:
    if name is None or not isinstance(name.value, str) or "${" in name.value:
        return
    if re.fullmatch("[a-zA-Z0-9_]{1,30}", name.value) is None:
        yield name.wrong(f"{shown(name.value)} is not 1 to 30 letters, digits and underscores")


@text_rule(
    "WA159",
    LINK,
    what="The text of a message link must have 1 to 140 characters.",
    why="Meta refuses the link, and so the QR code.",
    remedy="Shorten it: customers can add to it before they send it.",
    source=f"{_META}, message QR codes",
    good="Hello! What is fresh today?",
    bad="141 characters",
)
def link(text: Value) -> str | Found | None:
    """Counted in characters."""
    return too_long(text, 140) if length(text.value) else "it is empty"


RULES = (starters, link)
