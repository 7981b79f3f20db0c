"""A workspace in front of a simulated pod with its domain, and what a person does on their pages."""

from __future__ import annotations

import orjson

from harness import Bench
from msgops.sandbox.control import control
from msgops.sdk.catalog import Catalog
from msgops_fusion import provider
from msgops_fusion.simulator import build

CATALOG = Catalog([provider])
ALLOW = frozenset({"MG106"})


def bench(tmp_path, **settings):
    """Return a workspace in front of a fresh pod."""
    account = {
        "provider": "fusion",
        **provider.example_account,
        "allow_inferred": sorted(CATALOG.names),
        **settings,
    }
    return Bench(tmp_path / "ws", build(), provider="fusion", catalog=CATALOG, account=account, allow=ALLOW)


def page(workspace, action, **body):
    """Do what a person does on a page, or turn a knob of the simulator."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(workspace.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
    return reply.body


def live(workspace, table):
    """Return the rows of a table of pod or domain."""
    return list(workspace.simulator.world.table(table).values())


def app(name="engage", **spec):
    """Return the document of the application of the guide."""
    wanted = {
        "display_name": "Engage Messaging",
        "description": "Application for authenticating API requests from Infobip",
        "audience": "api",
        "scopes": [{"value": "/"}],
        "access_token_expiry": 3600,
        "oauth_client": "client_credentials",
        **spec,
    }
    return {
        "kind": "fusion.ConfidentialApp",
        "name": name,
        "spec": {k: v for k, v in wanted.items() if v is not None},
    }


def ticket(**spec):
    """Return the document of the ticket for Infobip Support."""
    wanted = {
        "type": "WhatsApp",
        "phone": "447860099299",
        "token_url": "${fusion.ConfidentialApp/engage.token_url}",
        "scope": "${fusion.ConfidentialApp/engage.scope}",
        "client_id": "${fusion.ConfidentialApp/engage.client_id}",
        "engage_tenant_guid": "11111111-2222-3333-4444-555555555555",
        **spec,
    }
    return {"kind": "fusion.SupportTicket", "name": "whatsapp", "spec": wanted}


def queue(name="messages", **spec):
    """Return the document of a queue."""
    return {"kind": "fusion.Queue", "name": name, "spec": {"auto_routing": True, **spec}}
