"""What the families share: evidence, and the way in which the pod keeps an object.

A kind is `Kind(api=Rows(…), …)`, see `categories.py` for the shortest one. `Rows` knows the conventions of ADF; where a
field has more than one possible spelling, `describe` of the pod decides (dossier A3.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from msgops.sdk import kind
from msgops.sdk.errors import ProviderError
from msgops.sdk.fields import Text
from msgops.sdk.kind import Confidence, Evidence, Item, Wanted
from msgops.sdk.rest import segment
from msgops_fusion import adf

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

CX = "REST API for CX Sales and Fusion Service"
COMMON = "REST API for Common Features in Oracle Fusion Cloud Applications"
GUIDE = "https://docs.oracle.com/en/cloud/saas/sales/faaps"
FEATURES = "https://docs.oracle.com/en/cloud/saas/applications-common/latest/farca"
CHANNEL_TYPES = (
    "ORA_SVC_CHAT",
    "ORA_SVC_EMAIL",
    "ORA_SVC_PHONE",
    "ORA_SVC_SOCIAL",
    "ORA_SVC_WEB",
    "ORA_SVC_NONE",
)
"""Codes of the lookup `ORA_SVC_CHANNEL_TYPE_CD`. SMS and WhatsApp have none: messaging rides on chat (dossier B7)."""
Code = Annotated[str, Text(max=30, pattern=r"^[A-Za-z0-9_]+$")]
Body = dict[str, Any]


evidence = partial(kind.evidence, confidence=Confidence.DOC, source=CX)


def crud(path: str, key: str, *operations: str, source: str = CX) -> tuple[Evidence, ...]:
    """Return the evidence of a resource of the pod; left out `operations` means all of them."""
    calls = {
        "list": f"GET {path}",
        "get": f"GET {path}/{{{key}}}",
        "create": f"POST {path}",
        "update": f"PATCH {path}/{{{key}}}",
        "delete": f"DELETE {path}/{{{key}}}",
    }
    return evidence(*(f"{o} {calls[o]}" for o in operations or calls), source=source)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of one resource of the pod.

    Attributes:
        path: the collection.
        id: the attribute with the key; empty where the key is a hash, then the last part of the row's own link counts.
        order: an attribute that no two rows share, to read page after page.
        columns: the attributes that are read, where others hold secrets; left out: all.
        flags: attributes that are true or false, however the pod writes them.
        numbers: ids of 64 bits, kept as text.
        create_only: attributes that no PATCH takes.
        spelled: attribute to the spellings that a pod may use for it.
        read, write: last touches on a row that was read, and on a body (`operation` is create or update).

    """

    path: str
    id: str = ""
    order: str = ""
    columns: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    create_only: frozenset[str] = frozenset()
    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read: Callable[[Body], Body] | None = None
    write: Callable[[Body, str], Body] | None = None
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read every row."""
        del wanted
        fields = await adf.columns(read, self.path, self.columns)
        found = await adf.rows(read, self.path, order=self.order or self.id, fields=fields)
        return [self.item(row) for row in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one row."""
        fields = await adf.columns(read, self.path, self.columns)
        params = {"fields": fields} if fields else None
        row = await read.get(self.place(item), params, missing_ok=True)
        return self.item(row) if isinstance(row, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the row."""
        sent = await self.sent(write, {k: v for k, v in body.items() if v is not None}, "create")
        await adf.check(write, self.path, sent)
        answer = (await write.post(self.path, sent)).json
        if not isinstance(answer, Mapping):
            raise ProviderError(f"POST {self.path}", "the answer holds no row")
        return self.item({**sent, **answer})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what differs from the live row."""
        del changed
        new = {k: v for k, v in body.items() if k not in self.create_only and item.wire.get(k) != v}
        if not new:
            return
        sent = await self.sent(write, new, "update")
        await adf.check(write, self.path, sent, updating=True)
        await adf.patch(write, self.place(item), item.wire.get("_row") or item.wire, sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; a row that is gone is no error."""
        await adf.delete(write, self.place(item), item.wire)

    def place(self, item: Item) -> str:
        """Return the path of a row."""
        return adf.place(item.wire, f"{self.path}/{item.id if not self.id else segment(item.id)}")

    def item(self, row: Mapping[str, Any]) -> Item:
        """Return a row in the shape of the spec; the row as it came stays in `_row`, for what is written with care."""
        wire = {self._canonical(k): v for k, v in row.items()}
        wire.update({n: adf.flag(wire[n]) for n in self.flags if n in wire})
        wire.update({n: str(wire[n]) for n in self.numbers if wire.get(n) is not None})
        key = str(wire.get(self.id, "")) if self.id else adf.last(row, "")
        return Item(key, {**(self.read(wire) if self.read else wire), "_row": row})

    async def sent(self, read: Reader, body: Body, operation: str) -> Body:
        """Return a body as this pod wants it."""
        out = {k: int(v) if k in self.numbers and str(v).isdigit() else v for k, v in body.items()}
        out = self.write(out, operation) if self.write else out
        return {await self._spelling(read, k): v for k, v in out.items()}

    def _canonical(self, name: str) -> str:
        return next((ours for ours, theirs in self.spelled.items() if name in theirs), name)

    async def _spelling(self, read: Reader, name: str) -> str:
        names = self.spelled.get(name)
        return await adf.spelling(read, self.path, names) if names else name
