"""A vendor made of paper: every request must be the next one of the script, to the letter."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from msgops.model.secret import Secret
from msgops_infobip.account import Account, connect


@dataclass
class Call:
    """One expected request and its answer; `query` and `body` are compared too."""

    line: str
    body: Any = None
    status: int = 200
    answer: Any = None
    query: dict[str, str] = field(default_factory=dict)
    auth: str = "App key"


def page(key: str, *found: Any, total: str = "paging.totalResults") -> dict[str, Any]:
    """Return one page that holds everything."""
    outer, _, inner = total.partition(".")
    return {key: list(found), outer: {inner: len(found)} if inner else len(found)}


def play(action: Any, *script: Call) -> Any:
    """Run `action(writer)` against the script and return its result; every call must have happened."""
    left = list(script)

    def answer(request: httpx.Request) -> httpx.Response:
        assert left, f"unexpected {request.method} {request.url}"
        call = left.pop(0)
        assert f"{request.method} {request.url.raw_path.decode().partition('?')[0]}" == call.line
        assert dict(request.url.params) == call.query
        assert (orjson.loads(request.content) if request.content else None) == call.body
        assert request.headers["authorization"].startswith(call.auth)
        content = b"" if call.answer is None else orjson.dumps(call.answer)
        return httpx.Response(call.status, content=content, headers={"content-type": "application/json"})

    async def run() -> Any:
        settings = Account(
            base_url="https://acme.api.infobip.com",
            api_key=Secret("env:KEY").with_value("key"),
            username="portal",
            password=Secret("env:PASSWORD").with_value("pass"),
        )
        session = connect(settings, transport=httpx.MockTransport(answer))
        try:
            return await action(session.writer())
        finally:
            await session.close()

    result = asyncio.run(run())
    assert [c.line for c in left] == []
    return result


def problem(kind: Any, spec: dict[str, Any]) -> str:
    """Return the first validation message of a spec that must not pass."""
    try:
        kind.spec.model_validate(spec)
    except ValueError as error:
        return str(error.errors()[0]["msg"])  # type: ignore[attr-defined]
    return ""


def round_trip(kind: Any, spec: dict[str, Any]) -> None:
    """What is written and read back must equal what was declared, once both are normalised."""
    codec = kind.codec
    declared = codec.dump(kind.spec.model_validate(spec))
    read, _ = codec.decode(codec.encode(declared))
    assert codec.normalise(read) == codec.normalise(declared)
