"""Each rule finds its failing examples, at the value and nothing else, and is quiet about its passing ones (see `marked`)."""

from __future__ import annotations

import pytest

from msgops.cli.linting import linted
from msgops.rules.book import Book
from msgops.rules.check import DEFAULT_SETS
from msgops.sdk.rules import Phase
from rules.marked import CATALOG, EXAMPLES, expected, sections, workspace

BOOK = Book.installed(CATALOG)
ELSEWHERE = {
    *(r for r in BOOK.rules if r.startswith("ML")),
    *(r.id for r in BOOK.rules.values() if r.needs is Phase.PLAN),
}
"""Rules with tests of their own."""

CASES = [
    pytest.param(path.stem, verdict, text, id=f"{path.stem}-{verdict}{'-' if title else ''}{title}")
    for path in sorted(EXAMPLES.glob("*.yaml"))
    for verdict, title, text in sections(path)
]


@pytest.mark.parametrize(("rule", "verdict", "text"), CASES)
def test_each_example_has_exactly_the_findings_that_it_marks(rule, verdict, text, tmp_path):
    """A failing example marks its rule; a passing one marks nothing."""
    marked = expected(text)
    runtime = workspace(tmp_path, {"all.yaml": text})
    told = linted(runtime, sets=DEFAULT_SETS | {BOOK.rules[rule].set}).diagnostics
    found = sorted((d.code, d.severity.value, d.origin.line, d.origin.column) for d in told)

    assert ({rule} if verdict == "fail" else set()) == {name for name, *_ in marked}
    assert marked == found, "\n".join(f"{d.origin} {d.code} {d.summary}: {d.detail}" for d in told)


def test_every_rule_has_examples():
    """One that passes and one that fails for each rule, and no file without a rule."""
    have = {(rule, verdict) for rule, verdict, _ in (case.values for case in CASES)}
    wanted = set(BOOK.rules) - ELSEWHERE

    assert sorted((r, v) for r in wanted for v in ("fail", "pass")) == sorted(have)
