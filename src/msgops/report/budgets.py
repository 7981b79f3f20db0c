"""The calls that accounts have left, in a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.report.values import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.budget import Budget
    from msgops.report.document import Document


def with_budgets(document: Document, budgets: Sequence[Budget]) -> Document:
    """Return the document with one remark for every account whose vendor counts its calls."""
    return replace(document, remarks=(*document.remarks, *map(_told, budgets))) if budgets else document


def _told(b: Budget) -> str:
    kept = f"; apply keeps {b.reserve:,} in reserve" if b.reserve else ""
    return f"Account {plain(b.account, 80)}: {b.left:,} of {b.most:,} calls left{kept}."


def budgets_json(budgets: Sequence[Budget]) -> list[dict[str, Any]]:
    """Return the budgets as JSON."""
    return [
        {"account": b.account, "used": b.used, "most": b.most, "left": b.left, "reserve": b.reserve}
        for b in budgets
    ]
