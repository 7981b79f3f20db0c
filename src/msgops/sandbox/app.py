"""A simulator as an ASGI application: parse, log, strike with faults, answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, unquote

from msgops.sandbox.control import control
from msgops.sandbox.kit import Call, ConnectionCut, Fault, Reply, Simulator

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
CUT = "msgops.cut"
"""The ASGI extension by which the server lets the application cut the connection."""
_STATUS = frozenset({"401", "403", "429", "500", "502", "503"})


class Application:
    """The ASGI application of one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        content = await _content(receive)
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        method, path = scope["method"], scope.get("path", "/")
        if path.startswith("/_sandbox"):
            return await _send(send, control(self.simulator, method, path, query, content))
        if self.simulator.latency_ms:
            await asyncio.sleep(self.simulator.latency_ms / 1000)
        raw = scope.get("raw_path") or path.encode()
        try:
            reply = await self._serve(
                method, raw.decode("latin-1").partition("?")[0], query, headers, content
            )
        except ConnectionCut:
            cut = (scope.get("extensions") or {}).get(CUT)
            if cut is None:
                raise
            cut()
            return None
        return await _send(send, reply)

    async def _serve(
        self, method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], content: bytes
    ) -> Reply:
        simulator = self.simulator
        fault = simulator.fault_for(method, unquote(path))
        entry: dict[str, Any] = {"time": simulator.world.stamp(), "method": method, "path": unquote(path)}
        simulator.requests.append(entry)
        late = fault is not None and bool(fault.options.get("late"))
        if fault is not None and fault.fault == "slow" and not late:
            await _delay(fault)
        if fault is not None and (early := _instead(simulator, fault)) is not None:
            entry.update(status=early.status, actor="", fault=fault.fault)
            return early
        call = make_call(simulator, method, path, query, headers, content)
        if call is None:
            entry.update(status=404, actor="")
            return simulator.not_found()
        call.stale = fault.frozen if fault is not None else None
        reply = simulator.handle(call)
        entry.update(status=reply.status, actor=call.actor)
        if fault is not None:
            entry["fault"] = fault.fault
            if fault.fault == "drop_after":
                raise ConnectionCut
            if fault.fault == "slow" and late:
                await _delay(fault)
            if fault.fault == "truncate":
                whole = reply.encode()
                return Reply(reply.status, whole[: max(1, len(whole) // 2)] or b"{", reply.headers)
        return reply


async def _delay(fault: Fault) -> None:
    """Let `ms` pass: before the work is done, or with `late` before its answer is sent."""
    await asyncio.sleep(float(fault.options.get("ms", 1000)) / 1000)


def make_call(  # the parts of a request
    simulator: Simulator,
    method: str,
    path: str,
    query: dict[str, list[str]],
    headers: dict[str, str],
    content: bytes,
) -> Call | None:
    """Find the operation; `None` when there is none."""
    found = simulator.find(method, path)
    if found is None:
        return None
    route, params = found
    decoded = {k: unquote(v) for k, v in params.items()}
    return Call(simulator, simulator.world, method, path, route, decoded, query, headers, content)


def _instead(simulator: Simulator, fault: Fault) -> Reply | None:
    if fault.fault == "drop_before":
        raise ConnectionCut
    if fault.fault == "html":
        return Reply(200, b"<!doctype html><title>Sign in</title>", content_type="text/html")
    if fault.fault in _STATUS:
        reply = simulator.fault_reply(int(fault.fault))
        after = fault.options.get("retry_after")
        return Reply(reply.status, reply.body, {"retry-after": str(after)} if after is not None else {})
    return None


async def _content(receive: Receive) -> bytes:
    message = await receive()
    content: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        content += message.get("body", b"")
    return content


async def _send(send: Send, reply: Reply) -> None:
    body = reply.encode()
    headers = [(b"content-length", str(len(body)).encode())]
    if body:
        headers.append((b"content-type", reply.content_type.encode()))
    headers += [(k.encode(), str(v).encode()) for k, v in reply.headers.items()]
    if reply.status == 204:
        headers = headers[1:]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
