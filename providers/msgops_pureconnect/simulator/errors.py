"""What the server says when it refuses: `{"errorId", "message"}`. [documented]"""

from __future__ import annotations

from msgops.sandbox.kit import Refusal, Reply

_IDS = {
    401: "error.request.unauthorized",
    403: "error.request.accessDenied",
    429: "error.request.throttled",
}


def refusal(status: int, error_id: str, message: str) -> Refusal:
    """Return an answer to raise."""
    return Refusal(Reply(status, {"errorId": error_id, "message": message}))


def invalid(message: str) -> Refusal:
    """Return the answer to a body or a parameter that is wrong."""
    return refusal(400, "error.request.invalidParameter", message)


def by_status(status: int) -> Reply:
    """Return what a fault of a status says."""
    error_id = _IDS.get(status, "error.server.internal")
    return Reply(status, {"errorId": error_id, "message": f"The request ended with {status}"})
