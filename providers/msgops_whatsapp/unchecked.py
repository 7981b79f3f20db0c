"""Rules that are known and have nothing to look at: no kind has what they speak of. Each is due once such a kind is there."""

from __future__ import annotations

from msgops.sdk.rules import Unchecked

UNCHECKED: dict[str, Unchecked] = {}
"""None: every rule is live."""
