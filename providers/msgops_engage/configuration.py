"""Reads objects of the Configuration Server by name, through the Platform Configuration API of Genesys Web Services.

`GET /api/v2/platform/configuration/<objects>?name="…"`; every value of an answer is a string. The user sees what it may see,
so an object that is not shown is not known to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

ROOT = "/api/v2/platform/configuration"
APPLICATIONS = f"{ROOT}/applications"
ENUMERATORS = f"{ROOT}/enumerators"
VALUES = f"{ROOT}/enumerator-values"
ROLES = f"{ROOT}/roles"
SCRIPTS = f"{ROOT}/scripts"
REFERENCE = "Genesys Web Services API reference, Platform Configuration API"
DBID_OF = {"Contact Attributes": "122"}
"""Business Attributes whose number is the same everywhere (Platform SDK object reference)."""
CAPACITY_RULE, QUEUE, WORKBIN = "22", "23", "25"
"""Types of a CfgScript (Platform SDK object reference)."""

Row = Mapping[str, Any]


async def rows(read: Reader, path: str, **query: str) -> Sequence[Row]:
    """Return the objects that a query shows."""
    body = await read.get(path, query)
    found = body.get(path.rpartition("/")[2]) if isinstance(body, Mapping) else None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


async def named(read: Reader, path: str, name: str, **query: str) -> Sequence[Row]:
    """Return the objects of exactly this name; quotes keep a name of digits a string."""
    return [row for row in await rows(read, path, name=f'"{name}"', **query) if row.get("name") == name]


async def application(read: Reader, name: str) -> Row | None:
    """Return an application, `None` where none is shown."""
    return next(iter(await named(read, APPLICATIONS, name)), None)


async def role(read: Reader, name: str) -> Row | None:
    """Return a role, `None` where none is shown."""
    return next(iter(await named(read, ROLES, name)), None)


async def script(read: Reader, name: str, type_: str) -> Row | None:
    """Return a script of a type, such as a queue, `None` where none is shown."""
    return next((row for row in await named(read, SCRIPTS, name) if str(row.get("type")) == type_), None)


async def value(read: Reader, attribute: str, name: str) -> Row | None:
    """Return a value of a Business Attribute, `None` where none is shown."""
    dbid = DBID_OF.get(attribute)
    if dbid is None:
        found = await named(read, ENUMERATORS, attribute)
        dbid = str(found[0].get("DBID", "")) if found else ""
    if not dbid:
        return None
    return next(iter(await named(read, VALUES, name, enumeratorDBID=dbid)), None)


def annex(row: Row) -> Mapping[str, Mapping[str, Any]] | None:
    """Return the Annex by section, `None` where the object shows none."""
    found = row.get("userProperties")
    if not isinstance(found, Mapping):
        return None
    return {str(k): v for k, v in found.items() if isinstance(v, Mapping)}
