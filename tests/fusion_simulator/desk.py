"""How the tests reach pod and domain: as their clients, and as a person on their pages."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops.sandbox.server import running
from msgops_fusion.simulator import Fusion, build, seed

ADMIN = "/admin/v1"
CRM = "/crmRestApi/resources/11.13.18.05"
FSCM = "/fscmRestApi/resources/11.13.18.05"
URN = "urn:ietf:params:scim:schemas:oracle:idcs:"
EXTENSION = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
ACCEPT = "application/json, application/vnd.oracle.adf.error+json"


@dataclass
class Answer:
    """A status, a JSON body (`None` where there is none), headers."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    type: str = ""

    def __getitem__(self, name: Any) -> Any:
        return self.body[name]

    @property
    def message_id(self) -> str:
        """The id in a SCIM error."""
        return self.body[EXTENSION]["messageId"]

    @property
    def detail(self) -> str:
        """The first text of an ADF error."""
        return self.body["o:errorDetails"][0]["detail"]


class Desk:
    """Pod and domain, as the sandbox's own client sees them."""

    def __init__(self, simulator: Fusion) -> None:
        self.simulator = simulator
        simulator.environment("http://sandbox.test")
        self.token = self.ask_token(seed.CLIENT_ID, seed.CLIENT_SECRET, "urn:opc:idm:__myscopes__")[
            "access_token"
        ]

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> Answer:
        """Send exactly this."""
        where = urlsplit(path)
        query = parse_qs(where.query, keep_blank_values=True)
        call = make_call(self.simulator, method, where.path, query, headers, content)
        reply = self.simulator.not_found() if call is None else self.simulator.handle(call)
        raw = reply.encode()
        shown = (json.loads(raw) if "json" in reply.content_type else raw.decode()) if raw else None
        return Answer(reply.status, shown, dict(reply.headers), reply.content_type)

    def ask_token(self, client: str, secret: str, scope: str, **more: str) -> Answer:
        """Ask the token endpoint."""
        form = urlencode({"grant_type": "client_credentials", "scope": scope, **more}).encode()
        kind = "application/x-www-form-urlencoded;charset=UTF-8"
        headers = {"authorization": basic(client, secret), "content-type": kind}
        return self.send("POST", "/oauth2/v1/token", form, **headers)

    def scim(
        self, method: str, path: str, body: Any = None, /, *, etag: str = "", retry: str = "", **query: Any
    ):
        """Send a request to the domain."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        headers |= {"if-match": etag} if etag else {}
        headers |= {"opc-retry-token": retry} if retry else {}
        content = b"" if body is None else orjson.dumps(body)
        whole = f"{ADMIN}/{path}" + (f"?{urlencode(query)}" if query else "")
        return self.send(method, whole, content, **headers)

    def app(self, **more: Any) -> Answer:
        """Ask for an app."""
        return self.scim("POST", "Apps", app_body(**more))

    def patch(self, path: str, *operations: tuple[str, str, Any], **more: Any) -> Answer:
        """Patch a resource of the domain."""
        shown = [
            {"op": op, "path": where} | ({} if value is None else {"value": value})
            for op, where, value in operations
        ]
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": shown}
        return self.scim("PATCH", path, body, **more)

    def activate(self, app: str, *, active: bool = True) -> Answer:
        """Activate an app, or deactivate it."""
        body = {"schemas": [f"{URN}AppStatusChanger"], "active": active}
        return self.scim("PUT", f"AppStatusChanger/{app}", body)

    def found(self, path: str, filter_: str, **more: Any) -> list[Any]:
        """Return what a filter finds."""
        answer = self.scim("GET", path, filter=filter_, **more)
        assert answer.status == 200, answer.body
        return answer["Resources"]

    def adf(self, method: str, path: str, body: Any = None, /, *, version: int = 4, **headers: str) -> Answer:
        """Send a request to the pod, with a password; a path without its context is one of Fusion CX."""
        given = {
            "authorization": basic(seed.USERNAME, seed.PASSWORD),
            "accept": ACCEPT,
            "content-type": "application/vnd.oracle.adf.resourceitem+json",
            "rest-framework-version": str(version),
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        whole = path if path.startswith(("/crm", "/fscm", "/hcm", "/v1")) else f"{CRM}/{path}"
        content = b"" if body is None else orjson.dumps(body)
        return self.send(method, whole, content, **{k: v for k, v in given.items() if v})

    def make(self, path: str, **values: Any) -> dict[str, Any]:
        """Create a row at the pod and return it."""
        answer = self.adf("POST", path, values)
        assert answer.status == 201, answer.body
        return answer.body

    def rows(self, path: str, version: int = 4, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of a collection of the pod."""
        answer = self.adf("GET", f"{path}?{urlencode(query)}", version=version)
        assert answer.status == 200, answer.body
        return answer["items"]

    def edit(self, **edit: Any) -> Answer:
        """Do what an operation does, as a person."""
        reply = control(self.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(edit))
        return Answer(reply.status, reply.body)

    def person(self, action: str, **body: Any) -> Answer:
        """Do something on a page."""
        return self.edit(method="POST", path=f"/_operator/{action}", body=body, actor="Pat")

    def pass_time(self, span: str) -> None:
        """Let virtual time pass."""
        control(self.simulator, "POST", "/_sandbox/clock", {}, orjson.dumps({"advance": span}))


def basic(name: str, password: str) -> str:
    """Return the header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def app_body(**more: Any) -> dict[str, Any]:
    """Return the body of the guide's app, and what is said otherwise."""
    given = {
        "schemas": [f"{URN}App"],
        "displayName": "Engage Messaging",
        "basedOnTemplate": {"value": "CustomWebAppTemplateId"},
        "isOAuthResource": True,
        "accessTokenExpiry": 3600,
        "audience": "api",
        "scopes": [{"value": "/", "requiresConsent": False}],
        **more,
    }
    return {k: v for k, v in given.items() if v is not None}


def claims(token: str) -> dict[str, Any]:
    """Read what a token says."""
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


@contextmanager
def serving():
    """Serve a fresh pod and domain on a socket; yields the simulator and its address."""
    simulator = build()
    with running([simulator]) as variables:
        yield simulator, variables["FUSION_DOMAIN_URL"]
