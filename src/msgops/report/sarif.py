"""Verdicts as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgops
from msgops.model.canonical import digest
from msgops.model.diagnostic import Severity
from msgops.report.entries import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.model.diagnostic import Origin
    from msgops.model.rule import RuleText
    from msgops.report.entries import Entry

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(entries: Sequence[Entry], known: Mapping[str, RuleText] | None = None) -> dict[str, Any]:
    """Return a SARIF log of what deserves a reader's attention; what went as it should is left out.

    `known` are the rules that can be explained, by id; what one of them told is shown, also a note.
    """
    known = known or {}
    shown = [
        e
        for e in entries
        if e.status is not Status.PASSED or e.severity is not Severity.NOTE or e.rule in known
    ]
    rules = {e.rule: e.summary for e in reversed(shown)}
    index = {rule: n for n, rule in enumerate(sorted(rules))}
    driver = {
        "name": "msgops",
        "version": msgops.__version__,
        "rules": [_rule(rule, rules[rule], known.get(rule)) for rule in sorted(rules)],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(e, index[e.rule]) for e in shown],
            }
        ],
    }


def _rule(name: str, summary: str, text: RuleText | None) -> dict[str, Any]:
    told: dict[str, Any] = {"id": name, "shortDescription": {"text": summary}}
    if text is not None:
        told["shortDescription"] = {"text": text.what}
        told["fullDescription"] = {"text": text.why}
        told["help"] = {"text": f"{text.remedy}\nSource: {text.source}\nMore: msgops explain {name}"}
        told["defaultConfiguration"] = {"level": _LEVELS[text.severity]}
        told["properties"] = {"tags": [text.set]}
    if text is not None and text.page:
        told["helpUri"] = text.page
    return told


def _result(entry: Entry, rule: int) -> dict[str, Any]:
    return {
        "ruleId": entry.rule,
        "ruleIndex": rule,
        "level": _LEVELS[entry.severity],
        "message": {"text": entry.text},
        "locations": [_location(entry)],
        **_related(entry),
        "partialFingerprints": {"subject/v1": digest([entry.rule, entry.subject])},
    }


def _related(entry: Entry) -> dict[str, Any]:
    """Return the template's place, where the location is the document that uses it."""
    if entry.origin is None or entry.origin.via is None:
        return {}
    return {"relatedLocations": [{"id": 1, "physicalLocation": _physical(entry.origin)}]}


def _location(entry: Entry) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": entry.subject, "kind": "resource"}]
    }
    if entry.origin is not None:
        location["physicalLocation"] = _physical(entry.origin.via or entry.origin)
    return location


def _physical(origin: Origin) -> dict[str, Any]:
    from urllib.parse import quote  # noqa: PLC0415  # only for reports with files

    path = quote(origin.path.replace("\\", "/"), errors="replace")
    place: dict[str, Any] = {"artifactLocation": {"uri": path}}
    if origin.line:
        place["region"] = {"startLine": origin.line}
        if origin.column:
            place["region"]["startColumn"] = origin.column
        if origin.end:
            place["region"].update(endLine=origin.end[0], endColumn=origin.end[1])
    return place
