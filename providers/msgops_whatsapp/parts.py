"""The parts of a message template, as the rules about templates read them.

Subjects: `whatsapp.template` is the whole template with `name`, `language` and `category`; `whatsapp.template.part` everything that has a
body, that is the template's structure and each card of its carousel: `header: {format, text, example}`,
`body: {text, examples}`, `footer: {text}`, `buttons: [{type, text, url, phone_number, example}]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgops.sdk.rules import Facts, Value

TEMPLATE = "whatsapp.template"
PART = f"{TEMPLATE}.part"
CATEGORY = f"{TEMPLATE}.category"
LANGUAGE = f"{TEMPLATE}.language"
AUTHENTICATION = f"{TEMPLATE}.authentication"

VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
MEDIA = ("IMAGE", "VIDEO", "DOCUMENT", "GIF")
COMPONENTS = "Meta, Template components (2025-11-21)"
OVERVIEW = "Meta, Templates overview (2026-05-21)"
ENGAGE = "Genesys Engage, Rich media notifications"


@dataclass(frozen=True, slots=True)
class Part:
    """A structure or a card: what it has, and what it lacks is nothing."""

    value: Value
    header: Value | None
    body: Value | None
    footer: Value | None
    buttons: tuple[Value, ...]

    def texts(self) -> Iterator[Value]:
        """Yield every text that customers read."""
        for holder in (self.header, self.body, self.footer, *self.buttons):
            text = text_of(holder)
            if text is not None:
                yield text


def parts(facts: Facts) -> Sequence[Part]:
    """Return every part of every template."""
    return facts.once(_parts)


def _parts(facts: Facts) -> Iterator[Part]:
    for value in facts.at(PART):
        yield Part(
            value,
            value.get("header"),
            value.get("body"),
            value.get("footer"),
            tuple(value.inside("buttons[*]")),
        )


def text_of(holder: Value | None, name: str = "text") -> Value | None:
    """Return a text below a value, if it is one and known now."""
    found = holder.get(name) if holder is not None else None
    known = found is not None and isinstance(found.value, str) and "${" not in found.value
    return found if known else None


def word(holder: Value | None, name: str) -> str:
    """Return a word below a value, such as a button's type; empty where there is none."""
    found = text_of(holder, name)
    return found.value if found is not None else ""


def variables(text: Value | None) -> list[str]:
    """Return the names of the variables of a text, in order, as often as they stand there."""
    return [name.strip() for name in VARIABLE.findall(text.value)] if text is not None else []


def categories(facts: Facts) -> dict[object, str]:
    """Return the category of each template, by address."""
    return {v.resource.address: v.value for v in facts.texts(CATEGORY)}
