"""What several families share: evidence rows and page shapes (dossier §2.1)."""

from __future__ import annotations

from functools import partial

from msgops.sdk import kind
from msgops.sdk.kind import Confidence
from msgops.sdk.paging import Numbered
from msgops_infobip.account import SOURCE

P1 = Numbered(items="results", total="paging.totalResults", per=100)
"""Pages of the subscription family: at most 100."""


def p3(items: str) -> Numbered:
    """Return the pages of Conversations: 10 unless asked otherwise, at most 999."""
    return Numbered(items=items, total="pagination.totalItems", size="limit", per=999)


evidence = partial(kind.evidence, confidence=Confidence.SPEC, source=SOURCE)
