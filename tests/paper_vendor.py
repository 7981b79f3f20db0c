"""A vendor made up for tests: flows that may lead to one another, with names that must stay unique."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import httpx

from msgops.sandbox.kit import Refusal, Reply, Simulator
from msgops.sdk.catalog import Catalog
from msgops.sdk.errors import Fault
from msgops.sdk.fields import (
    Additive,
    Immutable,
    Key,
    Later,
    Ref,
    Reference,
    SecretText,
    Spec,
    Text,
    Url,
    Wire,
)
from msgops.sdk.hands import Artefact, File, NoApi, Rendered
from msgops.sdk.http import Session, Vendor
from msgops.sdk.kind import Confidence, Evidence, Hand, Kind, Provider
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import Collection

TOKEN = "paper-token"
ACCOUNT = {"provider": "paper", "base_url": "${env:PAPER_BASE_URL}", "token": "${env:PAPER_TOKEN}"}


class Account(Spec):
    """One account."""

    base_url: Url
    token: SecretText


class Bearer(httpx.Auth):
    """One header."""

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


class FlowSpec(Spec):
    """A flow; `next` may be set after the create."""

    name: Annotated[str | None, Text(min=1, max=20, pattern=r"^[a-z0-9-]+$"), Key(from_name=True)] = None
    text: Annotated[str, Text(max=160)]
    next: Annotated[Reference | None, Ref("paper.Flow"), Wire("nextId"), Later] = None
    start: Annotated[Reference | None, Ref("paper.Flow"), Wire("startId")] = None
    region: Annotated[str | None, Immutable] = None
    tags: Annotated[tuple[str, ...] | None, Additive] = None
    also: Annotated[tuple[Reference, ...] | None, Ref("paper.Flow"), Additive, Wire("alsoIds")] = None


Flow = Kind(
    name="paper.Flow",
    spec=FlowSpec,
    api=Collection(path="/flows", id="id", pages=Numbered(items="results", total="total", per=50)),
    summary="A flow.",
    doc="paper",
    evidence=tuple(
        Evidence(operation, operation, Confidence.DOC, "paper")
        for operation in ("list", "get", "create", "update", "delete")
    ),
    example={"text": "hello"},
)


class LeafletSpec(Rendered):
    """A printed leaflet, with the number that only the printer knows."""

    title: str
    number: SecretText | None = None
    flow: str | None = None


def _leaflet(wire):
    return [Artefact("../leaflet.txt", "".join(f"{k}: {v}\n" for k, v in wire.items() if k != "path"))]


Leaflet = Kind(
    name="paper.Leaflet",
    spec=LeafletSpec,
    api=NoApi(File(who="the printer", where="The press", steps=("Take {files}.",), render=_leaflet)),
    hand=Hand.FILE,
    summary="A leaflet.",
    doc="paper",
    evidence=(Evidence("instruct", "the press", Confidence.DOC, "paper"),),
    example={"title": "Hello"},
)


def _fault(status, body):
    return Fault(body["code"], body["message"]) if status >= 300 and body else None


def _connect(settings, *, clock=None, transport=None):
    token = settings.token.reveal()
    vendor = Vendor(_fault)
    return Session(settings.base_url, vendor=vendor, auth=Bearer(token), clock=clock, transport=transport)


provider = Provider(
    name="paper",
    version="1",
    title="Paper",
    settings=Account,
    kinds={"Flow": f"{__name__}:Flow", "Leaflet": f"{__name__}:Leaflet"},
    connect=_connect,
    hosts=("*.paper.example",),
    hosts_of=lambda settings: [urlsplit(settings.base_url).hostname or ""],
    example_account={"base_url": "${env:PAPER_BASE_URL}", "token": "${env:PAPER_TOKEN}"},
)


def catalog() -> Catalog:
    """Return a catalog with this vendor alone."""
    return Catalog([provider])


def simulator() -> Simulator:
    """Return a fresh vendor: names are unique, and what others lead to cannot be deleted."""
    made = Simulator("paper", credentials={"PAPER_TOKEN": TOKEN})
    made.authenticate = lambda call: setattr(call, "actor", "api")
    for method, path, handler in (
        ("GET", "/flows", _list),
        ("POST", "/flows", _create),
        ("GET", "/flows/{id}", lambda call: Reply(200, _found(call))),
        ("PUT", "/flows/{id}", _update),
        ("DELETE", "/flows/{id}", _delete),
    ):
        made.route(method, path)(handler)
    return made


def _flows(call):
    return call.world.table("flows")


def _list(call):
    found, size = list(_flows(call).values()), int(call.one("size", "20"))
    start = int(call.one("page", "0")) * size
    return Reply(200, {"results": found[start : start + size], "total": len(found)})


def _check(call, own):
    body = call.json
    if any(f["name"] == body["name"] for f in _flows(call).values() if f["id"] != own):
        raise Refusal(Reply(409, {"code": "DUPLICATE", "message": "The name is taken"}))
    for field in ("nextId", "startId"):
        if body.get(field) is not None and body[field] not in _flows(call):
            raise Refusal(Reply(400, {"code": "NO_FLOW", "message": f"{field} leads nowhere"}))


def _create(call):
    _check(call, "")
    made = {**call.json, "id": call.world.uuid()}
    _flows(call)[made["id"]] = made
    return Reply(201, made, {"x-request-id": f"r-{call.world.next('request')}"})


def _update(call):
    old = _found(call)
    _check(call, old["id"])
    _flows(call)[old["id"]] = {**call.json, "id": old["id"]}
    return Reply(200, _flows(call)[old["id"]])


def _delete(call):
    gone = _found(call)["id"]
    if any(gone in (f.get("nextId"), f.get("startId")) for f in _flows(call).values()):
        raise Refusal(Reply(409, {"code": "IN_USE", "message": "Another flow leads here"}))
    del _flows(call)[gone]
    return Reply(204)


def _found(call):
    found = _flows(call).get(call.params["id"])
    if found is None:
        raise Refusal(Reply(404, {"code": "NOT_FOUND", "message": "No such flow"}))
    return found
