"""Consents on the command line: who may allow what, why, until when, and what is kept of it."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
ENTITY = "infobip.Entity/acme"
ALLOW = f"MG106:{ENTITY}"
WHY = ("--reason", "the customer left, ticket 4711")
FAR = "2999-12-31"


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, environ={"MSGOPS_ACTOR": "ana@example.com"})


def entity(name="acme"):
    return {"kind": "infobip.Entity", "name": name, "spec": {"entity_id": name}}


def doomed(bench, *names):
    """Apply entities and take them out of the files."""
    bench.write([entity(n) for n in names])
    assert 0 == bench.apply()
    bench.write([])


def store(bench):
    with bench._quiet():
        return bench.runtime().open_state(create=False)


def uses(bench):
    with store(bench) as opened:
        return [(r.address, r.detail) for r in opened.audit() if r.event == "consent used"]


def day(bench, ahead=0):
    from datetime import timedelta

    return (bench.clock.now() + timedelta(days=ahead)).date().isoformat()


def test_without_consent_what_cannot_be_undone_is_refused(bench):
    """Exit 3, the rule, the address, and the flag that allows it."""
    doomed(bench, "acme")

    assert 3 == bench.run("apply", "--yes")
    assert f'--allow {ALLOW} --reason "TEXT"' in bench.last_output


def test_a_consent_of_one_run_is_used_logged_and_forgotten(bench):
    """The plan and the log say who allowed it and why; the state keeps no consent."""
    doomed(bench, "acme")

    assert 0 == bench.run("apply", "--yes", "--allow", ALLOW, *WHY)

    assert [(ENTITY, "ana@example.com", "", "the customer left, ticket 4711")] == [
        (a, d["by"], d["until"], d["reason"]) for a, d in uses(bench)
    ]
    with store(bench) as opened:
        assert [] == opened.consents()
        assert opened.verify_audit() is None


def test_a_consent_with_a_last_day_is_honoured_until_that_day(bench):
    """Later runs need no flag; each use is logged; the day after, the guard refuses again."""
    last = day(bench, 2)
    doomed(bench, "acme", "beta", "gamma")
    pattern = "MG106:infobip.Entity/*"
    bench.write([entity("beta"), entity("gamma")])
    assert 0 == bench.run("apply", "--yes", "--allow", pattern, *WHY, "--until", last)
    with store(bench) as opened:
        (kept,) = opened.consents()
    assert ("MG106", "infobip.Entity/*", "ana@example.com", last) == (
        kept.rule,
        kept.address,
        kept.by,
        kept.until,
    )

    bench.simulator.world.offset += _days(2)
    bench.write([entity("gamma")])
    assert 0 == bench.run("plan")
    assert f"allowed by ana@example.com until {last} because the customer left" in bench.last_output
    assert 0 == bench.run("apply", "--yes")
    assert ["infobip.Entity/acme", "infobip.Entity/beta"] == [a for a, _ in uses(bench)]

    bench.simulator.world.offset += _days(1)
    bench.write([])
    assert 3 == bench.run("apply", "--yes")
    assert 2 == len(uses(bench))


def _days(number):
    from datetime import timedelta

    return timedelta(days=number)


def test_a_recorded_consent_covers_a_flag_without_a_reason(bench):
    """A pipeline may keep its flag: the recorded reason counts."""
    doomed(bench, "acme", "beta")
    bench.write([entity("beta")])
    assert 0 == bench.run("apply", "--yes", "--allow", "MG106:infobip.Entity/*", *WHY, "--until", FAR)
    bench.write([])

    assert 0 == bench.run("apply", "--yes", "--allow", "MG106:infobip.Entity/beta")
    assert "the customer left, ticket 4711" == uses(bench)[-1][1]["reason"]


def test_apply_wants_a_reason_and_plan_does_not(bench):
    """Exit 64 and nothing is written; the plan shows that there is none."""
    doomed(bench, "acme")

    assert 64 == bench.run("apply", "--yes", "--allow", ALLOW)
    assert "needs --reason TEXT" in bench.last_errors
    assert 0 == bench.run("plan", "--allow", ALLOW)
    assert "allowed by ana@example.com for this run without a reason" in bench.last_output
    assert 1 == len(bench.simulator.world.table("entities"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--allow", "MG16"], "Did you mean MG106?"),
        (["--allow", "everything"], "MG105 (spending money)"),
        (["--allow", "MG102:infobip.Entity/acme"], "prevent_delete: false"),
        (["--allow", "MG104"], "MSGOPS_TRUSTED_HOSTS"),
        (["--allow", "MG112"], "free the object first"),
        (["--allow", "MG106:"], "names no address"),
        (["--allow", "MG106", *WHY, "--until", "31.12.2026"], "YYYY-MM-DD"),
        (["--allow", "MG106", *WHY, "--until", "20261231"], "YYYY-MM-DD"),
        (["--allow", "MG106", *WHY, "--until", "2026-02-30"], "YYYY-MM-DD"),
        (["--allow", "MG106", *WHY, "--until", "2001-01-01"], "is over"),
        (["--until", FAR], "belong to --allow"),
        (["--reason", "because"], "belong to --allow"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_consent_that_cannot_be_given_is_a_usage_error(bench, command, options, said):
    """Exit 64 with what to do instead."""
    assert 64 == bench.run(command, *options)
    assert said in bench.last_errors


def test_json_carries_the_consents(bench):
    """Plan and apply list rule, address, pattern, who, until and why."""
    doomed(bench, "acme")
    expected = {
        "rule": "MG106",
        "address": ENTITY,
        "allow": ENTITY,
        "by": "ana@example.com",
        "until": FAR,
        "reason": "the customer left, ticket 4711",
    }
    options = ("--json", "--allow", ALLOW, *WHY, "--until", FAR)

    assert 0 == bench.run("plan", *options)
    assert [expected] == json.loads(bench.last_output)["allowed"]
    assert 0 == bench.run("apply", *options)
    assert [expected] == json.loads(bench.last_output)["allowed"]


def test_a_saved_plan_carries_its_consents(bench, tmp_path):
    """Given when planning, used and recorded when applying; apply takes no consents of its own beside it."""
    doomed(bench, "acme")
    saved = str(tmp_path / "plan.json")
    assert 64 == bench.run("plan", "--out", saved, "--allow", ALLOW)
    assert "needs --reason" in bench.last_errors
    assert 0 == bench.run("plan", "--out", saved, "--allow", ALLOW, *WHY, "--until", FAR)
    with store(bench) as opened:
        assert [] == opened.consents()

    assert 64 == bench.run("apply", saved, "--allow", ALLOW, *WHY)
    assert 0 == bench.run("apply", saved)

    assert [ENTITY] == [a for a, _ in uses(bench)]
    with store(bench) as opened:
        assert [FAR] == [c.until for c in opened.consents()]


def test_a_saved_plan_whose_consent_ended_is_refused(bench, tmp_path):
    """Exit 3: the guards judge it again."""
    doomed(bench, "acme")
    saved, last = str(tmp_path / "plan.json"), day(bench)
    assert 0 == bench.run("plan", "--out", saved, "--allow", ALLOW, *WHY, "--until", last)
    bench.simulator.world.offset += _days(1)

    assert 3 == bench.run("apply", saved)
    assert "MG106" in bench.last_errors
    assert 1 == len(bench.simulator.world.table("entities"))


def test_a_saved_plan_cannot_be_freed_from_its_refusals_by_hand(bench, tmp_path):
    """Taking the refusals out of the file allows nothing."""
    doomed(bench, "acme")
    saved = tmp_path / "plan.json"
    assert 3 == bench.run("plan", "--out", str(saved))
    forged = {**json.loads(saved.read_text()), "refused": []}
    saved.write_text(json.dumps(forged))

    assert 3 == bench.run("apply", str(saved))
    assert 1 == len(bench.simulator.world.table("entities"))


def test_a_consent_that_was_refused_for_another_reason_is_not_recorded(bench):
    """Only a run that goes on to write keeps a consent."""
    doomed(bench, "acme", "beta")

    assert 3 == bench.run("apply", "--yes", "--allow", ALLOW, *WHY, "--until", FAR)
    with store(bench) as opened:
        assert [] == opened.consents()


def test_a_consent_is_of_one_environment(bench):
    """What production allowed, staging did not."""
    bench.write_file("environments/staging.yaml", "variables: {}\n")
    doomed(bench, "acme")
    bench.write([entity()])
    assert 0 == bench.run("apply", "--yes", "--allow", "MG106", *WHY, "--until", FAR)
    assert 0 == bench.run("apply", "-e", "staging", "--yes")
    bench.write([])

    assert 3 == bench.run("plan", "-e", "staging")
    assert 0 == bench.run("plan")
