"""What a program gets when a quick reply is pressed (rule WA131). Subject: `whatsapp.quick_reply.payload`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgops.sdk.rules import Facts, Found, rule
from msgops_whatsapp.facts import too_long

PAYLOAD = "whatsapp.quick_reply.payload"
_MOST = 256
LIMITS: Mapping[str, Mapping[str, int]] = {"infobip": {PAYLOAD: 128}, "salesforce": {PAYLOAD: 128}}
"""Of the panel in which agents of Salesforce choose templates of Infobip."""


@rule(
    "WA131",
    at=(PAYLOAD,),
    what="The payload of a quick reply must have at most 256 characters, with Infobip and Salesforce 128.",
    why="The message is refused, or the flow gets a part of it.",
    remedy="Put a short word there, and keep what it stands for in the flow.",
    source="Infobip, Salesforce Service Cloud messaging, Buttons; Genesys Cloud SDK 269.0.0",
    good="128 characters",
    bad="257 characters",
)
def payload(facts: Facts) -> Iterator[Found]:
    """By the limit of the provider."""
    for text in facts.texts(PAYLOAD):
        if found := too_long(text, facts.limit(text, PAYLOAD, _MOST)):
            yield found


RULES = (payload,)
