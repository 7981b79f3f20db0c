"""A workspace in front of a simulated CIC server, and what a person does there."""

from __future__ import annotations

import orjson

from harness import Bench
from msgops.sandbox.control import control
from msgops.sdk.catalog import Catalog
from msgops_pureconnect import provider
from msgops_pureconnect.simulator import build

CATALOG = Catalog([provider])
CHANGES = ("POST", "PUT", "DELETE")


def bench(tmp_path, **settings):
    """Return a workspace in front of a fresh server."""
    account = {"provider": "pureconnect", **provider.example_account, **settings}
    return Bench(tmp_path / "ws", build(), provider="pureconnect", catalog=CATALOG, account=account)


def console(simulator, action, **body):
    """Do what a person does in a console."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body


def asked(simulator, *methods):
    """Return the requests so far, without the session's id in their paths."""
    found = (f"{r['method']} /{r['path'].split('/', 3)[-1]}" for r in simulator.requests)
    return [one for one in found if not methods or one.partition(" ")[0] in methods]
