"""Numbers that nobody publishes: refused until a person has shown them once, then used both ways."""

from __future__ import annotations

import pytest

from cxone.bench import CAMPAIGN, CATALOG, bench, console, live, skill
from msgops.sdk.catalog import Catalog

PREFERRED = "evaluation_criteria.preferred_agent=By preference"
OFFLINE = "focus_lock.when_offline=By preference"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace in front of a tenant in which somebody made a skill in the console."""
    monkeypatch.setattr(Catalog, "installed", classmethod(lambda _: CATALOG))
    found = bench(tmp_path)
    found.write([CAMPAIGN])
    assert 0 == found.apply()
    made = {"evaluation": "Preferred Agent", "focus_lock": "When Offline", "FallbackTime": 10}
    console(found, "skill", name="By preference", campaign="digital", **made)
    return found


def _calibrate(workspace, *words):
    return workspace.run("cxone", "calibrate", "-C", str(workspace.root), *words)


def _numbers(workspace):
    return next(s for s in live(workspace, "skills") if s["skillName"] == "By preference")


def test_a_word_without_a_number_is_refused_with_the_advice(workspace):
    """At plan, with the command that helps; nothing is written."""
    workspace.write([CAMPAIGN, skill(evaluation_criteria="preferred_agent")])

    plan = workspace.plan()

    assert ["MG116"] == [d.code for d in plan.refused]
    assert (
        "msgops cxone calibrate --write evaluation_criteria.preferred_agent=SKILL" in plan.refused[0].detail
    )
    assert 3 == workspace.apply()
    assert ["By preference"] == [s["skillName"] for s in live(workspace, "skills")]


def test_what_a_person_chose_once_is_written_into_the_account(workspace):
    """The command reads the skill, the file gets the map, and the words are sent as this tenant's numbers."""
    assert 0 == _calibrate(workspace, "--write", PREFERRED, OFFLINE)
    wanted = skill(evaluation_criteria="preferred_agent", focus_lock="when_offline", fallback_time=5)
    workspace.write([CAMPAIGN, wanted])

    assert 0 == workspace.apply()
    mine = next(s for s in live(workspace, "skills") if s["skillName"] == "whatsapp")
    shown = _numbers(workspace)
    assert (shown["evaluationCriteria"], shown["FocusLock"], 5) == (
        mine["evaluationCriteria"],
        mine["FocusLock"],
        mine["FallbackTime"],
    )
    assert not workspace.plan().pending


def test_a_change_in_the_console_is_drift_in_words(workspace):
    """Not in numbers; a number that the map does not have is shown as such."""
    _calibrate(workspace, "--write", PREFERRED)
    workspace.write([CAMPAIGN, skill(evaluation_criteria="preferred_agent")])
    workspace.apply()

    console(workspace, "skill", name="whatsapp", evaluation="Skill Proficiency")

    (found,) = workspace.drift()
    assert ("evaluation_criteria", "preferred_agent") == (found.field, found.before)
    assert found.after.startswith("code ")
    assert 0 == workspace.apply()
    assert not workspace.plan().pending


def test_without_write_the_map_is_printed_and_the_file_stays(workspace):
    """To be looked at first."""
    before = (workspace.root / "msgops.yaml").read_text(encoding="utf-8")

    assert 0 == _calibrate(workspace, PREFERRED)
    assert f"preferred_agent: {_numbers(workspace)['evaluationCriteria']}" in workspace.last_output
    assert before == (workspace.root / "msgops.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Name a skill for each variant"),
        (("focus_lock=By preference",), "is not FIELD.VARIANT=SKILL"),
        (("focus_lock.sometimes=By preference",), "is not FIELD.VARIANT=SKILL"),
        (("focus_lock.when_offline=Nobody",), "there is no skill 'Nobody'"),
        (("focus_metric.per_case=By preference",), "shows no FocusMetric"),
        ((OFFLINE, "focus_lock.when_available=By preference"), "would both be"),
        ((OFFLINE, "--account", "other"), "no account of NICE CXone"),
    ],
)
def test_what_it_cannot_learn_from_is_a_usage_error(workspace, words, why):
    """64, and the file stays as it is."""
    before = (workspace.root / "msgops.yaml").read_text(encoding="utf-8")

    assert 64 == _calibrate(workspace, "--write", *words)
    assert why in workspace.last_errors
    assert before == (workspace.root / "msgops.yaml").read_text(encoding="utf-8")


def test_a_provider_without_commands_adds_no_word():
    """And an unknown word is still answered with what was probably meant."""
    from msgops.cli.provider_commands import group

    assert group(CATALOG, "infobip") is None
    assert ["calibrate"] == list(group(CATALOG, "cxone").commands)
