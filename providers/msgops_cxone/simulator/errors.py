"""CXone's error bodies: one form per family of operations, found by the path (dossier A.5)."""

from __future__ import annotations

import re
from typing import Any

from msgops.sandbox.kit import Reply

_CAPITAL = re.compile(r"/points-of-contact|/unavailable-codes/[^/]+/teams")
"""Operations that spell the description `error_Description`. [documented]"""


class Refused(Exception):  # noqa: N818  # an answer that leaves a handler early
    """Raise it in a handler: the family of the path decides what the answer looks like."""

    def __init__(
        self, text: str, *, status: int = 400, field: str = "", code: str = "InvalidParameter"
    ) -> None:
        self.text, self.status, self.field, self.code = text, status, field, code
        super().__init__(text)


def missing(text: str) -> Refused:
    """Refuse an id that nobody has."""
    return Refused(text, status=404, code="NotFound")


def answer(path: str, refused: Refused, uid: str = "") -> Reply:
    """Return the answer to a refusal."""
    if path.startswith("/dfo/"):
        return _digital(refused, uid)
    if "/services/" in path:
        return _admin(path, refused)
    return _platform(refused)


def _admin(path: str, refused: Refused) -> Reply:
    """Give a code and a description; of what is not there only a header tells. [documented; for which status: assumed]"""
    headers = {"icStatusDescription": refused.text}
    if refused.status == 404:
        return Reply(404, None, headers)
    described = "error_Description" if _CAPITAL.search(path) else "error_description"
    return Reply(refused.status, {"error": refused.code, described: refused.text}, headers)


def _digital(refused: Refused, uid: str) -> Reply:
    error: dict[str, Any] = {"field": refused.field, "message": refused.text, "parameters": {}}
    return Reply(refused.status, {"errors": [{**error, "errorCode": refused.code}], "uid": uid})


def _platform(refused: Refused) -> Reply:
    body = {"message": refused.code, "detailedMessage": refused.text, "httpCode": refused.status}
    return Reply(refused.status, body)


def by_status(status: int) -> Reply:
    """Return the answer when the whole service is at fault; there is no `Retry-After`. [documented]"""
    texts = {401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests"}
    text = texts.get(status, "The service is not available")
    code = text.replace(" ", "")
    return Reply(status, {"error": code, "error_description": text}, {"icStatusDescription": text})
