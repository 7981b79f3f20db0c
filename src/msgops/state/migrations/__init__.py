"""Brings a state from one schema version to the next. A released revision is never changed; a new one follows.

Revision n is the module `r000n`, whose `upgrade` makes version n out of version n - 1. The version stands in `meta`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from alembic.migration import MigrationContext
from alembic.operations import Operations

if TYPE_CHECKING:
    from sqlalchemy import Connection


def upgrade(connection: Connection, found: int, wanted: int) -> None:
    """Bring the tables from version `found` (0: there are none) to `wanted`, in the caller's transaction."""
    operations = Operations(MigrationContext.configure(connection))
    for version in range(found + 1, wanted + 1):
        import_module(f"{__name__}.r{version:04}").upgrade(operations)
