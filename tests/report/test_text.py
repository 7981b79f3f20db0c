"""Reports for a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from msgops.model.change import Action, Cause
from msgops.model.outcome import Outcome, Result
from msgops.model.resource import Waiting
from msgops.report.text import drift_text, gates_text, history_text, outcomes_text, plan_text
from report import samples as s

ANSI = re.compile("\033\\[[0-9;]*m")

GOLDEN = """\
Needs attention

  ~ update  infobip.Subscription/orders                                    resources/inbound.yaml:31
      ! conflict: apply overwrites what somebody else set
      ~ profile: "old" -> "care"   (conflict: changed in the files and outside msgops)

  ? gate    infobip.WhatsAppTemplate/welcome                              resources/templates.yaml:4
      ? waits for Meta: Meta reviews the template

  - delete  infobip.Number/385911234567
      it is no longer declared
      ! costs money
      ! cannot be undone
      ! the number goes back to the pool

Account infobip

  + create  infobip.WebhookSecurity/care-hmac                               resources/inbound.yaml:2
      + type: "HMAC"
      + credentials.secret_key: (sensitive value)
      + id: (known after apply)

  ~ update  infobip.NotificationProfile/care                               resources/inbound.yaml:10
      ~ webhook.notify_url: "https://old" -> "https://new"   (drift: changed outside msgops)
      ~ connect_timeout: 30000 -> 5000   (config: changed in the files)

  » adopt   infobip.Tag/vip
      it exists already

Plan: 1 to create, 2 to update, 1 to delete, 1 to adopt, 1 gate waiting; 1 unchanged.
Apply makes 4 calls; reading made 9 calls.
Not managed: 13 live objects that no file declares: 12 infobip.Tag, 1 infobip.Queue.
"""


def test_a_plan_reads_attention_first_then_account_by_account():
    """The whole text of a plan with every kind of change."""
    assert GOLDEN == plan_text(s.FULL, colour=False)


def test_colour_only_adds_escapes():
    """Without its escapes the coloured plan is the plain one; the plain one has none."""
    coloured = plan_text(s.FULL, colour=True)

    assert GOLDEN == ANSI.sub("", coloured)
    assert GOLDEN != coloured


def test_an_empty_plan_says_that_nothing_changes():
    """The sentence that ends a good day."""
    assert "No changes. The systems agree with the files.\n" == plan_text(s.plan_of(s.NOOP), colour=False)


def test_a_refused_plan_shows_the_remedy_first_and_never_says_no_changes():
    """Refusals come before everything, with what to do."""
    text = plan_text(s.plan_of(s.NOOP, refused=(s.REFUSAL,)), colour=False)

    assert text.startswith("Refused\n\n  ! Error: The change cannot be undone [MG106]")
    assert "--allow MG106:infobip.Number/385911234567" in text
    assert "Refused: 1 finding; apply writes nothing until settled." in text
    assert "No changes" not in text


def test_detail_shows_what_stays_and_values_in_full():
    """With detail nothing is left out."""
    plan = s.plan_of(s.NOOP, s.change("infobip.Tag/long", Action.CREATE, s.field("text", None, "x" * 5000)))

    assert "x" * 5000 in plan_text(plan, colour=False, detail=True)
    assert "infobip.Tag/calm" in plan_text(plan, colour=False, detail=True)
    assert "infobip.Tag/calm" not in plan_text(plan, colour=False)


def test_a_field_released_to_the_default_says_so():
    """`after` is nothing: the vendor's default returns."""
    plan = s.plan_of(s.change("infobip.Tag/a", Action.UPDATE, s.field("colour", "red", None)))

    assert '- colour: "red" -> (the vendor\'s default)' in plan_text(plan, colour=False)


def test_attention_names_the_account_when_there_are_several():
    """A delete out of its account's section says which account it is in."""
    plan = s.plan_of(s.DELETE, replace(s.CREATE, account="crm"))

    assert "- delete  infobip.Number/385911234567  (account infobip)" in plan_text(plan, colour=False)


def test_records_that_need_no_call_are_mentioned():
    """A stale record is not a change, but it is told."""
    text = plan_text(s.plan_of(replace(s.NOOP, record=True)), colour=False)

    assert text.startswith("No changes.")
    assert "Apply brings 1 record of the state up to date; that needs no call." in text


