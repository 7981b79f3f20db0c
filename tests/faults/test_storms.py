"""Many faults at once: storms of 429, bursts of 503, and mixtures drawn from a seed."""

from __future__ import annotations

import random
import shutil
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from fault_world import TABLES, bench, world

EXAMPLE = Path(__file__).parents[2] / "examples" / "infobip-two-way"
MIXTURE = (
    ("429", {}),
    ("429", {"retry_after": 3}),
    ("500", {}),
    ("503", {"retry_after": 2}),
    ("drop_before", {}),
    ("drop_after", {}),
    ("truncate", {}),
    ("html", {}),
    ("slow", {"ms": 31_000}),
    ("slow", {"ms": 40_000, "late": True}),
    ("slow", {"ms": 2_000}),
)


@pytest.fixture
def desk(tmp_path):
    """A workspace with the small world and twenty tags."""
    found = bench(tmp_path)
    found.write(many())
    return found


def many(note="one"):
    tags = [{"kind": "infobip.Tag", "name": f"tag-{n}", "spec": {}} for n in range(20)]
    return [*world(note=note), *tags]


def weather(desk, seed):
    """Let every third request meet something, drawn from a seed."""
    dice = random.Random(seed)

    def strike(attempt):
        desk.simulator.faults.clear()
        if dice.random() < 0.35:
            kind, options = dice.choice(MIXTURE)
            desk.fault(kind, attempt.method, attempt.path, **options)

    desk.wire.before = strike


def until_done(desk):
    """Apply until all is done; every exit code on the way tells the truth."""
    for _ in range(6):
        code = desk.apply()
        if code == 0:
            return
        assert code in (1, 5), desk.last_output
    raise AssertionError(desk.last_output)


def present(desk):
    return {t: desk.count(t) - at for t, at in desk.seeded.items()}


WHOLE = {**TABLES, "tags": 21}


def at_rest(desk):
    """Assert that everything is there once, nothing was repeated blindly, and the next plan is empty."""
    assert present(desk) == WHOLE
    assert [] == [(a.method, a.path) for a in desk.wire.blind_repeats()]
    desk.wire.before = lambda _: None
    desk.simulator.faults.clear()
    plan = desk.plan()
    assert {} == desk.actions(plan), desk.describe(plan)


@pytest.mark.parametrize("after", [None, 5, "date"])
def test_a_storm_of_429_slows_down_and_fails_nothing(desk, after):
    """A hundred refusals of lists and writes: exit 0, all there, and a report of the storm and of the time it cost."""
    if after == "date":
        after = format_datetime(desk.clock.now(), usegmt=True)
    options = {} if after is None else {"retry_after": after}
    desk.fault("429", times=100, **options)

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    (told,) = desk.report["faults"]
    assert ("infobip", "throttled", 100, 100) == tuple(
        told[k] for k in ("account", "fault", "count", "repeated")
    )
    assert told["waited_seconds"] > 10
    at_rest(desk)


def test_an_account_that_never_stops_refusing_ends_with_5(desk):
    """Creates meet nothing but 429: after a bounded wait they are reported as failed; later the next run does them."""
    desk.fault("429", "POST", times=10**6)

    assert 5 == desk.apply()
    assert {"MP129"} == {o["error"]["code"] for o in desk.report["outcomes"] if o["result"] == "failed"}
    assert desk.clock.at < 1000
    assert len(desk.wire.attempts) < 300
    desk.simulator.faults.clear()

    assert 0 == desk.apply(), desk.last_output
    at_rest(desk)


def test_a_plan_that_never_gets_an_answer_is_an_error(desk):
    """Lists that stay refused make the plan fail; nothing is written."""
    desk.fault("429", "GET", times=10**6)

    assert 1 == desk.apply()
    assert {"GET"} == {a.method for a in desk.wire.attempts}


def test_a_burst_of_503_is_outlasted(desk):
    """For ten seconds from the first create on every call is answered with 503: exit 0, no create repeated blindly."""
    began = []

    def burst(attempt):
        if attempt.method == "POST":
            began.append(desk.clock.at)
        if began and desk.clock.at < began[0] + 10:
            desk.fault("503", attempt.method, attempt.path)

    desk.wire.before = burst

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert desk.faults()["server_error"] >= 16
    at_rest(desk)


@pytest.mark.parametrize("seed", range(8))
def test_any_mixture_of_faults_converges(desk, seed):
    """Every third request meets something: within a few runs all is done, and every exit code is 0 or tells the truth."""
    weather(desk, seed)
    until_done(desk)

    assert desk.report["faults"]
    at_rest(desk)


