"""Response libraries and responses (dossier A3)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Simulator
from msgops_genesys.simulator.api import Row
from msgops_genesys.simulator.collections import Collection, refer
from msgops_genesys.simulator.errors import refused
from msgops_genesys.simulator.shapes import fields

_TYPES = frozenset({"text/plain", "text/html"})
_RESPONSES = frozenset(
    {"MessagingTemplate", "CampaignSmsTemplate", "CampaignEmailTemplate", "Footer", "Form", "AppleInvitation"}
)
_HEADERS = frozenset({"Text", "Image", "Video", "Document"})
_BUTTONS = frozenset({"QuickReply", "PhoneNumber", "Url"})
_BODY = frozenset({"body", "subject"})
LONGEST = 256
"""Characters of a quick reply's payload. [documented]"""


def _emptied(call: Call, row: Row) -> None:
    """Its responses go with a library. [assumed]"""
    table = call.world.table("responses")
    for id_ in [i for i, r in table.items() if r["libraries"][0]["id"] == row["id"]]:
        del table[id_]


LIBRARIES = Collection(
    path="/responsemanagement/libraries",
    table="libraries",
    what="library",
    shape={**fields(s="name"), "responseType": _RESPONSES, "division": "o"},
    permission="responses:library",
    versioned=True,
    removed=_emptied,
)


def _template(call: Call, body: Row, row: Row | None) -> None:
    """A response is in libraries and points to a template by name and language. [documented]"""
    for library in body["libraries"]:
        refer(call, "libraries", library, "libraries")
    if row is not None and body["libraries"] != row["libraries"]:
        raise refused("The libraries cannot be changed", field="libraries")
    found = body.get("messagingTemplate", {}).get("whatsApp")
    if body.get("responseType") == "MessagingTemplate" and not (found and found.get("language")):
        raise refused("name and language are required", field="messagingTemplate.whatsApp")
    for button in (found or {}).get("buttons", []):
        if len(button.get("payload", "")) > LONGEST:
            raise refused(f"payload has more than {LONGEST} characters", field="buttons")


def _in_library(call: Call) -> list[Row]:
    """Want a library. [documented]"""
    if not call.one("libraryId"):
        raise refused("libraryId is required", field="libraryId")
    library = LIBRARIES.find(call, call.one("libraryId"))
    rows = call.world.table("responses").values()
    return [r for r in rows if {"id": library["id"]} in r["libraries"]]


RESPONSES = Collection(
    path="/responsemanagement/responses",
    table="responses",
    what="response",
    shape={
        **fields(s="name", o="substitutionsSchema assets footer form interactionType"),
        "libraries": ["ref"],
        "texts": [{"content": "s", "contentType": _TYPES, "type": _BODY}],
        "substitutions": [fields(s="id description defaultValue")],
        "responseType": _RESPONSES,
        "messagingTemplate": {
            "whatsApp": {
                **fields(s="name namespace language integrationId category", o="carousel"),
                "header": {"type": _HEADERS, "content": "s"},
                "messageFooter": {"type": frozenset({"Text"}), "content": "s"},
                "buttons": [{"type": _BUTTONS, **fields(s="content contentText payload")}],
            }
        },
    },
    permission="responses:response",
    needed=("name", "libraries", "texts"),
    unique=False,
    versioned=True,
    check=_template,
    listed=_in_library,
)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    LIBRARIES.install(simulator)
    RESPONSES.install(simulator)
