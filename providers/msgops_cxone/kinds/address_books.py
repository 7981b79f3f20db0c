"""Address books, their entries and who sees them (dossier B.35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import (
    CaseInsensitive,
    Immutable,
    Key,
    Ref,
    Reference,
    Spec,
    Text,
    Unordered,
    Wire,
)
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.kinds.common import ADMIN, Body, Rows, evidence, names
from msgops_cxone.pages import SkipTop, Unpaged
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_ENTRY = names("firstName middleName lastName company phone mobile email")
_ASSIGNED = {
    "agents": ("Agent", "agentId"),
    "teams": ("Team", "teamId"),
    "skills": ("Skill", "skillId"),
    "campaigns": ("Campaign", "campaignId"),
}
"""List in a read to the kind of its objects, as the write calls it, and the id's name."""
_PAGES = SkipTop("addressBook.addressBookEntries")
Part = str | None


class Entry(Spec):
    """A person or a place."""

    external_id: Annotated[
        str | None,
        Text(pattern=r"^[1-9][0-9]*$"),
        Field(description="Of a dynamic book: a number, because the API reads it back as one"),
    ] = None
    first_name: Annotated[str, Text(min=1)]
    middle_name: Part = None
    last_name: Annotated[str, Text(min=1)]
    company: Part = None
    phone: Part = None
    mobile: Part = None
    email: Part = None


class AddressBookSpec(Spec):
    """An address book. It cannot be renamed; without `entries` they are left alone. Who has it once keeps it:
    no call takes it away, so a list of those who have it must name all of them.
    """

    name: Annotated[
        str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("addressBookName")
    ] = None
    type: Annotated[Literal["Standard", "Dynamic"], Immutable, Wire("addressBookType")]
    entries: Annotated[tuple[Entry, ...] | None, Unordered] = None
    agents: Annotated[tuple[Annotated[Reference, Ref("cxone.Agent")], ...] | None, Unordered] = None
    teams: Annotated[tuple[Annotated[Reference, Ref("cxone.Team")], ...] | None, Unordered] = None
    skills: Annotated[tuple[Annotated[Reference, Ref("cxone.Skill")], ...] | None, Unordered] = None
    campaigns: Annotated[tuple[Annotated[Reference, Ref("cxone.Campaign")], ...] | None, Unordered] = None

    @model_validator(mode="after")
    def _ids_of_dynamic_books(self) -> AddressBookSpec:
        ids = [e.external_id for e in self.entries or ()]
        if self.type == "Dynamic" and (None in ids or len(ids) != len(set(ids))):
            raise ValueError("every entry of a dynamic book has an external_id of its own")
        if self.type == "Standard" and any(ids):
            raise ValueError("entries of a standard book have no external_id")
        return self


def _read(read: Reader, row: Body) -> Body:
    """Show the ids of those who have the book."""
    del read
    lists = {
        name: [str(one[id_]) for one in row.get(name) or () if one.get(id_) is not None]
        for name, (_, id_) in _ASSIGNED.items()
    }
    return {**row, **lists}


def _plain(entry: Mapping[str, Any]) -> Body:
    """Return what is said of an entry: nothing that is empty, no number but the external one."""
    said = {k: str(v) for k, v in entry.items() if k in _ENTRY and v not in (None, "")}
    external = entry.get("externalId")
    return {**said, **({"externalId": str(external)} if external not in (None, "", 0) else {})}


