"""The published JSON Schemas of what `--json` prints; within a major version keys are only added."""

from __future__ import annotations

from msgops.model.change import Action, Cause
from msgops.model.diagnostic import Severity
from msgops.report.event_schemas import event_schema
from msgops.report.schema_parts import (
    ADDRESS,
    DRAFT,
    VALUE,
    VERSION,
    Schema,
    array,
    count,
    diagnostic,
    flag,
    gate,
    mapping,
    maybe,
    mishap,
    outcome,
    record,
    source,
    text,
    words,
)


def output_schemas() -> dict[str, Schema]:
    """Return every schema by the name of its output."""
    return {
        "plan": _root("The result of msgops plan", plan_schema()),
        "apply": _root("The result of msgops apply", _apply()),
        "drift": _root("The result of msgops drift", _drift()),
        "gates": _root("The result of msgops gate list", array(gate())),
        "kinds": _root("The result of msgops kinds", array(_kind())),
        "history": _root("The result of msgops history", _history()),
        "permissions": _root("The result of msgops permissions", _permissions()),
        "outputs": _root("The result of msgops output", _outputs()),
        "events": _root("One line of --events of msgops plan, apply and drift", event_schema()),
        "diagnostics": _root("The result of msgops validate", _diagnostics()),
    }


def plan_schema() -> Schema:
    """Return the schema of a plan, also of a saved one."""
    return record(
        format_version=VERSION,
        changes=array(_change()),
        summary=record(**{action.value: count(f"Changes with action {action.value}.") for action in Action}),
        calls=count("Calls that apply would make to write."),
        digest=text("Identity of the plan: equal plans have equal digests."),
        basis=record(
            workspace=text(),
            environment=text("Empty without -e."),
            config=text("Digest of the files."),
            state=text("Identity of the state."),
            providers=mapping(text(), "Provider versions by name."),
        ),
        refused=array(diagnostic()),
        warnings=array(diagnostic()),
        unmanaged=mapping(count(), "Live objects that no file declares, by kind."),
        reads=count("Calls that reading made."),
        allowed=array(_allowed()),
        faults=array(mishap()),
        budgets=array(_budget()),
    )


def _budget() -> Schema:
    return record(
        account=text(),
        used=count("Calls that everybody has made in the vendor's period."),
        most=count("Calls that the vendor allows in it."),
        left=count(),
        reserve=count("An apply that would leave fewer is refused."),
    )


def _root(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **schema}


def _change() -> Schema:
    return record(
        address=ADDRESS,
        kind=text(),
        account=text(),
        action=words(Action),
        cause=maybe(words(Cause)),
        fields=array(
            record(
                path=text(),
                before=VALUE,
                after=VALUE,
                cause=words(Cause),
                sensitive=flag("Values are never shown."),
            )
        ),
        reason=text("For the reader; nothing is decided by it."),
        source=source(),
        reversible=flag("Whether the change can be undone."),
        waits_for=array(text()),
        waiting=maybe(
            record(
                waiting_for=text(),
                instruction=text(),
                rejected=flag("The vendor said no."),
                expired=flag("The vendor says that it has expired."),
                submitted=flag("It was handed in; the vendor has not answered yet."),
                code=flag("A code is awaited: msgops gate submit."),
                reason=text("The vendor's reason."),
                since=text("When it began to wait; empty when nobody knows."),
                due=text(),
            )
        ),
        live_id=text("The vendor's id; empty when there is none."),
        precondition=text("Digest of the live object that the change was computed from."),
        depends_on=array(ADDRESS),
        create_first=flag("A replace whose new object may stand beside the old one."),
        calls=count("Calls that the change costs."),
        record=flag("The state is brought up to date even without a call."),
        costs_money=flag("The change spends money."),
        notes=array(text()),
    )


def _allowed() -> Schema:
    return record(
        rule=text("The guard that would have refused."),
        address=ADDRESS,
        allow=text("The address or pattern that was allowed; empty for the whole rule."),
        by=text("Who allowed it."),
        until=maybe(text("The last day (UTC); null for this run only.")),
        reason=text("Empty where a plan needs none."),
    )


def _apply() -> Schema:
    return record(
        format_version=VERSION,
        exit_code={"type": "integer"},
        outcomes=array(outcome()),
        gates=array(gate()),
        summary=mapping(count(), "Outcomes by result."),
        digest=text("Digest of the plan that was applied."),
        allowed=array(_allowed()),
        faults=array(mishap()),
    )


def _drift() -> Schema:
    finding = record(
        address=ADDRESS,
        **{"class": {"enum": ["changed", "deleted", "recreated", "waiting"]}},
        field=text("Empty when the object as a whole is meant."),
        before=VALUE,
        after=VALUE,
        actor=text("unknown where the vendor's audit feed is silent."),
        since=text("Empty when nobody knows."),
        severity=words(Severity),
        sensitive=flag("Values are never shown."),
    )
    coverage = record(
        account=text(),
        concept=text(),
        managed=count("Live objects that are declared or recorded."),
        live=count(),
        percent=maybe(count("Rounded down; null where nothing is live.")),
        unmanaged=mapping(count(), "Live objects without a document, by kind."),
        unread=array(text("A kind that could not be read.")),
    )
    expiring = record(
        address=ADDRESS,
        field=text(),
        until=text("The last day on which it is ignored."),
        days={"type": "integer", "description": "Days left; negative once it is compared again."},
        reason=text(),
        source=source(),
    )
    return record(
        format_version=VERSION,
        findings=array(finding),
        complete=flag("Everything was read."),
        stopped=text("Why the report ends early; empty when it does not."),
        coverage=array(coverage),
        expiring=array(expiring),
        gates=array(gate()),
        problems=array(diagnostic()),
        faults=array(mishap()),
    )


def _kind() -> Schema:
    evidence = record(operation=text(), call=text(), confidence=text(), source=text())
    return record(
        kind=text(),
        concept=text(),
        hand=text(),
        evidence=array(evidence),
        operations=array(text()),
        summary=text(),
        doc=text(),
    )


def _outputs() -> Schema:
    one = record(
        value={"description": "Of any type; null while something is missing."},
        description=text(),
        needs=array(
            text("provider.Kind/name.field that no apply has recorded, or env:NAME that is not set.")
        ),
    )
    return record(format_version=VERSION, outputs=mapping(one, "By name; of a blueprint: USE.OUTPUT."))


def _history() -> Schema:
    run = record(
        id=text(),
        command=text(),
        actor=text(),
        host=text(),
        commit=text(),
        plan_digest=text(),
        started=text(),
        ended=maybe(text()),
        exit_code=maybe({"type": "integer"}),
        summary=mapping(count(), "Outcomes by result."),
    )
    return record(format_version=VERSION, runs=array(run))


def _permissions() -> Schema:
    user = record(
        kind=text("Empty: the vendor's audit feed."),
        operations=array(text()),
    )
    grants = array(record(name=text(), needed_by=array(user)))
    purpose = record(permissions=grants, roles=grants)
    account = record(
        account=text(),
        provider=text(),
        stated=flag("The provider states what its operations need."),
        purposes=mapping(purpose, "What plan, apply and drift need, by command."),
    )
    return record(format_version=VERSION, accounts=array(account))


def _diagnostics() -> Schema:
    return record(
        format_version=VERSION, valid=flag("No finding is an error."), diagnostics=array(diagnostic())
    )
