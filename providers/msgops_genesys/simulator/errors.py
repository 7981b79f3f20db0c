"""Genesys Cloud's error body (SDK 269.0.0, ErrorBody)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Refusal, Reply

CODES = {
    400: "bad.request",
    401: "bad.credentials",
    403: "missing.any.permissions",
    404: "not.found",
    409: "general.conflict",
    429: "too.many.requests.retry.after",
    500: "internal.server.error",
    502: "bad.gateway",
    503: "service.unavailable",
}
_RETRY = 3
"""Seconds of `Retry-After`. [assumed]"""


def refused(text: str, *, status: int = 400, code: str = "", field: str = "", entity: str = "") -> Refusal:
    """Return a refusal to raise."""
    return Refusal(answer(text, status=status, code=code, field=field, entity=entity))


def answer(text: str, *, status: int = 400, code: str = "", field: str = "", entity: str = "") -> Reply:
    """Return the answer to a refusal. [documented: the names; which code: assumed]"""
    name = code or CODES.get(status, "bad.request")
    detail: dict[str, Any] = {"errorCode": name, "fieldName": field}
    body = {
        "message": text,
        "code": name,
        "status": status,
        "contextId": "3f0c1a52-7a39-4a0f-9d1b-0f8a0d6c1e55",
        "messageParams": {},
        "details": [{**detail, **({"entityId": entity} if entity else {})}] if field or entity else [],
        "errors": [],
    }
    headers = {"ININ-Correlation-Id": str(body["contextId"])}
    if status == 429:
        headers["Retry-After"] = str(_RETRY)  # [documented]
    return Reply(status, body, headers)


def missing(what: str, identity: Any) -> Refusal:
    """Refuse an id that nobody has."""
    return refused(f"{what} {identity} was not found", status=404, entity=str(identity))


def conflict(what: str, name: Any) -> Refusal:
    """Refuse a name that another object has. [assumed: the text]"""
    return refused(f"A {what} with name '{name}' already exists", status=409, field="name")


def by_status(status: int) -> Reply:
    """Return the answer when the whole service is at fault."""
    texts = {
        401: "The token is invalid",
        403: "Access is denied",
        429: "Rate limit exceeded the maximum. Retry the request in a few seconds",
    }
    return answer(texts.get(status, "The service is not available"), status=status)
