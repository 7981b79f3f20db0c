"""Commands that write but make no calls are runs in the history too."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgops.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.state.store import Store


@dataclass
class Ending:
    """How a run ends, an error until its command says otherwise; `summary` counts what it did, by word."""

    code: int = Exit.ERROR
    summary: Counter[str] = field(default_factory=Counter)


@contextmanager
def recorded(store: Store, command: str) -> Iterator[Ending]:
    """Begin a run, and end it as the block says, also when the block fails."""
    run, ending = store.begin_run(command, plan_digest=""), Ending()
    try:
        yield ending
    finally:
        store.end_run(run, exit_code=ending.code, summary=+ending.summary)
