"""Settings: whole documents, of which we own a few switches."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.simulator import build

CATALOG = Catalog([provider])


def bench_of(tmp_path, simulator):
    return Bench(tmp_path / "ws", simulator, provider="salesforce", catalog=CATALOG)


def settings(**spec):
    return {"kind": "salesforce.Settings", "name": "org", "spec": spec}


def deploys(simulator):
    return [r for r in simulator.requests if r["method"] == "POST" and r["path"].endswith("/deployRequest")]


def test_a_fresh_org_is_switched_on_by_one_deploy(tmp_path):
    """Two documents, one package; what nobody declares is sent along as it was."""
    simulator = build(features=())
    bench = bench_of(tmp_path, simulator)
    bench.write([settings(omni_channel={"enabled": "true"}, messaging={"enabled": "true"})])

    assert 0 == bench.apply(), bench.last_output
    assert 1 == len(deploys(simulator))
    assert not bench.plan().pending


def test_switches_of_a_document_that_are_not_declared_stay(tmp_path):
    """Skills routing was switched on in Setup; switching the login prompt on leaves it on."""
    simulator = build(features=("OmniChannel",))
    bench = bench_of(tmp_path, simulator)
    bench.write([settings(omni_channel={"skills_routing": "true"})])
    bench.apply()
    bench.lose_state()

    bench.write([settings(omni_channel={"login_prompt": "true"})])
    bench.apply()
    bench.lose_state()

    bench.write([settings(omni_channel={"skills_routing": "true", "login_prompt": "true"})])
    (change,) = bench.plan().pending
    assert () == change.fields


@pytest.mark.parametrize("part", ["omni_channel", "messaging"])
def test_what_cannot_be_switched_off_is_refused_in_the_file(tmp_path, part):
    """Nobody has seen it go off again by API."""
    bench = bench_of(tmp_path, build(features=()))
    bench.write([settings(**{part: {"enabled": "false"}})])

    assert 1 == bench.run("validate")
    assert f"{part}.enabled can only be true" in bench.last_output + bench.last_errors
