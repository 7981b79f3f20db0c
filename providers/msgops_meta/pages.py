"""Lists that Meta cuts by cursors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import ProviderError

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

Wire = Mapping[str, Any]


async def pages(read: Reader, path: str, fields: str, per: int) -> Sequence[Wire]:
    """Read every page of a list.

    `paging.next` says only that there is another one: it is an address with the token in it, so the cursor is sent instead.
    """
    found: list[Wire] = []
    after: str | None = None
    while True:
        body = await read.get(path, {"fields": fields, "limit": per, "after": after})
        found += rows(body)
        paging = body.get("paging") if isinstance(body, Mapping) else None
        if not isinstance(paging, Mapping) or not paging.get("next"):
            return found
        cursor = (paging.get("cursors") or {}).get("after")
        if not cursor or cursor == after:
            raise ProviderError(f"GET {path}", "the answer names a next page, and no cursor that leads there")
        after = str(cursor)


def rows(body: Any) -> list[Wire]:
    """Return the objects below `data`."""
    found = body.get("data") if isinstance(body, Mapping) else None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
