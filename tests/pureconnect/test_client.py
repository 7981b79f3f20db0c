"""The client: a session in the path, its token and cookie in headers, an end by log-off, and the other server of a pair."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from harness import VirtualClock
from msgops.model.redact import redact
from msgops.model.secret import Secret
from msgops.sandbox.inprocess import InProcess
from msgops.sdk.errors import Denied, ProviderError, Refused
from msgops_pureconnect import icws
from msgops_pureconnect.account import Account, connect
from msgops_pureconnect.simulator import build, seed
from pureconnect.bench import console

ONE, OTHER, THIRD = "https://cic1.test:8019", "https://cic2.test:8019", "https://cic3.test:8019"


class Pair(httpx.AsyncBaseTransport):
    """The servers of a pair, each with a simulator; what they heard, with all headers."""

    def __init__(self, **servers):
        self.servers = {f"{name}.test": InProcess(s) for name, s in servers.items()}
        self.heard, self.closed = [], False

    async def handle_async_request(self, request):
        self.heard.append(request)
        server = self.servers.get(request.url.host)
        if server is None:
            raise httpx.ConnectError("nobody is there", request=request)
        return await server.handle_async_request(request)

    async def aclose(self):
        self.closed = True

    @property
    def told(self):
        return [f"{r.method} {r.url.host}" for r in self.heard]


def run(pair, work, *others, password=seed.PASSWORD):
    """Sign in to the first server, do the work, and close."""
    settings = Account.model_construct(
        server_url=ONE,
        alternate_urls=others,
        user=seed.ADMIN,
        password=Secret("env:PASSWORD", password),
    )
    simulator = next(iter(pair.servers.values())).simulator

    async def main():
        session = connect(settings, clock=VirtualClock(simulator), transport=pair)
        try:
            return await work(session)
        finally:
            await session.close()

    return asyncio.run(main())


async def users(session):
    return await icws.rows(session.reader(), "users")


def test_a_session_stands_in_the_path_and_its_token_in_a_header():
    pair = Pair(cic1=build())

    assert 3 == len(run(pair, users))
    sign_in, call, leave = pair.heard
    assert ("/icws/connection", "en-us") == (sign_in.url.path, sign_in.headers["accept-language"])
    session_id = call.url.path.split("/")[2]
    assert f"/icws/{session_id}/configuration/users" == call.url.path
    assert call.headers["cookie"].startswith(f"icws_{session_id}=")
    assert call.headers["inin-icws-csrf-token"]
    assert "authorization" not in call.headers
    assert ("DELETE", f"/icws/{session_id}/connection") == (leave.method, leave.url.path)
    assert pair.closed


def test_who_closes_logs_off_and_the_server_has_no_session():
    server = build()

    run(Pair(cic1=server), users)

    assert {} == server.world.table("sessions")


def test_a_log_off_that_fails_is_not_repeated_and_no_error():
    server = build()
    server.add_fault("DELETE", "*", "503", 99, {})
    pair = Pair(cic1=server)

    run(pair, users)

    assert 1 == sum(r.method == "DELETE" for r in pair.heard)


def test_who_never_called_has_nothing_to_leave():
    pair = Pair(cic1=build())

    async def nothing(session):
        del session

    run(pair, nothing)

    assert [] == pair.heard


def test_a_session_that_ended_is_made_again():
    server = build()
    pair = Pair(cic1=server)

    async def twice(session):
        await users(session)
        console(server, "expire-sessions")
        return await users(session)

    assert 3 == len(run(pair, twice))
    assert 2 == sum(r.url.path == "/icws/connection" for r in pair.heard)
    assert 1 == len({r.url.path.split("/")[2] for r in pair.heard[-2:]})


def test_a_wrong_password_is_tried_once_and_is_a_refusal():
    pair = Pair(cic1=build(), cic2=build())

    with pytest.raises(Denied) as refused:
        run(pair, users, OTHER, password="guess-4711")

    assert "authenticationFailure" in refused.value.detail
    assert ["POST cic1.test"] == pair.told


@pytest.mark.parametrize("error", ["error.server.notAcceptingConnections", "error.server.unavailable"])
def test_a_server_that_stands_by_leaves_it_to_the_next(error):
    standby, active = build(), build()
    console(standby, "knobs", accepts_connections=False, standby_error=error)
    pair = Pair(cic1=standby, cic2=active)

    assert 3 == len(run(pair, users, OTHER))
    assert ["POST cic1.test", "POST cic2.test", "GET cic2.test", "DELETE cic2.test"] == pair.told


def test_a_server_that_is_away_leaves_it_to_the_next():
    pair = Pair(cic2=build())

    assert 3 == len(run(pair, users, OTHER))
    assert ["POST cic1.test", "POST cic2.test"] == pair.told[:2]


def test_a_server_that_only_an_answer_names_gets_no_password():
    """`alternateHostList` is what somebody else says; the account names who gets credentials."""
    standby = build()
    console(standby, "knobs", accepts_connections=False)
    pair = Pair(cic1=standby, CIC2=build())

    with pytest.raises(ProviderError) as refused:
        run(pair, users)

    assert "alternate_urls" in refused.value.diagnostic().remedy
    assert {"POST cic1.test"} == set(pair.told)


def test_token_and_cookie_are_secrets():
    pair = Pair(cic1=build())
    run(pair, users)
    call = pair.heard[1]

    for secret in (call.headers["inin-icws-csrf-token"], call.headers["cookie"].partition("=")[2]):
        assert secret not in redact(f"told: {secret}")


def test_pages_are_read_to_the_end():
    server = build()
    for n in range(450):
        server.world.table("workgroups")[f"g{n}"] = {"configurationId": {"id": f"g{n}"}, "isActive": True}
    pair = Pair(cic1=server)

    found = run(pair, lambda s: icws.rows(s.reader(), "workgroups", ("isActive",)))

    assert 450 == len({icws.identity(row) for row in found})
    assert ["items=0-199", "items=200-399", "items=400-599"] == [
        r.headers["range"] for r in pair.heard if "range" in r.headers
    ]


def test_a_refusal_has_the_vendors_words():
    pair = Pair(cic1=build())

    with pytest.raises(Refused) as refused:
        run(pair, lambda s: s.reader().get("/configuration/users", {"where": "nonsense"}))

    assert "error.request.invalidParameter: where: nonsense" == refused.value.detail


@pytest.mark.parametrize("path", ["/interactions/1/disconnect", "/queues/1", "/connection/station"])
def test_conversations_and_stations_are_never_touched(path):
    pair = Pair(cic1=build())

    with pytest.raises(PermissionError):
        run(pair, lambda s: s.writer().post(path, {}))