def test_apply_lists_what_is_not_done_before_what_is():
    """Failures, refusals, what was skipped and what waits come before what was done."""
    text = outcomes_text(s.OUTCOMES, s.FULL, colour=False)
    titles = [line for line in text.split("\n") if line and not line.startswith(" ")]

    assert [
        "Failed",
        "Refused: the object moved after the plan was made",
        "Not done",
        "Waiting",
        "Done",
    ] == titles[:5]
    assert "Applied: 1 created, 1 failed, 1 refused, 1 not done, 1 waiting." in text
    assert "Correct the field." in text


def test_an_apply_without_work_says_so():
    """Nothing to do is a result too."""
    assert "Nothing to apply. The systems agree with the files.\n" == outcomes_text(
        [], s.plan_of(s.NOOP), colour=False
    )


def test_records_of_an_apply_are_counted_as_recorded():
    """A noop that only brought the state up to date is recorded."""
    outcomes = [Outcome(s.NOOP.address, Action.NOOP, Result.RECORDED)]

    assert "Applied: 1 recorded." in outcomes_text(outcomes, s.plan_of(s.NOOP), colour=False)


def test_drift_tells_field_values_hand_and_time():
    """Who, what, when, before and after."""
    text = drift_text(s.FINDINGS, colour=False)

    assert "  ~ changed   infobip.NotificationProfile/care  (by jane, since 2026-03-01T10:00:00Z)" in text
    assert '      ~ webhook.notify_url: "https://new" -> "https://old"' in text
    assert "  - deleted   infobip.Tag/vip  (by unknown)" in text
    assert "Drift: 2 findings in 2 resources." in text


def test_no_drift_says_so():
    """An auditor reads one sentence."""
    assert "No drift. What is live is what msgops recorded.\n" == drift_text([], colour=False)


def test_gates_tell_for_whom_they_wait():
    """The list of gates names the person and the instruction."""
    text = gates_text([s.GATE], colour=False)

    assert "? waits for Meta: Meta reviews the template" in text
    assert "Open: 1 gate." in text
    assert "Nothing waits for anybody.\n" == gates_text([], colour=False)


def test_history_is_a_table():
    """Each run is one row."""
    lines = history_text(s.RUNS).split("\n")

    assert ["Started", "Command", "By", "Commit", "Plan", "Exit", "Result"] == lines[0].split()
    assert "2026-03-01T10:00:00Z  apply    ci on host  abcdef1234  dddddddddd  5        3 done" == lines[1]
    assert "running" in lines[2]
    assert "Nothing was ever applied here.\n" == history_text([])


@pytest.mark.parametrize(
    ("actor", "host", "shown"),
    [("ana@acme.example", "ci", "ana@acme.example on ci"), ("ana", "ci", "ana on ci"), ("ana", "", "ana")],
)
def test_history_tells_the_hand_from_the_machine(actor, host, shown):
    """An address of mail stays one: the machine is named after it in words."""
    (line,) = history_text([replace(s.RUNS[0], actor=actor, host=host)]).split("\n")[1:2]

    assert shown == re.split(r" {2,}", line)[2]


def test_causes_are_told_per_field_only_where_they_help():
    """A plain update by the files does not repeat its cause on every line."""
    plan = s.plan_of(s.change("infobip.Tag/a", Action.UPDATE, s.field("x", 1, 2), cause=Cause.CONFIG))

    assert "      ~ x: 1 -> 2\n" in plan_text(plan, colour=False)


def test_a_replacement_that_stands_beside_the_old_object_says_so():
    """The reader learns that the new object comes first."""
    plan = s.plan_of(s.change("infobip.Tag/a", Action.REPLACE, create_first=True, reversible=False))

    assert "the new object is created before the old one is deleted" in plan_text(plan, colour=False)


def test_a_written_secret_that_is_released_shows_the_default():
    """A field with neither side known returns to the default."""
    plan = s.plan_of(s.change("infobip.Tag/a", Action.UPDATE, s.field("colour", None, None)))

    assert "      - colour: (the vendor's default)\n" in plan_text(plan, colour=False)


def test_an_instruction_beside_the_reason_is_shown_too():
    """Why a gate is open again, and what to do about it."""
    gate = replace(
        s.GATE,
        reason="the values changed since it was confirmed",
        waiting=Waiting("the admin", "do the step"),
    )
    text = gates_text([gate], colour=False)

    assert "      ? waits for Meta: the values changed since it was confirmed\n        do the step\n" in text


def test_drift_shows_fields_that_came_and_went():
    """A value on one side only has a sign for its side."""
    came = replace(s.FINDINGS[0], before=None)
    gone = replace(s.FINDINGS[0], field="timeout", after=None)
    text = drift_text([came, gone], colour=False)

    assert '      + webhook.notify_url: "https://old"\n      - timeout: "https://new"\n' in text
