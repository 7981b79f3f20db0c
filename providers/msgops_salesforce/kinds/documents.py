"""Documents of the org, as XML or as the Tooling API's `Metadata`: what a spec makes of them, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from msgops.sdk.codec import ObjectShape, Shape, shape_of
from msgops.sdk.fields import Computed, Spec
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Item, Wanted
from msgops_salesforce import rows, soap
from msgops_salesforce.kinds.common import Body


def typed(spec: type[Spec]) -> Callable[[Mapping[str, Any]], Body]:
    """Return the decoder of a spec's documents: XML knows texts only, and a list of one looks like no list."""

    @cache
    def shape() -> ObjectShape:
        return shape_of(spec)

    return lambda found: _object(shape(), found)


def _object(shape: ObjectShape, found: Mapping[str, Any]) -> Body:
    out = deepcopy(dict(found))
    for f in shape.fields:
        parent: Any = out
        for part in f.wire[:-1]:
            parent = parent.get(part) if isinstance(parent, dict) else None
        if isinstance(parent, dict) and parent.get(f.wire[-1]) is not None:
            parent[f.wire[-1]] = _value(f.shape, parent[f.wire[-1]])
    return out


def _value(shape: Shape, value: Any) -> Any:
    if shape.form == "list" and shape.item is not None:
        return [_value(shape.item, v) for v in (value if isinstance(value, list) else [value])]
    if shape.form == "object" and isinstance(value, Mapping):
        return _object(shape.object_for(value, wire=True), value)
    if not isinstance(value, str):
        return value
    if shape.scalar is bool:
        return value == "true"
    return shape.scalar(value) if shape.scalar in (int, float) else value


def merged(spec: type[Spec], live: Mapping[str, Any], body: Mapping[str, Any]) -> Body:
    """Return the whole document for a write: what the spec knows as in `body`, all other elements as they are.

    A write replaces the document, so an element that is left out would be reset.
    """
    out = deepcopy(dict(live))
    for f in shape_of(spec).fields:
        parent: Any = out
        for part in f.wire[:-1]:
            parent = parent.get(part) if isinstance(parent, dict) else None
        if isinstance(parent, dict) and not f.has(Computed):
            parent.pop(f.wire[-1], None)
    return {k: v for k, v in _laid_over(out, body).items() if v != {}}


def _laid_over(below: Body, above: Mapping[str, Any]) -> Body:
    for name, value in above.items():
        known = below.get(name)
        both = isinstance(known, dict) and isinstance(value, Mapping)
        below[name] = _laid_over(known, value) if both and isinstance(known, dict) else value
    return below


@dataclass(frozen=True, kw_only=True)
class Documents:
    """Tooling objects that are written with `FullName` and `Metadata` (dossier A8).

    Attributes:
        sobject: the type, of the Tooling and of the Metadata API.
        spec: the model whose fields are elements of the document.
        columns: element to column, for what a query can say.
        deep: whether the query leaves elements unsaid: they are read by SOAP, ten objects a call.
        always: elements that every document carries.

    """

    sobject: str
    spec: type[Spec]
    columns: Mapping[str, str]
    deep: bool = False
    always: Mapping[str, Any] = field(default_factory=dict)
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all of them by one query, and what it leaves unsaid."""
        del wanted
        return await self._items(read)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return next(iter(await self._items(read, f" WHERE Id = {rows.literal(item.id)}")), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Create it."""
        content = {**self.always, **body}
        sent = {"FullName": body["developerName"], "Metadata": content}
        made = await rows.insert(write, self.sobject, sent, tooling=True)
        return Item(made, {**content, "Id": made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Replace the document by what is wanted, with the elements that nobody here manages."""
        del changed
        live = await write.get(rows.path(self.sobject, item.id, tooling=True))
        known = {k: v for k, v in (live.get("Metadata") or {}).items() if v is not None}
        content = {**merged(self.spec, known, body), **self.always}
        await rows.update(write, self.sobject, item.id, {"Metadata": content}, tooling=True)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; what is gone is no error."""
        await rows.delete(write, self.sobject, item.id, tooling=True)

    async def _items(self, read: Reader, where: str = "") -> Sequence[Item]:
        columns = ", ".join(("Id", *self.columns.values()))
        select = f"SELECT {columns} FROM {self.sobject}{where}"  # noqa: S608  # SOQL of the kind's constants
        found = await rows.query(read, select, tooling=True)
        names = [str(row["DeveloperName"]) for row in found] if self.deep else []
        whole = await soap.read_metadata(read, self.sobject, names)
        decode = typed(self.spec)
        return [
            Item(
                str(row["Id"]),
                {
                    **decode(whole.get(str(row["DeveloperName"]), {})),
                    **{element: row[column] for element, column in self.columns.items()},
                    "Id": row["Id"],
                },
            )
            for row in found
        ]
