"""What the audit log says of each write."""

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


def flow(text):
    return {"kind": "paper.Flow", "name": "ask", "spec": {"text": text}}


def log(bench, *, of="paper.Flow/ask"):
    with bench._quiet(), bench.runtime().open_state(create=False) as store:
        return [r for r in store.audit() if r.address == of]


def test_digests_chain_from_one_write_to_the_next(bench):
    """What one write left is what the next one found; a create found nothing, a delete leaves nothing."""
    for documents in ([flow("one")], [flow("two")], []):
        bench.write(documents)
        assert 0 == bench.apply()

    created, updated, deleted = log(bench)
    assert ["create done", "update done", "delete done"] == [r.event for r in (created, updated, deleted)]
    assert "before" not in created.detail
    assert created.detail["after"] == updated.detail["before"]
    assert updated.detail["after"] == deleted.detail["before"]
    assert "after" not in deleted.detail


def test_the_vendors_request_ids_are_in_the_log(bench):
    """Whoever asks the vendor's support about a change finds the id here."""
    bench.write([flow("one")])
    bench.apply()
    (created,) = log(bench)
    assert ["r-1"] == created.detail["requests"]
