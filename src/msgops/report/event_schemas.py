"""The published schema of one line of `--events`.

An event that is not in the table is valid too: later versions add events and keys, and readers skip what they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgops.model.change import Action, Cause
from msgops.model.diagnostic import Severity
from msgops.model.mishap import Trouble
from msgops.report.schema_parts import (
    ADDRESS,
    Schema,
    array,
    count,
    diagnostic,
    flag,
    gate,
    mapping,
    maybe,
    outcome,
    record,
    source,
    text,
    words,
)

FORMAT = "msgops.events/1"
"""The format that the first event of each run names."""


def event_schema() -> Schema:
    """Return the schema of any event: what all have, and what each of them has besides."""
    return {
        **record(
            event=text("What happened; a reader skips the events that it does not know."),
            at={
                "type": "string",
                "pattern": r"^[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z$",
                "description": "UTC, to the millisecond.",
            },
            seq={"type": "integer", "minimum": 1, "description": "From 1 without gaps within a run."},
            run=text("The same for all events of one run; several runs may share a file."),
        ),
        "allOf": [
            {"if": {"properties": {"event": {"const": name}}}, "then": {"description": told, **body}}
            for name, (told, body) in _events().items()
        ],
    }


def _events() -> Mapping[str, tuple[str, Schema]]:
    """Return what each event tells, in the order in which a run meets them."""
    return {
        "run_started": (
            "Always the first.",
            record(
                format={"const": FORMAT},
                command={"enum": ["plan", "apply", "drift"]},
                version=text("The version of msgops."),
                environment=text("Empty without -e."),
                commit=text("GITHUB_SHA or CI_COMMIT_SHA; empty where neither is set."),
            ),
        ),
        "workspace_loaded": (
            "The files are read and free of errors.",
            record(
                workspace=text(),
                environment=text(),
                resources=count(),
                accounts=mapping(text(), "The provider of each account."),
            ),
        ),
        "lease_taken": ("No other run can write from now on.", record(token=count("Grows with each lease."))),
        "lease_lost": ("Another run may write: this one ends.", record(token=count())),
        "observed": (
            "One kind of one account was read, or could not be.",
            record(
                account=text(),
                kind=text(),
                count=count("Live objects that were read."),
                calls=count("Calls that reading this account has made so far."),
                error=maybe(diagnostic()),
            ),
        ),
        "change_planned": ("One for each change of the plan; values stand in the plan.", _planned()),
        "gate_open": ("A step waits for a person or for the vendor.", gate()),
        "planned": (
            "The plan is made; its changes came before.",
            record(
                digest=text(),
                changes=count("Changes to be made."),
                summary=mapping(count(), "Changes by action."),
                calls=count("Calls that apply makes to write."),
                refused=count("Refusals; each is a diagnostic of its own."),
            ),
        ),
        "apply_started": (
            "Writing begins.",
            record(
                history=text("The id of the run in msgops history."),
                digest=text(),
                changes=count("How many changes will end."),
            ),
        ),
        "change_started": (
            "The first call of a change follows.",
            record(address=ADDRESS, action=words(Action)),
        ),
        "change_ended": ("What became of a change; the last one of an address counts.", _ended()),
        "fault_met": (
            "Something went wrong between msgops and an account, and was dealt with.",
            record(
                account=text(),
                fault=words(Trouble),
                call=text("Method and path, or a list and its kind."),
                repeated=flag("The call is sent again."),
                waited_seconds={"type": "number", "minimum": 0},
            ),
        ),
        "drift_found": (
            "One field, or one object, that changed outside msgops; values stand in the report.",
            record(
                address=ADDRESS,
                **{"class": text("changed, deleted, recreated or waiting.")},
                field=text("Empty when the object as a whole is meant."),
                actor=text("unknown where the vendor's audit feed is silent."),
                since=text("Empty when nobody knows."),
                severity=words(Severity),
            ),
        ),
        "diagnostic": (
            "A finding about the run as a whole; the finding of a change stands in change_ended.",
            record(
                role={"enum": ["refused", "warning", "error"]},
                diagnostic=diagnostic(),
            ),
        ),
        "run_ended": (
            "Always the last, also after an error and Ctrl-C; missing only where the process was killed.",
            record(
                exit_code={"type": "integer"},
                stopped={"enum": ["", "error", "interrupted", "bug"], "description": "What ended it early."},
                summary=mapping(count(), "Changes by action, outcomes by result, or findings by class."),
                seconds={"type": "number", "minimum": 0},
            ),
        ),
    }


def _planned() -> Schema:
    return record(
        address=ADDRESS,
        kind=text(),
        account=text(),
        action=words(Action),
        cause=maybe(words(Cause)),
        fields=array(text("The path of a field that changes.")),
        reason=text("For the reader; nothing is decided by it."),
        source=source(),
    )


def _ended() -> Schema:
    ended = outcome()
    more = record(
        request_ids=array(text("The vendor's id of a write.")),
        seconds=maybe({"type": "number", "minimum": 0}),
        ended=count("Changes that have ended, this one included."),
        changes=count("Changes that will end."),
        revised=flag("It corrects an earlier event: what was read back afterwards is not what was written."),
    )
    return record(**ended["properties"], **more["properties"])
