"""A workspace in front of a simulated tenant, and skills as a person makes them in the console."""

from __future__ import annotations

import orjson

from harness import Bench
from msgops.sandbox.control import control
from msgops.sdk.catalog import Catalog
from msgops_cxone import provider
from msgops_cxone.simulator import build

CATALOG = Catalog([provider])


def bench(tmp_path, **settings):
    """Return a workspace in front of a fresh tenant."""
    account = {"provider": "cxone", **provider.example_account, **settings}
    return Bench(tmp_path / "ws", build(), provider="cxone", catalog=CATALOG, account=account)


CAMPAIGN = {"kind": "cxone.Campaign", "name": "digital", "spec": {}}


def skill(name="whatsapp", **spec):
    """Return the document of a digital skill."""
    wanted = {"media_type": "digital", "campaign": "digital", **spec}
    return {"kind": "cxone.Skill", "name": name, "spec": wanted}


def console(workspace, action, **body):
    """Do what a person does in the console of the tenant."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(workspace.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
    return reply.body


def live(workspace, table):
    """Return the rows of a table of the tenant."""
    return list(workspace.simulator.world.table(table).values())
