"""What the four systems answer when they refuse: SCIM, ADF, RFC 6749 and OCI errors (dossier A3.5, A4, A5)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
EXTENSION = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
SCIM_TYPE = "application/scim+json;charset=UTF-8"
ADF_ERROR = "application/vnd.oracle.adf.error+json"
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    412: "Precondition Failed",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


def scim(status: int, detail: str, message_id: str) -> Refusal:
    """Return a refusal of the identity domain; `status` is a string in its body. [documented]"""
    body = {
        "schemas": [ERROR, EXTENSION],
        "detail": detail,
        "status": str(status),
        EXTENSION: {"messageId": message_id},
    }
    return Refusal(Reply(status, body, content_type=SCIM_TYPE))


class AdfError(Exception):
    """A refusal of the pod; its form depends on what the caller accepts."""

    def __init__(self, status: int, detail: str, code: str = "", path: str = "") -> None:
        self.status, self.detail, self.code, self.path = status, detail, code, path
        super().__init__(detail)


def adf_reply(call: Call, error: AdfError) -> Reply:
    """Return JSON where `Accept` names it, else text. [community: A3.5; framework versions below 4 have text: inferred]"""
    accept = call.headers.get("accept", "")
    old = call.headers.get("rest-framework-version", "1") in "123"
    if old or not any(word in accept for word in (ADF_ERROR, "application/json")):
        return Reply(error.status, error.detail.encode(), content_type="text/plain")
    one: dict[str, Any] = {"detail": error.detail}
    if error.code:
        one["o:errorCode"] = error.code
    if error.path:
        one["o:errorPath"] = error.path
    body = {"title": _TITLES[error.status], "status": str(error.status), "o:errorDetails": [one]}
    return Reply(error.status, body, content_type=ADF_ERROR)


def oauth(status: int, error: str, description: str) -> Refusal:
    """Return a refusal of the token endpoint. [documented: RFC 6749]"""
    return Refusal(Reply(status, {"error": error, "error_description": description}))


def oci(status: int, code: str, message: str) -> Refusal:
    """Return a refusal of an OCI service."""
    return Refusal(Reply(status, {"code": code, "message": message}))


def by_status(status: int) -> Reply:
    """Return what a fault or a limit answers, whatever the system: it reads as each of them. No Retry-After. [documented]"""
    title = _TITLES.get(status, "Error")
    body = {
        "schemas": [ERROR, EXTENSION],
        "title": title,
        "detail": title,
        "status": str(status),
        "code": title.replace(" ", ""),
        "message": title,
        "error": "temporarily_unavailable",
    }
    return Reply(status, body)
