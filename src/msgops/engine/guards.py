"""What must not happen without consent. Each guard is a pure function from a plan's changes to findings.

| code  | guards against                                             | consent                     |
|-------|------------------------------------------------------------|-----------------------------|
| MG101 | more deletes than the policy allows                        | `--allow MG101`             |
| MG102 | deleting what is, or was, protected                        | `prevent_delete: false`     |
| MG105 | spending money                                             | `--allow MG105:ADDRESS`     |
| MG106 | what cannot be undone                                      | `--allow MG106:ADDRESS`     |
| MG113 | a delete that takes wanted siblings along            | none                        |
| MG104 | credentials for a host that is not the vendor's            | `MSGOPS_TRUSTED_HOSTS`      |

MG103, MG107 to MG110 and MG114 come from the diff: they cannot be consented to.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.model.change import Action, Change
from msgops.model.diagnostic import Diagnostic, Origin

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.model.state import StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Risk

_FEW = 10
"""Below this many managed objects a percentage says nothing."""
_REMOVES = (Action.DELETE, Action.REPLACE)


@dataclass(frozen=True)
class Review:
    """What the guards look at."""

    catalog: Catalog
    changes: Sequence[Change]
    desired: Mapping[Address, Resource]
    recorded: Mapping[Address, StateEntry]
    max_deletes: int | None
    max_delete_percent: int
    allowed: frozenset[str]

    def consented(self, code: str, address: Address | None = None) -> bool:
        """Whether the user allowed this guard, as a whole or for one address."""
        return code in self.allowed or (address is not None and f"{code}:{address}" in self.allowed)


def check(review: Review) -> list[Diagnostic]:
    """Run every guard."""
    return [finding for guard in GUARDS for finding in guard(review)]


def too_many_deletes(review: Review) -> Iterable[Diagnostic]:
    """MG101: a plan that removes more than the policy allows, per account."""
    if review.consented("MG101"):
        return
    managed = Counter(e.account for e in review.recorded.values())
    deletes = Counter(
        c.account for c in review.changes if c.action in _REMOVES and not review.consented("MG101", c.address)
    )
    for account, count in sorted(deletes.items()):
        percent = 100 * count // max(1, managed[account])
        over_count = review.max_deletes is not None and count > review.max_deletes
        over_share = managed[account] >= _FEW and percent > review.max_delete_percent
        if over_count or over_share:
            limit = (
                f"the limit is {review.max_deletes} (policy.max_deletes)"
                if over_count
                else f"the limit is {review.max_delete_percent} % (policy.max_delete_percent)"
            )
            yield Diagnostic(
                "MG101",
                "The plan deletes too much",
                detail=f"account {account}: {count} of {managed[account]} managed objects ({percent} %) would go; {limit}",
                remedy="If that is meant, allow it for this run:\n    --allow MG101\n  or for single objects:\n    --allow MG101:ADDRESS",
            )


def protected(review: Review) -> Iterable[Diagnostic]:
    """MG102: protection holds, also when the block that asked for it is gone."""
    for change in review.changes:
        if change.action not in _REMOVES:
            continue
        resource, entry = review.desired.get(change.address), review.recorded.get(change.address)
        asked = resource is not None and resource.lifecycle.prevent_delete
        remembered = resource is None and entry is not None and entry.protected
        if asked or remembered:
            what = "is protected" if asked else "was protected when it was last applied"
            yield Diagnostic(
                "MG102",
                "The object is protected",
                detail=f"{change.address} {what} and would be removed",
                remedy="Apply it once with lifecycle: {prevent_delete: false}, then remove it.",
                address=change.address,
                origin=change.source,
            )


def risky(review: Review) -> Iterable[Diagnostic]:
    """MG105, MG106: operations that cost money or cannot be undone."""
    for change in review.changes:
        kind = (
            review.catalog.kind(change.address.full_kind)
            if change.address.full_kind in review.catalog
            else None
        )
        if kind is None:
            continue
        creates = change.action in (Action.CREATE, Action.REPLACE)
        removes = change.action in _REMOVES
        for risk in (kind.on_create if creates else None, kind.on_delete if removes else None):
            if risk is not None and not review.consented(risk.code, change.address):
                yield _risk(change, risk, change.source)


def deleted_together(review: Review) -> Iterable[Diagnostic]:
    """MG113: the vendor's delete takes siblings along that are still wanted."""
    for change in review.changes:
        if change.action not in _REMOVES or change.address.full_kind not in review.catalog:
            continue
        kind, entry = review.catalog.kind(change.address.full_kind), review.recorded.get(change.address)
        if not kind.deletes_together or entry is None:
            continue
        mine = [entry.applied.get(k) for k in kind.deletes_together]
        for address, resource in review.desired.items():
            siblings = address.full_kind == kind.name and address != change.address
            if siblings and [resource.attributes.get(k) for k in kind.deletes_together] == mine:
                yield Diagnostic(
                    "MG113",
                    "The delete would take a sibling along",
                    detail=f"the vendor deletes everything with the same {' and '.join(kind.deletes_together)}; {address} is still declared",
                    remedy="Remove both documents, or keep both.",
                    address=change.address,
                    origin=resource.origin,
                )


def _risk(change: Change, risk: Risk, origin: Origin | None) -> Diagnostic:
    return Diagnostic(
        risk.code,
        "The change costs money" if risk.money else "The change cannot be undone",
        detail=f"{change.action.value} {change.address}: {risk.text}",
        remedy=f"If that is meant:\n    --allow {risk.code}:{change.address}",
        address=change.address,
        origin=origin,
    )


GUARDS: tuple[Callable[[Review], Iterable[Diagnostic]], ...] = (
    too_many_deletes,
    protected,
    risky,
    deleted_together,
)


def untrusted_hosts(hosts: Sequence[str], patterns: Sequence[str], trusted: Sequence[str]) -> list[str]:
    """Return the hosts that are neither the vendor's nor trusted by the environment."""
    return [
        h for h in hosts if not any(fnmatch.fnmatchcase(h.lower(), p.lower()) for p in (*patterns, *trusted))
    ]
