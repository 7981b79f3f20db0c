"""Standard responses as the rules of WhatsApp read them, and the formats of files that Engage takes (WA172)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgops.sdk.rules import Facts, Found, Place, Subjects, rule
from msgops_engage.rules.common import GUIDE
from msgops_whatsapp.formats import ending
from msgops_whatsapp.media import media

ATTACHMENT = "engage.attachment"
NOTIFICATION = "engage.response.notification"

_KIND = "engage.StandardResponse"
_BUTTONS, _LIST = "interactive-buttons", "interactive-list"
_TYPES = {"reply": "QUICK_REPLY", "phone": "PHONE_NUMBER", "url": "URL"}
_DOCUMENTS = ("pdf", "doc", "docx", "ppt", "pptx", "xls", "xlsx")
_TAKEN = frozenset((*_DOCUMENTS, "aac", "amr", "ogg", "jpeg", "png", "mp4"))
_ENDINGS = frozenset((*_DOCUMENTS, "aac", "amr", "opus", "jpg", "jpeg", "png", "mp4"))
Spec = Mapping[str, Any]


@rule(
    "WA172",
    at=(ATTACHMENT,),
    what="On Engage a file must be PDF, DOC(X), PPT(X), XLS(X), AAC, AMR, OPUS, JPEG, PNG or MP4.",
    why="The plug-in supports these formats only.",
    remedy="Convert it.",
    source=f"{GUIDE}, Attachments",
    good="a.pdf",
    bad="a.zip",
    replaces=frozenset({"WA171"}),
)
def taken(facts: Facts) -> Iterator[Found]:
    """By content; the ending where the content is of no format that is known, and for OPUS, which is in Ogg."""
    attached = {(v.resource.address, v.path) for v in facts.texts(ATTACHMENT)}
    for name, found, _ in media(facts):
        if (name.resource.address, name.path) not in attached:
            continue
        last = ending(name.value)
        if found.form and found.form not in _TAKEN:
            yield name.wrong(f"its content is {found.form.upper()}")
        elif last not in _ENDINGS:
            yield name.wrong(f"{name.value} does not end as one of these formats does")


def _of(*types: str) -> Any:
    """Return what reads a field of responses of these types only."""

    def make(path: str) -> Place:
        def read(spec: Spec) -> Any:
            value: Any = spec
            for step in path.split("."):
                value = value.get(step) if isinstance(value, Mapping) else None
            return value if spec.get("type") in types else None

        return Place(_KIND, path, read)

    return make


_interactive = _of(_BUTTONS, _LIST)
_list = _of(_LIST)


def _listed(spec: Spec, name: str) -> list[Spec]:
    found = spec.get(name)
    return [v for v in found if isinstance(v, Mapping)] if isinstance(found, list | tuple) else []


def _texts(values: list[Spec], name: str) -> list[str]:
    return [str(v[name]) for v in values if v.get(name) is not None]


def _buttons(spec: Spec) -> dict[str, Any] | None:
    found = _listed(spec, "buttons")
    if spec.get("type") != _BUTTONS:
        return None
    return {"sort": "buttons", "choices": _texts(found, "title"), "ids": _texts(found, "id")}


def _rows(spec: Spec) -> dict[str, Any] | None:
    sections = _listed(spec, "sections")
    rows = [row for section in sections for row in _listed(section, "rows")]
    if spec.get("type") != _LIST:
        return None
    return {
        "sort": "rows",
        "choices": _texts(rows, "title"),
        "ids": _texts(rows, "id"),
        "descriptions": _texts(rows, "description"),
        "sections": [str(s.get("title") or "") for s in sections],
    }


def _none(spec: Spec) -> dict[str, Any] | None:
    """Return an interactive message that has no choices at all."""
    lacks = {_BUTTONS: "buttons", _LIST: "sections"}.get(str(spec.get("type")))
    if lacks is None or spec.get(lacks) is not None:
        return None
    return {"sort": "buttons" if lacks == "buttons" else "rows", "choices": []}


def _unopened(spec: Spec) -> str | None:
    """Return the empty text of a list's button that is left out."""
    return "" if spec.get("type") == _LIST and spec.get("list_button") is None else None


def _sent_later(spec: Spec) -> Any:
    """Return the name of an interactive message that is said to be a notification."""
    interactive = spec.get("type") in (_BUTTONS, _LIST)
    later = str(spec.get("default_notification")).lower() == "true" or spec.get("template") is not None
    return spec.get("response") if interactive and later else None


def _part(spec: Spec) -> dict[str, Any] | None:
    """Return a notification as rules read a template; eServices Manager asks for no examples, and files are looked at themselves."""
    body, header, footer = spec.get("body"), spec.get("header"), spec.get("footer")
    if spec.get("type") != "notification" or not isinstance(body, str):
        return None
    part: dict[str, Any] = {"body": {"text": body, "examples": _examples(body)}}
    if isinstance(header, Mapping) and isinstance(header.get("text"), str):
        text = header["text"]
        part["header"] = {"format": "TEXT", "text": text, "example": next(iter(_examples(text)), None)}
    if isinstance(footer, str):
        part["footer"] = {"text": footer}
    if buttons := _listed(spec, "buttons"):
        part["buttons"] = [_button(b) for b in buttons]
    return part


def _examples(text: str) -> list[str]:
    return ["example"] * len(re.findall(r"\{\{[^{}]*\}\}", text))


def _button(spec: Spec) -> dict[str, Any]:
    url = spec.get("url")
    found = {
        "type": _TYPES.get(str(spec.get("type", "reply")), ""),
        "text": spec.get("title"),
        "url": url,
        "phone_number": spec.get("phone"),
        "example": "example" if isinstance(url, str) and "{{" in url else None,
    }
    return {k: v for k, v in found.items() if v is not None}


SUBJECTS: Subjects = {
    ATTACHMENT: (f"{_KIND}:header.file", f"{_KIND}:attachments[*]"),
    NOTIFICATION: (_of("notification")("template"),),
    "whatsapp.medium": (f"{_KIND}:header.file", f"{_KIND}:attachments[*]"),
    "whatsapp.choices": (
        Place(_KIND, "buttons", _buttons),
        Place(_KIND, "sections", _rows),
        Place(_KIND, "type", _none),
    ),
    "whatsapp.interactive.opener": (_list("list_button"), Place(_KIND, "type", _unopened)),
    "whatsapp.interactive.buttons.body": (_of(_BUTTONS)("body"),),
    "whatsapp.interactive.list.body": (_list("body"),),
    "whatsapp.interactive.header": (_interactive("header.text"),),
    "whatsapp.interactive.list.medium": (_list("header.file"),),
    "whatsapp.interactive.footer": (_interactive("footer"),),
    "whatsapp.interactive.name": (_interactive("response"),),
    "whatsapp.notification": (Place(_KIND, "type", _sent_later),),
    "whatsapp.session_text": (_of("text")("body"),),
    "whatsapp.template.part": (Place(_KIND, "", _part),),
    "template.used": (f"{_KIND}:template.name",),
}
"""Where the subjects of WhatsApp's rules stand in a standard response."""

RULES = (taken,)
