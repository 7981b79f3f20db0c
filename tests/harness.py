"""Runs the real commands in process against a simulator, on virtual time."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import yaml

from msgops.cli import apply as apply_command
from msgops.cli import drift as drift_command
from msgops.cli import plan as plan_command
from msgops.cli.allow import Allowance
from msgops.cli.options import Common
from msgops.cli.runtime import Runtime
from msgops.model.finding import Finding
from msgops.model.plan import Plan
from msgops.sandbox.app import make_call
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator
from msgops.sdk.catalog import Catalog

_MORE = {"infobip": {"username": "${env:INFOBIP_USERNAME}", "password": "${env:INFOBIP_PASSWORD}"}}
"""What an account needs for every kind, beyond the example of its provider."""


class VirtualClock:
    """Sleeping takes no time: it moves the simulator's clock."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.slept = simulator, 0.0

    def now(self):
        return self.simulator.world.now()

    def monotonic(self) -> float:
        return self.slept

    async def sleep(self, seconds: float) -> None:
        from datetime import timedelta

        self.slept += seconds
        self.simulator.world.offset += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Console(httpx.AsyncBaseTransport):
    """Does what a user of the vendor's console does: every request counts as theirs."""

    def __init__(self, simulator: Simulator, actor: str) -> None:
        self.simulator, self.actor = simulator, actor

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        from urllib.parse import parse_qs

        content = await request.aread()
        query = parse_qs(request.url.query.decode(), keep_blank_values=True)
        raw = request.url.raw_path.decode().partition("?")[0]
        headers = {k.lower(): v for k, v in request.headers.items()}
        call = make_call(self.simulator, request.method, raw, query, headers, content)
        assert call is not None, f"{request.method} {raw} is no operation of the simulator"
        call.actor, call.scopes = self.actor, frozenset({"*"})
        reply = self.simulator.handle(call, trusted=True)
        return httpx.Response(
            reply.status,
            content=reply.encode(),
            headers={"content-type": reply.content_type},
            request=request,
        )


@dataclass
class Bench:
    """One workspace in front of one simulator."""

    root: Path
    simulator: Simulator
    provider: str = "infobip"
    catalog: Catalog = field(default_factory=Catalog.installed)
    environ: dict[str, str] = field(default_factory=dict)
    transport: httpx.AsyncBaseTransport | None = None
    account: Mapping[str, str] | None = None
    allow: frozenset[str] = frozenset()
    last_output: str = ""
    last_errors: str = ""

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.clock = VirtualClock(self.simulator)
        self.transport = self.transport or InProcess(self.simulator)
        self.environ = {
            **self.simulator.environment("http://sandbox.test"),
            "MSGOPS_TRUSTED_HOSTS": "sandbox.test",
            "MSGOPS_HOME": str(self.root.parent / "home"),
            **self.environ,
        }
        inferred = [k.name for k in self.catalog if k.name.startswith(self.provider)]
        account = self.account or {
            "provider": self.provider,
            **self.catalog.providers[self.provider].example_account,
            **_MORE.get(self.provider, {}),
            "allow_inferred": inferred,
        }
        self.write_file(
            "msgops.yaml", yaml.safe_dump({"workspace": "test", "accounts": {self.provider: dict(account)}})
        )
        self.write([])

    def write_file(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Make these the only documents."""
        self.write_file(
            "resources/all.yaml", yaml.safe_dump_all([dict(d) for d in documents], sort_keys=False)
        )

    def write_text(self, text: str) -> None:
        self.write_file("resources/all.yaml", text)

    def runtime(self, json_: bool = False) -> Runtime:
        common = Common(self.root, "", (("json", ""),) if json_ else (), False)
        return Runtime(common, self.catalog, transport=self.transport, clock=self.clock)

    def _allowance(self) -> Allowance:
        return Allowance.parse(sorted(self.allow), "the test needs it" if self.allow else "")

    @contextlib.contextmanager
    def _quiet(self):
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, self.environ),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                yield
            finally:
                self.last_output, self.last_errors = out.getvalue(), err.getvalue()

    def plan(self, **narrow: Any) -> Plan:
        with self._quiet():
            return asyncio.run(plan_command._plan(self.runtime(), self._allowance(), _narrow(narrow))).plan

    def apply(self, saved: str | None = None, **narrow: Any) -> int:
        """Apply and return the exit code; the outcomes are in `outcomes`."""
        with self._quiet():
            code = asyncio.run(
                apply_command._apply(self.runtime(True), saved, self._allowance(), _narrow(narrow), ask=False)
            )
        self.report = json.loads(self.last_output) if self.last_output.startswith("{") else {}
        return int(code)

    def drift(self) -> list[Finding]:
        with self._quiet():
            findings, failed = asyncio.run(drift_command._drift(self.runtime(), _narrow({})))
        assert [] == failed
        return findings

    def run(self, *words: str) -> int:
        """Run any command through the command line, over the same transport."""
        from msgops.cli.main import COMMANDS, execute

        real = Runtime

        def runtime(common: Common) -> Runtime:
            return real(common, self.catalog, transport=self.transport, clock=self.clock)

        nested = 2 if words[0] in ("state", "gate", "audit") or words[:2] == ("drift", "accept") else 1
        command, rest = list(words[:nested]), list(words[nested:])
        where = (
            ["-C", str(self.root)] if words[0] in COMMANDS and words[0] not in ("version", "kinds") else []
        )
        with self._quiet(), mock.patch("msgops.cli.runtime.Runtime", runtime):
            return execute([*command, *where, *rest])

    def entries(self):
        with self._quiet(), self.runtime().open_state(create=False) as store:
            return store.entries()

    def lose_state(self) -> None:
        for file in (self.root / ".msgops").glob("state.db*"):
            file.unlink()

    def actions(self, plan: Plan) -> dict[str, str]:
        """Return what is pending, by address."""
        return {str(c.address): c.action.value for c in plan.pending}

    def describe(self, plan: Plan) -> str:
        """Return why a plan is not empty."""
        lines = [
            f"{c.address} {c.action.value} {[(f.path, f.before, f.after, f.cause.value) for f in c.fields]}"
            for c in plan.pending
        ]
        return "\n".join([*lines, *(f"refused: {d.address} {d.summary}: {d.detail}" for d in plan.refused)])


def _narrow(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"target": (), "exclude": (), "selector": (), **given}
