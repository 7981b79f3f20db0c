"""What the systems say when they refuse: ADF, SCIM, OAuth and OCI bodies (dossier A3.5, A4, A5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sdk.errors import Fault

_EXTENSION = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
_CHANGED = "Somebody changed it after it was read; plan again."
_HINTS = {
    "invalid_client": "Wrong client id or secret, or the application is not active.",
    "unauthorized_client": "The application may not use this grant: give it the client configuration.",
    "invalid_scope": "No application offers this scope to the client.",
}


def read_fault(status: int, body: Any) -> Fault | None:
    """Return the vendor's reason; a good status is never a fault."""
    if status < 300 or not isinstance(body, Mapping):
        return None
    hint = _CHANGED if status == 412 else ""  # an ETag that no longer fits
    details = body.get("o:errorDetails")
    if isinstance(details, list) and details:
        return _adf(details, hint)
    if _EXTENSION in body or "schemas" in body:
        extension = body.get(_EXTENSION)
        code = extension.get("messageId") if isinstance(extension, Mapping) else None
        return Fault(str(code or ""), str(body.get("detail") or ""), hint)
    if "error" in body:
        code = str(body["error"])
        return Fault(code, str(body.get("error_description") or ""), _HINTS.get(code, ""))
    text = body.get("detail") or body.get("message") or body.get("title")
    return Fault(str(body.get("code") or ""), str(text or ""), hint)


def _adf(details: list[Any], hint: str) -> Fault:
    found = [d for d in details if isinstance(d, Mapping)]
    texts = dict.fromkeys(str(d.get("detail") or d.get("title") or "") for d in found)
    code = next((str(d["o:errorCode"]) for d in found if d.get("o:errorCode")), "")
    return Fault(code, "; ".join(t for t in texts if t), hint)
