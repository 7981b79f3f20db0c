"""The operations of every resource of the pod, from its description (dossier A3, D2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_fusion.simulator.adf import rows
from msgops_fusion.simulator.adf.query import parse
from msgops_fusion.simulator.adf.shape import (
    MOST,
    PAGE,
    Wish,
    address,
    collection,
    framework,
    item,
    rows_of,
    wish,
)
from msgops_fusion.simulator.adf.table import Resource, Row
from msgops_fusion.simulator.errors import AdfError, adf_reply

VERSIONS = ("11.13.18.05", "latest")
ITEM = "application/vnd.oracle.adf.resourceitem+json"
_BODIES = ("application/json", ITEM, "application/vnd.oracle.adf.action+json")


def install(simulator: Simulator, resource: Resource) -> None:
    """Declare a resource and its children."""
    _declare(simulator, resource, base(resource), (), resource.roles)


def base(resource: Resource) -> str:
    """Return the template of a collection's path."""
    return f"/{resource.context}/resources/{{version}}/{resource.name}"


def _declare(
    simulator: Simulator, resource: Resource, at: str, above: tuple[Resource, ...], roles: tuple[str, ...]
) -> None:
    level = f"key{len(above)}"
    work: dict[tuple[str, str], Callable[[Call, Place], Reply]] = {
        ("R", "GET"): _list,
        ("C", "POST"): create,
        ("R", "GET item"): _get,
        ("U", "PATCH item"): _update,
        ("D", "DELETE item"): _delete,
    }
    for (verb, how), handler in work.items():
        method, _, one = how.partition(" ")
        path = f"{at}/{{{level}}}" if one else at
        allowed = handler if verb in resource.verbs else _not_allowed
        declare(simulator, method, path, placed(allowed, resource, above), roles)
    for child in resource.children:
        _declare(simulator, child, f"{at}/{{{level}}}/child/{child.name}", (*above, resource), roles)


def declare(
    simulator: Simulator, method: str, path: str, handler: Handler, roles: tuple[str, ...] = ()
) -> None:
    """Declare an operation of the pod; reading needs no role of `roles`, anything else one of them. [inferred]"""
    simulator.route(method, path, scopes=() if method == "GET" else roles)(refusing(handler))


def refusing(handler: Handler) -> Handler:
    """Answer an error in the form that the caller accepts."""

    def work(call: Call) -> Reply:
        try:
            _acceptable(call)
            return handler(call)
        except AdfError as error:
            raise Refusal(adf_reply(call, error)) from None

    return work


def _acceptable(call: Call) -> None:
    """Refuse another release, another framework version, another media type. [documented; the statuses: assumed]"""
    if call.params.get("version", VERSIONS[0]) not in VERSIONS:
        raise AdfError(404, "Not Found")
    framework(call)
    kind = call.headers.get("content-type", "").partition(";")[0].strip()
    if call.content and call.headers and kind not in _BODIES and "batch" not in kind:
        raise AdfError(415, f"Media type {kind} is not supported.")


class Place:
    """Where a call is: a resource, and the rows above it."""

    def __init__(self, call: Call, resource: Resource, above: tuple[Resource, ...]) -> None:
        self.call, self.resource = call, resource
        self.parent, address_ = "", f"{_root(call, (above or (resource,))[0])}"
        for level, upper in enumerate(above):
            row = find(call, upper, call.params[f"key{level}"], self.parent)
            self.parent, address_ = row["_id"], f"{address(f'{address_}/{upper.name}', row)}/child"
        self.at = f"{address_}/{resource.name}"
        self.key = call.params.get(f"key{len(above)}", "")

    def row(self) -> Row:
        """Return the row that the call names."""
        return find(self.call, self.resource, self.key, self.parent)

    def answer(self, row: Row, status: int = 200, wanted: Wish | None = None) -> Reply:
        """Answer with one row; `Accept` with `q=0` keeps the body away. [documented]"""
        at = address(self.at, row)
        body = item(self.call, self.resource, row, at, wanted or Wish())
        headers = {"ETag": f'"{row["_version"]}"'}
        if status == 201:
            headers["Location"] = at
        silent = f"{ITEM};q=0" in self.call.headers.get("accept", "").replace(" ", "")
        return Reply(status, None if silent else body, headers, _type(self.call, ITEM))


def _root(call: Call, resource: Resource) -> str:
    known: str = getattr(call.simulator, "base_url", "")
    return f"{known or 'https://pod.sandbox.test'}/{resource.context}/resources/{call.params['version']}"


