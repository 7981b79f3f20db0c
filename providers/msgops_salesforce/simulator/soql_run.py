"""Answers a parsed query from the rows of the org (dossier D4.2, D4.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.errors import Rejected, unsupported
from msgops_salesforce.simulator.fields import Field, Row, SObject
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.soql_parse import Compare, Condition, Junction, Moment, Query

Computed = Callable[[Org, SObject, Row, str], Any]
_DEPTH = 5
COMPUTED: dict[str, Computed] = {}
"""Columns that are no part of a row: the Tooling API's `FullName` and `Metadata` (see `tooling.py`)."""


class Runner:
    """Runs queries of one API (`data` or `tooling`) and renders rows with the URLs of one version."""

    def __init__(self, org: Org, api: str, base: str) -> None:
        self.org, self.api, self.base = org, api, base

    def select(self, query: Query) -> list[Row]:
        """Return the rows that match, sorted and cut."""
        schema = self.org.schema(query.source, api=self.api)
        schema.polled(self.org)
        matches = self._matcher(schema, query.where)
        rows = [r for r in self.org.rows(schema.name).values() if matches(r) and schema.visible(self.org, r)]
        for order in reversed(query.order):
            path = self._path(schema, order.path)
            rows = _sorted(rows, path, descending=order.descending, nulls_last=order.nulls_last)
        end = None if query.limit is None else query.offset + query.limit
        return rows[query.offset : end]

    def shown(self, query: Query, rows: list[Row]) -> list[dict[str, Any]]:
        """Return the rows as the API shows them: `attributes` first, then every column that was asked for."""
        schema = self.org.schema(query.source, api=self.api)
        if any(self._computed(schema, i) for i in query.items) and len(rows) > 1:
            message = f"When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: {len(rows)}"
            raise Rejected("MALFORMED_QUERY", message)
        writers = [self._item(schema, item) for item in query.items]
        return [self._row(schema, row, writers) for row in rows]

    def _row(
        self, schema: SObject, row: Row, writers: list[Callable[[Row, dict[str, Any]], None]]
    ) -> dict[str, Any]:
        out = {"attributes": self.attributes(schema, row)}
        for write in writers:
            write(row, out)
        return out

    def attributes(self, schema: SObject, row: Row) -> dict[str, Any]:
        """Return type and address of a row. [documented]"""
        tooling = "tooling/" if self.api == "tooling" else ""
        return {"type": schema.name, "url": f"{self.base}/{tooling}sobjects/{schema.name}/{row['Id']}"}

    def _computed(self, schema: SObject, item: str | Query) -> bool:
        return isinstance(item, str) and bool(schema.metadata) and item in COMPUTED and self.api == "tooling"

    def _item(self, schema: SObject, item: str | Query) -> Callable[[Row, dict[str, Any]], None]:
        if isinstance(item, Query):
            return self._children(schema, item)
        if self._computed(schema, item):
            return lambda row, out: out.update({item: COMPUTED[item](self.org, schema, row, self.api)})
        names = _without(schema, item)
        return self._column(schema, names, item)

    def _column(self, schema: SObject, names: list[str], path: str) -> Callable[[Row, dict[str, Any]], None]:
        if len(names) == 1:
            field = _column(schema, names[0])
            return lambda row, out: out.update({field.name: row.get(field.name)})
        relation = self._relation(schema, names[0], path)

        def write(row: Row, out: dict[str, Any]) -> None:
            found = self._parent(row, relation)
            if found is None:
                out.setdefault(relation.parent, None)
                return
            parent, above = found
            if out.get(relation.parent) is None:
                out[relation.parent] = {"attributes": self.attributes(parent, above)}
            self._column(parent, names[1:], path)(above, out[relation.parent])

        # A parent that no row has is still checked for its columns.
        self._check(relation, names[1:], path)
        return write

    def _children(self, schema: SObject, query: Query) -> Callable[[Row, dict[str, Any]], None]:
        child, link = self._child(schema, query.source)
        inner = Query(
            child.name, query.items, query.count, query.where, query.order, query.limit, query.offset
        )

        def write(row: Row, out: dict[str, Any]) -> None:
            rows = [r for r in self.select(inner) if r.get(link.name) == row["Id"]]
            # Nothing below is null, not an empty list. [documented]
            shown = (
                {"totalSize": len(rows), "done": True, "records": self.shown(inner, rows)} if rows else None
            )
            out[query.source] = shown

        return write

    def _child(self, schema: SObject, name: str) -> tuple[SObject, Field]:
        for child in OBJECTS.values():
            for field in child.fields:
                if field.children.lower() == name.lower() and schema.name in field.refers:
                    return self.org.schema(child.name, api=self.api), field
        message = f"Didn't understand relationship '{name}' in FROM part of query call."
        raise Rejected("INVALID_TYPE", message)

    def _relation(self, schema: SObject, name: str, path: str) -> Field:
        for field in schema.columns:
            if field.type == "reference" and field.parent.lower() == name.lower() and field.refers:
                return field
        message = f"Didn't understand relationship '{name}' in field path '{path}'."
        raise Rejected("INVALID_FIELD", message)

    def _check(self, relation: Field, names: list[str], path: str) -> None:
        parents = [OBJECTS[t.lower()] for t in relation.refers if t.lower() in OBJECTS]
        if not parents:
            raise unsupported(relation.refers[0])
        if len(names) > _DEPTH:
            raise Rejected("MALFORMED_QUERY", f"too many levels in field path '{path}'")
        if len(names) > 1:
            self._check(self._relation(parents[0], names[0], path), names[1:], path)
        elif all(p.field(names[0]) is None for p in parents):
            _column(parents[0], names[0])

    def _parent(self, row: Row, relation: Field) -> tuple[SObject, Row] | None:
        for type_ in relation.refers:
            found = self.org.get(type_, row.get(relation.name))
            if found is not None:
                return OBJECTS[type_.lower()], found
        return None

    def _path(self, schema: SObject, path: str) -> Callable[[Row], Any]:
        names = _without(schema, path)
        if len(names) == 1:
            name = _column(schema, names[0]).name
            return lambda row: row.get(name)
        relation = self._relation(schema, names[0], path)
        self._check(relation, names[1:], path)

        def value(row: Row) -> Any:
            found = self._parent(row, relation)
            return None if found is None else self._path(found[0], ".".join(names[1:]))(found[1])

        return value

    def _matcher(self, schema: SObject, condition: Condition | None) -> Callable[[Row], bool]:
        if condition is None:
            return lambda _: True
        if isinstance(condition, Junction):
            parts = [self._matcher(schema, p) for p in condition.parts]
            if condition.operator == "not":
                return lambda row: not parts[0](row)
            combine: Callable[[Iterable[bool]], bool] = all if condition.operator == "and" else any
            return lambda row: combine(p(row) for p in parts)
        return self._comparison(schema, condition)

    def _comparison(self, schema: SObject, condition: Compare) -> Callable[[Row], bool]:
        path, operator, wanted = self._path(schema, condition.path), condition.operator, condition.value
        if isinstance(wanted, Query):
            inner = self.org.schema(wanted.source, api=self.api)
            column = self._path(inner, str(wanted.items[0]))
            wanted = tuple(column(r) for r in self.select(wanted))
        if operator in ("in", "not in"):
            values = {comparable(v) for v in wanted}
            return lambda row: (comparable(path(row)) in values) == (operator == "in")
        if operator == "like":
            pattern = _like(str(wanted))
            return lambda row: bool(pattern.fullmatch(str(path(row) or "")))
        value = comparable(wanted)
        if operator in ("=", "!="):
            return lambda row: (comparable(path(row)) == value) == (operator == "=")
        return lambda row: _ordered(comparable(path(row)), operator, value)


