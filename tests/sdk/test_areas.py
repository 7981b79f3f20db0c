"""One account, several hosts: each path goes where its API lives; and what a session knows of its account."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from msgops.sdk.errors import Fault, Refused
from msgops.sdk.http import Session, Vendor


def _fault(status, body):
    return None if status < 300 or not isinstance(body, dict) else Fault("", str(body.get("error", "")))


def _session(handler, **more):
    vendor = Vendor(_fault, never=("POST /skills/*/start",), reason=("icStatusDescription",))
    return Session(
        "https://one.example",
        vendor=vendor,
        auth=None,
        transport=httpx.MockTransport(handler),
        **more,
    )


def _hosts():
    seen = []

    def handler(request):
        seen.append(str(request.url))
        return httpx.Response(200, json={})

    return seen, handler


def test_a_path_goes_to_the_host_of_its_area():
    """The longest prefix wins; all else goes to the base address."""
    seen, handler = _hosts()
    session = _session(handler)
    session.rebase("https://two.example/", under="/dfo/")
    session.rebase("https://three.example", under="/dfo/4")

    for path in ("/services", "/dfo/3.0/tags", "/dfo/4/tags"):
        asyncio.run(session.reader().get(path))

    assert [
        "https://one.example/services",
        "https://two.example/dfo/3.0/tags",
        "https://three.example/dfo/4/tags",
    ] == seen


def test_a_question_is_asked_once_for_everybody():
    """Callers side by side share one answer; a failure leaves the next to try."""
    asked = []

    async def ask():
        asked.append(1)
        await asyncio.sleep(0)
        if len(asked) == 1:
            raise ValueError("the first fails")
        return "answer"

    async def run():
        read = _session(_hosts()[1]).reader()
        with pytest.raises(ValueError, match="first"):
            await read.once("it", ask)
        return await asyncio.gather(*(read.once("it", ask) for _ in range(3)))

    assert ["answer"] * 3 == asyncio.run(run())
    assert 2 == len(asked)


def test_a_call_that_must_never_happen_is_not_sent():
    """Whatever a kind does."""
    seen, handler = _hosts()

    with pytest.raises(PermissionError, match="never"):
        asyncio.run(_session(handler).writer().post("/skills/7/start"))
    assert [] == seen


def test_a_header_explains_what_the_body_does_not():
    """Some vendors say why in a header only."""
    session = _session(lambda _: httpx.Response(400, headers={"icStatusDescription": "No such team"}))

    with pytest.raises(Refused, match="No such team"):
        asyncio.run(session.writer().post("/teams", {}))


def test_a_reader_knows_the_settings_of_its_account():
    """Where the provider handed them over."""
    assert {"region": "eu"} == _session(_hosts()[1], settings={"region": "eu"}).reader().settings
