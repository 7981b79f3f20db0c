"""What the Platform API says when it refuses: `{message, code, status, contextId, details}` (SDK 269.0.0, ErrorBody)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sdk.errors import Fault


def read_fault(status: int, body: Any) -> Fault | None:
    """Return the vendor's reason with the fields that it names; an answer below 300 is never a fault."""
    if status < 300 or not isinstance(body, Mapping):
        return None
    code = body.get("code") or body.get("error")
    said = str(body.get("message") or body.get("description") or body.get("error_description") or "")
    told = "; ".join(filter(None, (said, _details(body))))
    return Fault(str(code or ""), told) if code or told else None


def _details(body: Mapping[str, Any]) -> str:
    """Join `details[{errorCode, fieldName}]` and the messages of inner errors."""
    details, errors = body.get("details"), body.get("errors")
    parts = [
        ": ".join(str(d[k]) for k in ("fieldName", "errorCode") if d.get(k))
        for d in (details if isinstance(details, list) else [])
        if isinstance(d, Mapping)
    ]
    inner = [
        str(e["message"])
        for e in (errors if isinstance(errors, list) else [])
        if isinstance(e, Mapping) and e.get("message")
    ]
    return "; ".join(dict.fromkeys(p for p in (*parts, *inner) if p))