@pytest.mark.parametrize("seed", range(4))
def test_a_world_changes_and_goes_through_any_mixture(desk, seed):
    """Updates and deletes under the same weather end where the files say."""
    assert 0 == desk.apply()
    weather(desk, 1000 + seed)
    desk.allow = frozenset({"MG101", "MG106"})
    desk.write(world(url="https://care.example.com/new", note="two"))
    until_done(desk)

    desk.wire.before = lambda _: None
    assert present(desk) == TABLES
    desk.simulator.faults.clear()
    assert {} == desk.actions(desk.plan())


@pytest.mark.parametrize("seed", range(3))
def test_the_two_way_example_goes_through_any_mixture(tmp_path, seed):
    """The example as it is shipped, with its lookup and its key, in bad weather: once each, and then at rest."""
    desk = bench(tmp_path, environ={"CONNECTOR_HMAC_SECRET": "connector-canary"})
    (desk.root / "resources/all.yaml").unlink()
    shutil.copytree(EXAMPLE, desk.root, dirs_exist_ok=True)
    before = {t: len(o) for t, o in desk.simulator.world.tables.items()}
    weather(desk, 2000 + seed)
    until_done(desk)

    made = {"security", "profiles", "subscriptions", "api_keys"}
    after = {t: len(o) for t, o in desk.simulator.world.tables.items()}
    assert dict.fromkeys(made, 1) == {t: after[t] - before.get(t, 0) for t in made}
    assert [] == [(a.method, a.path) for a in desk.wire.blind_repeats()]
    desk.wire.before = lambda _: None
    desk.simulator.faults.clear()
    assert {} == desk.actions(desk.plan())


def test_a_create_that_lands_late_is_not_made_twice(desk):
    """A queue's name may come twice: when the answer takes too long it is not sent again, for it may yet arrive."""
    desk.fault("slow", "POST", "/ccaas/1/queues", ms=200_000)

    assert 5 == desk.apply()
    assert ["infobip.Queue/service"] == [
        o["address"] for o in desk.report["outcomes"] if o["result"] == "failed"
    ]
    desk.simulator.faults.clear()
    assert 0 == desk.apply(), desk.last_output
    at_rest(desk)


def test_a_stale_list_at_the_start_of_a_run_makes_nothing_twice(desk):
    """Right after an apply the lists still show what was before it: the next run must not create it all again."""
    desk.fault("stale_list", "GET", "/ccaas/1/queues", times=2)
    frozen = desk.simulator.faults[0].frozen
    desk.simulator.faults.clear()
    assert 0 == desk.apply()
    desk.fault("stale_list", "GET", "/ccaas/1/queues", times=2)
    desk.simulator.faults[0].frozen = frozen

    assert 0 == desk.apply(), desk.last_output
    at_rest(desk)


class Refusing(httpx.AsyncBaseTransport):
    """Nobody listens, the first `times` times."""

    def __init__(self, inner, times):
        self.inner, self.times = inner, times

    async def handle_async_request(self, request):
        if self.times:
            self.times -= 1
            raise httpx.ConnectError("[Errno 111] Connection refused", request=request)
        return await self.inner.handle_async_request(request)


def test_a_connection_refused_at_the_start_is_tried_again(desk):
    """The first calls find nobody: they are repeated and reported; nothing was sent, so nothing is in doubt."""
    desk.wire.inner = Refusing(desk.wire.inner, 5)

    assert 0 == desk.apply(), desk.last_output
    assert {"connection_lost": 5} == desk.faults()
    at_rest(desk)


def test_a_host_that_is_down_is_an_error_after_half_a_minute(desk):
    """Exit 1, the report says that nothing was sent, and nobody waited long."""
    desk.wire.inner = Refusing(desk.wire.inner, 10**6)

    assert 1 == desk.apply()
    assert "MP101" in desk.last_output
    assert desk.clock.at < 60


def test_a_redirect_is_an_error_and_is_not_followed(desk):
    """Credentials stay with the host that was named."""

    class Redirecting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            where = {"location": "https://elsewhere.test/"}
            return httpx.Response(302, headers=where, request=request)

    desk.wire.inner = Redirecting()

    assert 1 == desk.apply()
    assert "check base_url" in desk.last_output
    assert {"GET"} == {a.method for a in desk.wire.attempts}
