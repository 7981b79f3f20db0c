"""The outer keys of a resource document: everything around `spec:`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.config.silences import is_day, read_silences
from msgops.model.address import Address
from msgops.model.resource import Lapse, Lifecycle, Silence
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from msgops.config.problems import Problems

BLUEPRINT = "msgops.Blueprint"
"""The kind of a document that stands for the documents that a blueprint makes."""
KEYS = ("kind", "name", "account", "labels", "lifecycle", "lint", "previously", "depends_on", "spec")
_LIFECYCLE = ("prevent_delete", "ignore")
_FORBIDDEN_IN_NAMES = set(" \t\r\n/${}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A document's outer keys, checked."""

    kind: str
    name: str
    account: str | None
    labels: Mapping[str, str]
    lifecycle: Lifecycle
    previously: str | None
    depends_on: tuple[Address, ...]
    spec: dict[str, Any]
    silences: tuple[Silence, ...] = ()


def read_envelope(data: Any, problems: Problems, *, keys: tuple[str, ...] = KEYS) -> Envelope | None:
    """Check the outer keys; `None` when the document cannot be used."""
    if not isinstance(data, dict):
        problems.add("", "MC110", "Not a document", "a document is a map with kind, name and spec")
        return None
    for key in data:
        if key not in keys:
            hint = suggest(str(key), keys)
            remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(keys)}."
            problems.add(
                str(key), "MC101", "Unknown field", f'"{key}" is not a field of a document', remedy, key=True
            )
    kind, name = _text(data, "kind", problems), _text(data, "name", problems)
    if kind is None or name is None:
        return None
    if not name or _FORBIDDEN_IN_NAMES & set(name):
        problems.add("name", "MC111", "Bad name", "a name is not empty and has no space, slash, $ or brace")
        return None
    spec = data.get("spec", {})
    if not isinstance(spec, dict):
        problems.add("spec", "MC104", "Wrong value", '"spec" must be a map')
        return None
    return Envelope(
        kind=kind,
        name=name,
        account=_text(data, "account", problems) if "account" in data else None,
        labels=_labels(data.get("labels", {}), problems),
        lifecycle=_lifecycle(data.get("lifecycle", {}), problems),
        previously=_text(data, "previously", problems) if "previously" in data else None,
        depends_on=_addresses(data.get("depends_on", []), problems),
        spec=spec,
        silences=read_silences(data["lint"], "lint", problems) if "lint" in data else (),
    )


def _text(data: Mapping[str, Any], key: str, problems: Problems) -> str | None:
    value = data.get(key)
    if isinstance(value, str):
        return str(value)
    what = "is required" if key not in data else "must be text"
    problems.add(
        key,
        "MC102" if key not in data else "MC104",
        "Missing field" if key not in data else "Wrong value",
        f'"{key}" {what}',
    )
    return None


def _labels(value: Any, problems: Problems) -> Mapping[str, str]:
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return {str(k): str(v) for k, v in value.items()}
    problems.add("labels", "MC104", "Wrong value", '"labels" must be a map of text')
    return {}


def _lifecycle(value: Any, problems: Problems) -> Lifecycle:
    if not isinstance(value, dict):
        problems.add("lifecycle", "MC104", "Wrong value", '"lifecycle" must be a map')
        return Lifecycle()
    for key in value:
        if key not in _LIFECYCLE:
            hint = suggest(str(key), _LIFECYCLE)
            remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(_LIFECYCLE)}."
            problems.add(
                f"lifecycle.{key}",
                "MC101",
                "Unknown field",
                f'"{key}" is not a field of lifecycle',
                remedy,
                key=True,
            )
    prevent, ignore = value.get("prevent_delete", "false"), value.get("ignore", [])
    if prevent not in ("true", "false"):
        problems.add(
            "lifecycle.prevent_delete", "MC104", "Wrong value", '"prevent_delete" must be true or false'
        )
    if not isinstance(ignore, list):
        problems.add("lifecycle.ignore", "MC104", "Wrong value", '"ignore" must be a list of field paths')
        ignore = []
    found = [_ignored(one, f"lifecycle.ignore[{n}]", problems) for n, one in enumerate(ignore)]
    return Lifecycle(
        prevent_delete=prevent == "true",
        ignore=tuple(one.field for one in found),
        lapses=tuple(one for one in found if one.until),
    )


def _ignored(value: Any, path: str, problems: Problems) -> Lapse:
    """Read a field path, or `{field, until, reason}`."""
    if isinstance(value, str):
        return Lapse(str(value), "")
    good = isinstance(value, dict) and not set(value) - {"field", "until", "reason"}
    if (
        not good
        or not all(isinstance(v, str) for v in value.values())
        or not {"field", "until"} <= set(value)
    ):
        what = "an ignored field is a path, or a map with field, until and reason"
        problems.add(path, "MC104", "Wrong value", what)
        return Lapse("", "")
    if not is_day(value["until"]):
        problems.add(f"{path}.until", "MC104", "Wrong value", '"until" must be a day: 2026-12-31')
    return Lapse(str(value["field"]), str(value["until"]), str(value.get("reason", "")))


def _addresses(value: Any, problems: Problems) -> tuple[Address, ...]:
    found = []
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        try:
            found.append(Address.parse(str(one)))
        except ValueError as error:
            problems.add(f"depends_on[{index}]", "MC104", "Wrong value", str(error))
    return tuple(found)
