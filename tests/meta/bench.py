"""A workspace in front of an account of Meta, and a session at answers that a test makes up."""

from __future__ import annotations

from typing import Any

import httpx

from harness import Bench
from msgops.model.secret import Secret
from msgops_meta.account import Account, connect
from msgops_meta.simulator import build
from msgops_meta.simulator.seed import ACCOUNT

NUMBER = "+1 631 555 1001"
TOKEN = "canary-token"  # of the tests


def bench(tmp_path: Any, **more: Any) -> Bench:
    """Return a workspace in front of a fresh account."""
    environ = {"HOOK_SECRET": "canary-hook", **more.pop("environ", {})}
    return Bench(tmp_path / "ws", build(), provider="meta", environ=environ, **more)


def document(kind: str, name: str = "main", **spec: Any) -> dict[str, Any]:
    """Return a document."""
    return {"kind": f"meta.{kind}", "name": name, "spec": spec}


class Answers(httpx.AsyncBaseTransport):
    """Answers in turn, each a status, a body, and headers; the last one again and again."""

    def __init__(self, *answers: tuple[Any, ...]) -> None:
        self.answers, self.seen = list(answers), []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Give the next answer."""
        self.seen.append(request)
        status, body, *headers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(status, json=body, headers=dict(*headers))


class Clock:
    """Sleeping takes no time, and is noted."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> Any:
        from datetime import UTC, datetime

        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def session(answers: Answers, clock: Any = None, **settings: Any) -> Any:
    """Return a session at made-up answers."""
    given = {"business_account_id": ACCOUNT, "token": "${env:META_TOKEN}", **settings}
    checked = Account.model_validate(given)
    token = Secret("env:META_TOKEN").with_value(TOKEN)
    return connect(checked.model_copy(update={"token": token}), clock=clock or Clock(), transport=answers)
