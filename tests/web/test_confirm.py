"""Confirming a step in the browser: what it takes, what is refused, and what the log keeps."""

from __future__ import annotations

import pytest

from msgops.model.redact import learn
from msgops.model.state import GateState
from msgops.web.token import TRIES
from web.desk import DOCUMENTS, ROLE, SENDER, TOKEN, Desk, role

CHECK = {"kind": "infobip.Balance", "name": "credit", "spec": {"minimum": "9000", "currency": "EUR"}}


def test_a_step_is_confirmed_as_gate_confirm_does(desk):
    """With the name that was typed, beside who runs the server; the next apply waits for it no more."""
    answer = desk.confirm()

    assert (303, f"/gates/{ROLE}") == (answer.status_code, answer.headers["location"])
    gate = desk.gate()
    assert (GateState.CONFIRMED, "Ticket 4711") == (gate.state, gate.note)
    assert "Ana Novak (as typed into msgops serve)" == gate.by
    with desk.store() as store:
        (record,) = [r for r in store.audit() if r.event == "gate confirmed"]
        assert (store.actor, gate.by) == (record.actor, record.detail["by"])
        assert store.verify_audit() is None
    page = desk.get(f"/gates/{ROLE}").text
    assert "Done: confirmed by Ana Novak" in page
    assert "<form" not in page
    assert {"infobip.WhatsAppSender/shop"} == {str(c.address) for c in desk.bench.plan().gates}


def test_a_wrong_token_confirms_nothing_and_ten_lock_the_form(desk):
    """The right one is refused from then on, too, until the next start; pages stay."""
    seen = desk.seen(ROLE)
    for wrong in (
        "",
        None,
        TOKEN[:-1],
        f"{TOKEN} ",
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    ):
        answer = desk.confirm(token=wrong, seen=seen)
        assert 403 == answer.status_code and "The token is wrong" in answer.text
    for _ in range(TRIES - desk.token.wrong):
        desk.confirm(token="guess", seen=seen)

    assert 403 == desk.confirm(seen=seen).status_code
    assert "locked" in desk.get(f"/gates/{ROLE}").text
    assert 'name="token"' not in desk.get(f"/gates/{ROLE}").text
    assert 200 == desk.get("/").status_code
    assert GateState.PENDING is desk.gate().state


def test_what_was_typed_comes_back_but_for_the_token(desk):
    """After a wrong token name and note need not be typed again."""
    page = desk.confirm(token="a-wrong-token-of-some-length", note="line one\r\nline two").text

    assert 'value="Ana Novak"' in page and "line one\nline two</textarea>" in page
    assert "a-wrong-token" not in page


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"by": " "}, "Your name and a note are needed"),
        ({"note": None}, "Your name and a note are needed"),
        ({"by": "a" * 101}, "at most 100"),
        ({"note": "a" * 2001}, "at most 2000"),
        ({"by": "Ana\nNovak"}, "no control characters"),
        ({"by": "Ana\u202eNovak"}, "no control characters"),
        ({"note": "done\x00"}, "no control characters"),
        ({"note": "the key is canary-in-a-note"}, "There is a secret"),
    ],
    ids=["no name", "no note", "long name", "long note", "two lines", "turned", "nul", "secret"],
)
def test_a_form_that_is_not_complete_is_refused(desk, typed, why):
    """With the reason; nothing is recorded."""
    learn("canary-in-a-note")

    answer = desk.confirm(**typed)

    assert 400 == answer.status_code and why in answer.text
    assert GateState.PENDING is desk.gate().state


def test_other_values_than_those_on_the_page_are_not_confirmed(desk):
    """When the files changed since the worksheet was opened, or the form names none, it must be opened again."""
    seen = desk.seen(ROLE)
    desk.bench.write([role("Integrations manager"), *DOCUMENTS[1:]])

    assert {409} == {desk.confirm(seen=s).status_code for s in (seen, "", "x")}
    assert GateState.PENDING is desk.gate().state
    assert 303 == desk.confirm().status_code


def test_while_a_run_holds_the_state_nothing_is_confirmed(desk):
    """The page names who holds it (409); afterwards it works."""
    seen = desk.seen(ROLE)
    with desk.store(create=True) as store, store.lease("apply"):
        answer = desk.confirm(seen=seen)
        assert "holds it for apply" in desk.get("/").text

    assert 409 == answer.status_code
    assert "Somebody else writes just now" in answer.text and "holds it for apply" in answer.text
    assert GateState.PENDING is desk.gate().state
    assert 303 == desk.confirm(seen=seen).status_code


def test_a_step_that_reads_back_as_not_done_stays_open(desk, monkeypatch):
    """What was read is told, and nothing is recorded."""
    from msgops.engine import hands
    from msgops.sdk.hands import Verdict

    async def read(kind, resource, reader):
        return Verdict(holds=False, found="the role is Guest")

    monkeypatch.setattr(hands, "verify", read)
    answer = desk.confirm()

    assert 409 == answer.status_code
    assert "It reads back as not done: the role is Guest" in answer.text
    assert GateState.PENDING is desk.gate().state


def test_what_no_person_does_cannot_be_confirmed(tmp_path):
    """A review has no worksheet, a precondition one without a form; both have a page, and posting is 404."""
    desk = Desk.at(tmp_path / "ws", [CHECK, *DOCUMENTS])
    desk.bench.apply()
    credit = "infobip.Balance/credit"

    assert "Nothing can be confirmed here" in desk.get(f"/gates/{SENDER}").text
    assert "found 250" in desk.get(f"/gates/{credit}").text or "250" in desk.get(f"/gates/{credit}").text
    assert "<form" not in desk.get(f"/gates/{credit}").text + desk.get(f"/gates/{SENDER}").text
    assert {404} == {
        desk.confirm(a, seen="x").status_code for a in (credit, SENDER, "infobip.PortalRole/none", "x")
    }


def test_only_a_plain_form_of_some_size_is_read(desk):
    """Another content type, too many bytes, fields twice or text that is no UTF-8 are refused before anything else."""
    path, form = f"/gates/{ROLE}/confirm", "application/x-www-form-urlencoded"

    def post(content, kind=form):
        return desk.ask("POST", path, content=content, headers={"content-type": kind}).status_code

    assert 415 == post(b"{}", "application/json")
    assert 415 == post(b"token=x", "multipart/form-data; boundary=x")
    assert 413 == post(b"note=" + b"a" * 20_000)
    assert {400} == {post(c) for c in (b"token=a&token=b", b"note=%ff", b"\xff=1", b"&".join([b"a=1"] * 30))}
    assert 0 == desk.token.wrong
