"""One long run in which secrets enter in every way there is, and all the artefacts that it leaves."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from harness import Bench, Console
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from security.canary import CANARY, files

FROM_FILE = "canary/from+file=\"'"
FROM_CONSOLE = "canary&from<console>\\"
WRONG_KEY = "canary:wrong%key'"
API_KEY = "sandbox-api-key-not-a-secret"
PASSWORD = "sandbox-password-not-a-secret"
SECRETS = (CANARY, FROM_FILE, FROM_CONSOLE, WRONG_KEY, API_KEY, PASSWORD)
FORMATS = ("json", "markdown", "html", "sarif", "junit")


class Gossip(httpx.AsyncBaseTransport):
    """A vendor that repeats in its errors whatever it was sent, and shows secrets that it should keep."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.refuses, self.shows = inner, False, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = await request.aread()
        if self.refuses and request.method in ("POST", "PUT"):
            return _refusal(sent, request.headers["authorization"])
        response = await self.inner.handle_async_request(request)
        if response.status_code == 401:
            return _refusal(sent, request.headers["authorization"], status=401)
        if self.shows and request.url.path.startswith("/subscriptions/1/security"):
            body = json.loads(await response.aread())
            for one in body.get("results", [body]):
                one["credentials"]["secretKey"] = FROM_CONSOLE
            return httpx.Response(200, json=body)
        return response


def _refusal(sent: bytes, authorization: str, status: int = 400) -> httpx.Response:
    """Return an error body in which the request stands in every notation."""
    values = [v for v in _texts(json.loads(sent or b"{}")) if "canary" in v]
    # The header holds a key, or base64 of a name and a password.
    values.append(authorization.partition(" ")[2])
    said = [
        sent.decode(),
        authorization,
        base64.b64encode(sent).decode(),
        base64.b64encode(authorization.encode()).decode(),
        quote(sent.decode(), safe=""),
        sent.hex(),
        *values,
        *(repr(v) for v in values),
        *(json.dumps(v) for v in values),
        *(base64.b64encode(b"x" * n + v.encode()).decode() for n in range(3) for v in values),
        *(quote(v, safe="") for v in values),
        *(v.encode().hex() for v in values),
    ]
    fault = {"messageId": f"BAD {values[0]}", "text": " | ".join(said)}
    body = {"requestError": {"serviceException": fault}}
    return httpx.Response(status, json=body, headers={"x-request-id": f"id-{quote(values[0])}"})


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in _texts(one)]


DOCUMENTS: list[dict[str, Any]] = [
    {
        "kind": "infobip.WebhookSecurity",
        "name": "hmac",
        "spec": {
            "type": "HMAC",
            "credentials": {"secret_key": "${env:HOOK_SECRET}", "algorithm": "HMAC_SHA_256"},
        },
    },
    {
        "kind": "infobip.WebhookSecurity",
        "name": "basic",
        "spec": {
            "type": "BASIC",
            "credentials": {"username": "hook", "password": "${file:secrets/basic.txt}"},
        },
    },
    {
        "kind": "infobip.NotificationProfile",
        "name": "care",
        "spec": {"webhook": {"notify_url": "https://hooks.example.com/in"}, "security": "hmac"},
    },
    {"kind": "infobip.Entity", "name": "acme", "spec": {"entity_name": "Acme"}},
    {"kind": "infobip.PortalRole", "name": "admin", "spec": {"username": "m@example.com", "role": "Admin"}},
    {
        "kind": "infobip.ApiKey",
        "name": "connector",
        "spec": {
            "permissions": ["PUBLIC_API"],
            "scope_guids": ["message:send"],
            "secret_file": "ws/made-key.txt",
        },
    },
]


