"""The pages of the web view: what they show, and that showing is all they do."""

from __future__ import annotations

import asyncio
import html
import re
import sqlite3
from urllib.parse import quote

import httpx
import pytest

from harness import Console
from msgops.model.address import Address
from msgops.model.state import GateRecord, GateState, StateEntry
from msgops.state.audit import NewRecord
from web.desk import DOCUMENTS, PAGES, PROFILE, ROLE, SIGNUP, Desk, role

EVIL = "<script>alert(1)</script>\"'&{{7777*7777}}\u202e"


def words(response):
    """Return what a reader sees: no tags, single spaces."""
    text = response.text.partition("<main>")[2].replace("<wbr>", "")
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def test_every_page_is_there_and_writes_nothing(desk):
    """The bytes of state and files are the same before and after, and every call that reached a vendor only read."""
    before = files(desk)
    calls = len(desk.bench.simulator.requests)

    assert {200} == {desk.get(path).status_code for path in PAGES}

    assert before == files(desk)
    assert {"GET"} >= {r["method"] for r in list(desk.bench.simulator.requests)[calls:]}


def files(desk):
    return {
        p: p.read_bytes() for p in desk.bench.root.rglob("*") if p.is_file() and not p.name.endswith("-shm")
    }


def test_without_a_state_the_pages_say_that_there_is_nothing(tmp_path):
    """Before the first apply no state is made, and no page fails."""
    desk = Desk.at(tmp_path / "ws")

    assert {200} == {
        desk.get(path).status_code
        for path in PAGES
        if not path.startswith(("/resources/", "/gates/infobip.WhatsApp"))
    }
    assert "nothing was ever applied here" in words(desk.get("/"))
    assert not (desk.bench.root / ".msgops").exists()


def test_the_overview_counts_by_account_and_concept(desk):
    """With the last run, the open gates, and the log that is whole."""
    seen = words(desk.get("/"))

    assert "infobip infobip 1 1 2" in seen
    assert "apply by" in seen and "gates are waiting (exit 6)" in seen
    assert "Log whole :" in seen
    assert "Open gates 2 gates" in seen


def test_a_broken_log_is_told_first(desk):
    """A record that was altered is named on the overview and on the page of the log."""
    with sqlite3.connect(desk.bench.root / ".msgops" / "state.db") as database:
        database.execute("UPDATE audit SET actor = 'somebody else' WHERE sequence = 2")

    assert "broken at record 2" in words(desk.get("/"))
    assert "The log is broken at record 2" in words(desk.get("/log"))


def test_a_run_shows_its_calls_and_its_part_of_the_log(desk):
    """Who, where, which plan, and each call with its end."""
    with desk.store() as store:
        (run,) = store.runs()
    page = desk.get(f"/runs/{run.id}")

    assert run.plan_digest in page.text
    assert f"create {PROFILE} done" in words(page)
    assert "apply started" in words(page)
    assert 404 == desk.get("/runs/nobody").status_code


def test_drift_is_compared_when_somebody_asks_and_kept(desk):
    """An edit in the console is a finding with its author; the page says when it was read."""
    assert "Nothing was compared" in desk.get("/drift").text
    edit(desk)

    seen = words(desk.get("/drift/now"))

    assert "Drift: 1 finding in 1 resource." in seen
    assert "connect_timeout" in seen and "ben@acme.example" in seen
    assert "Drift: 1 finding" in desk.get("/drift").text


def edit(desk):
    async def change():
        async with httpx.AsyncClient(
            transport=Console(desk.bench.simulator, "ben@acme.example"), base_url="http://x"
        ) as client:
            body = (await client.get("/subscriptions/1/profiles")).json()
            one = next(p for p in body.get("results", body) if p["profileId"] == "orders")
            answer = await client.put(
                "/subscriptions/1/profiles/orders", json={**one, "connectTimeout": 7000}
            )
            assert answer.status_code < 300, answer.text

    asyncio.run(change())


def test_gates_are_those_of_the_state_and_the_files(desk):
    """A step that was confirmed is done; other values in the files open it again at once, without an apply."""
    assert 303 == desk.confirm().status_code
    assert "Open: 1 gate." in words(desk.get("/gates"))

    desk.bench.write([role("Integrations manager"), *DOCUMENTS[1:]])

    assert "Open: 2 gates." in words(desk.get("/gates"))
    assert "the values changed since it was confirmed" in words(desk.get("/gates"))