def comparable(value: Any) -> Any:
    """Return what is compared: text without case, ids with all 18 characters, times as times. [documented]"""
    if isinstance(value, Moment):
        return _time(value.text)
    if not isinstance(value, str):
        return value
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        return _time(value)
    return value.lower() if (id_ := ids.normal(value)) is None or not _looks(value) else id_


def _looks(text: str) -> bool:
    """Whether a text of 15 or 18 characters is an id of this org rather than a long word."""
    return text[3:5] == "xx" or text[:3] in _PREFIXES


_PREFIXES = frozenset(o.prefix for o in OBJECTS.values())


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ordered(left: Any, operator: str, right: Any) -> bool:
    if left is None or right is None:
        return False
    try:
        return bool(
            {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]
        )
    except TypeError:
        raise Rejected("INVALID_FIELD", "value of filter criterion must be of the field's type") from None


def _like(pattern: str) -> re.Pattern[str]:
    parts = ({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in pattern)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _sorted(rows: list[Row], path: Callable[[Row], Any], *, descending: bool, nulls_last: bool) -> list[Row]:
    empty = [r for r in rows if path(r) is None]
    full = sorted(
        (r for r in rows if path(r) is not None), key=lambda r: comparable(path(r)), reverse=descending
    )
    return [*full, *empty] if nulls_last else [*empty, *full]


def _without(schema: SObject, path: str) -> list[str]:
    """Return the parts of a path without the object's own name."""
    names = path.split(".")
    return names[1:] if len(names) > 1 and names[0].lower() == schema.name.lower() else names


def _column(schema: SObject, name: str) -> Field:
    field = schema.field(name)
    if field is None:
        message = f"No such column '{name}' on entity '{schema.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
        raise Rejected("INVALID_FIELD", message)
    return field
