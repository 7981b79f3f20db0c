"""What went wrong on the way is one line per account and kind, in every format, in the same order, without secrets."""

from __future__ import annotations

import json

import pytest

from msgops.model.mishap import Mishap, Trouble
from msgops.report import render
from msgops.sdk.meter import Meter
from report import samples as s

MISHAPS = [
    Mishap("infobip", Trouble.THROTTLED, 12, 12, 1234.5, "POST /provisioning/1/applications"),
    Mishap("infobip", Trouble.ANSWER_LOST, 1, 0, 0.0, "POST /ccaas/1/tags"),
    Mishap("infobip", Trouble.TOKEN_RENEWED, 1, 1, 0.0, "GET /ccaas/1/queues"),
]
TOLD = """\
On the way

    infobip: throttled by the vendor (429), 12 times; repeated 12 times, waited 1,234.5 s; last POST /provisioning/1/applications
    infobip: the answer was lost, 1 time; last POST /ccaas/1/tags
    infobip: the token had ended and was renewed, 1 time; repeated 1 time; last GET /ccaas/1/queues

"""
REPORTS = {
    "plan": lambda name, mishaps: render.render_plan(s.FULL, name, mishaps=mishaps),
    "apply": lambda name, mishaps: render.render_apply(s.OUTCOMES, s.FULL, 5, name, mishaps=mishaps),
    "drift": lambda name, mishaps: render.render_drift(s.FINDINGS, name, mishaps=mishaps),
}


@pytest.mark.parametrize("report", REPORTS)
def test_text_has_one_line_for_each_kind_of_trouble(report):
    """The lines stand at the end, before the verdict; without trouble there is nothing."""
    assert TOLD in REPORTS[report]("text", MISHAPS)
    assert "On the way" not in REPORTS[report]("text", [])


@pytest.mark.parametrize("name", ["markdown", "html"])
@pytest.mark.parametrize("report", REPORTS)
def test_pages_have_the_same_lines(report, name):
    """Markdown and HTML say the same; the auditors' table of drift too."""
    page = REPORTS[report](name, MISHAPS)

    assert "On the way" in page
    assert "the answer was lost, 1 time" in page.replace("<wbr>", "").replace("&#32;", " ")


@pytest.mark.parametrize("name", ["sarif", "junit"])
@pytest.mark.parametrize("report", REPORTS)
def test_verdicts_stay_as_they_are(report, name):
    """What was survived is no finding and no failed test."""
    assert REPORTS[report](name, MISHAPS) == REPORTS[report](name, [])


@pytest.mark.parametrize("report", REPORTS)
def test_json_carries_them_as_faults(report):
    """A list that is always there; each with account, kind, numbers and the last call."""
    assert [] == json.loads(REPORTS[report]("json", []))["faults"]
    first, *_ = json.loads(REPORTS[report]("json", MISHAPS))["faults"]
    assert {
        "account": "infobip",
        "fault": "throttled",
        "count": 12,
        "repeated": 12,
        "waited_seconds": 1234.5,
        "last": "POST /provisioning/1/applications",
    } == first


def test_a_hostile_path_stays_one_line():
    """A name inside a path cannot break out of its line or of a code block."""
    nasty = Mishap("a\nb", Trouble.SLOW, 1, 1, 1.0, "GET /tags/x\x1b[31m\n```\n<script>")
    for name in ("text", "markdown", "html"):
        page = REPORTS["plan"](name, [nasty])
        assert "\x1b" not in page
        assert "a\nb" not in page
    assert 1 == page.count("<script>"), "our own"


def test_the_order_does_not_depend_on_the_weather():
    """The meter lists kinds in one order, whichever came first, and rounds what was waited."""
    one, other = Meter(), Meter()
    for meter, kinds in ((one, list(Trouble)), (other, list(reversed(Trouble)))):
        for kind in kinds:
            meter.note(kind, "GET /a", waited=0.123456, repeated=True)

    assert one.mishaps("acme") == other.mishaps("acme")
    assert {0.1} == {m.waited for m in one.mishaps("acme")}


def test_every_kind_of_trouble_has_words():
    """No kind is shown by its internal name."""
    for kind in Trouble:
        page = REPORTS["plan"]("text", [Mishap("acme", kind, 1, 0, 0.0, "GET /a")])
        assert f": {kind.value}," not in page
