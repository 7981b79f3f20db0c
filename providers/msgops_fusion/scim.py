"""The identity domain's admin API: explicit attribute lists, filters, pages, PATCH operations (dossier A4).

Every read names its attributes, and `clientSecret` is among none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.rest import segment

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

BASE = "/admin/v1"
URN = "urn:ietf:params:scim:schemas:oracle:idcs:"
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_PAGE = 200
_MOST = 1000
Row = Mapping[str, Any]
FORBIDDEN = frozenset({"clientSecret", "hashedClientSecret"})


def literal(text: object) -> str:
    """Return a value as a literal of a filter."""
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


async def rows(
    read: Reader, resource: str, attributes: Sequence[str], *, where: str = "", order: str = ""
) -> list[dict[str, Any]]:
    """Return every resource that fits a filter, page by page, with these attributes (and those that are always shown)."""
    _named(attributes)
    _usable(read)
    params = {
        "attributes": ",".join(attributes),
        "filter": where or None,
        "sortBy": order or None,
        "count": _PAGE,
    }
    found: list[dict[str, Any]] = []
    for _ in range(_MOST):
        body = await read.get(f"{BASE}/{resource}", {**params, "startIndex": len(found) + 1})
        page = body.get("Resources") if isinstance(body, Mapping) else None
        page = [dict(row) for row in page if isinstance(row, Mapping)] if isinstance(page, list) else []
        found.extend(page)
        total = body.get("totalResults") if isinstance(body, Mapping) else None
        if not page or not isinstance(total, int) or len(found) >= total:
            break
    return found


async def row(read: Reader, resource: str, id_: str, attributes: Sequence[str]) -> dict[str, Any] | None:
    """Return one resource with these attributes, `None` when there is none."""
    _named(attributes)
    _usable(read)
    params = {"attributes": ",".join(attributes)}
    body = await read.get(f"{BASE}/{resource}/{segment(id_)}", params, missing_ok=True)
    return dict(body) if isinstance(body, Mapping) else None


async def create(write: Writer, resource: str, schema: str, body: Row) -> dict[str, Any]:
    """Create a resource and return the answer, which may hold what no read shows."""
    _usable(write)
    answer = await write.post(f"{BASE}/{resource}", {"schemas": [URN + schema], **body})
    return dict(answer.json)


async def patch(write: Writer, resource: str, id_: str, changes: Row) -> None:
    """Replace these attributes; `None` removes one."""
    operations = [
        {"op": "replace", "path": name, "value": value}
        if value is not None
        else {"op": "remove", "path": name}
        for name, value in changes.items()
    ]
    if operations:
        sent = {"schemas": [_PATCH], "Operations": operations}
        await write.patch(f"{BASE}/{resource}/{segment(id_)}", sent)


async def delete(write: Writer, resource: str, id_: str) -> None:
    """Delete a resource; one that is gone is no error."""
    try:
        await write.delete(f"{BASE}/{resource}/{segment(id_)}")
    except NotFound:
        return


def _named(attributes: Sequence[str]) -> None:
    """See that a read names what it wants, and no secret."""
    if not attributes or FORBIDDEN & set(attributes):
        raise PermissionError("a read of the domain names its attributes, and never a secret")


def _usable(read: Reader) -> None:
    """Refuse to send the domain's calls to the pod."""
    if getattr(read.settings, "domain_url", None) is None:
        hint = "Set domain_url, and client_id with client_secret or the oci_ settings, in the account block."
        raise Refused(
            f"GET {BASE}",
            "the account names no identity domain",
            fault=Fault("", "the account names no identity domain", hint),
        )
