"""Steps that a person does: they open, are confirmed, and open again when the wish changes."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
ROLE = "infobip.PortalRole/admin"
SENDER = "infobip.WhatsAppSender/shop"


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def role(name="Account admin"):
    return {
        "kind": "infobip.PortalRole",
        "name": "admin",
        "spec": {"username": "msgops@example.com", "role": name},
    }


def sender():
    return {
        "kind": "infobip.WhatsAppSender",
        "name": "shop",
        "spec": dict(CATALOG.kind("infobip.WhatsAppSender").example),
    }


def test_a_step_of_a_person_waits_is_confirmed_and_opens_again(bench):
    """Apply exits 6 while the step is open, 0 once it is confirmed; other values open it again."""
    bench.write([role()])
    assert 6 == bench.apply()
    assert 6 == bench.run("gate", "list")
    assert ROLE in bench.last_output
    assert 0 == bench.run("gate", "show", ROLE)
    assert "Account admin" in bench.last_output
    assert 0 == bench.run("gate", "confirm", ROLE, "--note", "done in the portal")
    assert 0 == bench.apply()
    assert 0 == bench.run("gate", "list")

    bench.write([role("Integrations manager")])

    assert 6 == bench.apply()
    assert "changed since it was confirmed" in bench.plan().gates[0].reason


def test_a_step_that_is_no_longer_declared_stays_and_the_plan_says_who_takes_it_back(bench):
    """Who confirmed what and when, who takes it back and where; apply forgets it, and then nothing is left."""
    bench.environ["MSGOPS_ACTOR"] = "ana@example.com"
    bench.write([role()])
    assert 6 == bench.apply()
    assert 0 == bench.run("gate", "confirm", ROLE, "--note", "done")
    bench.write([])

    (change,) = bench.plan().changes
    assert ("forget", ROLE, "infobip", 0) == (
        change.action,
        str(change.address),
        change.account,
        change.calls,
    )
    first, second, third = change.reason.splitlines()
    day = bench.clock.now().date().isoformat()
    assert f"it is no longer declared; what ana@example.com confirmed on {day} stays" in first
    assert second.startswith("to take it back: an account administrator, ")
    assert "role: Account admin, username: msgops@example.com" in third
    assert 0 == bench.run("plan")
    assert f". forget  {ROLE}" in bench.last_output

    assert 0 == bench.apply()
    assert [] == list(bench.plan().changes)
    bench.write([role()])
    assert 6 == bench.apply(), "somebody may have taken it back: it is asked for again"


def test_a_step_that_nobody_did_is_dropped_without_a_word(bench):
    """There is nothing to take back."""
    bench.write([role()])
    assert 6 == bench.apply()
    bench.write([])

    assert [] == list(bench.plan().changes)
    assert 0 == bench.apply()


def test_apply_prints_the_worksheet_when_a_step_opens(bench):
    """In text before the report and in Markdown after it, once; again when the values changed, and not in other formats."""
    bench.write([role()])
    assert 6 == bench.run(
        "apply", "--yes", "--format", "text", "--format", f"html:{bench.root / 'page.html'}"
    )
    assert "Then: msgops gate confirm infobip.PortalRole/admin --note TEXT" in bench.last_output
    assert bench.last_output.index("Then: ") < bench.last_output.index("Applied: ")
    assert "Steps" not in (bench.root / "page.html").read_text(encoding="utf-8")
    assert 6 == bench.run("apply", "--yes")
    assert "Then: " not in bench.last_output

    assert 0 == bench.run("gate", "confirm", ROLE, "--note", "done")
    bench.write([role("Integrations manager")])
    assert 6 == bench.run("apply", "--yes", "--format", "markdown")

    assert "### msgops worksheet · infobip" in bench.last_output
    assert "- `role`: `Account admin` → `Integrations manager`" in bench.last_output


def test_a_check_that_does_not_hold_is_a_gate(bench):
    """A precondition that is not met is reported with what was found; met, it is no change."""
    bench.write(
        [{"kind": "infobip.Balance", "name": "credit", "spec": {"minimum": "9000", "currency": "EUR"}}]
    )
    assert 6 == bench.apply()
    assert "250" in bench.plan().gates[0].reason
    bench.write([{"kind": "infobip.Balance", "name": "credit", "spec": {"minimum": "50", "currency": "EUR"}}])
    assert 0 == bench.apply()


def test_a_code_is_read_from_stdin_and_stored_nowhere(bench, monkeypatch):
    """A wrong code is told, the right one carries on, and neither is in any file."""
    bench.write([sender()])
    assert 6 == bench.apply()
    monkeypatch.setattr("sys.stdin", io.StringIO("654321\n"))
    assert 1 == bench.run("gate", "submit", SENDER)
    assert "654321" not in bench.last_output + bench.last_errors
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert 0 == bench.run("gate", "submit", SENDER)

    stored = [
        p
        for p in bench.root.rglob("*")
        if p.is_file() and (b"123456" in p.read_bytes() or b"654321" in p.read_bytes())
    ]
    assert [] == stored


def type_in(bench, monkeypatch, text):
    """Run `gate submit` with a text on stdin."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))
    return bench.run("gate", "submit", SENDER)


