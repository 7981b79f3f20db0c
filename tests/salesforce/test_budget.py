"""The calls of the day: shown by plan, and kept in reserve by apply."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.account import read_budget
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org

CATALOG = Catalog([provider])
USER = {
    "kind": "salesforce.User",
    "name": "ada",
    "spec": {"username": "ada@acme.example", "service_cloud_user": "true"},
}


@pytest.fixture
def simulator():
    """An org that allows 600 calls a day."""
    found = build()
    Org(found.world).turn("daily_calls", 600)
    return found


@pytest.fixture
def bench(tmp_path, simulator):
    made = Bench(tmp_path / "ws", simulator, provider="salesforce", catalog=CATALOG)
    made.write([USER])
    return made


def test_plan_says_how_many_calls_are_left(bench):
    """In the text and in the JSON, with what apply keeps in reserve."""
    bench.run("plan")
    text = bench.last_output
    bench.run("plan", "--json")
    (budget,) = json.loads(bench.last_output)["budgets"]

    assert "of 600 calls left; apply keeps 500 in reserve" in text
    assert (600, 500) == (budget["most"], budget["reserve"])
    assert budget["left"] == 600 - budget["used"] > 0


def test_a_saved_plan_is_the_same_whatever_is_left(bench):
    """What the day has left is no part of the plan."""
    assert 0 == bench.run("plan", "--out", str(bench.root / "one.json")), bench.last_errors
    assert 0 == bench.run("plan", "--out", str(bench.root / "two.json"))

    assert (bench.root / "one.json").read_bytes() == (bench.root / "two.json").read_bytes()


def test_apply_does_not_start_on_the_reserve(bench, simulator):
    """Nothing is written; the finding says how many are left."""
    Org(simulator.world).turn("daily_calls", 500)
    code = bench.apply()

    assert 3 == code
    assert ["MG117"] == [d["code"] for d in bench.report["refused"]]
    assert not any(r["method"] == "PATCH" for r in simulator.requests)


def test_apply_goes_on_above_the_reserve(bench):
    """600 calls are enough."""
    assert 0 == bench.apply(), bench.last_output


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("api-usage=18/5000", (18, 5000)),
        ("api-usage=18/5000; per-app-api-usage=17/250(appName=my-app)", (17, 250)),
        ("", None),
    ],
)
def test_of_several_quotas_the_one_with_fewest_left_counts(header, found):
    """An app may have a quota of its own."""
    assert found == read_budget({"sforce-limit-info": header})
