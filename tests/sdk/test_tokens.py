"""Tokens that end: one request serves everybody, a refused sign-in is final, a refused token is renewed once."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from msgops.sandbox.kit import Simulator
from msgops.sdk.errors import Denied, ProviderError, Unreachable
from msgops.sdk.http import Session, Vendor
from msgops.sdk.tokens import Several, Token, Tokens
from virtual_time import LoopClock


class Desk(httpx.AsyncBaseTransport):
    """A vendor that issues numbered tokens and accepts only the newest, for `lasts` seconds."""

    def __init__(self, lasts=3600.0, told=None):
        self.lasts, self.told = lasts, lasts if told is None else told
        self.clock = LoopClock(Simulator("any"))
        self.issued, self.until, self.seen = 0, 0.0, []
        self.refuse_sign_in = self.refuse_all = False
        self.failing = 0

    async def handle_async_request(self, request):
        self.seen.append(request.url.path)
        await self.clock.sleep(0.5)
        if request.url.path == "/token":
            return self._token(request)
        good = f"Bearer t{self.issued}" == request.headers.get("authorization")
        if self.refuse_all or not good or self.clock.monotonic() > self.until:
            return httpx.Response(401, json={}, request=request)
        return httpx.Response(200, json={"ok": True}, request=request)

    def _token(self, request):
        if self.failing:
            self.failing -= 1
            return httpx.Response(503, request=request)
        if self.refuse_sign_in:
            return httpx.Response(401, json={}, request=request)
        self.issued += 1
        self.until = self.clock.monotonic() + self.lasts
        return httpx.Response(200, json={"token": f"t{self.issued}"}, request=request)

    def run(self, work):
        async def ask(session):
            answer = await session.call("POST", "/token", reads=True, signed=False)
            secret = answer.json["token"]
            return Token(f"Bearer {secret}", secret, self.told)

        async def main():
            vendor = Vendor(read_fault=lambda _status, _body: None)
            self.session = Session(
                "https://api.test",
                vendor=vendor,
                auth=None,
                tokens=Tokens(ask),
                clock=self.clock,
                transport=self,
            )
            return await work(self.session)

        return self.clock.run(main())

    def asked(self):
        return self.seen.count("/token")


def call(session, method="GET"):
    return session.call(method, "/things", reads=method == "GET")


async def many(session, number=20):
    return await asyncio.gather(*(call(session) for _ in range(number)), return_exceptions=True)


def test_one_token_serves_all_who_start_together():
    """Twenty calls at once cause one request for a token."""
    desk = Desk()

    assert all(a.json == {"ok": True} for a in desk.run(many))
    assert 1 == desk.asked()
    assert [] == desk.session.mishaps("acme")


def test_a_token_is_renewed_before_it_ends():
    """A minute before its end a token is no longer used; nobody sees a 401."""
    desk = Desk(lasts=600)

    async def work(session):
        await call(session)
        await desk.clock.sleep(560)
        await many(session)

    desk.run(work)

    assert 2 == desk.asked()
    assert [] == desk.session.mishaps("acme")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_token_that_ended_early_is_renewed_and_the_call_repeated(method):
    """A 401 was not executed: even a POST is sent again with the new token, which the report tells."""
    desk = Desk(lasts=5, told=3600)

    async def work(session):
        await call(session)
        await desk.clock.sleep(60)
        return await call(session, method)

    assert {"ok": True} == desk.run(work).json
    (told,) = desk.session.mishaps("acme")
    assert ("token_renewed", 1, 1, f"{method} /things") == (
        told.fault.value,
        told.count,
        told.repeated,
        told.last,
    )


def test_an_ended_token_is_renewed_once_for_all_who_met_it():
    """Twenty calls that are refused at once cause one new token, and nobody throws the new one away."""
    desk = Desk(lasts=5, told=3600)

    async def work(session):
        await call(session)
        await desk.clock.sleep(60)
        desk.lasts = 3600
        return await many(session)

    assert all(a.json == {"ok": True} for a in desk.run(work))
    assert 2 == desk.asked()


def test_a_fresh_token_that_is_refused_is_a_refusal():
    """The second 401 of one call is final."""
    desk = Desk()
    desk.refuse_all = True

    async def work(session):
        with pytest.raises(Denied):
            await call(session)

    desk.run(work)

    assert ["/token", "/things", "/token", "/things"] == desk.seen


def test_a_refused_sign_in_is_tried_once():
    """Vendors lock a user after a few wrong passwords: neither the others who wait nor later calls try again."""
    desk = Desk()
    desk.refuse_sign_in = True

    async def work(session):
        return [*await many(session), *await many(session)]

    assert all(isinstance(found, Denied) for found in desk.run(work))
    assert ["/token"] == desk.seen


def test_a_token_endpoint_that_stumbles_is_asked_again():
    """Getting a token is repeated like any read; the call it is for has not been sent and fails no differently."""
    desk = Desk()
    desk.failing = 3

    assert all(a.json == {"ok": True} for a in desk.run(many))
    assert 4 == desk.asked()


def test_all_who_wait_share_one_failure_and_later_calls_try_again():
    """While the token endpoint is down, twenty waiting calls fail after one effort; when it is back, calls succeed."""
    desk = Desk()
    desk.failing = 8

    async def work(session):
        return await many(session), await call(session)

    failed, later = desk.run(work)

    assert all(type(found) is ProviderError for found in failed)
    assert {"ok": True} == later.json
    assert 9 == desk.asked()


def test_a_create_whose_token_could_not_be_had_was_not_sent():
    """The failure of the sign-in never looks like a create of unknown outcome."""
    desk = Desk()

    async def gone(request):
        raise httpx.ConnectError("no route", request=request)

    desk.handle_async_request = gone

    async def work(session):
        with pytest.raises(Unreachable):
            await call(session, "POST")

    desk.run(work)


def test_a_cancelled_sign_in_lets_the_next_one_try():
    """The call that is getting the token is cancelled: another takes over."""
    desk = Desk()

    async def work(session):
        first, second = (asyncio.create_task(call(session)) for _ in range(2))
        await desk.clock.sleep(0.1)
        first.cancel()
        return await second

    assert {"ok": True} == desk.run(work).json


def test_systems_that_share_a_session_have_a_token_each():
    """A path goes to the first that covers it, also when it is refused; other paths want none."""
    seen, issued = [], []

    def system(name):
        async def ask(session):
            issued.append(name)
            return Token(f"Bearer {name}{len(issued)}", f"{name}{len(issued)}-secret", 3600.0)

        return Tokens(ask, lambda path: path.startswith(f"/{name}"))

    def handler(request):
        seen.append((request.url.path, request.headers.get("authorization"), request.headers.get("x-of")))
        expired = request.headers.get("authorization") == "Bearer a2"
        return httpx.Response(401 if expired else 200, json={})

    async def main():
        vendor = Vendor(read_fault=lambda _status, _body: None, headers=lambda m, p: {"x-of": f"{m}{p}"})
        session = Session(
            "https://api.test",
            vendor=vendor,
            auth=None,
            tokens=Several(system("a"), system("b")),
            transport=httpx.MockTransport(handler),
        )
        for path in ("/b", "/c", "/a"):
            await session.reader().get(path)
        await session.writer().send("POST", "/b", {}, headers={"x-of": "mine"})
        await session.close()

    asyncio.run(main())

    assert [("/b", "Bearer b1", "GET/b"), ("/c", None, "GET/c")] == seen[:2]
    assert ["b", "a", "a"] == issued
    assert [("/a", "Bearer a2", "GET/a"), ("/a", "Bearer a3", "GET/a"), ("/b", "Bearer b1", "mine")] == seen[
        2:
    ]
