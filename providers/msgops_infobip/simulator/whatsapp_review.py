"""What Meta and Infobip check in a template, and in which shape they show it (no requests in here)."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

Json = dict[str, Any]

STATES = frozenset(
    [
        "APPROVED",
        "IN_APPEAL",
        "PENDING",
        "REJECTED",
        "PENDING_DELETION",
        "DELETED",
        "REINSTATED",
        "FLAGGED",
        "FIRST_PAUSED",
        "SECOND_PAUSED",
        "DISABLED",
    ]
)
NAME = re.compile(r"[a-z0-9_]{1,512}")
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_MEDIA = frozenset({"IMAGE", "VIDEO", "GIF", "DOCUMENT"})
_FORMATS = _MEDIA | {"TEXT", "LOCATION"}
_CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1}
_NEEDS = {
    "QUICK_REPLY": ("text",),
    "URL": ("text", "url"),
    "PHONE_NUMBER": ("text", "phoneNumber"),
    "COPY_CODE": (),
    "FLOW": ("text", "flowId", "flowAction"),
    "VOICE_CALL": ("text",),
    "ORDER_DETAILS": ("variant",),
    "CATALOG": (),
    "MULTI_PRODUCT": (),
    "REQUEST_CONTACT_INFO": (),
}
_WRITTEN_BY_WHATSAPP = {
    "COPY_CODE": "Copy offer code",
    "CATALOG": "View catalog",
    "MULTI_PRODUCT": "View items",
    "REQUEST_CONTACT_INFO": "Share Contact Info",
}


def problems(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong) of a template that is handed in (documented limits)."""
    category, structure = body.get("category"), body.get("structure")
    if category not in _CATEGORIES:
        yield "category", "must be one of MARKETING, UTILITY, AUTHENTICATION"
        return
    if not isinstance(structure, Mapping):
        yield "structure", "must not be null"
        return
    if category == "AUTHENTICATION" and "text" not in (structure.get("body") or {"text": ""}):
        yield from _one_time(structure)
    else:
        yield from _parts(structure, "structure")
        yield from _whole(structure, str(category))