@dataclass(frozen=True, kw_only=True)
class AddressBooks(Rows):
    """A book is made by a query, and filled and given to people by calls of their own."""

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the books, and the entries of those that declare them."""
        items = await Rows.list(self, read, wanted)
        return await together(
            *(self._filled(read, item) if self._asked(item, wanted) else _itself(item) for item in items)
        )

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Find the book in the list: none is read alone."""
        found = next((i for i in await Rows.list(self, read, ()) if i.id == item.id), None)
        if found is None or item.wire.get("entries") is None:
            return found
        return await self._filled(read, found)

    async def create(self, write: Writer, body: Body) -> Item:
        """Make the book, fill it, and give it to people."""
        path = await admin(write, self.kind, self.path)
        sent = {k: body[k] for k in ("addressBookName", "addressBookType")}
        answer = (await write.post(path, params=sent)).json
        found = answer.get("resultSet") if isinstance(answer, Mapping) else None
        number = found.get("addressBookId") if isinstance(found, Mapping) else None
        if number is None:
            raise Refused(f"POST {path}", "the answer holds no addressBookId")
        item = Item(str(number), sent)
        await self.update(write, item, body, frozenset({"entries", *_ASSIGNED}))
        return Item(item.id, {**body, self.id: item.id})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Fill the book and give it to people; nobody can be taken off it."""
        base = f"{await admin(write, self.kind, self.path)}/{segment(item.id)}"
        for name in sorted(changed & _ASSIGNED.keys()):
            live = {str(i) for i in item.wire.get(name) or ()}
            wanted = {str(i) for i in body.get(name) or ()}
            if lost := sorted(live - wanted):
                text = f"CXone has no call that takes an address book from {name}: {', '.join(lost)}; a person does it in the console"
                raise Refused(f"POST {base}/assignment", text)
            if new := sorted(wanted - live):
                sent = {"addressBookAssignments": [{"entityId": one} for one in new]}
                await write.post(f"{base}/assignment", sent, {"entityType": _ASSIGNED[name][0]})
        if "entries" in changed and body.get("entries") is not None:
            live_entries = await self._entries(write, item)
            dynamic = item.wire.get("addressBookType") == "Dynamic"
            fill = _fill_dynamic if dynamic else _fill_standard
            await fill(write, base, live_entries, [_plain(e) for e in body["entries"]])

    def _asked(self, item: Item, wanted: Sequence[Wanted] | None) -> bool:
        return wanted is None or any(self._is(item, w) and w.wire.get("entries") is not None for w in wanted)

    async def _filled(self, read: Reader, item: Item) -> Item:
        entries = await self._entries(read, item)
        return Item(item.id, {**item.wire, "entries": [_plain(e) for e in entries]})

    async def _entries(self, read: Reader, item: Item) -> Sequence[Mapping[str, Any]]:
        base = f"{await admin(read, self.kind, self.path)}/{segment(item.id)}"
        try:
            if item.wire.get("addressBookType") == "Dynamic":
                found = await _PAGES.fetch(read, f"{base}/dynamic-entries", {"fullLoad": "True"})
                return [row for row in found if row.get("isDeleted") is not True]
            return await _PAGES.fetch(read, f"{base}/entries")
        except NotFound:
            return []


async def _itself(item: Item) -> Item:
    return item


async def _fill_standard(
    write: Writer, base: str, live: Sequence[Mapping[str, Any]], wanted: Sequence[Body]
) -> None:
    """Add what is missing, then take what is too much; what differs is made anew, for the update's body is not documented."""
    kept, numbers = [_plain(e) for e in live], [e.get("addressBookEntryId") for e in live]
    new = [e for e in wanted if e not in kept]
    if new:
        await write.post(f"{base}/entries", {"addressBookEntries": new})
    for entry, number in zip(kept, numbers, strict=True):
        if entry not in wanted:
            await _remove(write, f"{base}/entries/{segment(number)}")


async def _fill_dynamic(
    write: Writer, base: str, live: Sequence[Mapping[str, Any]], wanted: Sequence[Body]
) -> None:
    """Put what differs, by its external id, then take what is too much."""
    known = {str(e.get("externalId")): _plain(e) for e in live}
    new = [
        {"stateId": 0, "externalState": "", **dict.fromkeys(sorted(_ENTRY), ""), **e}
        for e in wanted
        if known.get(e["externalId"]) != e
    ]
    if new:
        path = f"{base}/dynamic-entries"
        await write.send("PUT", path, {"addressBookEntries": new}, {"fullLoad": "false"})
    for external in sorted(known.keys() - {e["externalId"] for e in wanted}):
        await _remove(write, f"{base}/dynamic-entries/{segment(external)}")


async def _remove(write: Writer, path: str) -> None:
    try:
        await write.delete(path)
    except NotFound:
        return


AddressBook = Kind(
    name="cxone.AddressBook",
    spec=AddressBookSpec,
    api=AddressBooks(
        kind="AddressBook",
        path="/address-books",
        id="addressBookId",
        name="addressBookName",
        pages=Unpaged("addressBooks"),
        thin=False,
        read=_read,
        deletes=True,
    ),
    summary="Addresses that agents find, and who finds them.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /address-books",
        "list GET /address-books/{addressBookId}/entries",
        "list GET /address-books/{addressBookId}/dynamic-entries",
        "create POST /address-books",
        "update POST /address-books/{addressBookId}/assignment",
        "update POST /address-books/{addressBookId}/entries",
        "update DELETE /address-books/{addressBookId}/entries/{addressBookEntryId}",
        "update PUT /address-books/{addressBookId}/dynamic-entries",
        "update DELETE /address-books/{addressBookId}/dynamic-entries/{externalId}",
        "delete DELETE /address-books/{addressBookId}",
    ),
    calls=lambda operation, fields: 1 if operation == "delete" else 1 + len(fields),
    example={
        "type": "Standard",
        "entries": [
            {"first_name": "Ann", "last_name": "Lee", "company": "Acme", "phone": "+15550100"},
            {"first_name": "Ben", "last_name": "Fox", "email": "ben@acme.example"},
        ],
        "teams": ["example"],
    },
)
