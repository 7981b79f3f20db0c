"""SARIF output keeps to the schema that OASIS publishes, and points at the ranges of the findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from msgops.cli.linting import linted
from msgops.report.render import render_diagnostics
from msgops.rules.book import Book
from msgops.rules.check import DEFAULT_SETS
from rules.marked import CATALOG, EXAMPLES, apart, expected, sections, workspace

BOOK = Book.installed(CATALOG)
SCHEMA = json.loads(
    (Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def wrong(log):
    return [f"{'/'.join(map(str, e.path))}: {e.message}" for e in VALIDATOR.iter_errors(log)]


def failing():
    """Return every failing example, a file each."""
    texts = [
        (path.stem, text)
        for path in sorted(EXAMPLES.glob("*.yaml"))
        for verdict, _, text in sections(path)
        if verdict == "fail"
    ]
    return {f"{name}-{n:03}.yaml": apart(text, n) for n, (name, text) in enumerate(texts)}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    files = failing()
    told = linted(workspace(tmp_path_factory.mktemp("ws"), files), sets=DEFAULT_SETS).diagnostics
    return files, json.loads(render_diagnostics(told, "sarif", rules=BOOK.texts))


def test_the_log_names_the_schema_that_it_is_checked_by():
    """Whoever reads the log finds the same schema, and it is one."""
    Draft4Validator.check_schema(SCHEMA)

    assert SCHEMA["id"] == json.loads(render_diagnostics([], "sarif"))["$schema"]


def test_findings_of_every_rule_are_a_valid_log(log):
    """All failing examples in one workspace, with rules, levels, ranges and fingerprints."""
    _, found = log

    assert [] == wrong(found)
    assert len(found["runs"][0]["results"]) > len(found["runs"][0]["tool"]["driver"]["rules"]) > 100


def test_no_findings_are_a_valid_log():
    """Of a clean workspace."""
    assert [] == wrong(json.loads(render_diagnostics([], "sarif", rules=BOOK.texts)))


def test_the_schema_refuses_what_is_no_log(log):
    """A check that accepts anything would prove nothing."""
    _, found = log
    results = [{**r, "level": "fatal"} for r in found["runs"][0]["results"][:1]]
    broken = {**found, "runs": [{**found["runs"][0], "results": results}]}

    assert ["runs/0/results/0/level: 'fatal' is not one of ['none', 'note', 'warning', 'error']"] == wrong(
        broken
    )


def test_each_mark_is_the_start_of_a_region(log):
    """Code scanning underlines the very value, from its line and column on."""
    files, found = log
    places = {
        (r["ruleId"], p["artifactLocation"]["uri"], p["region"]["startLine"], p["region"]["startColumn"])
        for r in found["runs"][0]["results"]
        for p in (loc["physicalLocation"] for loc in r["locations"])
    }
    marked = {
        (rule, f"resources/{name}", line, column)
        for name, text in files.items()
        for rule, _, line, column in expected(text)
        if BOOK.rules[rule].set != "strict"
    }

    assert set() == marked - places
