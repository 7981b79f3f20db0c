"""Who is answered at all: host names, methods, other sites, and what every answer carries."""

from __future__ import annotations

import re

import pytest

from msgops.web.app import application
from web.desk import ADDRESS, ROLE

PATHS = ("/", "/runs", "/drift", "/drift/now", "/gates", f"/gates/{ROLE}", "/resources", "/log", "/nothing")
CONFIRM = f"/gates/{ROLE}/confirm"


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1234", "[::1]:8765", "127.0.0.1"])
def test_the_names_of_this_machine_are_answered(desk, host):
    """With any port, as a tunnel may have another one."""
    assert 200 == desk.get("/", host=host).status_code


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8765",
        "127.0.0.1@evil.example",
        "0.0.0.0",
        "",
        "localhost:x",
        "localhost:8765:1",
    ],
)
def test_another_host_name_is_refused(desk, host):
    """A name that somebody else's DNS leads here gets nothing (421), for reading and for confirming."""
    assert {421} == {desk.get(path, host=host).status_code for path in PATHS}
    assert 421 == desk.confirm(seen="x", headers={"host": host, "origin": f"http://{host}"}).status_code


def test_a_name_is_answered_once_it_is_allowed(desk):
    """As a reverse proxy passes it on; the form must come from that name."""
    desk.app = application(desk.source, desk.token, ["msgops.example.com"])
    named = {"host": "msgops.example.com"}

    assert 200 == desk.get("/", **named).status_code
    assert 421 == desk.get("/", host="other.example.com").status_code
    assert 403 == desk.confirm(headers={**named, "origin": "https://evil.example"}).status_code
    assert 303 == desk.confirm(headers={**named, "origin": "https://msgops.example.com"}).status_code


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_every_method_but_reading_is_refused(desk, method):
    """405 everywhere; the one address that takes a POST takes nothing else."""
    assert {405} == {desk.ask(method, path).status_code for path in PATHS}
    if method != "POST":
        assert 405 == desk.ask(method, CONFIRM).status_code
    assert "GET, HEAD" == desk.ask(method, "/").headers["allow"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": ADDRESS, "sec-fetch-site": "cross-site"},
        {"origin": ADDRESS, "sec-fetch-site": "same-site"},
    ],
    ids=["other site", "no site", "other port", "cross-site", "same site"],
)
def test_a_form_of_another_site_is_refused(desk, headers):
    """Even with the right token."""
    assert 403 == desk.confirm(headers=headers).status_code
    assert "pending" == desk.gate().state.value


def test_another_site_can_neither_embed_a_page_nor_start_a_comparison(desk):
    """It may link to a page, but for the one that asks vendors; a picture or a frame gets nothing."""
    linked = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    calls = len(desk.bench.simulator.requests)

    assert 200 == desk.get("/gates", **linked).status_code
    assert {403} == {desk.get(p, **embedded).status_code for p in PATHS}
    assert 403 == desk.get("/drift/now", **linked).status_code
    assert calls == len(desk.bench.simulator.requests)


@pytest.mark.parametrize("path", [*PATHS, CONFIRM])
def test_every_answer_carries_the_headers(desk, path):
    """Also refusals and errors: nothing runs but our own, nothing is kept, framed or guessed; no cookie is ever set."""
    for answer in (desk.get(path), desk.get(path, host="evil.example"), desk.ask("PUT", path)):
        policy = answer.headers["content-security-policy"]
        (nonce,) = set(re.findall(r"'nonce-([^']+)'", policy))

        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy and "*" not in policy
        assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy.split("; "))
        assert "no-store" == answer.headers["cache-control"]
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "DENY" == answer.headers["x-frame-options"]
        assert "same-origin" == answer.headers["referrer-policy"]
        assert "set-cookie" not in answer.headers
        assert [nonce] * answer.text.count("nonce=") == re.findall(r'nonce="([^"]+)"', answer.text)


def test_each_page_has_its_own_nonce(desk):
    """What was seen once opens nothing later."""
    assert 2 == len({desk.get("/").headers["content-security-policy"] for _ in range(2)})
