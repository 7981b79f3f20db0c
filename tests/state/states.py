"""What the tests of the state share."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from msgops.model.address import Address
from msgops.model.state import StateEntry
from msgops.state.store import Store

URL = "sqlite:///.msgops/state.db"


@dataclass(frozen=True)
class Place:
    """Where a state lies: a directory and an address, of either database."""

    base: Path
    url: str = URL

    @property
    def is_file(self):
        """Whether this is SQLite."""
        return self.url.startswith("sqlite")

    def open(self, **options):
        """Open the state."""
        given = {"workspace": "shop", "environment": "", "create": True}
        return Store.open(self.url, base=self.base, **{**given, **options})

    def connect(self):
        """Connect behind the back of msgops; each statement stands at once."""
        if self.is_file:
            file_of(self.base).parent.mkdir(exist_ok=True)
            return closing(sqlite3.connect(file_of(self.base), isolation_level=None))
        import psycopg

        return closing(psycopg.connect(self.url, autocommit=True))

    def sql(self, *statements):
        """Change the state behind the back of msgops."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement):
        """Read the state behind the back of msgops."""
        with self.connect() as connection:
            return connection.execute(statement).fetchall()

    def dump(self):
        """Return every row of every table, by table."""
        catalogue = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if self.is_file
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return {name: self.rows(f"SELECT * FROM {name} ORDER BY 1") for (name,) in self.rows(catalogue)}


def open_store(base, *, url=URL, **options):
    """Open the SQLite state of a workspace directory."""
    return Place(base, url).open(**options)


def file_of(base):
    """Return where the state lies."""
    return base / ".msgops" / "state.db"


def sql(base, *statements):
    """Change the file behind the back of msgops."""
    Place(base).sql(*statements)


def address(name="vip", kind="Tag"):
    """Return an address."""
    return Address("infobip", kind, name)


def entry(name="vip", **fields):
    """Return a recorded object."""
    given = {"account": "infobip", "id": f"id-{name}", "applied": {"name": name, "tags": ["a", "b"]}}
    return StateEntry(address(name), **{**given, **fields})


def code_of(error):
    """Return the code of the one diagnostic that an error carries."""
    (diagnostic,) = error.value.diagnostics
    return diagnostic.code
