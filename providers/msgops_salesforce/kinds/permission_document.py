"""The document of a permission set, and who may write it when (dossier B5, B10).

A deploy replaces the whole document, so what is not ours is read and sent along.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from msgops_salesforce import deploy, soap
from msgops_salesforce.xml import write as xml

if TYPE_CHECKING:
    from msgops.sdk.clock import Clock
    from msgops.sdk.http import Reader, Writer

KIND = "PermissionSet"
PRESENCE = "servicePresenceStatusAccesses"
SWITCHED = {
    "applicationVisibilities": ("application", "visible"),
    "flowAccesses": ("flow", "enabled"),
    "recordTypeVisibilities": ("recordType", "visible"),
    PRESENCE: ("servicePresenceStatus", "enabled"),
    "userPermissions": ("name", "enabled"),
}
"""Elements that name something and switch it on: the element with the name, and the switch."""
LISTED = {
    "fieldPermissions": "field",
    "objectPermissions": "object",
    "tabSettings": "tab",
}
"""Elements that say more, and the element that tells them apart."""
Document = Mapping[str, Any]


def decode(document: Document) -> dict[str, Any]:
    """Return a document as it was read in our shape: names of what is switched on, truth values, always lists."""
    out = {k: _truth(v) if k == "hasActivationRequired" else v for k, v in document.items()}
    for element, (name, switch) in SWITCHED.items():
        out[element] = [e[name] for e in _each(document.get(element)) if e.get(switch) == "true"]
    for element in LISTED:
        out[element] = [{k: _truth(v) for k, v in e.items()} for e in _each(document.get(element))]
    return out


def encode(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the elements of our shape in the order in which the org writes them."""
    out: dict[str, Any] = {}
    for element in sorted(content):
        value = content[element]
        if element in SWITCHED:
            name, switch = SWITCHED[element]
            value = [_sorted({name: n, switch: True}) for n in sorted(value or ())]
        elif element in LISTED:
            value = sorted((_sorted(e) for e in value or ()), key=lambda e: str(e[LISTED[element]]))
        out[element] = value
    return out


async def read(reader: Reader, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the documents of these permission sets as the org has them."""
    return await soap.read_metadata(reader, KIND, names)


async def write(writer: Writer, name: str, document: Document) -> None:
    """Deploy a whole document."""
    ordered = {k: document[k] for k in sorted(document) if k != "fullName"}
    file = {f"permissionsets/{name}.permissionset": xml(KIND, ordered)}
    await deploy.deploy(writer, [deploy.Component(KIND, name, file)])


def turn(writer: Writer) -> asyncio.Lock:
    """Return the lock of everybody who reads a document to write it, or adds rows to what it says."""
    return _TURNS.setdefault(writer.clock, asyncio.Lock())


_TURNS: WeakKeyDictionary[Clock, asyncio.Lock] = WeakKeyDictionary()


def _each(value: Any) -> Sequence[Mapping[str, Any]]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _truth(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _sorted(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: entry[k] for k in sorted(entry)}
