"""Run simulators over real sockets: one port each, on the loopback interface only."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from msgops.sandbox.app import CUT, Application
from msgops.sandbox.kit import Simulator

HOST = "127.0.0.1"


class _Protocol(HttpToolsProtocol):
    """Lets the application cut a connection."""

    def on_message_begin(self) -> None:
        """Put the means to cut into the scope."""
        super().on_message_begin()
        self.scope["extensions"] = {CUT: self.transport.abort}  # type: ignore[dict-item]


class _Server(uvicorn.Server):
    """Leaves signals to `serve`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio switches off Nagle's delay on every connection.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind((HOST, port))
    return found


def environment(
    simulators: Sequence[Simulator], ports: Sequence[int], scheme: str = "http"
) -> dict[str, str]:
    """Return every variable that reaches the simulators."""
    out: dict[str, str] = {}
    for simulator, port in zip(simulators, ports, strict=True):
        out.update(simulator.environment(f"{scheme}://{HOST}:{port}"))
    out["MSGOPS_TRUSTED_HOSTS"] = HOST
    return out


def write_env_file(path: Path, variables: dict[str, str]) -> None:
    """Write `KEY=value` lines for the owner alone; the file appears whole."""
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in variables.items())
    temporary.replace(path)


async def _run(
    simulators: Sequence[Simulator],
    sockets: Sequence[socket.socket],
    ready: Callable[[], None],
    stop: asyncio.Event,
    tls: tuple[Path, Path] | None = None,
) -> None:
    servers = []
    certificate, key = tls or (None, None)
    for simulator in simulators:
        config = uvicorn.Config(
            Application(simulator),
            http=_Protocol,
            ws="none",
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
            lifespan="off",
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        servers.append(_Server(config))
    tasks = [asyncio.create_task(s.serve(sockets=[k])) for s, k in zip(servers, sockets, strict=True)]
    while not all(s.started for s in servers):  # noqa: ASYNC110  # uvicorn sets a flag, no event
        await asyncio.sleep(0.005)
    ready()
    await stop.wait()
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)


def serve(
    simulators: Sequence[Simulator],
    *,
    env_file: Path | None = None,
    port_base: int = 0,
    ready: Callable[[dict[str, str]], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT. `port_base` 0 takes free ports; the environment file is written when all listen.

    Beside the addresses it holds this process as `MSGOPS_SANDBOX_PID`: who stops the sandbox may be another shell.
    """
    sockets = [_listen(port_base + i if port_base else 0) for i in range(len(simulators))]
    variables = environment(simulators, [s.getsockname()[1] for s in sockets])

    def started() -> None:
        if env_file is not None:
            write_env_file(env_file, {**variables, "MSGOPS_SANDBOX_PID": str(os.getpid())})
        ready(variables)

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await _run(simulators, sockets, started, stop)

    asyncio.run(main())


@contextmanager
def running(
    simulators: Sequence[Simulator], *, tls: tuple[Path, Path] | None = None
) -> Iterator[dict[str, str]]:
    """Serve from a thread of this process; yields the variables that reach the simulators.

    `tls` is a certificate and its key; clients that speak nothing but HTTPS need it.
    """
    sockets = [_listen(0) for _ in simulators]
    up = threading.Event()
    holder: dict[str, Any] = {}

    def work() -> None:
        async def main() -> None:
            holder["stop"], holder["loop"] = asyncio.Event(), asyncio.get_running_loop()
            await _run(simulators, sockets, up.set, holder["stop"], tls)

        asyncio.run(main())

    thread = threading.Thread(target=work, name="sandbox", daemon=True)
    thread.start()
    up.wait()
    try:
        ports = [s.getsockname()[1] for s in sockets]
        yield environment(simulators, ports, "https" if tls else "http")
    finally:
        holder["loop"].call_soon_threadsafe(holder["stop"].set)
        thread.join()
