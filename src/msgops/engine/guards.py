"""What must not happen without consent. Each guard is a pure function from a plan's changes to findings.

| code  | guards against                                             | consent, each with a reason |
|-------|------------------------------------------------------------|-----------------------------|
| MG101 | more deletes than the policy allows                        | `--allow MG101[:ADDRESS]`   |
| MG102 | deleting what is, or was, protected                        | `prevent_delete: false`     |
| MG105 | spending money                                             | `--allow MG105:ADDRESS`     |
| MG106 | what cannot be undone                                      | `--allow MG106:ADDRESS`     |
| MG113 | a delete that takes wanted siblings along                  | none                        |
| MG104 | credentials for a host that is not the vendor's            | `MSGOPS_TRUSTED_HOSTS`      |

MG103, MG107 to MG110 and MG114 come from the diff: they cannot be consented to. A guard yields a refusal, or what a
consent allowed, so that the plan shows both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgops.engine.consents import consented, flags
from msgops.model.change import Action, Change
from msgops.model.diagnostic import Diagnostic
from msgops.model.plan import Allowed

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.model.state import Consent, StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Kind, Risk

_FEW = 10
"""Below this many managed objects a percentage says nothing."""
_REMOVES = (Action.DELETE, Action.REPLACE)

Finding = Diagnostic | Allowed


@dataclass(frozen=True)
class Review:
    """What the guards look at. `prices` tells what a change costs, where the vendor says."""

    catalog: Catalog
    changes: Sequence[Change]
    desired: Mapping[Address, Resource]
    recorded: Mapping[Address, StateEntry]
    max_deletes: int | None = None
    max_delete_percent: int = 30
    consents: Sequence[Consent] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    prices: Mapping[Address, str] = field(default_factory=dict)

    def consent(self, code: str, address: Address) -> Consent | None:
        """Return what allows a guard's rule for an address."""
        return consented(self.consents, code, address, today=self.today)

    def kind(self, change: Change) -> Kind | None:
        """Return the kind of a change, nothing for a kind that no provider has any more."""
        name = change.address.full_kind
        return self.catalog.kind(name) if name in self.catalog else None


def check(review: Review) -> tuple[list[Diagnostic], list[Allowed]]:
    """Run every guard; return what is refused, and what would be without a consent."""
    found = [finding for guard in GUARDS for finding in guard(review)]
    return (
        [f for f in found if isinstance(f, Diagnostic)],
        [f for f in found if isinstance(f, Allowed)],
    )


def too_many_deletes(review: Review) -> Iterable[Finding]:
    """MG101: a plan that removes more than the policy allows, per account."""
    managed = Counter(e.account for e in review.recorded.values())
    deletes: dict[str, list[Change]] = {}
    for change in review.changes:
        if change.action in _REMOVES:
            deletes.setdefault(change.account, []).append(change)
    for account, changes in sorted(deletes.items()):
        if not _over(review, len(changes), managed[account]):
            continue
        allowed = {c.address: review.consent("MG101", c.address) for c in changes}
        left = sum(1 for consent in allowed.values() if consent is None)
        if limit := _over(review, left, managed[account]):
            first = min(address for address, consent in allowed.items() if consent is None)
            yield _too_many(account, left, len(changes), managed[account], limit, first)
        else:
            found = ((address, consent) for address, consent in allowed.items() if consent is not None)
            yield from (Allowed("MG101", address, consent) for address, consent in found)


def _over(review: Review, count: int, managed: int) -> str:
    """Return the limit that so many deletes break, nothing when they may pass."""
    if review.max_deletes is not None and count > review.max_deletes:
        return f"the limit is {review.max_deletes} (policy.max_deletes)"
    if managed >= _FEW and 100 * count > review.max_delete_percent * managed:
        return f"the limit is {review.max_delete_percent} % (policy.max_delete_percent)"
    return ""


def _too_many(account: str, left: int, count: int, managed: int, limit: str, first: Address) -> Diagnostic:
    percent = 100 * left / max(1, managed)
    share = f"{percent:.1f}".removesuffix(".0")
    besides = f", besides {count - left} that are allowed" if left < count else ""
    return Diagnostic(
        "MG101",
        "The plan deletes too much",
        detail=f"account {account}: {left} of {managed} managed objects ({share} %) would go{besides}; {limit}",
        remedy=f"If that is meant, allow single objects (repeat --allow; * and ? match):\n    {flags('MG101', first)}\n"
        f"  or all that this plan deletes:\n    {flags('MG101')}",
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


def risky(review: Review) -> Iterable[Finding]:
    """MG105, MG106: operations that cost money or cannot be undone."""
    for change in review.changes:
        kind = review.kind(change)
        if kind is None:
            continue
        creates = change.action in (Action.CREATE, Action.REPLACE)
        removes = change.action in _REMOVES
        updates = change.action in (Action.UPDATE, Action.ADOPT) and bool(change.calls)
        touched = dict.fromkeys(f.path.split(".")[0] for f in change.fields) if updates else {}
        changed = (kind.on_change.get(name) for name in touched)
        for risk in (kind.on_create if creates else None, kind.on_delete if removes else None, *changed):
            if risk is None:
                continue
            consent = review.consent(risk.code, change.address)
            price = review.prices.get(change.address, "") if risk.money else ""
            if consent is None:
                yield _risk(change, risk, price)
            else:
                yield Allowed(risk.code, change.address, consent)


def deleted_together(review: Review) -> Iterable[Diagnostic]:
    """MG113: the vendor's delete takes siblings along that are still wanted."""
    for change in review.changes:
        kind, entry = review.kind(change), review.recorded.get(change.address)
        if change.action not in _REMOVES or kind is None or not kind.deletes_together or entry is None:
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


def _risk(change: Change, risk: Risk, price: str) -> Diagnostic:
    cost = f": {price}" if price else ""
    return Diagnostic(
        risk.code,
        "The change costs money" if risk.money else "The change cannot be undone",
        detail=f"{change.action.value} {change.address}: {risk.text}{cost}",
        remedy=f"If that is meant:\n    {flags(risk.code, change.address)}",
        address=change.address,
        origin=change.source,
    )


GUARDS: tuple[Callable[[Review], Iterable[Finding]], ...] = (
    too_many_deletes,
    protected,
    risky,
    deleted_together,
)
