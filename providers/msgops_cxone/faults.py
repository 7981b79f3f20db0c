"""What the vendor's APIs say when they refuse: four shapes, one of them inside HTTP 200 (dossier A.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sdk.errors import Fault


def read_fault(status: int, body: Any) -> Fault | None:
    """Return the vendor's reason, also of an item that failed inside a good answer; `None` where nothing failed."""
    if not isinstance(body, Mapping):
        return None
    if status < 300:
        return _inside(body)
    return _digital(body) or _platform(body) or _admin(body) or (_inside(body) if "results" in body else None)


def _inside(body: Mapping[str, Any]) -> Fault | None:
    """Find what failed in `{errorCount, xxxResults: [{success, error}]}`, bare or under `resultSet`."""
    if body.get("success") is False:
        return Fault("", _said(body) or "the object was not written, without a reason")
    inner = body.get("resultSet")
    found = inner if isinstance(inner, Mapping) else body
    failed = [
        item
        for name, results in found.items()
        if name.lower().endswith("results") and isinstance(results, list)
        for item in results
        if isinstance(item, Mapping) and str(item.get("success")).lower() == "false"
    ]
    if not failed and not _count(found.get("errorCount")):
        return None
    said = "; ".join(dict.fromkeys(text for item in failed if (text := _said(item))))
    return Fault("", said or "the object was not written, without a reason")


def _count(value: Any) -> int:
    """Return a count; one of the APIs sends it as text."""
    text = str(value)
    return int(text) if text.isdigit() else 0


def _admin(body: Mapping[str, Any]) -> Fault | None:
    text = body.get("error_description") or body.get("error_Description")
    code, said = body.get("error"), str(text or "")
    return Fault(str(code or ""), said) if code or said else None


def _digital(body: Mapping[str, Any]) -> Fault | None:
    errors = body.get("errors")
    found = [e for e in errors if isinstance(e, Mapping)] if isinstance(errors, list) else []
    if not found:
        return None
    said = (": ".join(str(e[k]) for k in ("field", "message") if e.get(k)) for e in found)
    return Fault(str(found[0].get("errorCode") or ""), "; ".join(said))


def _platform(body: Mapping[str, Any]) -> Fault | None:
    """Read `{success, message, error, msg}` and `{message, detailedMessage, httpCode}`."""
    if not any(k in body for k in ("success", "message", "msg", "detailedMessage")):
        return None
    return Fault("", _said(body))


def _said(item: Mapping[str, Any]) -> str:
    parts = (item.get(k) for k in ("error", "message", "msg", "detailedMessage"))
    listed = item.get("errors")
    report = "; ".join(map(str, listed)) if isinstance(listed, list) else ""
    return ": ".join(dict.fromkeys(str(p) for p in (*parts, report) if p))
