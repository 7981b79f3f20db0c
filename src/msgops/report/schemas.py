"""The published JSON Schemas of what `--json` prints; within a major version keys are only added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.model.change import Action, Cause
from msgops.model.diagnostic import Severity
from msgops.model.mishap import Trouble
from msgops.model.outcome import Result
from msgops.model.state import GateState

if TYPE_CHECKING:
    from enum import Enum

Schema = dict[str, Any]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def output_schemas() -> dict[str, Schema]:
    """Return every schema by the name of its output."""
    return {
        "plan": _root("The result of msgops plan", plan_schema()),
        "apply": _root("The result of msgops apply", _apply()),
        "drift": _root("The result of msgops drift", _drift()),
        "gates": _root("The result of msgops gate list", _list(_gate())),
        "kinds": _root("The result of msgops kinds", _list(_kind())),
        "history": _root("The result of msgops history", _history()),
        "permissions": _root("The result of msgops permissions", _permissions()),
        "outputs": _root("The result of msgops output", _outputs()),
        "diagnostics": _root("The result of msgops validate", _diagnostics()),
    }


def plan_schema() -> Schema:
    """Return the schema of a plan, also of a saved one."""
    return _object(
        format_version=_VERSION,
        changes=_list(_change()),
        summary=_object(
            **{action.value: _count(f"Changes with action {action.value}.") for action in Action}
        ),
        calls=_count("Calls that apply would make to write."),
        digest=_text("Identity of the plan: equal plans have equal digests."),
        basis=_object(
            workspace=_text(),
            environment=_text("Empty without -e."),
            config=_text("Digest of the files."),
            state=_text("Identity of the state."),
            providers=_map(_text(), "Provider versions by name."),
        ),
        refused=_list(_diagnostic()),
        warnings=_list(_diagnostic()),
        unmanaged=_map(_count(), "Live objects that no file declares, by kind."),
        reads=_count("Calls that reading made."),
        allowed=_list(_allowed()),
        faults=_list(_mishap()),
        budgets=_list(_budget()),
    )


def _budget() -> Schema:
    return _object(
        account=_text(),
        used=_count("Calls that everybody has made in the vendor's period."),
        most=_count("Calls that the vendor allows in it."),
        left=_count(),
        reserve=_count("An apply that would leave fewer is refused."),
    )


def _root(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema, description: str) -> Schema:
    return {"type": "object", "additionalProperties": values, "description": description}


def _text(description: str = "") -> Schema:
    return {"type": "string", **({"description": description} if description else {})}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _count(description: str = "") -> Schema:
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {})}


def _words(words: type[Enum]) -> Schema:
    return {"enum": [w.value for w in words]}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_VERSION = {"type": "string", "pattern": r"^1\.[0-9]+$"}
_ADDRESS = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*/.+"}
_VALUE: Schema = {"description": "Any value; null when there is none or when the field is sensitive."}


def _source() -> Schema:
    return _maybe({**_place(), "description": "Of a template, used_at is the document that uses it."})


def _place(*, used_at: bool = True) -> Schema:
    line = _count("From 1; 0 means the whole file.")
    more = {"used_at": _maybe(_place(used_at=False))} if used_at else {}
    return _object(file=_text(), line=line, column=_count(), **more)


def _change() -> Schema:
    return _object(
        address=_ADDRESS,
        kind=_text(),
        account=_text(),
        action=_words(Action),
        cause=_maybe(_words(Cause)),
        fields=_list(
            _object(
                path=_text(),
                before=_VALUE,
                after=_VALUE,
                cause=_words(Cause),
                sensitive=_flag("Values are never shown."),
            )
        ),
        reason=_text("For the reader; nothing is decided by it."),
        source=_source(),
        reversible=_flag("Whether the change can be undone."),
        waits_for=_list(_text()),
        waiting=_maybe(
            _object(
                waiting_for=_text(),
                instruction=_text(),
                rejected=_flag("The vendor said no."),
                expired=_flag("The vendor says that it has expired."),
                submitted=_flag("It was handed in; the vendor has not answered yet."),
                code=_flag("A code is awaited: msgops gate submit."),
                reason=_text("The vendor's reason."),
                since=_text("When it began to wait; empty when nobody knows."),
                due=_text(),
            )
        ),
        live_id=_text("The vendor's id; empty when there is none."),
        precondition=_text("Digest of the live object that the change was computed from."),
        depends_on=_list(_ADDRESS),
        create_first=_flag("A replace whose new object may stand beside the old one."),
        calls=_count("Calls that the change costs."),
        record=_flag("The state is brought up to date even without a call."),
        costs_money=_flag("The change spends money."),
        notes=_list(_text()),
    )


def _diagnostic() -> Schema:
    return _object(
        severity=_words(Severity),
        code=_text(),
        summary=_text(),
        detail=_text(),
        remedy=_text(),
        address=_maybe(_ADDRESS),
        file=_maybe(_text()),
        line=_maybe(_count()),
        column=_maybe(_count()),
        end_line=_maybe(_count()),
        end_column=_maybe(_count("The column after the last character.")),
        used_at=_maybe(_place(used_at=False)),
        excerpt=_text("The source line."),
        width=_count("How many characters of the excerpt are meant."),
    )


def _allowed() -> Schema:
    return _object(
        rule=_text("The guard that would have refused."),
        address=_ADDRESS,
        allow=_text("The address or pattern that was allowed; empty for the whole rule."),
        by=_text("Who allowed it."),
        until=_maybe(_text("The last day (UTC); null for this run only.")),
        reason=_text("Empty where a plan needs none."),
    )


def _apply() -> Schema:
    outcome = _object(
        address=_ADDRESS,
        action=_words(Action),
        result=_words(Result),
        id=_text(),
        error=_maybe(_diagnostic()),
    )
    return _object(
        format_version=_VERSION,
        exit_code={"type": "integer"},
        outcomes=_list(outcome),
        gates=_list(_gate()),
        summary=_map(_count(), "Outcomes by result."),
        digest=_text("Digest of the plan that was applied."),
        allowed=_list(_allowed()),
        faults=_list(_mishap()),
    )


def _drift() -> Schema:
    finding = _object(
        address=_ADDRESS,
        **{"class": {"enum": ["changed", "deleted", "recreated", "waiting"]}},
        field=_text("Empty when the object as a whole is meant."),
        before=_VALUE,
        after=_VALUE,
        actor=_text("unknown where the vendor's audit feed is silent."),
        since=_text("Empty when nobody knows."),
        severity=_words(Severity),
        sensitive=_flag("Values are never shown."),
    )
    coverage = _object(
        account=_text(),
        concept=_text(),
        managed=_count("Live objects that are declared or recorded."),
        live=_count(),
        percent=_maybe(_count("Rounded down; null where nothing is live.")),
        unmanaged=_map(_count(), "Live objects without a document, by kind."),
        unread=_list(_text("A kind that could not be read.")),
    )
    expiring = _object(
        address=_ADDRESS,
        field=_text(),
        until=_text("The last day on which it is ignored."),
        days={"type": "integer", "description": "Days left; negative once it is compared again."},
        reason=_text(),
        source=_source(),
    )
    return _object(
        format_version=_VERSION,
        findings=_list(finding),
        complete=_flag("Everything was read."),
        stopped=_text("Why the report ends early; empty when it does not."),
        coverage=_list(coverage),
        expiring=_list(expiring),
        gates=_list(_gate()),
        problems=_list(_diagnostic()),
        faults=_list(_mishap()),
    )


def _mishap() -> Schema:
    return _object(
        account=_text(),
        fault=_words(Trouble),
        count=_count("How often it happened in this account."),
        repeated=_count("How many of them were answered by sending the call again."),
        waited_seconds={"type": "number", "minimum": 0},
        last=_text("The last call that met it: method and path, or a list and its kind."),
    )


def _gate() -> Schema:
    return _object(
        address=_ADDRESS,
        state=_words(GateState),
        waiting_for=_text(),
        due=_maybe(_text("What the step or the vendor says.")),
        since=_maybe(_text("When it began to wait, as far as it is known.")),
        account=_text(),
        instruction=_text(),
        reason=_text(),
        source=_source(),
    )


def _kind() -> Schema:
    evidence = _object(operation=_text(), call=_text(), confidence=_text(), source=_text())
    return _object(
        kind=_text(),
        concept=_text(),
        hand=_text(),
        evidence=_list(evidence),
        operations=_list(_text()),
        summary=_text(),
        doc=_text(),
    )


def _outputs() -> Schema:
    one = _object(
        value={"description": "Of any type; null while something is missing."},
        description=_text(),
        needs=_list(
            _text("provider.Kind/name.field that no apply has recorded, or env:NAME that is not set.")
        ),
    )
    return _object(format_version=_VERSION, outputs=_map(one, "By name; of a blueprint: USE.OUTPUT."))


def _history() -> Schema:
    run = _object(
        id=_text(),
        command=_text(),
        actor=_text(),
        host=_text(),
        commit=_text(),
        plan_digest=_text(),
        started=_text(),
        ended=_maybe(_text()),
        exit_code=_maybe({"type": "integer"}),
        summary=_map(_count(), "Outcomes by result."),
    )
    return _object(format_version=_VERSION, runs=_list(run))


def _permissions() -> Schema:
    user = _object(
        kind=_text("Empty: the vendor's audit feed."),
        operations=_list(_text()),
    )
    grants = _list(_object(name=_text(), needed_by=_list(user)))
    purpose = _object(permissions=grants, roles=grants)
    account = _object(
        account=_text(),
        provider=_text(),
        stated=_flag("The provider states what its operations need."),
        purposes=_map(purpose, "What plan, apply and drift need, by command."),
    )
    return _object(format_version=_VERSION, accounts=_list(account))


def _diagnostics() -> Schema:
    return _object(
        format_version=_VERSION, valid=_flag("No finding is an error."), diagnostics=_list(_diagnostic())
    )
