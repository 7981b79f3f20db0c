"""What the families share: evidence, names that stand for ids, and the way in which the Platform API keeps an object.

A kind is `Kind(api=Entities(…), …)`, see `routing.py` for the shortest ones. `Entities` knows the API's habits: numbered
pages under `entities`, PUT as a full replace (what a file does not name is read and sent back), PATCH where it exists,
objects that stay in lists as `state: deleted`, and lists that lag behind writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from msgops.sdk import kind
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.kind import Confidence, Evidence, Item, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

SDK = "PureCloudPlatformClientV2 269.0.0"
SITE = "https://developer.genesys.cloud/devapps/api-explorer"
HELP = "https://help.mypurecloud.com"
API = "/api/v2"
PAGES = Numbered(items="entities", total="total", page="pageNumber", size="pageSize", per=100, first=1)
PATIENCE, EVERY = 180.0, 5.0
"""Seconds that a delete may take until the object is gone, and between two looks (as the vendor's Terraform provider)."""
Body = dict[str, Any]
Wire = Mapping[str, Any]
_READ_ONLY = frozenset(
    [
        "id",
        "selfUri",
        "dateCreated",
        "dateModified",
        "createdBy",
        "modifiedBy",
        "updatedBy",
        "createStatus",
        "createError",
    ]
)


evidence = partial(kind.evidence, confidence=Confidence.SDK, source=SDK)


def crud(path: str, id_: str, *, update: str = "PUT", without: str = "") -> tuple[Evidence, ...]:
    """Return the evidence of an ordinary collection, `without` some operations."""
    one = f"{path}/{{{id_}}}"
    calls = {
        "list": f"GET {path}",
        "get": f"GET {one}",
        "create": f"POST {path}",
        "update": f"{update} {one}",
        "delete": f"DELETE {one}",
    }
    return evidence(*(f"{name} {call}" for name, call in calls.items() if name not in without.split()))


def same(left: object, right: object) -> bool:
    """Whether two names are one: trimmed, without regard to case."""
    return str(left).strip().casefold() == str(right).strip().casefold()


def merged(live: Wire, wanted: Wire) -> Body:
    """Return what is live, and over it what is wanted; objects inside are merged too, lists are replaced."""
    out = dict(live)
    for name, value in wanted.items():
        inside = out.get(name)
        if isinstance(value, Mapping) and isinstance(inside, Mapping):
            out[name] = merged(inside, value)
        else:
            out[name] = value
    return out


def is_there(wire: Wire) -> bool:
    """Whether an object is not one of those that stay in the list after their delete."""
    return wire.get("state") != "deleted"


async def gone(write: Writer, path: str) -> None:
    """Wait until a deleted object is no longer read: some deletes are only begun by the call."""
    waited = 0.0
    while waited < PATIENCE:
        found = await write.get(path, missing_ok=True)
        if found is None or not is_there(found):
            return
        await write.clock.sleep(EVERY)
        waited += EVERY


@dataclass(frozen=True, kw_only=True)
class Entities:
    """A collection at `path`.

    Attributes:
        path: the collection, without its version prefix.
        update_method: PUT replaces all, so what is live goes along; PATCH takes what is wanted.
        params: query of the list.
        drop: fields of a live object that a PUT must not repeat, besides those that are read-only everywhere.
        slow_delete: whether the object is there for a while after its delete.
        whole: whether only the answer to one object has everything.
        read: first touch on an object that was read.
        write: last touch on a body (`operation` is create or update).

    """

    path: str
    update_method: str = "PUT"
    params: Wire = field(default_factory=dict)
    drop: frozenset[str] = frozenset()
    slow_delete: bool = False
    read: Callable[[Reader, Body], Any] | None = None
    write: Callable[[Writer, Body, str], Any] | None = None

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read every page; deleted objects are as good as not there."""
        del wanted
        found = await PAGES.fetch(read, f"{API}{self.path}", self.params)
        return [await self.item(read, row) for row in found if is_there(row)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object again."""
        row = await read.get(self.at(item), missing_ok=True)
        return await self.item(read, row) if isinstance(row, Mapping) and is_there(row) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the object."""
        sent = await self._sent(write, body, "create")
        made = (await write.post(f"{API}{self.path}", sent)).json
        return Item(str(made["id"]), {**body, **(await self.item(write, made)).wire})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what is wanted, or put what is live and over it what is wanted."""
        del changed
        sent = await self._sent(write, body, "update")
        if self.update_method == "PATCH":
            await write.send("PATCH", self.at(item), sent)
            return
        live = await write.get(self.at(item))
        kept = {k: v for k, v in live.items() if k not in _READ_ONLY and k not in self.drop}
        await write.put(self.at(item), merged(kept, sent))

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; an object that is gone is no error."""
        try:
            await write.delete(self.at(item))
        except NotFound:
            return
        if self.slow_delete:
            await gone(write, self.at(item))

    def at(self, item: Item) -> str:
        """Return the path of one object."""
        return f"{API}{self.path}/{segment(item.id)}"

    async def item(self, read: Reader, row: Wire) -> Item:
        """Return a row in the shape of the spec."""
        return Item(str(row["id"]), await self.read(read, dict(row)) if self.read else row)

    async def _sent(self, write: Writer, body: Body, operation: str) -> Body:
        sent = {k: v for k, v in body.items() if v is not None}
        return dict(await self.write(write, sent, operation)) if self.write else sent


def unknown(what: str, name: str, known: Sequence[str], hint: str = "") -> Refused:
    """Refuse a name that the organization does not have."""
    near = ", ".join(sorted(known)[:10]) or "none"
    text = f"the organization has no {what} {name}; it has: {near}"
    return Refused(f"find {what}", text, status=200, fault=Fault("", text, hint))
