"""What the tests of the state share."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from msgops.model.address import Address
from msgops.model.state import StateEntry
from msgops.state.store import Store

URL = "sqlite:///.msgops/state.db"


def open_store(base, *, create=True, workspace="shop", environment="", url=URL):
    """Open the state of a workspace directory."""
    return Store.open(url, workspace=workspace, environment=environment, base=base, create=create)


def file_of(base):
    """Return where the state lies."""
    return base / ".msgops" / "state.db"


def address(name="vip", kind="Tag"):
    """Return an address."""
    return Address("infobip", kind, name)


def entry(name="vip", **fields):
    """Return a recorded object."""
    given = {"account": "infobip", "id": f"id-{name}", "applied": {"name": name, "tags": ["a", "b"]}}
    return StateEntry(address(name), **{**given, **fields})


def sql(base, *statements):
    """Change the file behind the back of msgops."""
    with closing(sqlite3.connect(file_of(base))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def code_of(error):
    """Return the code of the one diagnostic that an error carries."""
    (diagnostic,) = error.value.diagnostics
    return diagnostic.code
