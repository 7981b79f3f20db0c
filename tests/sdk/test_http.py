"""What a session does when something goes wrong: what it repeats, what it never repeats, and when it gives up."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from msgops.model.mishap import Trouble
from msgops.sandbox.kit import Simulator
from msgops.sdk.errors import (
    Denied,
    Exhausted,
    Fault,
    NotFound,
    ProviderError,
    Refused,
    UnknownOutcome,
    Unreachable,
)
from msgops.sdk.http import Session, Vendor
from virtual_time import LoopClock

VENDOR = Vendor(
    read_fault=lambda status, body: Fault("CODE", "text") if status >= 400 and body else None,
    once=("PUT /things/0",),
)
READS, REPEATED, ONCE = ("GET",), ("PUT", "DELETE"), ("POST", "PATCH")


def answer(status=200, text='{"ok": true}', **headers):
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    return lambda request: httpx.Response(status, text=text, headers=named, request=request)


def fails(error, message="broken"):
    def raise_(request):
        raise error(message, request=request)

    return raise_


class Script(httpx.AsyncBaseTransport):
    """Answers in turn; the last answer stays."""

    def __init__(self, *answers):
        self.answers, self.seen = list(answers), []

    async def handle_async_request(self, request):
        self.seen.append(request)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return found(request)


class Play:
    """One session against a script."""

    def __init__(self, *answers):
        self.clock = LoopClock(Simulator("any"))
        self.script = Script(*answers)

    def send(self, method="GET", path="/things", body=None):
        """Send one call and return its answer, or the error that it ended with."""

        async def main():
            self.session = Session(
                "https://api.test", vendor=VENDOR, auth=None, clock=self.clock, transport=self.script
            )
            try:
                return await self.session.call(method, path, body=body, reads=method == "GET")
            except ProviderError as error:
                return error

        return self.clock.run(main())

    @property
    def sent(self):
        return len(self.script.seen)

    @property
    def troubles(self):
        return {m.fault: m.count for m in self.session.mishaps("acme")}


LOST = {
    "answer lost": (fails(httpx.RemoteProtocolError), Trouble.ANSWER_LOST),
    "read error": (fails(httpx.ReadError), Trouble.ANSWER_LOST),
    "write error": (fails(httpx.WriteError), Trouble.ANSWER_LOST),
    "read timeout": (fails(httpx.ReadTimeout), Trouble.SLOW),
    "write timeout": (fails(httpx.WriteTimeout), Trouble.SLOW),
    "body cut by the connection": (
        fails(httpx.RemoteProtocolError, "peer closed connection without sending complete message body"),
        Trouble.TRUNCATED,
    ),
    "body that cannot be unpacked": (fails(httpx.DecodingError), Trouble.TRUNCATED),
    "half a body": (answer(text='{"ok": tr'), Trouble.TRUNCATED),
    "page": (answer(text="<html>", content_type="text/html"), Trouble.NOT_JSON),
    "500": (answer(500, "{}"), Trouble.SERVER_ERROR),
    "502": (answer(502, "<html>bad gateway"), Trouble.SERVER_ERROR),
    "503": (answer(503, ""), Trouble.SERVER_ERROR),
    "524": (answer(524, ""), Trouble.SERVER_ERROR),
    "408": (answer(408, ""), Trouble.SERVER_ERROR),
}


@pytest.mark.parametrize("case", LOST)
@pytest.mark.parametrize("method", [*READS, *REPEATED])
def test_what_may_be_repeated_is(case, method):
    """A read, a PUT and a DELETE are sent again; the trouble is counted."""
    broken, trouble = LOST[case]
    play = Play(broken, broken, answer())

    assert {"ok": True} == play.send(method).json
    assert 3 == play.sent
    assert {trouble: 2} == play.troubles


@pytest.mark.parametrize("case", LOST)
def test_a_put_that_makes_something_new_is_sent_once(case):
    """The vendor's habits name it, because its method says otherwise; other PUTs are repeated as ever."""
    play = Play(LOST[case][0], answer())

    assert UnknownOutcome is type(play.send("PUT", "/things/0"))
    assert 1 == play.sent


