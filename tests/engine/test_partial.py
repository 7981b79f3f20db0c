"""Partial management: what the file does not name belongs to others."""

from __future__ import annotations

import pytest

import paper_vendor
from harness import Bench


@pytest.fixture
def bench(tmp_path):
    return Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        provider="paper",
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )


def flow(**spec):
    return {"kind": "paper.Flow", "name": "ask", "spec": {"text": "hello", **spec}}


def live(bench):
    (found,) = bench.simulator.world.table("flows").values()
    return found


def test_an_additive_list_keeps_what_others_put_into_it(bench):
    """Ours are added, theirs stay; the plan shows the list as it will be."""
    bench.write([flow(tags=["a"])])
    assert 0 == bench.apply()
    live(bench)["tags"] = ["theirs", "a"]
    assert {} == bench.actions(bench.plan())
    bench.write([flow(tags=["a", "b"])])
    (change,) = bench.plan().pending
    assert [(["a", "theirs"], ["a", "theirs", "b"])] == [(f.before, f.after) for f in change.fields]

    assert 0 == bench.apply()
    assert {"theirs", "a", "b"} == set(live(bench)["tags"])
    assert {} == bench.actions(bench.plan())


def test_an_element_that_is_no_longer_wanted_goes_and_theirs_stay(bench):
    """Only what msgops had added is taken away."""
    bench.write([flow(tags=["a", "b"])])
    bench.apply()
    live(bench)["tags"] = ["theirs", "a", "b"]
    bench.write([flow(tags=["b"])])

    assert 0 == bench.apply()
    assert ["theirs", "b"] == live(bench)["tags"]
    assert {} == bench.actions(bench.plan())


def test_an_additive_list_that_left_the_file_gives_back_only_its_own(bench):
    """The field is released: ours go, theirs stay."""
    bench.write([flow(tags=["a"])])
    bench.apply()
    live(bench)["tags"] = ["theirs", "a"]
    bench.write([flow()])

    assert 0 == bench.apply()
    assert ["theirs"] == live(bench)["tags"]
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize("left", [{"also": ["b"]}, {"also": []}, {}])
def test_a_reference_that_is_no_longer_wanted_leaves_an_additive_list(bench, left):
    """The same holds for names of resources, which are ids on the wire."""
    others = [{"kind": "paper.Flow", "name": name, "spec": {"text": "hello"}} for name in "abc"]
    bench.write([*others, flow(also=["a", "b"])])
    assert 0 == bench.apply()
    ids = {f["name"]: f["id"] for f in bench.simulator.world.table("flows").values()}
    asks = bench.simulator.world.table("flows")[ids["ask"]]
    asks["alsoIds"] = [ids["c"], "theirs", ids["a"], ids["b"]]
    bench.write([*others, flow(**left)])

    assert 0 == bench.apply()
    asks = bench.simulator.world.table("flows")[ids["ask"]]
    assert [ids["c"], "theirs", *[ids[name] for name in left.get("also", ())]] == asks["alsoIds"]
    assert {} == bench.actions(bench.plan())


def test_our_element_that_somebody_took_out_is_drift(bench):
    """It is put back, with its cause."""
    bench.write([flow(tags=["a"])])
    bench.apply()
    live(bench)["tags"] = ["theirs"]
    (change,) = bench.plan().pending
    assert ["drift"] == [f.cause.value for f in change.fields]
    assert 0 == bench.apply()
    assert {"theirs", "a"} == set(live(bench)["tags"])


def test_an_ignored_field_is_left_to_others(bench):
    """`lifecycle.ignore` holds for drift and for our own edits of that field."""
    document = {**flow(region="eu"), "lifecycle": {"ignore": ["text"]}}
    bench.write([document])
    bench.apply()
    live(bench)["text"] = "theirs"
    assert {} == bench.actions(bench.plan())
    assert [] == bench.drift()
    bench.write([{**document, "spec": {"text": "mine", "region": "eu"}}])
    assert {} == bench.actions(bench.plan())


def test_protection_is_remembered_when_the_block_is_gone(bench):
    """R23: whoever removes the whole document does not remove the protection with it."""
    bench.write([{**flow(), "lifecycle": {"prevent_delete": True}}])
    bench.apply()
    bench.write([])

    assert 3 == bench.apply()
    assert "MG102" in bench.last_output
    assert "hello" == live(bench)["text"]
