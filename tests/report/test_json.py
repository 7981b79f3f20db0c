"""JSON reports: their schemas, and plans that come back equal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from msgops.cli.kinds import kind_json
from msgops.model.address import Address
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.model.plan import Basis, Plan
from msgops.model.resource import Waiting
from msgops.report.json import (
    apply_json,
    diagnostics_json,
    drift_json,
    dumps,
    gates_json,
    history_json,
    plan_from_json,
    plan_json,
)
from msgops.report.outputs import outputs_json
from msgops.report.permissions import permissions_json
from msgops.report.schemas import output_schemas
from msgops.sdk.catalog import Catalog
from report import samples as s

SCHEMAS = output_schemas()
OUTPUTS = {
    "plan": lambda: plan_json(s.REFUSED),
    "apply": lambda: apply_json(s.OUTCOMES, s.FULL, 5),
    "drift": lambda: drift_json(s.FINDINGS),
    "gates": lambda: gates_json([s.GATE]),
    "kinds": lambda: [kind_json(k) for k in Catalog.installed()],
    "history": lambda: history_json(s.RUNS),
    "outputs": lambda: outputs_json(s.TOLD),
    "permissions": lambda: permissions_json([s.PERMISSIONS, s.UNSTATED]),
    "diagnostics": lambda: diagnostics_json([s.REFUSAL]),
}


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - {"events"}))  # tests/cli/test_events.py has those
def test_outputs_keep_to_their_published_schemas(name):
    """Every output is valid, and says nothing that its schema does not know at the top."""
    Draft202012Validator.check_schema(SCHEMAS[name])
    value = json.loads(dumps(OUTPUTS[name]()))

    assert [] == [e.message for e in Draft202012Validator(SCHEMAS[name]).iter_errors(value)]
    one, known = (value[0], SCHEMAS[name]["items"]) if isinstance(value, list) else (value, SCHEMAS[name])
    assert set(known["properties"]) == set(one)


def test_the_keys_of_a_plan_are_those_that_others_build_on():
    """The names that DESIGN promises are there."""
    (found,) = plan_json(s.plan_of(s.DRIFTED))["changes"]

    assert {
        "address",
        "kind",
        "account",
        "action",
        "cause",
        "fields",
        "reason",
        "source",
        "reversible",
        "waits_for",
    } <= set(found)
    assert {"file": "resources/inbound.yaml", "line": 10, "column": 0, "used_at": None} == found["source"]
    assert {
        "path": "webhook.notify_url",
        "before": "https://old",
        "after": "https://new",
        "cause": "drift",
        "sensitive": False,
    } == found["fields"][0]


def test_a_place_in_a_template_comes_back_with_the_document_that_uses_it():
    """A saved plan says both; one of an older version says the file alone."""
    origin = Origin("blueprints/x/a.yaml.j2", 3, 0, Origin("resources/all.yaml", 7))
    plan = s.plan_of(replace(s.DRIFTED, source=origin))
    written = plan_json(plan)

    assert origin.via == plan_from_json(written).changes[0].source.via
    del written["changes"][0]["source"]["used_at"]
    assert None is plan_from_json(written).changes[0].source.via


def test_a_plan_counts_its_calls_and_actions():
    """The totals are in the file."""
    found = plan_json(s.FULL)

    assert "1.0" == found["format_version"]
    assert 4 == found["calls"]
    assert {
        "noop": 1,
        "create": 1,
        "update": 2,
        "replace": 0,
        "delete": 1,
        "adopt": 1,
        "forget": 0,
        "gate": 1,
    } == found["summary"]


def test_a_plan_without_changes_is_whole():
    """An empty plan makes the round trip too."""
    assert s.plan_of() == plan_from_json(plan_json(s.plan_of()))


def test_drift_has_the_keys_that_others_build_on():
    """The names that DESIGN promises are there."""
    (first, _) = drift_json(s.FINDINGS)["findings"]

    assert {
        "address": "infobip.NotificationProfile/care",
        "class": "changed",
        "field": "webhook.notify_url",
        "before": "https://new",
        "after": "https://old",
        "actor": "jane",
        "since": "2026-03-01T10:00:00Z",
        "severity": "warning",
        "sensitive": False,
    } == first


def test_gates_tell_state_and_due_date():
    """A gate has a state, whom it waits for, and a date where there is one."""
    waiting = replace(s.GATE.waiting, due="2026-04-01", since="2026-03-01T08:00:00+00:00")
    (found,) = gates_json([replace(s.GATE, waiting=waiting)])

    assert ("pending", "Meta", "2026-04-01") == (found["state"], found["waiting_for"], found["due"])
    assert "2026-03-01T08:00:00+00:00" == found["since"]


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        ({}, "pending"),
        ({"submitted": True}, "submitted"),
        ({"rejected": True}, "rejected"),
        ({"rejected": True, "expired": True}, "expired"),
    ],
)
def test_a_gate_is_in_one_of_four_states(flags, state):
    """The vendor's last word comes before what was handed in."""
    (found,) = gates_json([replace(s.GATE, waiting=Waiting("Meta", "wait", **flags))])

    assert state == found["state"]