@pytest.mark.parametrize("case", LOST)
@pytest.mark.parametrize("method", ONCE)
def test_what_may_have_created_something_is_sent_once(case, method):
    """A POST and a PATCH whose outcome is unknown are never repeated here."""
    broken, trouble = LOST[case]
    play = Play(broken, answer())

    error = play.send(method)
    assert UnknownOutcome is type(error)
    assert (trouble is Trouble.SLOW) == error.late
    assert 1 == play.sent
    assert {trouble: 1} == play.troubles


@pytest.mark.parametrize("case", LOST)
@pytest.mark.parametrize("method", [*READS, *REPEATED])
def test_it_gives_up_in_the_end(case, method):
    """After some tries a read fails, and so does a write; the whole effort lasts less than a minute of waiting."""
    broken, trouble = LOST[case]
    play = Play(broken)

    assert isinstance(play.send(method), ProviderError)
    assert (3 if trouble is Trouble.NOT_JSON else 8) == play.sent
    assert 60 > play.clock.monotonic()


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError]
)
@pytest.mark.parametrize("method", [*READS, *REPEATED, *ONCE])
def test_what_was_never_sent_is_sent_again_whatever_it_is(error, method):
    """Without a connection nothing can have happened: even a POST is tried again, and fails as unreachable."""
    play = Play(fails(error), answer())
    assert {"ok": True} == play.send(method).json

    play = Play(fails(error))
    assert Unreachable is type(play.send(method))
    assert {Trouble.CONNECTION_LOST: 8} == play.troubles


def test_a_host_that_is_gone_is_waited_for_once():
    """After one call has found nobody in half a minute, others give up at once, until the host answers again."""
    clock = LoopClock(Simulator("any"))
    script = Script(fails(httpx.ConnectError))

    async def main():
        session = Session("https://api.test", vendor=VENDOR, auth=None, clock=clock, transport=script)
        for _ in range(20):
            with pytest.raises(Unreachable):
                await session.call("GET", "/things", reads=True)
        assert 8 + 19 == len(script.seen)
        script.answers = [answer(), fails(httpx.ConnectError), answer()]
        for _ in range(2):
            await session.call("GET", "/things", reads=True)

    clock.run(main())


def test_a_write_is_not_called_unsent_because_its_repeat_was():
    """First the answer is lost, then the host: whether the write took effect stays unknown."""
    play = Play(fails(httpx.ReadError), fails(httpx.ConnectError))

    assert UnknownOutcome is type(play.send("PUT"))


def test_a_repeated_delete_that_finds_nothing_has_done_its_work():
    """The answer to the DELETE is lost, the repeat says 404: the object is gone, as was wanted."""
    assert 204 == Play(fails(httpx.ReadError), answer(404)).send("DELETE").status
    assert NotFound is type(Play(answer(404)).send("DELETE"))
    assert NotFound is type(Play(fails(httpx.ConnectError), answer(404)).send("DELETE"))


def test_an_empty_answer_is_no_empty_list():
    """A list that comes back with no body at all is read again, and never taken for "there is nothing"."""
    play = Play(answer(text=""), answer())
    assert {"ok": True} == play.send().json

    assert ProviderError is type(Play(answer(text="")).send())
    assert None is Play(answer(204, text="")).send().json
    assert None is Play(answer(201, text="")).send("POST").json


def test_an_answer_that_drips_is_cut_off():
    """Each byte in time but the whole never: an attempt has an end of its own."""

    async def drip():
        while True:
            await asyncio.sleep(20)
            yield b" "

    play = Play(lambda request: httpx.Response(200, stream=Dripping(drip())), answer())

    assert {"ok": True} == play.send().json
    assert {Trouble.SLOW: 1} == play.troubles
    assert 120 <= play.clock.monotonic() < 122


class Dripping(httpx.AsyncByteStream):
    def __init__(self, source):
        self.source = source

    def __aiter__(self):
        return self.source


