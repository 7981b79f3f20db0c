"""How the tests reach an org: in process as a user, and over TLS with another's client."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import requests
from requests.adapters import HTTPAdapter

from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops.sandbox.server import running
from msgops_salesforce.simulator import Salesforce, auth, build, tls

FEATURES = ("OmniChannel", "LiveMessage")
BASE = "/services/data/v66.0"


@dataclass
class Answer:
    """A status and a JSON body."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of the first error."""
        return self.body[0]["errorCode"]


class Desk:
    """An org, as a user with a session sees it."""

    def __init__(self, simulator: Salesforce, actor: str = auth.USERNAME) -> None:
        self.simulator, self.actor = simulator, actor
        self.base = BASE

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request; a path without a slash in front is below `/services/data/v66.0/`."""
        where = urlsplit(path if path.startswith("/") else f"{self.base}/{path}")
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        given = {k.replace("_", "-"): v for k, v in headers.items()}
        call = make_call(
            self.simulator, method, where.path, parse_qs(where.query, keep_blank_values=True), given, content
        )
        assert call is not None, f"{method} {where.path} is no operation"
        call.actor = self.actor
        reply = self.simulator.handle(call, trusted=not given.get("authorization"))
        raw = reply.encode()
        shown = json.loads(raw) if raw and reply.content_type == "application/json" else raw.decode()
        return Answer(reply.status, shown, reply.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    def query(self, soql: str, *, tooling: bool = False) -> list[dict[str, Any]]:
        """Return the records of a query, without their attributes."""
        found = self.ask(soql, tooling=tooling)
        assert found.status == 200, found.body
        return [_bare(r) for r in found.body["records"]]

    def ask(self, soql: str, *, tooling: bool = False, **headers: str) -> Answer:
        from urllib.parse import quote

        return self.get(f"{'tooling/' if tooling else ''}query?q={quote(soql)}", **headers)

    def make(self, name: str, **values: Any) -> str:
        """Create a row and return its id."""
        found = self.post(f"sobjects/{name}", values)
        assert found.status == 201, found.body
        return found.body["id"]

    def one(self, soql: str, **narrow: Any) -> dict[str, Any]:
        """Return the only record of a query."""
        (found,) = self.query(soql, **narrow)
        return found

    def start_deploy(self, files: Mapping[str, str], part: str = "json", **options: Any) -> Answer:
        """Send a package by REST."""
        head = orjson.dumps({"deployOptions": {"singlePackage": True, "rollbackOnError": True, **options}})
        body = b"".join(
            [
                b'--b0\r\nContent-Disposition: form-data; name="' + part.encode() + b'"\r\n',
                b"Content-Type: application/json\r\n\r\n" + head + b"\r\n",
                b'--b0\r\nContent-Disposition: form-data; name="file"; filename="deploy.zip"\r\n',
                b"Content-Type: application/zip\r\n\r\n" + package(files) + b"\r\n--b0--\r\n",
            ]
        )
        return self.post(
            "metadata/deployRequest", body, **{"content-type": "multipart/form-data; boundary=b0"}
        )

    def deploy(self, files: Mapping[str, str], **options: Any) -> dict[str, Any]:
        """Deploy a package and return its result with details."""
        id_ = self.start_deploy(files, **options).body["id"]
        for _ in range(20):
            found = self.get(f"metadata/deployRequest/{id_}?includeDetails=true").body["deployResult"]
            if found["done"]:
                return found
        raise AssertionError(found)

    def operate(self, path: str, body: Mapping[str, Any] | None = None, actor: str = "Olga Operator") -> Any:
        """Do what a person does in Setup, through the control API."""
        edit = {"method": "POST", "path": f"/_operator/{path}", "body": dict(body or {}), "actor": actor}
        reply = control(self.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(edit))
        assert reply.status < 300, reply.body
        return reply.body

    def fault(self, **fault: Any) -> None:
        """Inject a fault."""
        assert control(self.simulator, "POST", "/_sandbox/faults", {}, orjson.dumps(fault)).status == 204


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k != "attributes"}
    return [_bare(v) for v in value] if isinstance(value, list) else value


class _Redirected(HTTPAdapter):
    """Sends what is meant for a host of Salesforce's to the sandbox, as an entry in a hosts file would."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request, **more):
        _, _, path = request.url.removeprefix("https://").partition("/")
        request.url = f"{self.url}/{path}"
        return super().send(request, **more)


@dataclass
class Served:
    """An org behind TLS: its desk, the variables that reach it, and the authority to trust."""

    desk: Desk
    variables: Mapping[str, str]
    authority: Path
    sessions: list[requests.Session] = field(default_factory=list)

    def session(self) -> requests.Session:
        """Return a session that trusts the authority and finds the login hosts here."""
        session = requests.Session()
        session.verify = str(self.authority)
        session.trust_env = False
        session.mount("https://login.salesforce.com", _Redirected(self.url))
        session.mount("https://acme.my.salesforce.com", _Redirected(self.url))
        self.sessions.append(session)
        return session

    @property
    def url(self) -> str:
        return self.variables["SALESFORCE_LOGIN_URL"]

    @property
    def private_pem(self) -> str:
        from msgops_salesforce.simulator import keys

        return keys.private_pem()


@contextmanager
def serving(certificates: tls.Files) -> Iterator[Served]:
    """Serve a fresh org over TLS."""
    simulator = build(features=FEATURES)
    with running([simulator], tls=(certificates.certificate, certificates.key)) as variables:
        found = Served(Desk(simulator), variables, certificates.authority)
        yield found
        for session in found.sessions:
            session.close()


def package(files: Mapping[str, str]) -> bytes:
    """Return a zip of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def package_base64(files: Mapping[str, str]) -> str:
    return base64.b64encode(package(files)).decode()
