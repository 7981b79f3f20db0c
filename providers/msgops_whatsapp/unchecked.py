"""Rules that are known and have nothing to look at yet: no kind has the field that they speak of."""

from __future__ import annotations

_RECIPIENTS = "no kind lists recipients or test contacts"
_MESSAGES = "no kind carries interactive messages"
_MEDIA = "templates name samples by address, and no kind carries attachments: there is no file to read"
_ENGAGE = "the options of Genesys Engage are not declared yet"
_CHANNELS = "no kind names WhatsApp channels beside their senders"

UNCHECKED = {
    "WA006": _RECIPIENTS,
    "WA007": _RECIPIENTS,
    "WA015": "the two-step PIN is kept by the vendor; a field pin in any document is told as WA900",
    "WA054": f"{_CHANNELS}; two documents of one kind and name are told as MC113",
    "WA068": "the evidence of a gate is its note, `msgops gate confirm --note`, and stands in the state",
    "WA069": "no kind says which senders use a template",
    "WA127": _RECIPIENTS,
    "WA129": "no kind refers to a template",
    "WA130": "no kind refers to a template",
    "WA131": "the payload of a quick reply is given with each message, and no kind carries it",
    "WA132": "no kind has a field namespace; one in a template is told as MC101",
    "WA150": _MESSAGES,
    "WA151": _MESSAGES,
    "WA152": _MESSAGES,
    "WA153": _MESSAGES,
    "WA154": _MESSAGES,
    "WA155": _MESSAGES,
    "WA156": _MESSAGES,
    "WA157": _MESSAGES,
    "WA158": "conversational automation is of Meta's own API, which no provider speaks yet",
    "WA159": "message links are of Meta's own API, which no provider speaks yet",
    "WA170": _MEDIA,
    "WA171": _MEDIA,
    "WA172": _ENGAGE,
    "WA173": _MEDIA,
    "WA174": "no kind takes the id of a medium",
    "WA175": _ENGAGE,
    "WA180": _ENGAGE,
    "WA181": _ENGAGE,
    "WA182": _ENGAGE,
    "WA183": "no kind sends messages at a later time",
    "WA185": "no kind declares a bot; a chatbot that hands over has its way to a person by its kind",
    "WA186": "no kind sends to people who did not write first",
    "WA187": "no kind says who may start a conversation",
    "WA317": "kept by the kind: examples are never compared, so that a change of them alone is no edit",
    "WA901": "kept by msgops: secrets are resolved after the plan, and stand in no plan, state, log or report",
}