def _type(call: Call, kind: str) -> str:
    """JSON by its plain name unless the caller names the framework's. [documented: both in use]"""
    return kind if kind in call.headers.get("accept", "") else "application/json"


def find(call: Call, resource: Resource, key: str, parent: str) -> Row:
    """Return a row by its key in the URL, or refuse."""
    row = call.world.table(resource.table).get(f"{parent} {key}".strip())
    if row is None or (resource.visible is not None and not resource.visible(call, row)):
        raise AdfError(404, "Not Found")
    return row


def placed(
    handler: Callable[[Call, Place], Reply], resource: Resource, above: tuple[Resource, ...] = ()
) -> Handler:
    """Return a handler of an operation of a resource."""
    return lambda call: handler(call, Place(call, resource, above))


def _not_allowed(_: Call, place: Place) -> Reply:
    raise AdfError(405, f"The operation is not supported by {place.resource.name}.")


def _get(call: Call, place: Place) -> Reply:
    row = place.row()
    if place.resource.reading is not None:
        place.resource.reading(call, row)
    if call.headers.get("if-none-match", "").strip('"') == row["_version"]:
        return Reply(304)
    return place.answer(row, wanted=wish(call, place.resource))


def _list(call: Call, place: Place) -> Reply:
    resource, wanted = place.resource, wish(call, place.resource)
    found = rows_of(call, resource, place.parent)
    if call.one("q"):
        test = parse(call.one("q"), resource, framework(call))
        found = [row for row in found if test(row)]
    if call.one("finder"):
        found = _by_finder(resource, found, call.one("finder"))
    if call.one("orderBy"):
        found = _ordered(resource, found, call.one("orderBy"))
    limit, offset = min(MOST, _number(call, "limit", PAGE)), _number(call, "offset", 0)
    page = found[offset : offset + limit]
    shown = [item(call, resource, row, address(place.at, row), wanted) for row in page]
    body = collection(call, resource, shown, place.at, total=len(found), limit=limit, offset=offset)
    return Reply(200, body, content_type=_type(call, "application/vnd.oracle.adf.resourcecollection+json"))


def _number(call: Call, name: str, default: int) -> int:
    text = call.one(name, str(default))
    if not text.isdecimal():
        raise AdfError(400, f"URL request parameter {name} cannot be used: {text}.")
    return int(text)


def _by_finder(resource: Resource, found: list[Row], text: str) -> list[Row]:
    name, _, rest = text.partition(";")
    finder: Mapping[str, str] | None = resource.finders.get(name)
    if finder is None:
        raise AdfError(400, f"Finder {name} is not of {resource.name}.")
    for pair in filter(None, rest.split(",")):
        variable, _, value = pair.partition("=")
        if variable not in finder:
            raise AdfError(400, f"Finder {name} has no variable {variable}.")
        found = [row for row in found if str(row.get(finder[variable])) == value.strip("\"'")]
    return found


def _ordered(resource: Resource, found: list[Row], text: str) -> list[Row]:
    for part in reversed(text.split(",")):
        name, _, direction = part.strip().partition(":")
        if name not in resource.attributes or direction not in ("", "asc", "desc"):
            raise AdfError(400, f"URL request parameter orderBy cannot be used: {part}.")
        found = sorted(
            found, key=lambda row: _rank(row.get(name)), reverse=direction == "desc"
        )  # used at once
    return found


def _rank(value: Any) -> tuple[bool, bool, int | str]:
    number = isinstance(value, int)
    return value is None, number, value if number else str(value or "")


def create(call: Call, place: Place) -> Reply:
    """Create a row; with `Upsert-Mode: true` change the one that the body means. [documented]"""
    given = call.json
    if call.headers.get("upsert-mode", "").lower() == "true":
        row = rows.same(call, place.resource, given, place.parent)
        if row is not None:
            fixed = {n: v for n, v in given.items() if v != row.get(n)}
            return place.answer(rows.update(call, place.resource, row, fixed))
    return place.answer(rows.insert(call, place.resource, given, place.parent), 201)


def _update(call: Call, place: Place) -> Reply:
    row = place.row()
    matching(call, row)
    return place.answer(rows.update(call, place.resource, row, call.json))


def matching(call: Call, row: Row) -> None:
    """Refuse a write whose `If-Match` names another version. [documented]"""
    given = call.headers.get("if-match", "").strip()
    if given and given != "*" and given.strip('"') != row["_version"]:
        raise AdfError(412, "Precondition Failed")


def _delete(call: Call, place: Place) -> Reply:
    row = place.row()
    matching(call, row)
    rows.remove(call, place.resource, row)
    return Reply(204)
