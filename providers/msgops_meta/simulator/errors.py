"""Graph errors: one body for all, and the status says little. [documented]"""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Refusal, Reply

_TRACE = "AXsgnV2Cm3ZMGF3dFsandbox"


def error(
    status: int,
    code: int,
    message: str,
    *,
    subcode: int | None = None,
    type_: str = "OAuthException",
    **more: Any,
) -> Reply:
    """Return `{"error": {message, type, code, error_subcode?, fbtrace_id, …}}`."""
    body: dict[str, Any] = {"message": message, "type": type_, "code": code, "fbtrace_id": _TRACE, **more}
    if subcode is not None:
        body["error_subcode"] = subcode
    return Reply(status, {"error": body})


def invalid(text: str) -> Refusal:
    """Refuse a parameter: error 100 with 400. [documented]"""
    return Refusal(
        error(400, 100, f"(#100) {text}", error_user_title="Invalid parameter", error_user_msg=text)
    )


def missing(node: str) -> Refusal:
    """Refuse an object that is not there, or that the token may not see: 400, code 100, subcode 33. [documented]"""
    text = (
        f"Unsupported request. Object with ID '{node}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return Refusal(error(400, 100, text, subcode=33, type_="GraphMethodException"))


def bad_json() -> Reply:
    """Refuse a body that is no JSON. [assumed]"""
    return error(400, 100, "(#100) The request body is not JSON")


def by_status(status: int) -> Reply:
    """Return what the whole service answers: a reached limit has status 400 and a code of its own. [documented]"""
    if status == 429:
        text = "(#80008) There have been too many calls to this WhatsApp Business account"
        return error(400, 80008, text)
    if status == 401:
        return error(401, 190, "Error validating access token")
    if status == 403:
        return error(403, 10, "(#10) Application does not have permission for this action")
    return error(
        status, 2, "An unexpected error has occurred. Please retry your request later.", is_transient=True
    )
