"""Collections with list, create, read, update and delete, which differ in their fields and habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops_genesys.simulator.api import API, Row, named, operation, page, same_name, stamp
from msgops_genesys.simulator.errors import conflict, missing, refused
from msgops_genesys.simulator.shapes import Shape, given

LINGER = 5.0
"""Seconds for which some objects are still shown after their delete. [documented: that they are; how long: assumed]"""


@dataclass
class Collection:
    """A table behind a path.

    Attributes:
        path, table, what: where it is, what it is called inside and in messages.
        shape: what a write takes; `needed` must be there.
        permission: `domain:entity`, with `actions` for view, add, edit and delete.
        method: PUT replaces all that a write can give, PATCH what it gives; empty: no update.
        creates: whether a POST makes one.
        unique: whether a name is given once.
        versioned: whether a PUT must give the current version.
        soft: whether a deleted object stays as `state: deleted`.
        lingers: whether a deleted object is shown for a while.
        defaults: what is there unasked.
        check: refuses a body that the service would; it gets the call, the body and the row that changes.
        show: last touch on a row that is answered.
        listed: the rows of a list that wants more than a page.
        made, removed: what else comes and goes with a row.

    """

    path: str
    table: str
    what: str
    shape: Shape
    permission: str
    needed: tuple[str, ...] = ("name",)
    actions: tuple[str, str, str, str] = ("view", "add", "edit", "delete")
    method: str = "PUT"
    creates: bool = True
    unique: bool = True
    versioned: bool = False
    soft: bool = False
    lingers: bool = False
    prefix: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[[Call, Row, Row | None], None] | None = None
    show: Callable[[Call, Row], Row] | None = None
    listed: Callable[[Call], list[Row]] | None = None
    made: Callable[[Call, Row], None] | None = None
    removed: Callable[[Call, Row], None] | None = None

    def install(self, simulator: Simulator) -> None:
        """Declare the operations."""
        view, add, edit, delete = (f"{self.permission}:{a}" for a in self.actions)
        one = f"{self.path}/{{id}}"
        operation(simulator, "GET", self.path, self.list, view)
        if self.creates:
            operation(simulator, "POST", self.path, self.create, add)
        operation(simulator, "GET", one, self.read, view)
        operation(simulator, "DELETE", one, self.delete, delete)
        if self.method:
            operation(simulator, self.method, one, self.update, edit)

    def rows(self, world: World) -> list[Row]:
        """Return the rows that are there, oldest first."""
        return [r for r in world.table(self.table).values() if not self._over(world, r)]

    def find(self, call: Call, identity: Any = None) -> Row:
        """Return a row by its id, or refuse."""
        wanted = str(identity if identity is not None else call.params["id"])
        row = call.world.table(self.table).get(wanted)
        if row is None or self._over(call.world, row):
            raise missing(self.what, wanted)
        return row

    def shown(self, call: Call, row: Row) -> Row:
        """Return a row as an answer has it."""
        seen = {k: v for k, v in row.items() if not k.startswith("_") and v is not None}
        seen["selfUri"] = f"{API}{self.path}/{row['id']}"
        return self.show(call, seen) if self.show else seen

    def list(self, call: Call) -> Reply:
        """Return a page."""
        rows = self.listed(call) if self.listed else self.rows(call.world)
        found = named(call, rows, prefix=self.prefix)
        return page(call, [self.shown(call, r) for r in found])

    def create(self, call: Call) -> Reply:
        """Make a row."""
        body = given(call.json, self.shape, *self.needed)
        self._own(call, body, None)
        if self.check:
            self.check(call, body, None)
        row = {**self.defaults, **body, "id": call.world.uuid(), "dateCreated": stamp(call)}
        row["dateModified"] = row["dateCreated"]
        if self.versioned:
            row["version"] = 1
        if self.soft:
            row["state"] = "active"
        call.world.table(self.table)[row["id"]] = row
        if self.made:
            self.made(call, row)
        return Reply(200, self.shown(call, row))

    def read(self, call: Call) -> Reply:
        """Return one row."""
        return Reply(200, self.shown(call, self.find(call)))

    def update(self, call: Call) -> Reply:
        """Replace what a write can give (PUT), or change what it gives (PATCH)."""
        row = self.find(call)
        body = given(call.json, self.shape, *(self.needed if self.method == "PUT" else ()))
        if self.versioned and call.json.get("version") != row["version"]:
            raise refused(f"The version is {row['version']}", status=409, field="version")
        self._own(call, body, row)
        if self.check:
            self.check(call, body, row)
        if self.method == "PUT":
            for name in self.shape:
                row[name] = body.get(name, self.defaults.get(name))
        row.update(body)
        row["dateModified"] = stamp(call)
        if self.versioned:
            row["version"] += 1
        return Reply(200, self.shown(call, row))

    def delete(self, call: Call) -> Reply:
        """Take a row away, at once or by and by."""
        row = self.find(call)
        if self.removed:
            self.removed(call, row)
        if self.soft:
            row["state"] = "deleted"
        elif self.lingers:
            row["_gone"] = (call.world.now() + timedelta(seconds=LINGER)).isoformat()
        else:
            del call.world.table(self.table)[row["id"]]
        return Reply(204)

    def _over(self, world: World, row: Row) -> bool:
        return "_gone" in row and world.now().isoformat() >= row["_gone"]

    def _own(self, call: Call, body: Row, but: Row | None) -> None:
        if not self.unique or "name" not in body:
            return
        rows = [r for r in self.rows(call.world) if r is not but and r.get("state") != "deleted"]
        if same_name([r for r in rows if "_gone" not in r], body["name"]):
            raise conflict(self.what, body["name"])


def refer(call: Call, table: str, reference: Any, where: str) -> Row | None:
    """Return the row that `{id}` names, or refuse; nothing where nothing is named."""
    if not isinstance(reference, Mapping) or not reference.get("id"):
        return None
    row = call.world.table(table).get(str(reference["id"]))
    if row is None or row.get("state") == "deleted":
        raise refused(f"{where} {reference['id']} does not exist", field=where, entity=str(reference["id"]))
    return row
