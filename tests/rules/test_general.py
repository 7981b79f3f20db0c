"""Each general rule finds what it is for, and nothing in a tidy workspace."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.cli.linting import linted
from msgops.rules.check import DEFAULT_SETS
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
HMAC = {"type": "HMAC", "credentials": {"secret_key": "${env:X}", "algorithm": "HMAC_SHA_256"}}


def profile(name, **more):
    spec = {"webhook": {"notify_url": f"https://{name}.example.com/in"}, **more.pop("spec", {})}
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": spec, **more}


def plain(**more):
    return profile("a", spec={"webhook": {"notify_url": "http://a.example.com/in"}}, **more)


def silence(*rules, until=None):
    return {"lint": {"ignore": [*rules], "reason": "the lab", **({"until": until} if until else {})}}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def found(bench, documents):
    bench.write(documents)
    told = linted(bench.runtime(), sets=DEFAULT_SETS).diagnostics
    return [(d.code, d.origin.line, d.origin.column) for d in told]


@pytest.mark.parametrize(
    ("code", "line", "column", "documents"),
    [
        ("ML101", 2, 7, [{"kind": "infobip.WebhookSecurity", "name": "s", "spec": HMAC}, profile("a")]),
        ("ML102", 8, 7, [profile("a"), {**profile("a"), "name": "b"}]),
        ("ML103", 5, 17, [plain()]),
        ("ML104", 8, 5, [profile("a", lifecycle={"ignore": ["conect_timeout"]})]),
        ("ML105", 12, 13, [profile("a"), profile("b", previously="a")]),
        ("ML106", 10, 7, [profile("a", labels={"team": "care"}), profile("b")]),
        ("ML107", 8, 5, [profile("a", **silence("ML999"))]),
        ("ML110", 8, 5, [profile("a", **silence("ML103"))]),
    ],
)
def test_each_rule_finds_its_case(code, line, column, documents, bench):
    """A workspace made wrong in one way yields exactly that finding, at the value."""
    assert [(code, line, column)] == found(bench, documents)


def test_a_silenced_finding_is_not_told(bench):
    """The reason stands in the file; nothing is printed."""
    assert [] == found(bench, [plain(**silence("ML103", until="2999-12-31"))])


def test_a_silence_that_is_over_says_so(bench):
    """The finding is back, and the silence is told at its own place."""
    assert ["ML103", "ML109"] == [
        c for c, *_ in found(bench, [plain(**silence("ML103", until="2020-01-31"))])
    ]


def test_the_workspace_silences_by_address(bench):
    """`lint.exceptions` in msgops.yaml takes a pattern of addresses."""
    lint = (
        "lint: {exceptions: [{address: infobip.NotificationProfile/*, ignore: [ML103], reason: the lab}]}\n"
    )
    path = bench.root / "msgops.yaml"
    path.write_text(path.read_text(encoding="utf-8") + lint, encoding="utf-8")

    assert [] == found(bench, [plain()])


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ({"ignore": ["ML103"]}, "MC102"),
        ({"ignore": [], "reason": "x"}, "MC104"),
        ({"ignore": ["ML103"], "reason": " "}, "MC104"),
        ({"ignore": ["ML103"], "reason": "x", "until": "tomorrow"}, "MC104"),
        ({"ignore": ["ML103"], "resaon": "x", "reason": "x"}, "MC101"),
        ("ML103", "MC104"),
    ],
)
def test_a_silence_has_rules_and_a_reason(block, code, bench):
    """Anything else is an error at its place."""
    assert code in [c for c, *_ in found(bench, [profile("a", lint=block)])]


def test_a_tidy_workspace_has_no_findings(bench):
    """Nothing is found where nothing is wrong; the command ends 0."""
    security = {"kind": "infobip.WebhookSecurity", "name": "s", "spec": HMAC}

    assert [] == found(bench, [security, profile("a", spec={"security": "s"})])
    assert 0 == bench.run("lint")