def waiting(bench):
    """Apply until the sender waits for its code."""
    bench.write([sender()])
    assert 6 == bench.apply()


def sent(bench, method):
    return [
        r for r in bench.simulator.requests if r["method"] == method and r["path"].endswith("/verification")
    ]


def log(bench):
    with bench._quiet(), bench.runtime().open_state(create=False) as store:
        return store.audit()


def states(bench):
    assert bench.run("gate", "list", "--json") in (0, 6)
    return {g["address"]: g["state"] for g in json.loads(bench.last_output)}


def test_r72_three_wrong_codes_are_the_most(bench, monkeypatch):
    """Each refusal says how many tries are left; the fourth code is not sent (exit 3), another one can be asked for."""
    waiting(bench)
    for left in ("2 of 3 tries are left", "1 of 3 tries are left", "No try is left"):
        assert 1 == type_in(bench, monkeypatch, "000000")
        assert "MP116" in bench.last_errors
        assert "The verification code is wrong" in bench.last_errors
        assert left in bench.last_errors
    assert 3 == len(sent(bench, "POST"))

    assert 3 == type_in(bench, monkeypatch, "123456")
    assert "MG133" in bench.last_errors
    assert "resend" in bench.last_errors
    assert 3 == len(sent(bench, "POST"))

    assert 0 == type_in(bench, monkeypatch, "Resend")
    assert 1 == len(sent(bench, "PUT"))
    assert 1 == type_in(bench, monkeypatch, "123456")
    assert 0 == type_in(bench, monkeypatch, "123457")
    bench.simulator.world.offset += timedelta(hours=1)
    assert 0 == bench.apply()


def test_r72_an_expired_code_is_told_in_the_vendors_words(bench, monkeypatch):
    """The message has the line of the file and the way to another code."""
    waiting(bench)
    bench.simulator.world.offset += timedelta(minutes=11)

    assert 1 == type_in(bench, monkeypatch, "123456")

    assert "has expired" in bench.last_errors
    assert "all.yaml:1" in bench.last_errors
    assert f"echo resend | msgops gate submit {SENDER}" in bench.last_errors


def test_text_that_is_no_code_is_neither_sent_nor_counted(bench, monkeypatch):
    """Nothing leaves the machine, and three tries are still left."""
    waiting(bench)
    for _ in range(4):
        assert 1 == type_in(bench, monkeypatch, "hello")
        assert "Nothing was sent." in bench.last_errors
    assert [] == sent(bench, "POST")
    assert 0 == type_in(bench, monkeypatch, "123-456")


def test_every_code_is_in_the_log_without_the_code(bench, monkeypatch):
    """Who, when, which address, with what result; also in the history."""
    bench.environ["MSGOPS_ACTOR"] = "ana@example.com"
    waiting(bench)
    type_in(bench, monkeypatch, "000000")
    type_in(bench, monkeypatch, "resend")
    type_in(bench, monkeypatch, "123457")

    told = [(r.event, r.address, r.actor) for r in log(bench) if r.event.startswith(("submit", "resend"))]
    assert [
        ("submit failed", SENDER, "ana@example.com"),
        ("resend done", SENDER, "ana@example.com"),
        ("submit done", SENDER, "ana@example.com"),
    ] == told
    text = json.dumps([dict(r.detail) for r in log(bench)])
    assert "000000" not in text
    assert "123457" not in text
    assert 0 == bench.run("history", "--json")
    runs = json.loads(bench.last_output)["runs"]
    assert [0, 0, 1] == [r["exit_code"] for r in runs if r["command"] == "gate submit"]


def test_a_code_whose_answer_is_lost_is_looked_up_and_not_sent_twice(bench, monkeypatch):
    """The vendor took it: the object says so, and the command succeeds."""
    waiting(bench)
    bench.simulator.add_fault("POST", "*/verification", "drop_after", 1, {})

    assert 0 == type_in(bench, monkeypatch, "123456")

    assert 1 == len(sent(bench, "POST"))
    assert ["submit done"] == [r.event for r in log(bench) if r.event.startswith("submit")]