def test_files_that_break_later_leave_the_state_readable(desk):
    """The state's pages go on; what needs the files says what is wrong with them."""
    desk.bench.write_text("kind: infobip.PortalRole\nname: [")

    assert {200} == {desk.get(p).status_code for p in ("/", "/runs", "/gates", "/resources", "/log")}
    broken = desk.get(f"/gates/{ROLE}")
    assert 503 == broken.status_code
    assert "resources/all.yaml" in broken.text


def test_a_page_that_needs_credentials_says_which(desk, monkeypatch):
    """Without them the comparison is not complete, a step that is read back shows what is declared, and others are as ever."""
    monkeypatch.setitem(desk.bench.environ, "INFOBIP_API_KEY", "")

    assert "INFOBIP_API_KEY" in words(desk.get("/drift/now"))
    sheet = desk.get(f"/gates/{SIGNUP}")
    assert 200 == sheet.status_code and "INFOBIP_API_KEY" in sheet.text
    assert "<form" not in sheet.text
    assert 'name="token"' in desk.get(f"/gates/{ROLE}").text
    assert 200 == desk.get("/").status_code


def test_the_log_has_pages(desk):
    """A hundred records on each, newest first; no page beyond the last, and none with another name."""
    with desk.store(create=True) as store:
        store.append_audit([NewRecord(f"event {n}") for n in range(150)])

    first, second = desk.get("/log"), desk.get("/log?page=2")

    assert "event 149" in first.text and "event 0<" not in first.text
    assert "event 0<" in second.text and "Page 2 of 2" in second.text
    assert {404} == {desk.get(f"/log?page={n}").status_code for n in ("0", "3", "-1", "x", "²", "9" * 30)}


def test_hostile_names_are_text(desk):
    """Names, notes, actors and ids with markup, templates and characters that turn the direction are shown escaped."""
    address = Address("infobip", "Tag", EVIL.replace(" ", ""))
    with desk.store(create=True) as store:
        store.actor = EVIL
        store.put_entries([StateEntry(address, EVIL, EVIL, {EVIL: [EVIL]}, (address,))])
        store.put_gate(GateRecord(address, GateState.PENDING, "", EVIL, EVIL, EVIL))
        store.end_run(store.begin_run(EVIL[:60], plan_digest=EVIL[:60]), exit_code=5, summary={EVIL: 1})
        run = store.runs()[0].id
    name = quote(str(address))
    paths = (
        "/",
        "/runs",
        f"/runs/{run}",
        "/gates",
        f"/gates/{name}",
        "/resources",
        f"/resources/{name}",
        "/log",
    )
    answers = [desk.get(path) for path in paths]
    answers.append(desk.confirm(by="<b>Ana</b>", note=EVIL[:-1], token="wrong"))

    assert [200] * 8 + [403] == [a.status_code for a in answers]
    for page in answers:
        assert "&lt;script&gt;alert(1)" in page.text.replace("<wbr>", ""), page.url
        assert not re.search("<script>alert|<b>Ana|60481729|\u202e", page.text), page.url


def test_an_unknown_address_is_no_page(desk):
    """Neither a resource nor a gate nor a page that does not exist; what is no address is none either."""
    paths = (
        "/nothing",
        "/resources/infobip.Tag/none",
        "/gates/infobip.PortalRole/none",
        "/gates/x",
        "/resources/",
    )

    assert {404} == {desk.get(path).status_code for path in paths}


def test_a_bug_shows_nothing_of_itself(desk, monkeypatch):
    """The page names the kind of error alone; no traceback and no message."""
    monkeypatch.setattr(type(desk.source), "log", lambda self: 1 / 0)

    page = desk.get("/log")

    assert 500 == page.status_code
    assert "This is a bug in msgops: ZeroDivisionError." in words(page)
    assert "division" not in page.text and "Traceback" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_head_is_a_page_without_its_body(desk, path):
    """HEAD has the headers of GET."""
    answer = desk.ask("HEAD", path)

    assert (200, b"") == (answer.status_code, answer.content)
