"""What went wrong on the way, one line per account and kind of trouble."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.model.mishap import Mishap, Trouble
from msgops.report.document import Block, Document, Section
from msgops.report.values import Line, plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAID = {
    Trouble.THROTTLED: "throttled by the vendor (429)",
    Trouble.SERVER_ERROR: "server error (5xx)",
    Trouble.CONNECTION_LOST: "no connection, nothing was sent",
    Trouble.ANSWER_LOST: "the answer was lost",
    Trouble.TRUNCATED: "the answer was cut short",
    Trouble.NOT_JSON: "a page came instead of JSON",
    Trouble.SLOW: "no answer in time",
    Trouble.STALE_LIST: "a list lagged behind a write",
    Trouble.TOKEN_RENEWED: "the token had ended and was renewed",
}


def with_mishaps(document: Document, mishaps: Sequence[Mishap]) -> Document:
    """Return the document with what went wrong on the way as its last section."""
    if not mishaps:
        return document
    section = Section("On the way", tuple(Block(Line(_told(m))) for m in mishaps))
    return replace(document, sections=(*document.sections, section))


def _told(m: Mishap) -> str:
    done = listed(
        [
            f"repeated {counted(m.repeated, 'time')}" if m.repeated else "",
            f"waited {m.waited:,.1f} s" if m.waited else "",
        ]
    )
    account, call = plain(m.account, 80), plain(m.last, 200)
    return (
        f"{account}: {_SAID[m.fault]}, {counted(m.count, 'time')}{f'; {done}' if done else ''}; last {call}"
    )


def mishaps_json(mishaps: Sequence[Mishap]) -> list[dict[str, Any]]:
    """Return the mishaps as JSON."""
    return [
        {
            "account": m.account,
            "fault": m.fault.value,
            "count": m.count,
            "repeated": m.repeated,
            "waited_seconds": m.waited,
            "last": m.last,
        }
        for m in mishaps
    ]