def test_a_code_that_perhaps_never_arrived_is_not_sent_twice(bench, monkeypatch):
    """Exit 1 with what to look at; a person decides whether to type it again."""
    waiting(bench)
    bench.simulator.add_fault("POST", "*/verification", "drop_before", 1, {})

    assert 1 == type_in(bench, monkeypatch, "123456")

    assert "MP151" in bench.last_errors
    assert f"msgops gate show {SENDER}" in bench.last_errors
    assert 1 >= len(sent(bench, "POST"))
    assert ["submit unknown"] == [r.event for r in log(bench) if r.event.startswith("submit")]
    assert 0 == type_in(bench, monkeypatch, "123456")


def test_a_code_is_taken_only_while_one_is_awaited(bench, monkeypatch):
    """Before the first apply, after the registration, and for other kinds: exit 64, and nothing is sent."""
    bench.write([sender(), role()])
    assert 64 == type_in(bench, monkeypatch, "123456")
    assert "run `msgops apply` first" in bench.last_errors
    waiting(bench)
    assert 0 == type_in(bench, monkeypatch, "123456")
    assert 64 == type_in(bench, monkeypatch, "123456")
    assert "does not wait for a code" in bench.last_errors
    assert 64 == type_in(bench, monkeypatch, "")
    bench.write([role()])
    assert 64 == bench.run("gate", "submit", ROLE)
    assert "takes no code" in bench.last_errors
    assert 1 == len(sent(bench, "POST"))


def test_gate_submit_waits_for_nobody_who_holds_the_state(bench, monkeypatch):
    """Exit 7, and no code is sent."""
    waiting(bench)
    with bench._quiet(), bench.runtime().open_state(create=True) as store, store.lease("apply"):
        assert 7 == type_in(bench, monkeypatch, "123456")
    assert [] == sent(bench, "POST")


def test_a_gate_goes_through_its_states(bench, monkeypatch):
    """Pending for the person, pending for Meta once the code was taken, gone when Meta is done."""
    waiting(bench)
    assert {SENDER: "pending"} == states(bench)
    assert 0 == type_in(bench, monkeypatch, "123456")
    assert 6 == bench.run("gate", "list")
    assert "waits for Meta" in bench.last_output
    bench.simulator.world.offset += timedelta(hours=1)
    assert {} == states(bench)
    assert 0 == bench.apply()
    assert 0 == bench.run("gate", "show", SENDER)
    assert "does not wait for anybody (approved since" in bench.last_output


def test_a_code_that_was_handed_in_is_submitted_until_the_vendor_shows_it(bench, monkeypatch):
    """While the vendor still shows that it waits, the gate says that a code is on its way."""
    waiting(bench)
    before = dict(bench.simulator.world.table("whatsapp_registrations"))
    assert 0 == type_in(bench, monkeypatch, "123456")
    bench.simulator.world.table("whatsapp_registrations").update(before)
    bench.simulator.world.table("whatsapp_senders").pop("441134960007")

    assert {SENDER: "submitted"} == states(bench)
    assert 0 == bench.run("gate", "show", SENDER)
    assert "was handed in; it waits for" in bench.last_output


def test_gate_list_and_show_tell_state_who_and_since_when(bench):
    """The same keys in JSON for both, and words for people."""
    bench.write([role()])
    assert 6 == bench.apply()

    assert 6 == bench.run("gate", "list", "--json")
    (gate,) = json.loads(bench.last_output)
    assert ("pending", "an account administrator", None) == (gate["state"], gate["waiting_for"], gate["due"])
    assert gate["since"]
    assert gate["source"]["line"]
    assert 0 == bench.run("gate", "show", ROLE, "--json")
    sheet = json.loads(bench.last_output)
    assert (ROLE, "pending", gate["since"]) == (sheet["address"], sheet["state"], sheet["since"])
    assert 0 == bench.run("gate", "show", ROLE)
    assert f"Waiting since: {gate['since']}" in bench.last_output
    assert 0 == bench.run("gate", "confirm", ROLE, "--note", "done")
    assert 0 == bench.run("gate", "show", ROLE)
    assert "Done: confirmed by" in bench.last_output
    assert "gate confirm" not in bench.last_output


def test_gate_show_of_a_review_is_json_too(bench):
    """The keys of the list, for one address; null when nothing waits."""
    bench.write([sender()])
    assert 6 == bench.apply()
    assert 0 == bench.run("gate", "show", SENDER, "--json")
    assert "pending" == json.loads(bench.last_output)["state"]
    bench.simulator.world.table("whatsapp_registrations").clear()
    bench.simulator.world.table("whatsapp_senders")["441134960007"] = {
        "status": "CONNECTED",
        "lastUpdated": bench.simulator.world.stamp(),
    }
    assert 0 == bench.run("gate", "show", SENDER, "--json")
    assert "" == json.loads(bench.last_output)["waiting_for"]
