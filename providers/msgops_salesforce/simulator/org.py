"""The rows of one org as one user changes them: insert, update, delete, savepoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

from msgops.sandbox.kit import Call, World
from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.errors import Rejected, not_allowed, not_found, unsupported
from msgops_salesforce.simulator.fields import Row, SObject
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.validate import complete, duplicate, lock, refuse_columns, typed

By = Literal["row", "metadata", "seed"]
KNOBS: Mapping[str, Any] = {
    "allow_channel_create": False,
    "deploy_polls": 1,
    "settings_delay": 1,
    "usage_polls": 1,
    "locks": 0,
    "production": False,
    "daily_calls": 100_000,
    "invisible_calls": 0,
}
"""What a test may turn: see `operator.py`."""
_APART = frozenset({"knobs", "sessions", "deploys", "retrieves", "cursors"})
"""What is no part of the org's data: a rollback leaves it alone."""

_KINDS: ContextVar[set[bool] | None] = ContextVar("kinds", default=None)
"""Whether setup rows, others or both were written in the transaction under way."""


@dataclass
class Work:
    """What is done in a transaction; `failed` undoes it."""

    failed: bool = False


class Org:
    """The rows of the org. `user` is the id of who acts."""

    def __init__(self, world: World, user: str = "") -> None:
        self.world, self.user = world, user

    @classmethod
    def of(cls, call: Call) -> Org:
        """Return the org as the caller sees it."""
        return cls(call.world, user_of(call.world, call.actor))

    def knob(self, name: str) -> Any:
        """Return how a knob stands."""
        return self.world.table("knobs").get("knobs", {}).get(name, KNOBS[name])

    def turn(self, name: str, value: Any) -> None:
        """Turn a knob."""
        self.world.table("knobs")["knobs"] = {**self.world.table("knobs").get("knobs", {}), name: value}

    @property
    def calls(self) -> int:
        """How many calls were made to the org."""
        return self.world.counters.get("api-calls", 0)

    def enabled(self, feature: str) -> bool:
        """Whether a feature is switched on, once its switch has taken effect; see `metadata/settings.py`."""
        held = self.world.table("features").get(feature, {})
        late = "since" in held and self.calls < held["since"]
        return not feature or bool(held.get("before" if late else "on"))

    def switch(self, feature: str, *, on: bool) -> None:
        """Switch a feature; it takes effect as many calls later as the knob says. [documented: a delay]"""
        before = self.enabled(feature)
        late = (
            {"before": before, "since": self.calls + 1 + self.knob("settings_delay")} if on != before else {}
        )
        self.world.table("features")[feature] = {"on": on, **late}

    def schema(self, name: str, *, api: str = "data") -> SObject:
        """Return an object type; one that the org has not is refused with `INVALID_TYPE`. [documented]"""
        event = self.world.table("events").get(name.lower(), {})
        found = OBJECTS.get(name.lower()) or event.get("schema")
        if event and api and self.calls < event["since"]:
            raise unsupported(name)
        if found is None or api not in found.api or not self.enabled(found.feature):
            raise unsupported(name)
        return found

    def rows(self, name: str) -> dict[str, Any]:
        """Return the rows of a type by id, oldest first."""
        return self.world.table(name)

    def get(self, name: str, id_: object) -> Row | None:
        """Return a row by its id of 15 or 18 characters."""
        return self.rows(name).get(ids.normal(id_) or "")

    def find(self, name: str, **values: Any) -> Row | None:
        """Return the first row with these values."""
        return next(iter(self.where(name, **values)), None)

    def where(self, name: str, **values: Any) -> list[Row]:
        """Return the rows with these values."""
        return [r for r in self.rows(name).values() if all(r.get(k) == v for k, v in values.items())]

    def anywhere(self, id_: str) -> tuple[SObject, Row] | None:
        """Return the row with an id, of whatever type."""
        for schema in OBJECTS.values():
            if schema.prefix == id_[:3] and (found := self.get(schema.name, id_)) is not None:
                return schema, found
        return None

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """Undo every change when the block raises or marks its work as failed.

        Setup rows and others do not mix in one transaction. [assumed: MIXED_DML_OPERATION]
        """
        tables, outer = self.savepoint(), _KINDS.get()
        token = _KINDS.set(set() if outer is None else outer)
        work = Work()
        try:
            yield work
        except BaseException:
            work.failed = True
            raise
        finally:
            if work.failed:
                self.restore(tables)
            _KINDS.reset(token)

    def savepoint(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return what `restore` goes back to."""
        return {name: dict(rows) for name, rows in self.world.tables.items() if name not in _APART}

    def restore(self, savepoint: dict[str, dict[str, dict[str, Any]]]) -> None:
        """Go back to a savepoint; identifiers are not given out again."""
        for name, rows in self.world.tables.items():
            if name not in _APART:
                rows.clear()
                rows.update(savepoint.get(name, {}))

    def insert(self, name: str, given: Mapping[str, Any], *, by: By = "row", api: str = "data") -> Row:
        """Create a row and return it. `by` metadata may set every column, `by` seed whatever it likes."""
        schema = self._admit(name, "C", by, api)
        if by == "row":
            schema.admit(self)
            refuse_columns(schema, given, "C")
        row = complete(schema, typed(self, schema, given))
        if by != "seed" and (twin := duplicate(self, schema, row)) is not None:
            if schema.ignore_duplicate:
                return self.rows(schema.name)[twin[1]]  # type: ignore[no-any-return]
            raise _taken(schema, *twin)
        schema.check(self, row, None)
        now = self.now()
        author = {"CreatedDate": now, "CreatedById": self.user or None}
        id_ = row.get("Id") or ids.new(self.world, schema.prefix)
        return self._keep(schema, {**row, "Id": id_, **author}, None, by)

    def update(
        self, name: str, id_: object, given: Mapping[str, Any], *, by: By = "row", api: str = "data"
    ) -> Row:
        """Change a row and return it; a row that is already so is only stamped anew."""
        schema = self._admit(name, "U", by, api)
        old = self.get(schema.name, id_)
        if old is None:
            raise _gone(self, id_)
        if by == "row":
            refuse_columns(schema, given, "U")
        row = complete(schema, {**old, **typed(self, schema, given)})
        if by != "seed" and (twin := duplicate(self, schema, row)) is not None:
            raise _taken(schema, *twin)
        schema.check(self, row, old)
        return self._keep(schema, row, old, by)

    def delete(self, name: str, id_: object, *, by: By = "row", api: str = "data") -> None:
        """Remove a row and what belongs to it."""
        schema = self._admit(name, "D", by, api)
        old = self.get(schema.name, id_)
        if old is None:
            raise _gone(self, id_)
        schema.guard(self, old)
        for child, column in schema.cascade:
            for row in self.where(child, **{column: old["Id"]}):
                self.delete(child, row["Id"], by="seed")
        del self.rows(schema.name)[old["Id"]]
        self.rows("deleted")[old["Id"]] = {"Id": old["Id"]}
        schema.deleted(self, old)
        self._note("deleted", schema, old, by)

    def _keep(self, schema: SObject, row: dict[str, Any], old: Row | None, by: By) -> Row:
        now = self.now()
        stamps = {"LastModifiedDate": now, "LastModifiedById": self.user or None, "SystemModstamp": now}
        row = {**row, **stamps}
        self.rows(schema.name)[row["Id"]] = row
        schema.saved(self, row, old)
        self._note("created" if old is None else "changed", schema, row, by)
        return self.rows(schema.name).get(row["Id"], row)  # type: ignore[no-any-return]

    def _admit(self, name: str, call: str, by: By, api: str) -> SObject:
        """Return the type; what a user may not do with it, and what does not mix, is refused."""
        if by == "seed":
            return OBJECTS.get(name.lower()) or self.schema(name)
        if by == "metadata":
            return self.schema(name, api="")
        schema = self.schema(name, api=api)
        if call not in schema.calls:
            verb = {"C": "inserted", "U": "updated", "D": "deleted"}[call]
            raise not_allowed(f"entity type cannot be {verb}: {schema.label}")
        self._enter(schema)
        return schema

    def _enter(self, schema: SObject) -> None:
        lock(self, schema)
        kinds = _KINDS.get()
        if kinds is None:
            return
        kinds.add(schema.setup)
        if len(kinds) > 1:
            message = f"DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): {schema.name}"
            raise Rejected("MIXED_DML_OPERATION", message, ())

    def _note(self, verb: str, schema: SObject, row: Row, by: By) -> None:
        if schema.setup and by == "row":
            self.audit(verb, schema, told(self, schema, row))

    def audit(self, verb: str, schema: SObject, subject: str) -> None:
        """Leave a line in the setup audit trail. Its fields are [documented], the words of `Action` [assumed]."""
        id_ = ids.new(self.world, "0Ym")
        self.rows("SetupAuditTrail")[id_] = {
            "Id": id_,
            "Action": f"{verb}{schema.name}",
            "Section": schema.label,
            "Display": f"{verb.capitalize()} {schema.label} {subject}",
            "DelegateUser": None,
            "ResponsibleNamespacePrefix": None,
            "CreatedByContext": None,
            "CreatedByIssuer": None,
            "CreatedById": self.user or None,
            "CreatedDate": self.now(),
        }

    def now(self) -> str:
        """Return the time, in whole seconds as the API gives it. [documented]"""
        return self.world.now().strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def subject(row: Row) -> str:
    """Return by what a line of the audit trail calls a row."""
    return str(row.get("DeveloperName") or row.get("Name") or row["Id"])


def told(org: Org, schema: SObject, row: Row) -> str:
    """Return how the audit trail tells of a row: users with their id, what has no name by the row above it. [assumed]"""
    if schema.name == "User":
        return f"{row['Name']} (UserID: [{row['Id'][:15]}])"
    above = next((str(row[c]) for c in _ABOVE if row.get(c)), "")
    found = org.anywhere(above) if subject(row) == row["Id"] else None
    return f"{row['Id']} of {found[0].label} {subject(found[1])}" if found else subject(row)


_ABOVE = (
    "ParentId",
    "QueueId",
    "GroupId",
    "PermissionSetId",
    "PermissionSetLicenseId",
    "PresenceUserConfigId",
    "MessagingChannelId",
)


def user_of(world: World, actor: str) -> str:
    """Return the id of a user by username or name; somebody unknown becomes a user of the org."""
    if not actor:
        return ""
    for row in world.table("User").values():
        if actor in (row.get("Username"), row.get("Name"), row["Id"]):
            return str(row["Id"])
    if not world.table("Organization"):
        return ""
    given = {"Username": actor, "Name": actor, "LastName": actor, "IsActive": True}
    return str(Org(world).insert("User", given, by="seed")["Id"])


def _taken(schema: SObject, key: tuple[str, ...], twin: str) -> Rejected:
    """Refuse a second row with the same key. [documented]"""
    message = f"duplicate value found: {', '.join(key)} duplicates value on record with id: {twin}"
    return Rejected(schema.taken, message, key)


def _gone(org: Org, id_: object) -> Rejected:
    """Refuse a row that was deleted, or never was. [documented]"""
    if (ids.normal(id_) or "") in org.rows("deleted"):
        return Rejected("ENTITY_IS_DELETED", "entity is deleted", (), status=404)
    return not_found()
