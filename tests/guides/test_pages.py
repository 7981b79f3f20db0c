"""The pages under docs/coverage tell the truth, and nothing of the guide is forgotten."""

from __future__ import annotations

import re

import pytest

from guides import clients, steps
from salesforce_simulator.matrix import MATRIX

DOSSIERS = steps.ROOT.parent / "shared" / "vendors"


@pytest.fixture(scope="module", params=steps.EXAMPLES)
def name(request):
    """A page of steps."""
    return request.param


@pytest.fixture(scope="module")
def coverage(name):
    """The guide, and the example that covers it."""
    return steps.read(name)


def test_every_step_of_the_guide_has_a_resource_in_the_example(coverage):
    """And every value to copy is an output of it."""
    assert () == coverage.workspace.diagnostics
    assert [] == coverage.missing()
    assert len(coverage.steps) == sum(coverage.shares().values()) > 10


def test_the_list_of_steps_is_that_of_the_vendors_dossier(coverage, name):
    """In its order; the dossier does not lie in this repository."""
    dossier = DOSSIERS / steps.EXAMPLES[name]["dossier"]
    if not dossier.exists():
        pytest.skip("the dossier is not beside this repository")

    part = steps.EXAMPLES[name].get("part", "c")
    assert steps.of_guide(dossier.read_text(encoding="utf-8"), part) == [s.number for s in coverage.steps]


def test_every_resource_of_the_example_stands_for_a_step(coverage):
    """Or the page says why it is there."""
    used = {a for s in coverage.steps for a in s.addresses}

    assert coverage.beyond.keys() == coverage.workspace.desired.keys() - used


def test_a_step_without_a_resource_is_found(tmp_path):
    """Also one whose output is not there."""
    text = steps.guide_path("seed-001").read_text(encoding="utf-8")
    path = tmp_path / "steps.yaml"
    path.write_text(text.replace("[salesforce.Queue]", "[salesforce.Queue/x]").replace("orgId", "orgid"))
    found = steps.read("seed-001", path).missing()

    assert {"18a: salesforce.Queue/x", "23a: care.orgid"} <= set(found)


def test_the_page_of_steps_is_current(coverage, name):
    """`make docs` would change nothing, and the shares stand on it."""
    text = steps.page_of(name).read_text(encoding="utf-8")

    assert steps.page(coverage) == text, "run: make docs"
    assert steps.shares(coverage) in text


def test_the_page_of_clients_has_every_row_of_the_matrix():
    """With the tests that show it; none of them failed when the page was made."""
    text = clients.PAGE.read_text(encoding="utf-8")
    rows = {m[1]: m[2] for m in re.finditer(r"^\| ([^|]+) \| (\w.+?: `test_.+) \|$", text, re.MULTILINE)}

    assert list(MATRIX) == list(rows)
    for row, tests in MATRIX.items():
        names = re.findall(r"(\w+|not run): `([^`]+)`", rows[row])
        assert [t.partition("::")[2] for t in tests.values()] == [name for _, name in names]
        assert {"passed"} == {outcome for outcome, _ in names}, row


def test_what_was_not_run_is_told_as_not_run():
    """A skipped file has its reason on the page, and its cells say so."""
    found = clients.Run(
        {"test_jsforce.py::test_a_step_gives_what_it_should[deploy-expected0]": "failed"},
        {"test_sf_command_line.py": "MSGOPS_SF names no sf command line"},
        dict.fromkeys(clients.CLIENTS, "1"),
    )
    text = clients.page(found)

    assert "| sf | 1 | not run: MSGOPS_SF names no sf command line | 0 |" in text
    assert "| jsforce | 1 | 1 | 0 |" in text
    assert "failed: `test_a_step_gives_what_it_should[deploy]`" in text
    assert "not run: `test_it_deploys_a_package`" in text
