"""Names that stand for ids of what msgops does not manage: flows of Architect, and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops_genesys.kinds.common import API, PAGES, is_there, same, unknown

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

INBOUND, IN_QUEUE = "inboundshortmessage", "inqueueshortmessage"
"""Types of flows for messages (SDK 269.0.0, Flow.type)."""
_DRAW = "Draw and publish it in Architect first; no API of the provider does."


async def flows(read: Reader, sort: str) -> Mapping[str, str]:
    """Return id to name of the flows of a type, asked once per session."""

    async def ask() -> dict[str, str]:
        found = await PAGES.fetch(read, f"{API}/flows", {"type": sort})
        return {str(f["id"]): str(f.get("name")) for f in found if not f.get("deleted")}

    return await read.once(f"genesys flows {sort}", ask)


async def flow_name(read: Reader, sort: str, reference: Any) -> str | None:
    """Return the name of `{id, name}` or `{id}`; the id of a flow that is no longer there."""
    if not isinstance(reference, Mapping) or not reference.get("id"):
        return None
    id_ = str(reference["id"])
    return str(reference.get("name") or (await flows(read, sort)).get(id_, id_))


async def flow_id(read: Reader, sort: str, name: str) -> str:
    """Return the id of a flow by its name, or by its id; `Refused` where there is none."""
    known = await flows(read, sort)
    found = next((i for i, n in known.items() if same(n, name)), name if name in known else None)
    if found is None:
        raise unknown(f"published {sort} flow", name, list(known.values()), _DRAW)
    return found


async def people(read: Reader) -> Mapping[str, str]:
    """Return id to e-mail address of the active users, asked once per session."""

    async def ask() -> dict[str, str]:
        found = await PAGES.fetch(read, f"{API}/users", {"state": "active"})
        return {str(u["id"]): str(u.get("email") or "") for u in found if is_there(u)}

    return await read.once("genesys users", ask)


async def user_id(read: Reader, email: str) -> str:
    """Return the id of a user by e-mail address; `Refused` where there is none."""
    known = await people(read)
    found = next((i for i, e in known.items() if same(e, email)), None)
    if found is None:
        raise unknown("active user", email, list(known.values()), "Invite the person first.")
    return found
