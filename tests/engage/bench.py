"""The environment of these tests: a reader in front of the simulator, and what people do on their pages."""

from __future__ import annotations

import asyncio

import orjson

from msgops.model.secret import Secret
from msgops.sandbox.control import control
from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from msgops_engage import provider
from msgops_engage.account import Account, connect
from msgops_engage.simulator import build, seed

CATALOG = Catalog([provider])


def account(**more):
    """Return settings with their password in them."""
    plain = {"gws_url": "https://gws.example.com", "username": seed.USERNAME, "password": "${env:PASSWORD}"}
    checked = Account.model_validate({**plain, **more})
    return checked.model_copy(update={"password": Secret("env:PASSWORD", seed.PASSWORD)})


def session(simulator, transport=None, **more):
    """Return a session in front of a simulator."""
    return connect(account(**more), transport=transport or InProcess(simulator))


def page(simulator, action, **body):
    """Do what a person does on a page."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body


def wire(kind, **spec):
    """Return a spec as the kind sends it; its example where nothing is given."""
    found = CATALOG.kind(kind)
    return found.codec.encode(found.codec.dump(found.spec.model_validate(spec or dict(found.example))))


def render(kind, **spec):
    """Return name and content of the one file of a spec; of a secret its source."""
    (made,) = CATALOG.kind(kind).api.by.render(_clear(wire(kind, **spec)))
    return made.name, made.content


def _clear(value):
    if isinstance(value, dict):
        return {k: _clear(v) for k, v in value.items()}
    return value.source.partition(":")[2] if isinstance(value, Secret) else value


def verdict(simulator, kind, **spec):
    """Return what a kind reads."""
    reader = session(simulator).reader()
    return asyncio.run(CATALOG.kind(kind).api.by.verify(reader, wire(kind, **spec)))


__all__ = ["CATALOG", "account", "build", "page", "render", "session", "verdict", "wire"]
