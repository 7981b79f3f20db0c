"""What ICWS says when it refuses: `{"errorId": "error.request.invalidParameter", "message": "…"}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sdk.errors import Fault

_HINTS = {
    "error.server.notAcceptingConnections": "This server of the pair takes no connections: name the other one under alternate_urls.",
    "error.server.unavailable": "The server of the pair is not active: name the other one under alternate_urls.",
}


def read_fault(status: int, body: Any) -> Fault | None:
    """Return the vendor's reason; a good status is never a fault."""
    if status < 300 or not isinstance(body, Mapping):
        return None
    code = str(body.get("errorId") or "")
    return Fault(code, str(body.get("message") or ""), _HINTS.get(code, ""))
