"""The client: errors are what their code means whatever the status, limits are waited for, and the token goes nowhere."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from meta.bench import TOKEN, Answers, Clock, session
from msgops.sdk.errors import Denied, Exhausted, NotFound, ProviderError, Refused, UnknownOutcome
from msgops_meta.account import budget, read_fault
from msgops_meta.pages import pages

OK = (200, {"id": "1"})


def _error(code, status=400, headers=None, **more):
    return status, {"error": {"message": "No", "type": "OAuthException", "code": code, **more}}, headers or {}


def _usage(**row):
    return {"x-business-use-case-usage": json.dumps({"102290129340398": [{"type": "w", **row}]})}


def _read(answers, clock=None):
    return asyncio.run(session(answers, clock).reader().get("/1"))


def _post(answers, clock=None):
    return asyncio.run(session(answers, clock).writer().post("/1", {}))


def test_the_version_is_part_of_every_address_and_the_token_of_none():
    """v23.0 unless the account says otherwise."""
    answers = Answers(OK)

    _read(answers)
    asyncio.run(session(answers, version="v26.0", graph_url="https://graph.facebook.com/").reader().get("/1"))

    assert ["https://graph.facebook.com/v23.0/1", "https://graph.facebook.com/v26.0/1"] == [
        str(r.url) for r in answers.seen
    ]
    assert {f"Bearer {TOKEN}"} == {r.headers["authorization"] for r in answers.seen}


@pytest.mark.parametrize("code", [4, 80007, 80008, 130429, 133016])
@pytest.mark.parametrize("status", [400, 429])
def test_a_limit_is_known_by_its_code_and_waited_for(code, status):
    """A write is sent again: it was not executed."""
    clock, answers = Clock(), Answers(_error(code, status), OK)

    _post(answers, clock)

    assert 2 == len(answers.seen)
    assert clock.slept


def test_the_wait_is_as_long_as_the_usage_header_says():
    """In minutes; a quarter may be added, so that two runs do not come back together."""
    clock = Clock()

    _read(Answers(_error(80008, headers=_usage(estimated_time_to_regain_access=3)), OK), clock)

    assert 180 <= sum(clock.slept) <= 225


def test_nobody_waits_for_an_hour():
    """The call gives up, and says so."""
    with pytest.raises(Exhausted):
        _read(Answers(_error(80007, headers=_usage(estimated_time_to_regain_access=55))))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_error(190), Denied),
        (_error(190, 401), Denied),
        (_error(10), Denied),
        (_error(200), Denied),
        (_error(100), Refused),
        (_error(131037), Refused),
        (_error(100, error_subcode=33), NotFound),
    ],
)
def test_an_error_is_what_its_code_means(answer, error):
    """The status is 400 for nearly all of them."""
    with pytest.raises(error) as refused:
        _read(Answers(answer))

    assert type(refused.value) is error


def test_what_is_transient_is_read_again_and_not_written_again():
    """Nobody knows whether the write took effect."""
    once = _error(131000, is_transient=True)

    assert {"id": "1"} == _read(Answers(once, OK))
    with pytest.raises(UnknownOutcome):
        _post(Answers(once, OK))


def test_success_that_is_false_is_a_refusal():
    """With status 200."""
    with pytest.raises(Refused):
        _post(Answers((200, {"success": False})))


def test_the_users_words_are_shown_with_the_number_of_the_trace():
    """Title and text are in the user's language: only the codes are compared."""
    body = {
        "error": {
            "message": "Invalid parameter",
            "code": 100,
            "error_subcode": 2388040,
            "error_user_title": "Zu lang",
            "error_user_msg": "Höchstens 140 Zeichen.",
            "fbtrace_id": "Abc",
        }
    }

    found = read_fault(400, body)

    assert ("100/2388040", "Zu lang: Höchstens 140 Zeichen. (fbtrace_id Abc)") == (found.code, found.text)
    assert read_fault(400, "no JSON") is None
    assert read_fault(200, {"success": True}) is None


def test_the_share_of_the_hour_is_told_as_calls():
    """The worst of the three shares counts."""
    assert (2600, 5000) == budget(_usage(call_count=28, total_cputime=25, total_time=52))
    assert budget({}) is None
    assert budget({"x-business-use-case-usage": "no JSON"}) is None


def test_pages_are_read_by_cursor_and_the_address_of_the_next_is_never_used(caplog):
    """It has the token in it: it is asked for nowhere, and stands in no log."""
    following = f"https://graph.facebook.com/v23.0/1/x?access_token={TOKEN}&after=B"
    first = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "B"}, "next": following}}
    last = {"data": [{"id": "2"}], "paging": {"cursors": {"after": "C"}}}
    answers = Answers((200, first), (200, last))

    with caplog.at_level(logging.DEBUG):
        found = asyncio.run(pages(session(answers).reader(), "/1/x", "id", 25))

    assert ["1", "2"] == [row["id"] for row in found]
    assert ["fields=id&limit=25", "fields=id&limit=25&after=B"] == [
        r.url.query.decode() for r in answers.seen
    ]
    assert TOKEN not in caplog.text


def test_a_next_page_without_a_new_cursor_is_an_error():
    """Otherwise it would be read for ever."""
    again = {"data": [], "paging": {"cursors": {"after": "B"}, "next": "https://graph.facebook.com/x"}}

    with pytest.raises(ProviderError, match="no cursor"):
        asyncio.run(pages(session(Answers((200, again))).reader(), "/1/x", "id", 25))


def test_the_simulators_header_is_understood():
    """One call of 5,000 is less than a percent; fifty are one."""
    from msgops.sandbox.inprocess import InProcess
    from msgops_meta.simulator import auth, build

    one = session(InProcess(build()))
    one.auth = type(one.auth)(auth.TOKEN)

    async def read():
        for _ in range(50):
            await one.reader().get("/102290129340398")

    asyncio.run(read())

    assert (50, 5000, 1000) == (one.budget("meta").used, one.budget("meta").most, one.budget("meta").reserve)
