"""What a vendor's credential must be allowed to do, in the vendor's own names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

Groups = tuple[tuple[str, ...], ...]
"""What one call needs: of each group at least one."""

Held = Callable[[Any, "Reader"], Awaitable["frozenset[str] | None"]]
"""Reads from (account settings, reader) what the credential has, `None` where the vendor does not tell."""


@dataclass(frozen=True, kw_only=True)
class Permissions:
    """The vendor's table of permissions.

    Attributes:
        noun: what the vendor calls one: a scope, a permission.
        calls: the `call` of an `Evidence` to what it needs; a call that is missing needs nothing.
        roles: the `call` of an `Evidence` to the role that its user must have, where no permission helps.
        audit: the calls of the audit feed.
        power: how much a permission allows; of equally small sets the least powerful is recommended.
        held: reads what the credential has.
        probes: reads that answer 403 to a credential with none of their permissions, each a `GET /path` of `calls`
            without parameters in its path, with the query that keeps its answer short.

    """

    noun: str
    calls: Mapping[str, Groups]
    roles: Mapping[str, str] = field(default_factory=dict)
    audit: tuple[str, ...] = ()
    power: Callable[[str], int] = lambda _: 0
    held: Held | None = None
    probes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
