"""The PIN of two-step verification (rule WA015). Subject: `whatsapp.number.pin`."""

from __future__ import annotations

import re

from msgops.sdk.rules import Found, Value, text_rule

PIN = "whatsapp.number.pin"


@text_rule(
    "WA015",
    PIN,
    what="The two-step PIN of a number must be a reference to six digits.",
    why="Who has the PIN can take the number to another provider; with another form Meta refuses the registration.",
    remedy="Write ${env:NAME} or ${file:PATH}; change a PIN that was in a file.",
    source="Meta OpenAPI v23.0, register; Genesys Cloud, WhatsApp embedded signup",
    good="${env:WA_PIN}",
    bad="1234",
    silent=False,
    replaces=frozenset({"WA900"}),
)
def pin(text: Value) -> Found:
    """Any text that is no reference; it is not shown."""
    form = "" if re.fullmatch("[0-9]{6}", text.value) else ", and not even of six digits"
    return text.wrong(f"it holds a literal value{form}", secret=True)


RULES = (pin,)
