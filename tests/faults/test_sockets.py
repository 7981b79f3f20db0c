"""The same faults on real connections: what the network does is recognised for what it is."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from fault_world import CATALOG, world
from harness import Bench
from msgops.model.mishap import Trouble
from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.clock import SystemClock
from msgops.sdk.errors import ProviderError, UnknownOutcome, Unreachable
from msgops.sdk.http import Session, Vendor

VENDOR = Vendor(read_fault=lambda _status, _body: None)
WHOLE = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'


class Hasty(SystemClock):
    """Real time on which pauses are skipped."""

    skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.sleep(0)


def test_an_apply_over_sockets_converges(tmp_path):
    """Cut connections, cut bodies, errors and refusals over HTTP: exit 0, each object once, every fault in the report."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    with running([simulator]) as variables:
        desk = Bench(tmp_path / "ws", simulator, environ={"HOOK": "canary-hook"})
        desk.environ.update(variables)
        desk.transport, desk.clock = None, Hasty()
        desk.write(world())
        for method in ("GET", "POST"):
            for kind in ("drop_before", "drop_after", "truncate", "503", "429", "html"):
                simulator.add_fault(method, "*", kind, 1, {})
        assert 0 == desk.apply(), desk.last_errors + desk.last_output
        expected = {"answer_lost": 4, "truncated": 2, "server_error": 2, "throttled": 2, "not_json": 2}
        assert expected == {f["fault"]: f["count"] for f in desk.report["faults"]}
        assert 1 == len(simulator.world.table("profiles")) == len(simulator.world.table("tags"))
        assert {} == desk.actions(desk.plan())


@asynccontextmanager
async def server(*answers):
    """Serve one connection after the other; each gets its bytes and is then cut."""
    left = list(answers)

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(left.pop(0) if left else WHOLE)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    session = Session(
        f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}",
        vendor=VENDOR,
        auth=None,
        clock=Hasty(),
        timeout=0.2,
    )
    try:
        yield session
    finally:
        await session.close()
        listening.close()
        await listening.wait_closed()


BYTES = {
    "nothing": (b"", Trouble.ANSWER_LOST),
    "half a head": (b"HTTP/1.1 200 OK\r\ncontent-le", Trouble.ANSWER_LOST),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", Trouble.ANSWER_LOST),
    "half a body": (WHOLE[:-4], Trouble.TRUNCATED),
    "half a chunk": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{",
        Trouble.TRUNCATED,
    ),
    "no gzip": (
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",
        Trouble.TRUNCATED,
    ),
}


@pytest.mark.parametrize("case", BYTES)
def test_a_broken_answer_is_recognised(case):
    """A read is sent again, a create ends as unknown, and the report has the right word for it."""
    sent, trouble = BYTES[case]

    async def main():
        async with server(sent) as session:
            assert {"ok": True} == (await session.call("GET", "/a", reads=True)).json
            assert {trouble: 1} == {m.fault: m.count for m in session.mishaps("acme")}
        async with server(sent) as session:
            with pytest.raises(UnknownOutcome):
                await session.call("POST", "/a", body={}, reads=False)

    asyncio.run(main())


def test_a_server_that_says_nothing_is_slow():
    """The read time-out ends one attempt, not the call."""

    async def main():
        over = asyncio.Event()

        async def silent(reader, writer):
            await over.wait()
            writer.close()
            await writer.wait_closed()

        listening = await asyncio.start_server(silent, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        session = Session(url, vendor=VENDOR, auth=None, clock=Hasty(), timeout=0.05)
        with pytest.raises(ProviderError):
            await session.call("GET", "/a", reads=True)
        assert {Trouble.SLOW: 8} == {m.fault: m.count for m in session.mishaps("acme")}
        await session.close()
        listening.close()
        over.set()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(main())


def test_a_closed_port_is_told_as_not_sent():
    """Nobody listens: every method is tried again and ends as unreachable."""

    async def main():
        async with server() as session:
            pass
        with pytest.raises(Unreachable):
            await session.call("POST", "/a", body={}, reads=False)
        assert {Trouble.CONNECTION_LOST: 8} == {m.fault: m.count for m in session.mishaps("acme")}

    asyncio.run(main())
