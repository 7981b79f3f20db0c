"""The tables. JSON is text, times are ISO 8601 text, so that every database takes them alike."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text, text

SCHEMA_VERSION = 2
metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("address", String(512), primary_key=True),
    Column("account", String(255), nullable=False),
    Column("id", String(1024), nullable=False),
    Column("applied", Text, nullable=False),
    Column("depends_on", Text, nullable=False),
    Column("protected", Boolean, nullable=False),
)

runs = Table(
    "runs",
    metadata,
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

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String(64), nullable=False),
    Column("address", String(512), nullable=False),
    Column("action", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("live_id", String(1024), nullable=False),
    Column("before", Text),
    Column("detail", Text, nullable=False),
    Column("key", Text, nullable=False, server_default=text("''")),
)

audit = Table(
    "audit",
    metadata,
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

gates = Table(
    "gates",
    metadata,
    Column("address", String(512), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("values", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("rule", String(16), primary_key=True),
    Column("address", String(512), primary_key=True),
    Column("until", String(10), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(40), nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(255), nullable=False),
    Column("host", String(255), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("acquired", String(40), nullable=False),
    Column("heartbeat", String(40), nullable=False),
    Column("expires", String(40), nullable=False),
    Column("token", Integer, nullable=False),
    Column("process", Text, nullable=False, server_default=text("''")),
)
