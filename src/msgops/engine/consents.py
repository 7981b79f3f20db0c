"""Consents: what somebody allowed although a guard refuses it, for whom, why and until when."""

from __future__ import annotations

import fnmatch
import shlex
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgops.model.state import Consent

if TYPE_CHECKING:
    from msgops.model.address import Address

CONSENTABLE: Mapping[str, str] = {
    "MG101": "more deletes than the policy allows",
    "MG105": "spending money",
    "MG106": "what cannot be undone",
}
"""The rules that a consent can cover, and what they guard against."""

UNCONSENTABLE: Mapping[str, str] = {
    "MG102": "apply it once with lifecycle: {prevent_delete: false}",
    "MG103": "take the object out of the other workspace",
    "MG104": "name the host in MSGOPS_TRUSTED_HOSTS",
    "MG107": "choose one object with `msgops import`",
    "MG108": "write allow_inferred: [KIND] in the account block",
    "MG109": "the vendor offers no way",
    "MG110": "wait, as the refusal says",
    "MG112": "free the object first",
    "MG113": "remove both documents, or keep both",
    "MG114": "declare the account again, or `msgops state rm` the object",
}
"""The rules that no consent covers, and what to do instead."""


def flags(rule: str, address: Address | str = "") -> str:
    """Return the options that consent to a rule, for one address or for all, as a shell takes them."""
    what = shlex.quote(f"{rule}:{address}" if address else rule)
    return f'--allow {what} --reason "TEXT"'


def consented(
    consents: Iterable[Consent], rule: str, address: Address | None, *, today: date
) -> Consent | None:
    """Return the consent that covers a rule for an address; the narrowest one, then the one that ends last.

    Without an address only a consent to the whole rule counts. The last day of a consent counts whole (UTC).
    """
    if rule not in CONSENTABLE:
        return None
    fitting = [c for c in consents if c.rule == rule and not expired(c, today) and _covers(c, address)]
    return max(fitting, key=_preference, default=None)


def covered(consent: Consent, by: Iterable[Consent], today: date) -> bool:
    """Whether other consents allow at least as much as this one."""
    return any(c.rule == consent.rule and not expired(c, today) and _covers(c, consent.address) for c in by)


def expired(consent: Consent, today: date) -> bool:
    """Whether the last day of a consent is over; one without a day is for the run at hand and does not expire."""
    return bool(consent.until) and consent.until < today.isoformat()


def _covers(consent: Consent, address: Address | str | None) -> bool:
    if not consent.address:
        return True
    if not address:
        return False
    return consent.address == str(address) or fnmatch.fnmatchcase(str(address), consent.address)


def _preference(consent: Consent) -> tuple[int, int, str, str]:
    """Order consents: an exact address before a pattern before a rule, with a reason before without."""
    wide = 0 if not consent.address else 1 if set(consent.address) & set("*?[") else 2
    return wide, int(bool(consent.reason)), consent.until or "9999", consent.by
