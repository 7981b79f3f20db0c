"""What holds in every format."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from msgops.model.finding import Finding
from msgops.model.outcome import Outcome, Result
from msgops.model.state import Run
from msgops.report import render
from msgops.report.diagnostics import render as render_text
from msgops.report.json import plan_from_json, plan_json
from msgops.report.markdown import document_markdown, stacked
from msgops.report.plans import plan_document
from msgops.report.values import Limits
from report import samples as s

FORMATS = render.FORMATS
REPORTS = {
    "plan": lambda name: render.render_plan(s.REFUSED, name),
    "apply": lambda name: render.render_apply(s.OUTCOMES, s.FULL, 5, name),
    "drift": lambda name: render.render_drift(s.FINDINGS, name),
    "gates": lambda name: render.render_gates([s.GATE], name),
    "history": lambda name: render.render_history(s.RUNS, name),
    "diagnostics": lambda name: render.render_diagnostics([s.REFUSAL], name),
}
EMPTY = {
    "plan": lambda name: render.render_plan(s.plan_of(), name),
    "apply": lambda name: render.render_apply([], s.plan_of(), 0, name),
    "drift": lambda name: render.render_drift([], name),
    "gates": lambda name: render.render_gates([], name),
    "history": lambda name: render.render_history([], name),
    "diagnostics": lambda name: render.render_diagnostics([], name),
}


def hostile_outcomes():
    """Return one failed outcome for each hostile change."""
    plan = s.hostile_plan()
    return [Outcome(c.address, c.action, Result.FAILED, s.HOSTILE, plan.refused[0]) for c in plan.changes]


HOSTILE = {
    "plan": lambda name: render.render_plan(s.hostile_plan(), name),
    "apply": lambda name: render.render_apply(hostile_outcomes(), s.hostile_plan(), 5, name),
    "drift": lambda name: render.render_drift(s.hostile_findings(), name),
    "gates": lambda name: render.render_gates(s.hostile_plan().gates, name),
    "history": lambda name: render.render_history([Run(*[s.HOSTILE] * 8, 1, {s.HOSTILE: 1})], name),
    "diagnostics": lambda name: render.render_diagnostics(s.hostile_plan().refused, name),
}


class Page(HTMLParser):
    """Collects the tags and the visible text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open, self.scripts = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("input", "meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        (self.scripts if self.open[-1:] == ["script"] else self.words).append(data)


def outside_fences(text):
    """Return the Markdown that is not inside a fence; the fences must be balanced."""
    kept, fence = [], None
    for line in text.split("\n"):
        found = re.match(r" {0,3}(`{3,})(.*)$", line)
        if fence is None and found and "`" not in found[2]:
            fence = found[1]
        elif fence is not None and found and len(found[1]) >= len(fence) and not found[2].strip():
            fence = None
        elif fence is None:
            kept.append(line)
    assert fence is None, "a fence is left open"
    return "\n".join(kept)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", sorted(REPORTS))
def test_every_report_comes_in_every_format_and_the_same_twice(report, name):
    """Same values, same bytes; machine formats parse."""
    text = REPORTS[report](name)

    assert text == REPORTS[report](name)
    for found in (text, EMPTY[report](name)):
        if name in ("json", "sarif"):
            json.loads(found)
        elif name == "junit":
            ET.fromstring(found)
        elif name == "html":
            assert [] == Page(found).open
        elif name == "markdown":
            outside_fences(found)


def test_an_unknown_format_is_refused():
    """The complaint lists the formats."""
    with pytest.raises(ValueError, match="there is no format 'pdf'; there are text, json"):
        render.render_plan(s.FULL, "pdf")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", sorted(HOSTILE))
def test_no_format_lets_a_value_speak_to_the_terminal(report, name):
    """No escape, C1 or bidirectional character of a value survives."""
    text = HOSTILE[report](name)

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


@pytest.mark.parametrize("report", sorted(HOSTILE))
def test_html_escapes_every_value(report):
    """No tag of a value becomes a tag of the page, and the page asks for nothing from a network."""
    text = HOSTILE[report]("html")
    page = Page(text)

    assert not page.tags & {"img", "details", "link", "iframe"}
    assert [files("msgops.report").joinpath("page.js").read_text(encoding="utf-8")] == page.scripts
    assert [] == page.open
    assert not re.search(
        r"""(src|href)=(?!"#)""", text.replace("&lt;img/src=x", "").replace("img/<wbr>src=", "")
    )
    assert "default-src 'none'" in text


@pytest.mark.parametrize("report", sorted(HOSTILE))
def test_markdown_escapes_every_value(report):
    """Outside the fences no value makes a tag, a mention, a code span or a column."""
    outside = outside_fences(HOSTILE[report]("markdown"))
    ours = re.sub(r"</?(details|summary|b)( open)?>", "", outside)

    assert not re.search(r"<\w|</", ours)
    assert "@jane" not in ours
    assert "`" not in ours
    assert outside.count("<details") == outside.count("</details>")


@pytest.mark.parametrize("report", sorted(HOSTILE))
def test_junit_stays_well_formed(report):
    """Hostile values stay text."""
    root = ET.fromstring(HOSTILE[report]("junit"))

    assert {"testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"} >= {
        e.tag for e in root.iter()
    }


@pytest.mark.parametrize("name", FORMATS)
def test_no_sensitive_value_appears(name):
    """Even a value that a sensitive field carries by mistake is shown by no format."""
    address = s.at("infobip.Tag/a")
    severity = s.FINDINGS[0].severity
    leak = Finding(address, "changed", "key", s.CANARY, s.CANARY, "jane", "", severity, sensitive=True)

    assert s.CANARY not in render.render_plan(s.secret_plan(), name)
    assert s.CANARY not in render.render_drift([leak], name)
    assert s.CANARY not in render.render_gates(s.secret_plan().gates, name)


def test_a_plan_read_from_its_file_looks_as_it_did():
    """Show prints what plan printed, in every format."""
    plan = s.plan_of(
        s.DRIFTED,
        s.change("infobip.Tag/a", s.Action.UPDATE, s.field("m", {"b": 1, "a": 2}, {"b": 2, "a": 3})),
    )
    again = plan_from_json(json.loads(json.dumps(plan_json(plan), sort_keys=True)))

    for name in FORMATS:
        if name != "json":
            assert render.render_plan(plan, name) == render.render_plan(again, name)


def test_diagnostics_as_text_are_those_of_the_command_line():
    """One text for findings everywhere."""
    assert render_text([s.REFUSAL], colour=False) == render.render_diagnostics([s.REFUSAL], "text")


def big_plan():
    """Return a plan whose JSON is at least 2.6 MB."""
    text = "Dear {{1}}, `code` ```and``` <b>more</b> | @jane 🎉 " * 8
    changes = [
        s.change(
            f"infobip.Tag/t{n}",
            s.Action.CREATE,
            *(s.field(f"f{m}", None, text) for m in range(6)),
            account=f"a{n % 7}",
        )
        for n in range(1200)
    ]
    return s.plan_of(s.DELETE, s.GATE, *changes)


def test_a_huge_plan_fits_one_comment():
    """2.6 MB of plan become a comment of at most 65,535 characters with whole fences and a pointer to the artefact."""
    plan = big_plan()
    assert len(json.dumps(plan_json(plan))) > 2_600_000

    text = render.render_plan(plan, "markdown")
    outside = outside_fences(text)

    assert 50_000 < len(text.encode("utf-16-le")) // 2 <= 65_535
    assert text.index("| to create") < text.index("<details")
    assert text.index("infobip.Number/385911234567") < text.index("infobip.Tag/t0")
    assert outside.count("<details") == outside.count("</details>")
    assert re.search(r"… and [\d,]+ more, see the artefact\.", outside)


def test_worksheets_fit_the_comment_of_their_apply():
    """What does not fit behind the report is left out whole, and counted."""
    report = render.render_plan(big_plan(), "markdown")
    text = stacked(report, ["a short one\n", *["x" * 30_000] * 3], "worksheet")

    assert len(text.encode("utf-16-le")) // 2 <= 65_535
    assert re.search(r"… and [34] more worksheets, see the artefact\.\n$", text)
    assert stacked("report\n", ["one\n", "two\n"], "worksheet") == "report\n\none\n\ntwo\n"
    assert stacked("r", ["x" * 70_000], "worksheet") == "r\n… and 1 more worksheet, see the artefact.\n"


def test_a_huge_history_fits_one_comment():
    """Rows are dropped from the end, and counted."""
    text = render.render_history([s.RUNS[0]] * 5000, "markdown")

    assert len(text) <= 65_535
    assert re.search(r"… and [\d,]+ more, see the artefact\.", text)


def test_sarif_names_rule_level_place_and_resource():
    """A refusal points at its line."""
    log = json.loads(render.render_plan(s.REFUSED, "sarif"))
    run = log["runs"][0]
    (found,) = [r for r in run["results"] if r["ruleId"] == "MG106"]

    assert "2.1.0" == log["version"]
    assert "error" == found["level"]
    assert "MG106" == run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"]
    assert {
        "artifactLocation": {"uri": "resources/numbers.yaml"},
        "region": {"startLine": 3, "startColumn": 1},
    } == found["locations"][0]["physicalLocation"]
    assert "infobip.Number/385911234567" == found["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]


def test_sarif_has_one_result_for_each_drift_finding():
    """An auditor's tool counts what the report counts."""
    results = json.loads(render.render_drift(s.FINDINGS, "sarif"))["runs"][0]["results"]

    assert [("drift-changed", "warning"), ("drift-deleted", "error")] == [
        (r["ruleId"], r["level"]) for r in results
    ]
    assert 2 == len({r["partialFingerprints"]["subject/v1"] for r in results})


def test_junit_fails_on_refusals_and_drift_and_skips_gates():
    """A change of the files passes, a change behind msgops' back fails, a gate is skipped."""
    suite = ET.fromstring(render.render_plan(s.REFUSED, "junit"))[0]
    by_name = {}
    for case in suite:
        by_name.setdefault(case.get("name"), []).append(case[0].tag)

    assert ["system-out"] == by_name["infobip.WebhookSecurity/care-hmac"]
    assert ["failure"] == by_name["infobip.NotificationProfile/care"]
    assert ["skipped"] == by_name["infobip.WhatsAppTemplate/welcome"]
    assert "failure" in by_name["infobip.Number/385911234567"]
    assert (str(len(suite)), "3", "1") == (suite.get("tests"), suite.get("failures"), suite.get("skipped"))


def test_sarif_of_a_whole_file_names_no_line():
    """A finding about a file as a whole has a place, but no region."""
    whole = replace(s.REFUSAL, origin=s.Origin("a b.yaml"))
    (found,) = json.loads(render.render_diagnostics([whole], "sarif"))["runs"][0]["results"]

    assert {"artifactLocation": {"uri": "a%20b.yaml"}} == found["locations"][0]["physicalLocation"]


def test_sections_that_do_not_fit_a_comment_are_counted():
    """When a section uses the budget up, the sections after it are only counted."""
    text = document_markdown(plan_document(big_plan(), Limits()), budget=2_500)

    assert len(text) <= 2_500
    assert re.search(r"in the sections that follow, see the artefact\.", text)


def test_no_findings_is_a_sentence():
    """Valid files give a result too."""
    assert "No findings.\n" == render.render_diagnostics([], "text")


def test_junit_of_apply_tells_failed_from_waiting():
    """Done passes, failed and moved fail, skipped and waiting are skipped."""
    suite = ET.fromstring(render.render_apply(s.OUTCOMES, s.FULL, 5, "junit"))[0]

    assert ["system-out", "failure", "skipped", "failure", "skipped"] == [case[0].tag for case in suite]
