"""The vendor's ids of the writes that one piece of work sent, for the audit log."""

from __future__ import annotations

from contextvars import ContextVar

from msgops.model.redact import redact

_ids: ContextVar[list[str] | None] = ContextVar("msgops_request_ids", default=None)


def begin() -> None:
    """Start collecting in this task and the tasks that it starts."""
    _ids.set([])


def note(request_id: str) -> None:
    """Remember the id of a write; without `begin`, and without an id, nothing happens."""
    found = _ids.get()
    if found is not None and request_id:
        found.append(redact(request_id))


def noted() -> list[str]:
    """Return the ids since `begin`, in the order of the answers."""
    return list(_ids.get() or ())
