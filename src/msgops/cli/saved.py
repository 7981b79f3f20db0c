"""Saved plans: JSON files that bind apply to exactly what was reviewed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgops.model.diagnostic import ConfigError, Diagnostic, StalePlanError, StateError
from msgops.model.redact import redact, redact_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.plan import Plan


def save(plan: Plan, path: str, root: Path) -> None:
    """Write a plan; the file is readable by its owner alone and appears whole or not at all."""
    import orjson

    from msgops.cli.files import write
    from msgops.report.json import plan_json

    content = orjson.dumps(
        plan_json(replace(plan, reads=0)), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    )
    try:
        write(path, redact(content.decode()).encode() + b"\n", root=root)
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise StateError(Diagnostic("MS090", "The plan cannot be saved", detail=detail)) from None


def read(path: str) -> Plan:
    """Read a saved plan; `ConfigError` when it is none."""
    import orjson

    from msgops.report.json import plan_from_json

    try:
        return plan_from_json(orjson.loads(Path(path).read_bytes()))
    except OSError as error:
        why = error.strerror or "cannot be read"
    except ValueError as error:
        why = str(error)
    raise ConfigError(
        [
            Diagnostic(
                "MC170",
                "Not a saved plan",
                detail=f"{path}: {why}",
                remedy="Make one with `msgops plan --out FILE`.",
            )
        ]
    )


def bind(saved: Plan, now: Plan) -> None:
    """Refuse a saved plan as a whole when configuration, state or providers are not what it was made from."""
    for what, then, current in (
        ("workspace", saved.basis.workspace, now.basis.workspace),
        ("environment", saved.basis.environment, now.basis.environment),
        ("configuration", saved.basis.config, now.basis.config),
        ("state", saved.basis.state, now.basis.state),
        ("providers", dict(saved.basis.providers), dict(now.basis.providers)),
    ):
        if then != current:
            raise StalePlanError(
                [
                    Diagnostic(
                        "MA105",
                        "The saved plan no longer holds",
                        detail=f"the {what} changed after the plan was saved; nothing was written",
                        remedy="Make a new plan and review it.",
                    )
                ]
            )


def chosen(saved: Plan, now: Plan) -> tuple[list[Change], Mapping[Address, Diagnostic]]:
    """Return the changes to perform, and why some are refused: their object moved after the plan was saved."""
    current = {c.address: c for c in now.changes}
    todo, moved = [], {}
    for change in saved.pending:
        found = current.get(change.address)
        same = found is not None and (found.action, found.precondition, _seen(found)) == (
            change.action,
            change.precondition,
            _seen(change),
        )
        todo.append(found if same and found is not None else change)
        if not same:
            moved[change.address] = _moved(change, found)
    return todo, moved


def _seen(change: Change) -> list[tuple[object, ...]]:
    """Return the fields as a saved plan may show them, by what this process knows of secrets."""
    return [
        (f.path, redact_value(f.before), redact_value(f.after), f.cause, f.sensitive) for f in change.fields
    ]


def _moved(then: Change, now: Change | None) -> Diagnostic:
    lines = ["it was left alone:"]
    fields = {f.path: f for f in (now.fields if now is not None else ())}
    for f in then.fields:
        other = fields.pop(f.path, None)
        if other != f and not f.sensitive:
            reads = f"is now {other.before!r}" if other is not None else "now agrees with the files"
            lines.append(
                f"    {f.path}: was {f.before!r} when planned, {reads}; the plan would set {f.after!r}"
            )
    lines.extend(
        f"    {f.path}: changed meanwhile to {f.before!r}; the files say {f.after!r}"
        for f in fields.values()
        if not f.sensitive
    )
    if now is None or now.action is not then.action:
        lines.append(
            f"    planned: {then.action.value}; now needed: {now.action.value if now else 'nothing'}"
        )
    return Diagnostic(
        "MA103",
        "The object moved after the plan was made",
        detail="\n".join(lines),
        remedy="Make a new plan and review it.",
        address=then.address,
        origin=then.source,
    )
