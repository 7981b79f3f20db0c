"""The audit feed: every write leaves an entry with the portal's name of the actor (specification: SearchResult)."""

from __future__ import annotations

from msgops.sandbox.kit import Call


def record(call: Call, action: str, item: str, subject: str) -> None:
    """Write one entry. `action` and `item` are values of the specification's enums; the text names the subject. [assumed]"""
    verb = {"Create": "created", "Update": "updated", "Delete": "deleted"}.get(action, action.lower())
    call.world.audit.append(
        {
            "id": call.world.uuid(),
            "timestamp": call.world.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "username": call.actor,
            "action": action,
            "item": item,
            "ipAddress": "127.0.0.1",
            "description": f"User '{call.actor}' {verb} {item} '{subject}'",
        }
    )