def _one_time(structure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in ("body", "footer"):
        if not isinstance(structure.get(part), Mapping):
            yield f"structure.{part}", "must not be null"
    minutes = (structure.get("footer") or {}).get("codeExpirationMinutes")
    if minutes is not None and not 1 <= minutes <= 90:
        yield "structure.footer.codeExpirationMinutes", "must be between 1 and 90"
    buttons = structure.get("buttons") or []
    if len(buttons) != 1:
        yield "structure.buttons", "size must be between 1 and 1"
        return
    if buttons[0].get("otpType") not in ("COPY_CODE", "ONE_TAP"):
        yield "structure.buttons[0].otpType", "must be COPY_CODE or ONE_TAP"
    if buttons[0].get("otpType") == "ONE_TAP":
        for field in ("packageName", "signatureHash"):
            if not buttons[0].get(field):
                yield f"structure.buttons[0].{field}", "must not be blank"


def _parts(part: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    body = part.get("body") or {}
    text = body.get("text")
    if not text:
        yield f"{where}.body.text", "must not be blank"
    else:
        found = list(dict.fromkeys(_PLACEHOLDER.findall(text)))
        if found != [str(n + 1) for n in range(len(found))]:
            yield f"{where}.body.text", "placeholders must be in order"
        if len(body.get("examples") or []) != len(found):
            yield f"{where}.body.examples", "number of examples must match number of placeholders"
    yield from _header(part.get("header"), f"{where}.header")
    for n, button in enumerate(part.get("buttons") or []):
        yield from _button(button, f"{where}.buttons[{n}]")


def _header(header: Mapping[str, Any] | None, where: str) -> Iterator[tuple[str, str]]:
    if header is None:
        return
    form, text = header.get("format"), header.get("text") or ""
    if form not in _FORMATS:
        yield f"{where}.format", "is not supported"
    if form in _MEDIA and not header.get("example"):
        yield f"{where}.example", "must not be blank"
    if form == "TEXT" and not 1 <= len(text) <= 60:
        yield f"{where}.text", "size must be between 1 and 60"
    if form == "TEXT" and _PLACEHOLDER.search(text) and not header.get("example"):
        yield f"{where}.example", "must not be blank"


def _button(button: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    form = button.get("type")
    if form not in _NEEDS:
        yield f"{where}.type", "is not supported"
        return
    for field in _NEEDS[form]:
        if not button.get(field):
            yield f"{where}.{field}", "must not be null"
    if len(str(button.get("text") or "")) > 25:
        yield f"{where}.text", "size must be between 0 and 25"
    if form == "URL" and _PLACEHOLDER.search(str(button.get("url"))) and not button.get("example"):
        yield f"{where}.example", "must not be blank"
    if form == "FLOW" and "flowId" in button and not isinstance(button["flowId"], int):
        yield f"{where}.flowId", "must be a number"


def _whole(structure: Mapping[str, Any], category: str) -> Iterator[tuple[str, str]]:
    if len((structure.get("footer") or {}).get("text") or "") > 60:
        yield "structure.footer.text", "size must be between 0 and 60"
    kinds = [b.get("type") for b in structure.get("buttons") or []]
    if len(kinds) > 10:
        yield "structure.buttons", "size must be between 1 and 10"
    for kind, limit in _MOST.items():
        if kinds.count(kind) > limit:
            yield "structure.buttons", f"at most {limit} of type {kind}"
    quick = [k == "QUICK_REPLY" for k in kinds]
    if sum(a != b for a, b in pairwise(quick)) > 1:
        yield "structure.buttons", "quick reply buttons must be grouped together"
    carousel = structure.get("carousel")
    if carousel is not None and category != "MARKETING":
        yield "structure.carousel", "is only for MARKETING"
    for n, card in enumerate((carousel or {}).get("cards") or []):
        yield from _parts(card, f"structure.carousel.cards[{n}]")
    offer = structure.get("limitedTimeOffer") or {}
    if offer.get("hasExpiration") and (kinds[:1] != ["COPY_CODE"]):
        yield "structure.buttons", "a COPY_CODE button must be first"


def as_shown(structure: Mapping[str, Any], category: str) -> Json:
    """Return the structure as every read shows it: without examples, with WhatsApp's own texts."""
    if category == "AUTHENTICATION" and "text" not in (structure.get("body") or {"text": ""}):
        return _rendered(structure)
    out = copy.deepcopy(dict(structure))
    for part in (out, *((out.get("carousel") or {}).get("cards") or [])):
        part["body"].pop("examples", None)
        (part.get("header") or {}).pop("example", None)
        for button in part.get("buttons") or []:
            button.pop("example", None)
            button.pop("callValidityPeriod", None)
            if button["type"] in _WRITTEN_BY_WHATSAPP:
                button["text"] = _WRITTEN_BY_WHATSAPP[button["type"]]
    if "limitedTimeOffer" in out:
        out["limitedTimeOffer"].setdefault("hasExpiration", False)
    out["type"] = "TEXT" if set(out) <= {"body", "type"} else "MEDIA"
    return out


def _rendered(structure: Mapping[str, Any]) -> Json:
    """One-time passwords read back as Meta's fixed text and a URL button (documented)."""
    safe = " For your security, do not share this code."
    advice = safe if structure["body"].get("addSecurityRecommendation") else ""
    text = "*{{1}}* is your verification code." + advice
    button = structure["buttons"][0]
    url = f"https://www.whatsapp.com/otp/code/?otp_type={button['otpType']}&code=otp{{{{1}}}}"
    shown: Json = {
        "body": {"text": text},
        "buttons": [{"type": "URL", "text": button.get("text") or "Copy Code", "url": url}],
        "type": "MEDIA",
    }
    minutes = structure["footer"].get("codeExpirationMinutes")
    if minutes is not None:
        shown["footer"] = {"text": f"This code expires in {minutes} minutes."}
    return shown