@pytest.mark.parametrize("method", [*READS, *REPEATED, *ONCE])
def test_no_number_of_429s_ends_a_call_that_is_answered_in_time(method):
    """A 429 was not executed, so every call is sent again: forty times, as long as the pauses stay bearable."""
    play = Play(*[answer(429, retry_after="9")] * 40, answer())

    assert {"ok": True} == play.send(method).json
    assert {Trouble.THROTTLED: 40} == play.troubles
    assert 40 * 9 <= play.clock.monotonic() <= 40 * 9 * 1.25


def test_a_storm_without_end_ends_after_a_quarter_of_an_hour():
    """The account answers nothing but 429: the call gives up in time and says what it is."""
    play = Play(answer(429))

    assert Exhausted is type(play.send("POST"))
    assert 890 <= play.clock.monotonic() <= 900
    assert 130 >= play.sent


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ("30", 30, 38),
        ("0", 1, 2),
        ("0.5", 0.5, 1),
        ("-5", 1, 2),
        ("nan", 1, 2),
        ("soon", 1, 2),
        ("", 1, 2),
        ("Wed, 21 Oct 2015 07:28:40 GMT", 40, 51),
        ("Wed, 21 Oct 2015 07:28:40 -0000", 40, 51),
        ("Wed, 21 Oct 2015 07:27:00 GMT", 1, 2),
        ("Wed, 99 Oct 2015 07:27:00 GMT", 1, 2),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(given, least, most):
    """The pause is what the vendor asks for, by the vendor's own clock; never less than our own patience would wait."""
    play = Play(answer(429, retry_after=given, date="Wed, 21 Oct 2015 07:28:00 GMT"), answer())

    assert {"ok": True} == play.send().json
    assert least <= play.clock.monotonic() <= most


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("given", ["86400", "inf", "Fri, 21 Oct 2095 07:28:00 GMT"])
def test_nobody_waits_for_a_day(status, given):
    """A pause beyond all bounds ends the call at once."""
    play = Play(answer(status, retry_after=given), answer())

    assert isinstance(play.send(), ProviderError)
    assert 1 == play.sent
    assert 0 == play.clock.monotonic()


def test_a_redirect_is_not_followed():
    """A credential never travels to where an answer points."""
    play = Play(answer(302, "", location="https://elsewhere.test/"))

    error = play.send("POST")
    assert Refused is type(error)
    assert "check base_url" in error.detail
    assert 1 == play.sent


def test_a_page_that_says_404_does_not_mean_that_the_object_is_gone():
    """Something between us and the API answers for it: that is no reason to create anything."""
    assert Refused is type(Play(answer(404, "<html>no such host")).send())
    assert NotFound is type(Play(answer(404, "")).send())


def test_a_refused_key_is_tried_once():
    """Without a token that could have ended, a 401 is final."""
    play = Play(answer(401))

    assert Denied is type(play.send())
    assert 1 == play.sent
    assert {} == play.troubles


def test_an_illegal_header_is_not_quoted():
    """h11's complaint contains the header's value; ours does not."""
    play = Play(fails(httpx.LocalProtocolError, "Illegal header value b'App key-in-clear\\n'"))

    error = play.send()
    assert "key-in-clear" not in str(error)


def test_a_place_is_free_while_its_call_waits_to_be_repeated():
    """A call that backs off does not hold up the others."""
    clock = LoopClock(Simulator("any"))

    def respond(request):
        return httpx.Response(503 if request.url.path == "/bad" else 200, json={})

    class Fixed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            return respond(request)

    async def main():
        session = Session(
            "https://api.test", vendor=VENDOR, auth=None, clock=clock, transport=Fixed(), concurrency=1
        )
        bad = asyncio.create_task(session.call("GET", "/bad", reads=True))
        await asyncio.sleep(0.1)
        await session.call("GET", "/good", reads=True)
        assert 0.2 > clock.monotonic()
        with pytest.raises(ProviderError):
            await bad

    clock.run(main())
