"""What the families share: names, and the ways in which an org keeps an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

from msgops.sdk import kind
from msgops.sdk.fields import Immutable, Key, Text
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Confidence, Evidence, Item, Wanted
from msgops_salesforce import deploy, rows, soap
from msgops_salesforce.xml import write as xml

GUIDE = "https://developer.salesforce.com/docs"
OBJECTS = "Object Reference for the Salesforce Platform"
METADATA = "Metadata API Developer Guide"
TOOLING = "Tooling API Developer Guide"

DEVELOPER_NAME = r"^[A-Za-z](?:_?[A-Za-z0-9])*$"
DeveloperName = Annotated[str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable]
"""The name by which other components refer to an object: letters, digits and single underscores."""
Body = dict[str, Any]


evidence = partial(kind.evidence, confidence=Confidence.DOC, source=OBJECTS)


def row_evidence(sobject: str, *operations: str, tooling: bool = False) -> tuple[Evidence, ...]:
    """Return the evidence of plain rows; left out `operations` means all of them."""
    base = "tooling/" if tooling else ""
    calls = {
        "list": f"GET {base}query?q=SELECT FROM {sobject}",
        "get": f"GET {base}query?q=SELECT FROM {sobject} WHERE Id",
        "create": f"POST {base}sobjects/{sobject}",
        "update": f"PATCH {base}sobjects/{sobject}/{{id}}",
        "delete": f"DELETE {base}sobjects/{sobject}/{{id}}",
    }
    chosen = operations or tuple(calls)
    source = TOOLING if tooling else OBJECTS
    return evidence(*(f"{o} {calls[o]}" for o in chosen), source=source)


def metadata_evidence(kind: str, *operations: str) -> tuple[Evidence, ...]:
    """Return the evidence of a component: SOAP reads, deploys write."""
    calls = {
        "list": f"SOAP listMetadata, readMetadata {kind}",
        "get": f"SOAP readMetadata {kind}",
        "create": f"POST metadata/deployRequest {kind}",
        "update": f"POST metadata/deployRequest {kind}",
        "delete": f"POST metadata/deployRequest destructiveChanges {kind}",
    }
    chosen = operations or tuple(calls)
    return evidence(*(f"{o} {calls[o]}" for o in chosen), source=METADATA)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of one sObject: read by one query, written one by one.

    Attributes:
        sobject: the type.
        columns: the columns that are read; `Id` is always among them.
        where: a SOQL condition that every row meets.
        create_only: columns that no update may carry.
        with_create: columns that every create carries.
        tooling: whether the rows are the Tooling API's.

    """

    sobject: str
    columns: tuple[str, ...]
    where: str = ""
    create_only: frozenset[str] = frozenset()
    with_create: Mapping[str, Any] = field(default_factory=dict)
    tooling: bool = False
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all rows; there are none while the feature is off."""
        del wanted
        return [_item(row) for row in await rows.query_if_known(read, self._select(), tooling=self.tooling)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one row."""
        found = await rows.query(read, self._select(f"Id = {rows.literal(item.id)}"), tooling=self.tooling)
        return _item(found[0]) if found else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert."""
        sent = {**self.with_create, **body}
        made = await rows.insert(write, self.sobject, sent, tooling=self.tooling)
        return Item(made, {**sent, "Id": made})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what differs from the live row."""
        del changed
        sent = {k: v for k, v in body.items() if k not in self.create_only and item.wire.get(k) != v}
        ours = set(self.columns) - self.create_only - {"Id"}
        sent.update({k: None for k in sorted(ours - body.keys()) if item.wire.get(k) is not None})
        if sent:
            await rows.update(write, self.sobject, item.id, sent, tooling=self.tooling)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; a row that is gone is no error."""
        await rows.delete(write, self.sobject, item.id, tooling=self.tooling)

    def _select(self, condition: str = "") -> str:
        conditions = " AND ".join(c for c in (self.where, condition) if c)
        columns = ", ".join(dict.fromkeys(("Id", *self.columns)))
        select = f"SELECT {columns} FROM {self.sobject}"  # noqa: S608  # SOQL of the kind's constants
        return f"{select} WHERE {conditions}" if conditions else select


def _item(row: Mapping[str, Any]) -> Item:
    return Item(str(row["Id"]), row)


@dataclass(frozen=True, kw_only=True)
class Components:
    """Metadata components of one type, read by SOAP and written by deploys; the full name is the id.

    Attributes:
        kind: the metadata type, also the root element.
        folder, suffix: where its file lies in a package.
        encode: the last touch on what is written, from the wire shape to the elements in their order.
        decode: the first touch on what was read.
        exists: a condition on the list: components that are not ours to see are left out.

    """

    kind: str
    folder: str
    suffix: str
    encode: Callable[[Body], Mapping[str, Any]] = dict
    decode: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the components that are wanted, ten a call, or all of them."""
        if wanted is None:
            names = sorted(str(found["fullName"]) for found in await soap.list_metadata(read, self.kind))
        else:
            names = sorted({n for w in wanted for n in (str(w.wire.get("fullName") or ""), w.id) if n})
        found = await soap.read_metadata(read, self.kind, names)
        return [self._item(name, component) for name, component in found.items()]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await soap.read_metadata(read, self.kind, [item.id])
        return self._item(item.id, found[item.id]) if item.id in found else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy it."""
        await deploy.deploy(write, [self.component(body)])
        return Item(str(body["fullName"]), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the whole component: what is left out would be reset, so live elements are sent along."""
        del changed
        await deploy.deploy(write, [self.component({**body, "fullName": item.id})])

    async def delete(self, write: Writer, item: Item) -> None:
        """Deploy its removal; a component that is gone is a warning only."""
        await deploy.deploy(write, [], [(self.kind, item.id)])

    def component(self, body: Body) -> deploy.Component:
        """Return the component as a file of a package."""
        name = str(body["fullName"])
        content = {k: v for k, v in self.encode(body).items() if k != "fullName"}
        return deploy.Component(
            self.kind, name, {f"{self.folder}/{name}.{self.suffix}": xml(self.kind, in_order(content))}
        )

    def _item(self, name: str, component: Mapping[str, Any]) -> Item:
        return Item(name, {**self.decode(component), "fullName": name})


def in_order(value: Any) -> Any:
    """Return a document with the elements of every structure in alphabetical order, as the org writes them."""
    if isinstance(value, Mapping):
        return {k: in_order(value[k]) for k in sorted(value)}
    return [in_order(v) for v in value] if isinstance(value, list | tuple) else value
