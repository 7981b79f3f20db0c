"""A workspace in front of a simulated organization of Genesys Cloud, and what a person does in its console."""

from __future__ import annotations

import orjson

from harness import Bench
from msgops.sandbox.control import control
from msgops.sdk.catalog import Catalog
from msgops_genesys import provider
from msgops_genesys.simulator import build

CATALOG = Catalog([provider])
ALLOW = frozenset({"MG101", "MG105", "MG106"})
SECRETS = {"WA_PIN": "204060", "OPEN_TOKEN": "canary-of-the-bridge"}


def bench(tmp_path, **settings):
    """Return a workspace in front of a fresh organization."""
    account = {"provider": "genesys", **provider.example_account, **settings}
    return Bench(
        tmp_path / "ws",
        build(),
        provider="genesys",
        catalog=CATALOG,
        account=account,
        allow=ALLOW,
        environ=dict(SECRETS),
    )


def page(workspace, action, **body):
    """Do what a person does in the console."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(workspace.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
    return reply.body


def live(workspace, table):
    """Return the rows of a table."""
    return list(workspace.simulator.world.table(table).values())


def document(kind, name, /, *, depends_on=(), **spec):
    """Return a document."""
    found = {"kind": f"genesys.{kind}", "name": name, "spec": spec}
    return {**found, "depends_on": list(depends_on)} if depends_on else found


def writes(workspace):
    """Return the writes to the API, as method and path."""
    return [
        (r["method"], r["path"])
        for r in workspace.simulator.requests
        if r["method"] != "GET" and r["path"].startswith("/api/")
    ]
