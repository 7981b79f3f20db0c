"""Consents; the natural key of a journalled create; the process that holds the lease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Text, text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Add a table and two columns; what is there stays as it is."""
    op.create_table(
        "consents",
        Column("rule", String(16), primary_key=True),
        Column("address", String(512), primary_key=True),
        Column("until", String(10), primary_key=True),
        Column("reason", Text, nullable=False),
        Column("by", String(255), nullable=False),
        Column("at", String(40), nullable=False),
    )
    op.add_column("journal", Column("key", Text, nullable=False, server_default=text("''")))
    op.add_column("lease", Column("process", Text, nullable=False, server_default=text("''")))
