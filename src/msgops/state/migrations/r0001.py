"""The first released schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Integer, String, Text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        Column("key", String(64), primary_key=True),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "entries",
        Column("address", String(512), primary_key=True),
        Column("account", String(255), nullable=False),
        Column("id", String(1024), nullable=False),
        Column("applied", Text, nullable=False),
        Column("depends_on", Text, nullable=False),
        Column("protected", Boolean, nullable=False),
    )
    op.create_table(
        "gates",
        Column("address", String(512), primary_key=True),
        Column("state", String(16), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("by", String(255), nullable=False),
        Column("at", String(40), nullable=False),
        Column("note", Text, nullable=False),
        Column("values", Text, nullable=False),
    )
    op.create_table(
        "lease",
        Column("name", String(32), primary_key=True),
        Column("holder", String(255), nullable=False),
        Column("host", String(255), nullable=False),
        Column("purpose", String(64), nullable=False),
        Column("acquired", String(40), nullable=False),
        Column("heartbeat", String(40), nullable=False),
        Column("expires", String(40), nullable=False),
        Column("token", Integer, nullable=False),
    )
    _history(op)


def _history(op: Operations) -> None:
    op.create_table(
        "runs",
        Column("id", String(64), primary_key=True),
        Column("command", String(64), nullable=False),
        Column("actor", String(255), nullable=False),
        Column("host", String(255), nullable=False),
        Column("commit_id", String(64), nullable=False),
        Column("plan_digest", String(64), nullable=False),
        Column("started", String(40), nullable=False),
        Column("ended", String(40), nullable=False),
        Column("exit_code", Integer),
        Column("summary", Text, nullable=False),
    )
    op.create_table(
        "journal",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("run", String(64), nullable=False),
        Column("address", String(512), nullable=False),
        Column("action", String(16), nullable=False),
        Column("state", String(16), nullable=False),
        Column("at", String(40), nullable=False),
        Column("live_id", String(1024), nullable=False),
        Column("before", Text),
        Column("detail", Text, nullable=False),
    )
    op.create_index("ix_journal_state", "journal", ["state"])
    op.create_table(
        "audit",
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        Column("at", String(40), nullable=False),
        Column("run", String(64), nullable=False),
        Column("actor", String(255), nullable=False),
        Column("event", String(64), nullable=False),
        Column("address", String(512), nullable=False),
        Column("detail", Text, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    )
