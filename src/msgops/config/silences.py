"""`lint:` of a document and of the workspace file: which rules are silent where, why and until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgops.config.workspace import Lint
from msgops.model.resource import Silence
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.config.problems import Problems

SETS = ("vendor", "best-practice", "strict")
_KEYS = ("ignore", "reason", "until")


def read_lint(value: Any, problems: Problems) -> Lint:
    """Read `lint:` of the workspace file: `sets`, and `exceptions` by address."""
    if not isinstance(value, dict):
        problems.add("lint", "MC104", "Wrong value", '"lint" must be a map')
        return Lint()
    _check_keys(value, "lint", ("sets", "exceptions"), problems)
    sets = value.get("sets", [])
    if not isinstance(sets, list) or any(one not in SETS for one in sets):
        problems.add("lint.sets", "MC104", "Wrong value", f'"sets" must be a list of {", ".join(SETS)}')
        sets = []
    exceptions = read_silences(value.get("exceptions", []), "lint.exceptions", problems, ("address",))
    return Lint(tuple(str(one) for one in sets), exceptions)


def read_silences(
    value: Any, path: str, problems: Problems, more: tuple[str, ...] = ()
) -> tuple[Silence, ...]:
    """Read one block or a list of them; what is wrong is reported and left out."""
    if isinstance(value, dict):
        found = [_silence(value, path, problems, more)]
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        found = [_silence(one, f"{path}[{n}]", problems, more) for n, one in enumerate(value)]
    else:
        problems.add(path, "MC104", "Wrong value", f'"{path}" must be a map with {", ".join(more + _KEYS)}')
        return ()
    return tuple(one for one in found if one is not None)


def _silence(
    block: Mapping[str, Any], path: str, problems: Problems, more: tuple[str, ...]
) -> Silence | None:
    before = len(problems.found)
    _check_keys(block, path, (*more, *_KEYS), problems)
    for key in (*more, "ignore", "reason"):
        if key not in block:
            problems.add(path, "MC102", "Missing field", f'"{path}.{key}" is required')
    for key in (*more, "reason"):
        if key in block and not (isinstance(block[key], str) and block[key].strip()):
            problems.add(f"{path}.{key}", "MC104", "Wrong value", f'"{key}" must be text')
    rules, until = block.get("ignore"), block.get("until", "")
    if "ignore" in block and not (
        isinstance(rules, list) and rules and all(isinstance(r, str) for r in rules)
    ):
        problems.add(f"{path}.ignore", "MC104", "Wrong value", '"ignore" must be a list of rule ids')
    if "until" in block and not is_day(until):
        problems.add(f"{path}.until", "MC104", "Wrong value", '"until" must be a day: 2026-12-31')
    if len(problems.found) > before or not isinstance(rules, list):
        return None
    return Silence(
        rules=tuple(str(r) for r in rules),
        reason=str(block["reason"]),
        until=str(until),
        address=str(block.get("address", "*")),
        origins=tuple(problems.origin(f"{path}.ignore[{n}]") for n in range(len(rules))),
    )


def is_day(value: Any) -> bool:
    """Whether a value is a day as `2026-12-31`."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) == len("2026-12-31")


def _check_keys(block: Mapping[str, Any], path: str, known: tuple[str, ...], problems: Problems) -> None:
    for key in block:
        if key not in known:
            hint = suggest(str(key), known)
            remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(known)}."
            problems.add(
                f"{path}.{key}", "MC101", "Unknown field", f'"{key}" is not a field of lint', remedy, key=True
            )
