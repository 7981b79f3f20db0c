"""The error body of the REST API: a list of message, code and fields (dossier A12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgops.sandbox.kit import Refusal, Reply


class Rejected(Refusal):
    """What the org answers instead of doing it; REST, Composite, deploys and SOAP each show it in their own form."""

    def __init__(
        self, code: str, message: str, fields: Sequence[str] | None = None, *, status: int = 400
    ) -> None:
        self.code, self.message, self.fields, self.status = code, message, fields, status
        super().__init__(Reply(status, [self.shown]))

    @property
    def shown(self) -> dict[str, Any]:
        """The error as the REST API writes it. [documented]"""
        found: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        return found if self.fields is None else {**found, "fields": list(self.fields)}

    @property
    def saved(self) -> dict[str, Any]:
        """The error as a save result of a collection writes it. [documented]"""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields or ())}


def not_found() -> Rejected:
    """Refuse a resource or a row that is not there. [documented]"""
    return Rejected("NOT_FOUND", "The requested resource does not exist", status=404)


def unsupported(name: str) -> Rejected:
    """Refuse an object that this org does not have, or has not switched on. [documented: Omni-Channel off]"""
    message = f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name."
    return Rejected("INVALID_TYPE", message)


def no_column(name: str, type_: str) -> Rejected:
    """Refuse a field that a row does not have."""
    return Rejected("INVALID_FIELD", f"No such column '{name}' on sobject of type {type_}", ())


def not_allowed(message: str = "HTTP Method not allowed.") -> Rejected:
    """Refuse an operation that the object does not support. [documented]"""
    return Rejected("METHOD_NOT_ALLOWED", message, status=405)


def by_status(status: int) -> Reply:
    """Return the body that goes with a status when the whole service is at fault. [documented: A12]"""
    code, message = {
        401: ("INVALID_SESSION_ID", "Session expired or invalid"),
        403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        502: ("SERVER_UNAVAILABLE", "The server is temporarily unavailable."),
        503: ("SERVER_UNAVAILABLE", "The server is temporarily unavailable."),
    }.get(
        status,
        (
            "UNKNOWN_EXCEPTION",
            "An unexpected error occurred. Please include this ErrorId: 1234567890-12345 (1)",
        ),
    )
    return Reply(status, [{"message": message, "errorCode": code}])
