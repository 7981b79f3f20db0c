"""Infobip's four error bodies (dossier §2.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgops.sandbox.kit import Refusal, Reply


def e1(status: int, message_id: str, text: str, fields: Mapping[str, Sequence[str]] | None = None) -> Reply:
    """Return `requestError.serviceException`."""
    exception: dict[str, Any] = {"messageId": message_id, "text": text}
    if fields:
        exception["validationErrors"] = {k: list(v) for k, v in fields.items()}
    return Reply(status, {"requestError": {"serviceException": exception}})


def e2(status: int, code: str, description: str, violations: Mapping[str, str] | None = None) -> Reply:
    """Return `errorCode`, `description`, `violations`."""
    found = [{"property": p, "violation": v} for p, v in (violations or {}).items()]
    body = {
        "errorCode": code,
        "description": description,
        "action": "Check the request.",
        "violations": found,
        "resources": [],
    }
    return Reply(status, body)


def e3(message: str, status: int = 200) -> Reply:
    """Return the Conversations form: `statusCode: ERROR`, also with status 200."""
    return Reply(status, {"statusCode": "ERROR", "message": message})


def e4(status: int, message_id: str, text: str) -> Reply:
    """Return the token endpoint's form."""
    exception = {"messageId": message_id, "text": text}
    return Reply(status, {"error": text, "requestError": {"serviceException": exception}})


def bad(text: str, **fields: str) -> Refusal:
    """Refuse with an E1 400; keyword arguments name fields."""
    return Refusal(e1(400, "BAD_REQUEST", text, {k: [v] for k, v in fields.items()}))


def missing(text: str = "Requested resource was not found.") -> Refusal:
    """Refuse with an E1 404."""
    return Refusal(e1(404, "NOT_FOUND", text))


def by_status(status: int) -> Reply:
    """Return the body that goes with a status when the whole service is at fault."""
    names = {
        401: ("UNAUTHORIZED", "Invalid login details"),
        403: ("FORBIDDEN", "Unauthorized access"),
        429: ("TOO_MANY_REQUESTS", "Too many requests"),
    }
    message_id, text = names.get(status, ("GENERAL_ERROR", "Something went wrong. Please contact support."))
    return e1(status, message_id, text)
