"""What several families share: evidence rows and page shapes (dossier §2.1)."""

from __future__ import annotations

from msgops.sdk.kind import Confidence, Evidence
from msgops.sdk.paging import Numbered
from msgops_infobip.account import SOURCE

P1 = Numbered(items="results", total="paging.totalResults", per=100)
"""Pages of the subscription family: at most 100."""


def p3(items: str) -> Numbered:
    """Return the pages of Conversations: 10 unless asked otherwise, at most 999."""
    return Numbered(items=items, total="pagination.totalItems", size="limit", per=999)


def evidence(
    *calls: str, confidence: Confidence = Confidence.SPEC, source: str = SOURCE
) -> tuple[Evidence, ...]:
    """Read `"create POST /path"` lines into evidence."""
    rows = []
    for line in calls:
        operation, call = line.split(" ", 1)
        rows.append(Evidence(operation, call, confidence, source))
    return tuple(rows)