class Story:
    """Runs commands and keeps what they printed; `artefacts` returns it with every file."""

    def __init__(self, place: Path) -> None:
        (simulator,) = build(Catalog.installed().providers, ["infobip"])
        self.place, self.simulator = place, simulator
        self.vendor = Gossip(InProcess(simulator))
        account = {
            "provider": "infobip",
            "base_url": "${env:INFOBIP_BASE_URL}",
            "api_key": "${env:INFOBIP_API_KEY}",
            "username": "${env:INFOBIP_USERNAME}",
            "password": "${file:secrets/portal.txt}",
            "allow_inferred": [k.name for k in Catalog.installed()],
        }
        environ = {"HOOK_SECRET": CANARY, "MSGOPS_LOG": "DEBUG"}
        self.bench = Bench(place / "ws", simulator, transport=self.vendor, account=account, environ=environ)
        self.sources = [self._source("basic.txt", FROM_FILE), self._source("portal.txt", PASSWORD)]
        self.bench.write(DOCUMENTS)
        self.printed: dict[str, bytes] = {}

    def _source(self, name: str, value: str) -> Path:
        self.bench.write_file(f"secrets/{name}", value + "\n")
        return self.bench.root / "secrets" / name

    def run(self, step: str, *words: str) -> int:
        """Run a command; with reports in all formats and events where it makes any."""
        if words[0] in ("plan", "apply", "drift") or words[:2] == ("gate", "list"):
            folder = self.place / "reports" / step
            folder.mkdir(parents=True, exist_ok=True)
            words = (*words, *(f"--format={f}:{folder / f}" for f in FORMATS))
            if words[0] != "gate":
                words = (*words, "--events", str(folder / "events"))
        code = self.bench.run(*words)
        self.printed[f"stdout of {step}"] = self.bench.last_output.encode()
        self.printed[f"stderr of {step}"] = self.bench.last_errors.encode()
        return code

    def console(self, method: str, path: str, body: Any) -> None:
        """Do what jane does in the vendor's console."""

        async def send() -> None:
            request = httpx.Request(method, f"http://sandbox.test{path}", json=body)
            answer = await Console(self.simulator, "jane").handle_async_request(request)
            assert answer.status_code < 300, answer.text

        asyncio.run(send())

    def tell(self) -> dict[str, int]:
        """Play everything; return the exit codes."""
        saved = str(self.place / "plan.json")
        codes = {"plan of new": self.run("plan of new", "plan", "--out", saved)}
        self.vendor.refuses = True
        codes["refused apply"] = self.run("refused apply", "apply", "--yes")
        self.vendor.refuses = False
        self._keep_log()
        codes["apply"] = self.run("apply", "apply", "--yes")
        codes["gates"] = self.run("gates", "gate", "list")
        self.console("PUT", "/provisioning/1/entities/acme", {"entityName": CANARY})
        for words in (("plan", "--out", saved), ("drift",), ("show", saved), ("export",)):
            step = f"{words[0]} after an edit"
            codes[step] = self.run(step, *words)
        codes["saved apply"] = self.run("saved apply", "apply", saved)
        self.vendor.shows = True
        for command in ("plan", "drift", "apply"):
            step = f"{command} of a shown secret"
            codes[step] = self.run(step, command)
        self.vendor.shows = False
        for words in (("history",), ("audit", "verify"), ("state", "list")):
            self.run(" ".join(words), *words)
        self.bench.environ["INFOBIP_API_KEY"] = WRONG_KEY
        codes["wrong key"] = self.run("wrong key", "plan")
        self._log = {f"log {p.name}": p.read_bytes() for p in (self.bench.root / ".msgops").iterdir()}
        self._reader.close()
        return codes

    def _keep_log(self) -> None:
        """Read the state without end, so that SQLite leaves its write-ahead log where it is."""
        self._reader = sqlite3.connect(self.bench.root / ".msgops" / "state.db")
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def artefacts(self) -> dict[str, bytes]:
        """Return everything but the files that are there to hold a secret."""
        made_key = self.bench.root / "made-key.txt"
        return {**self.printed, **self._log, **files(self.place, apart_from=[*self.sources, made_key])}


def log_everything() -> None:
    """Write secrets to the log on purpose, also inside of an exception."""
    logger = logging.getLogger("msgops.http")
    logger.debug("a careless line: %s", CANARY)
    try:
        fail(FROM_FILE)
    except ValueError:
        logger.exception("careless")


def fail(text: str, cause: BaseException | None = None) -> None:
    """Raise an error with this text."""
    raise ValueError(f"careless: {text}") from cause
