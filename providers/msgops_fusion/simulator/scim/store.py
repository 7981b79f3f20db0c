"""The operations that every kind of SCIM resource has, and what makes kinds differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator.errors import SCIM_TYPE, scim
from msgops_fusion.simulator.scim import audit, patch
from msgops_fusion.simulator.scim.api import domain, location
from msgops_fusion.simulator.scim.attributes import Attribute, Schema
from msgops_fusion.simulator.scim.lists import answer, search
from msgops_fusion.simulator.scim.shape import Row, project, wanted
from msgops_fusion.simulator.scim.values import created, missing, replaced, steady
from msgops_fusion.simulator.scim.who import identity, moment

URN = "urn:ietf:params:scim:schemas:oracle:idcs:"


def _nothing(*_: Any) -> None:
    """Check nothing."""


def _itself(_: Call, row: Row) -> Row:
    return row


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource.

    Attributes:
        name: as in `meta.resourceType`; `path` is its collection, `table` where its rows are.
        prepare: completes and checks a row, given what was there before (`None` when it is new).
        leaving: refuses to delete a row, or tidies up what refers to it.
        shown: adds what is computed.

    """

    name: str
    path: str
    table: str
    schema: Schema
    prepare: Callable[[Call, Row, Row | None], None] = _nothing
    leaving: Callable[[Call, Row], None] = _nothing
    shown: Callable[[Call, Row], Row] = _itself
    writes: tuple[str, ...] = ("POST", "PATCH", "PUT", "DELETE")
    right: str = "apps"

    @property
    def urn(self) -> str:
        """The URN of its schema."""
        return URN + self.name


def install(simulator: Simulator, kind: Kind) -> None:
    """Declare the operations of a kind."""
    read, write = f"{kind.right}.read", f"{kind.right}.write"
    one = f"{kind.path}/{{id}}"
    domain(simulator, "GET", kind.path, lambda call: _list(call, kind), read)
    domain(simulator, "POST", f"{kind.path}/.search", lambda call: _search(call, kind), read)
    domain(simulator, "GET", one, lambda call: reply(call, kind, get(call, kind, call.params["id"])), read)
    verbs = {
        "POST": (kind.path, _create),
        "PATCH": (one, _patch),
        "PUT": (one, _put),
        "DELETE": (one, _delete),
    }
    for method in kind.writes:
        path, work = verbs[method]
        domain(simulator, method, path, lambda call, work=work: work(call, kind), write)  # type: ignore[misc]


def get(call: Call, kind: Kind, id_: str) -> Row:
    """Return a row by id or OCID, or refuse."""
    table = call.world.table(kind.table)
    found = table.get(id_) or next((r for r in table.values() if r.get("ocid") == id_), None)
    if found is None:
        raise scim(404, f"{kind.name} {id_} does not exist.", "error.common.validation.resourceNotFound")
    return found


def reply(call: Call, kind: Kind, row: Row, status: int = 200) -> Reply:
    """Answer with one resource; its ETag is its version. [documented]"""
    body = project(kind.shown(call, row), kind.schema, *wanted(call))
    headers = {"ETag": row["meta"]["version"]}
    if status == 201:
        headers["Location"] = row["meta"]["location"]
    return Reply(status, body, headers, SCIM_TYPE)


def _list(call: Call, kind: Kind) -> Reply:
    given: dict[str, Any] = {k: v[0] for k, v in call.query.items()}
    given["attributes"], given["attributeSets"] = wanted(call)
    return _found(call, kind, given)


def _search(call: Call, kind: Kind) -> Reply:
    body = call.json
    if not isinstance(body, dict) or patch.PATCH.replace("PatchOp", "SearchRequest") not in body.get(
        "schemas", ()
    ):
        raise missing("schemas")
    return _found(call, kind, {**body, **{k: v[0] for k, v in call.query.items() if k in ("page", "limit")}})