def test_json_carries_no_character_that_speaks_to_a_terminal():
    """Control and bidirectional characters are escapes, and come back as they were."""
    text = dumps({"a": "\x1b\x9b\x7f\u202e\u200b"})

    assert text.replace("\n", "").isprintable()
    assert {"a": "\x1b\x9b\x7f\u202e\u200b"} == json.loads(text)


def test_json_holds_numbers_of_any_size_and_broken_text():
    """What the fast writer refuses, the slow one writes."""
    assert {"n": 1 << 80, "t": "\ud800"} == json.loads(dumps({"n": 1 << 80, "t": "\ud800"}))


def change_path(*path, to=None, drop=False):
    """Return the JSON of a plan with one value replaced or removed."""
    value = plan_json(s.REFUSED)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if drop:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "the file is not a map"),
        ({}, "format_version is missing"),
        (
            change_path("format_version", to="2.0"),
            "format_version '2.0' cannot be read; this msgops reads 1.0",
        ),
        (change_path("changes", to={}), "changes is not a list"),
        (
            change_path("changes", 0, "address", to="nonsense"),
            "changes[0].address: 'nonsense' is not an address",
        ),
        (
            change_path("changes", 0, "action", to="explode"),
            "changes[0].action: 'explode' is not one of noop, create",
        ),
        (change_path("changes", 1, "calls", to=True), "changes[1].calls is not a number"),
        (change_path("changes", 1, "record", to=1), "changes[1].record is not true or false"),
        (change_path("changes", 0, "fields", 0, "after", drop=True), "changes[0].fields[0].after is missing"),
        (
            change_path("changes", 0, "fields", 0, "sensitive", to=True),
            "changes[0].fields[0] is sensitive and must not",
        ),
        (change_path("basis", "providers", to={"infobip": 1}), "basis.providers.infobip is not text"),
        (change_path("refused", 0, "severity", to="bad"), "refused[0].severity: 'bad' is not one of error"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_place(value, message):
    """The complaint names the place and what is wrong there."""
    with pytest.raises(ValueError) as caught:
        plan_from_json(value)

    assert str(caught.value).startswith(message)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = TEXT.filter(lambda t: t and not t.startswith("/") and not any(c.isspace() for c in t))
ADDRESSES = st.builds(
    Address, st.sampled_from(["infobip", "crm_2"]), st.sampled_from(["Tag", "Queue2"]), NAMES
)
FIELDS = st.builds(FieldChange, TEXT, VALUES, VALUES, st.sampled_from(Cause)) | st.builds(
    FieldChange, TEXT, st.none(), st.none(), st.sampled_from(Cause), st.just(value=True)
)
ORIGINS = st.builds(Origin, TEXT, st.integers(0, 9), st.integers(0, 9))
CHANGES = st.builds(
    Change,
    address=ADDRESSES,
    action=st.sampled_from(Action),
    account=TEXT,
    cause=st.none() | st.sampled_from(Cause),
    fields=st.lists(FIELDS, max_size=3).map(tuple),
    reason=TEXT,
    source=st.none() | ORIGINS,
    depends_on=st.lists(ADDRESSES, max_size=2).map(tuple),
    precondition=TEXT,
    live_id=TEXT,
    reversible=st.booleans(),
    waits_for=st.lists(TEXT, max_size=2).map(tuple),
    waiting=st.none() | st.builds(Waiting, TEXT, TEXT, st.booleans()),
    create_first=st.booleans(),
    calls=st.integers(0, 3),
    record=st.booleans(),
    costs_money=st.booleans(),
    notes=st.lists(TEXT, max_size=2).map(tuple),
)
DIAGNOSTICS = st.builds(
    Diagnostic,
    code=TEXT,
    summary=TEXT,
    detail=TEXT,
    remedy=TEXT,
    severity=st.sampled_from(Severity),
    address=st.none() | ADDRESSES,
    origin=st.none() | ORIGINS,
    excerpt=TEXT,
    width=st.integers(0, 9),
)
PLANS = st.builds(
    Plan,
    changes=st.lists(CHANGES, max_size=3).map(tuple),
    basis=st.builds(Basis, TEXT, TEXT, TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=2)),
    digest=TEXT,
    refused=st.lists(DIAGNOSTICS, max_size=1).map(tuple),
    warnings=st.lists(DIAGNOSTICS, max_size=1).map(tuple),
    unmanaged=st.dictionaries(TEXT, st.integers(0, 9), max_size=2),
    reads=st.integers(0, 9),
)


@given(PLANS)
def test_a_plan_comes_back_equal_from_its_json(plan):
    """Writing and reading a plan changes nothing, and the file keeps to the schema."""
    value = json.loads(dumps(plan_json(plan)))

    assert plan == plan_from_json(value)
    Draft202012Validator(SCHEMAS["plan"]).validate(value)
