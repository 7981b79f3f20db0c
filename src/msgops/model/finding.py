"""Drift as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.model.redact import redact_value

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry of a vendor's own audit feed: who did what to which object (`subject` is an id or a name)."""

    at: str
    actor: str
    kind: str
    subject: str
    action: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between what msgops recorded and what is live.

    `class_` is `changed`, `deleted`, `recreated` or `waiting`; `actor` is "unknown" where the feed is silent.
    """

    address: Address
    class_: str
    field: str
    before: Any
    after: Any
    actor: str
    since: str
    severity: Severity
    sensitive: bool = False

    def __post_init__(self) -> None:
        """Take out secrets that somebody put into a field for other things."""
        for name in ("before", "after", "actor"):
            object.__setattr__(self, name, redact_value(getattr(self, name)))