def _found(call: Call, kind: Kind, given: Mapping[str, Any]) -> Reply:
    rows = [kind.shown(call, row) for row in call.world.table(kind.table).values()]
    page = search(rows, kind.schema, given)
    names, sets = given.get("attributes") or (), given.get("attributeSets") or ()
    return answer(page, [project(row, kind.schema, names, sets) for row in page.rows])


def _create(call: Call, kind: Kind) -> Reply:
    given = call.json
    lacking = [a.name for a in kind.schema.values() if a.required and _empty(given, a)]
    if lacking:
        raise missing(*lacking)
    return reply(call, kind, insert(call, kind, created(given, kind.schema)), 201)


def _empty(given: Any, attribute: Attribute) -> bool:
    return not isinstance(given, dict) or given.get(attribute.name) in (None, "", [])


def insert(call: Call, kind: Kind, row: Row) -> Row:
    """Complete, check and store a new row, and return it."""
    world = call.world
    id_ = row.pop("id", None) or world.hex32().lower()
    row = {"schemas": [kind.urn], **row, "id": id_}
    row.setdefault("ocid", f"ocid1.domain{kind.name.lower()}.oc1..{world.hex32().lower()}")
    kind.prepare(call, row, None)
    who = identity(call)
    row["idcsCreatedBy"] = who.reference(call)
    row["meta"] = {
        "resourceType": kind.name,
        "created": moment(world),
        "location": location(call, kind.path, id_),
    }
    _touch(call, row)
    world.table(kind.table)[id_] = row
    audit.note(call, kind.name, "create.success", row)
    return row


def change(call: Call, kind: Kind, old: Row, new: Row, what: str = "update.success") -> Row:
    """Check and store a changed row, and return it."""
    steady(kind.schema, old, new)
    kind.prepare(call, new, old)
    if new != old:
        _touch(call, new)
        call.world.table(kind.table)[new["id"]] = new
        audit.note(call, kind.name, what, new, old)
    return new


def _touch(call: Call, row: Row) -> None:
    version = f"{call.world.random.getrandbits(32):08x}"
    row["meta"] = {**row["meta"], "lastModified": moment(call.world), "version": version}
    row["idcsLastModifiedBy"] = identity(call).reference(call)


def matching(call: Call, row: Row) -> None:
    """Refuse a write whose `If-Match` names another version. [the status: inferred]"""
    given = call.headers.get("if-match", "").strip()
    if given and given != "*" and given.removeprefix("W/").strip('"') != row["meta"]["version"]:
        raise scim(412, "The version of the resource is another.", "error.common.validation.versionMismatch")


def _prevented(row: Row, verb: str) -> None:
    if verb in row.get("idcsPreventedOperations", ()):
        raise scim(403, f"Operation {verb} is prevented.", "error.common.validation.operationPrevented")


def _patch(call: Call, kind: Kind) -> Reply:
    old = get(call, kind, call.params["id"])
    matching(call, old)
    _prevented(old, "update")
    return reply(call, kind, change(call, kind, old, patch.apply(call.json, old, kind.schema)))


def _put(call: Call, kind: Kind) -> Reply:
    """Replace what may be written; the rest stays. [documented]"""
    old = get(call, kind, call.params["id"])
    matching(call, old)
    _prevented(old, "replace")
    given = call.json
    lacking = [a.name for a in kind.schema.values() if a.required and _empty(given, a)]
    if lacking:
        raise missing(*lacking)
    kept = {k: v for k, v in old.items() if kind.schema[k.lower()].mutability != "readWrite"}
    return reply(call, kind, change(call, kind, old, {**kept, **replaced(given, kind.schema, old)}))


def _delete(call: Call, kind: Kind) -> Reply:
    row = get(call, kind, call.params["id"])
    matching(call, row)
    _prevented(row, "delete")
    kind.leaving(call, row)
    del call.world.table(kind.table)[row["id"]]
    audit.note(call, kind.name, "delete.success", row)
    return Reply(204)
