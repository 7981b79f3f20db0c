"""REST of the pod, by the conventions of ADF: queries, pages, items by their own links, ETags (dossier A3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.rest import segment

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

VERSION = "11.13.18.05"
CRM = f"/crmRestApi/resources/{VERSION}"
FSCM = f"/fscmRestApi/resources/{VERSION}"
Row = Mapping[str, Any]
_PAGE = 500
"""Most rows of a page; the pod may give fewer, and says so in `limit`."""
_MOST = 1000
_CHANGED = 412
_FALSE = ("", "n", "no", "false", "0")


def literal(text: object) -> str:
    """Return a value as a literal of `q` in the grammar of framework version 2 and later."""
    return "'" + str(text).replace("'", "''") + "'"


def among(attribute: str, values: Iterable[object]) -> str:
    """Return the condition that an attribute is one of some values."""
    found = [f"{attribute}={literal(v)}" for v in sorted({str(v) for v in values})]
    return " or ".join(found)


def flag(value: Any) -> bool | None:
    """Return a `…Flag` attribute as true or false: the pod writes booleans, `Y` and `N`, or text."""
    if value is None or isinstance(value, bool):
        return value
    return str(value).strip().casefold() not in _FALSE


async def rows(
    read: Reader, path: str, *, order: str, q: str = "", expand: str = "", fields: str = "", finder: str = ""
) -> list[dict[str, Any]]:
    """Return every row of a collection. `order` names an attribute that no two rows share."""
    params = {
        "q": q or None,
        "expand": expand or None,
        "fields": fields or None,
        "finder": finder or None,
        "orderBy": f"{order}:asc" if order else None,
    }
    found: list[dict[str, Any]] = []
    for _ in range(_MOST):
        body = await read.get(path, {**params, "limit": _PAGE, "offset": len(found)})
        page = items(body)
        found.extend(page)
        # `hasMore` and `totalResults` are not to be trusted beyond the first page (dossier A3.3).
        most = body.get("limit") if isinstance(body, Mapping) else None
        if len(page) < (most if isinstance(most, int) and 0 < most < _PAGE else _PAGE):
            break
    return found


def items(body: Any) -> list[dict[str, Any]]:
    """Return the rows of a collection, or of a child that was expanded: an object since framework version 3, a list before."""
    found = body.get("items") if isinstance(body, Mapping) else body
    return [dict(row) for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


async def children(read: Reader, row: Row, name: str, path: str, order: str) -> list[dict[str, Any]]:
    """Return the children of a row: those that came with it, or all of them when they were more than a page."""
    held = row.get(name)
    if held is None or (isinstance(held, Mapping) and held.get("hasMore")):
        return await rows(read, f"{path}/child/{name}", order=order)
    return items(held)


def place(row: Row, otherwise: str) -> str:
    """Return where a row lives: its own link, because keys may be hashes that nobody may compose; else a path."""
    href = urlsplit(str(_own(row).get("href") or "")).path
    # Only the path counts, and only one of the same API: a link never says which host gets the credentials.
    same = href.startswith(f"/{otherwise.split('/')[1]}/resources/") and ".." not in href
    return href if same else otherwise


def last(row: Row, otherwise: object) -> str:
    """Return the last part of a row's own link: the key by which the pod finds it again, as it is written in paths."""
    return place(row, f"{CRM}/{segment(otherwise)}").rpartition("/")[2]


def _own(row: Row) -> Mapping[str, Any]:
    links = row.get("links")
    found = [link for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    return next((link for link in found if link.get("rel") == "self"), {})


def _etag(row: Row) -> str:
    """Return the ETag that a list shows of a row: `changeIndicator` of its link (inferred from ADF, dossier A3.4)."""
    properties = _own(row).get("properties")
    value = properties.get("changeIndicator") if isinstance(properties, Mapping) else None
    return f'"{value}"' if isinstance(value, str) and value else ""


async def patch(write: Writer, path: str, row: Row, body: Mapping[str, Any]) -> None:
    """Change a row, unless somebody has changed these attributes since it was read.

    The ETag of a list is inferred. When it does not fit the row is read again: still the same values, and it is sent without.
    """
    where, etag = place(row, path), _etag(row)
    try:
        await write.send("PATCH", where, dict(body), headers={"If-Match": etag} if etag else None)
    except Refused as error:
        if error.status != _CHANGED or not etag:
            raise
        now = await write.get(where)
        if any(now.get(name) != row.get(name) for name in body):
            raise
        await write.send("PATCH", where, dict(body))


async def delete(write: Writer, path: str, row: Row) -> None:
    """Delete a row; one that is gone is no error."""
    try:
        await write.delete(place(row, path))
    except NotFound:
        return


async def check(read: Reader, path: str, body: Mapping[str, Any], *, updating: bool = False) -> None:
    """Refuse attributes that this pod does not have, or does not let change; a pod that does not tell is believed to have them."""
    known = await read.once(f"describe {path}", lambda: _describe(read, path))
    if not known:
        return
    missing = sorted(name for name in body if name not in known)
    fixed = sorted(n for n in body if updating and known.get(n, {}).get("updatable") is False)
    if missing or fixed:
        said = [f"this pod has no {', '.join(missing)} there"] if missing else []
        said += [f"{', '.join(fixed)} cannot be changed"] if fixed else []
        raise Refused(f"GET {path}/describe", "; ".join(said), status=200)


async def columns(read: Reader, path: str, names: Sequence[str]) -> str:
    """Return the value of `fields` for those of the attributes that this pod has, all of them where it does not tell."""
    if not names:
        return ""
    known = await read.once(f"describe {path}", lambda: _describe(read, path))
    return ",".join(name for name in names if not known or name in known)


async def spelling(read: Reader, path: str, names: Sequence[str]) -> str:
    """Return which of several spellings of an attribute this pod uses; the first where it does not tell."""
    known = await read.once(f"describe {path}", lambda: _describe(read, path))
    return next((name for name in names if name in known), names[0])


async def _describe(read: Reader, path: str) -> dict[str, Row]:
    """Return the attributes and children of a resource by name; nothing where the pod does not describe it."""
    try:
        body = await read.get(f"{path}/describe")
    except Refused:
        return {}
    name = path.rpartition("/")[2]
    resources = body.get("Resources") if isinstance(body, Mapping) else None
    found = resources.get(name) if isinstance(resources, Mapping) else body
    attributes = found.get("attributes") if isinstance(found, Mapping) else None
    listed = attributes if isinstance(attributes, list) else []
    known: dict[str, Row] = {str(a.get("name")): a for a in listed if isinstance(a, Mapping)}
    inner = found.get("children") if isinstance(found, Mapping) and known else None
    if isinstance(inner, Mapping):
        known.update({str(child): {} for child in inner})
    return known
