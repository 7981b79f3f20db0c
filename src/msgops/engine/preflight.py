"""Before the first write: has the credential what apply needs?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.engine.permissions import least, needed_by, needs, possible
from msgops.model.diagnostic import Diagnostic
from msgops.sdk.errors import ProviderError
from msgops.sdk.together import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.engine.permissions import Need
    from msgops.engine.planner import Planned
    from msgops.model.budget import Budget
    from msgops.model.change import Change
    from msgops.sdk.http import Reader
    from msgops.sdk.permissions import Permissions

_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the credential of one account certainly lacks, and the permissions of which nobody can tell."""

    refused: tuple[Diagnostic, ...] = ()
    unknown: tuple[str, ...] = ()


async def preflight(
    planned: Planned, changes: Sequence[Change], account: str, settings: Any, read: Reader
) -> Verdict:
    """Compare what an account's credential has with what apply needs for this workspace.

    Where the vendor shows what the credential has, that decides. Elsewhere a read that is answered 403 shows that it
    lacks every permission that would open it, and one that is answered that it has one of them. Nothing is asked of an
    account that was read whole and in which nothing is written.
    """
    short = _short_of_calls(read.budget(account), sum(c.calls for c in changes if c.account == account))
    if short is not None:
        return Verdict((short,))
    rights = planned.request.catalog.providers[planned.request.providers[account]].rights()
    failed = any(name == account for name, _ in planned.context.observed.failed)
    if rights is None or not (failed or any(c.account == account and c.calls for c in changes)):
        return Verdict()
    needed = needs(planned.request, rights, possible(planned.request).get(account, {}))
    held = await rights.held(settings, read) if rights.held is not None else None
    if held is not None:
        return Verdict(_refusals(account, rights, [n for n in needed if not n.any_of & held]))
    missing, unknown = await _by_probing(rights, needed, read)
    return Verdict(_refusals(account, rights, missing), least((n.any_of for n in unknown), rights.power))


def _short_of_calls(budget: Budget | None, calls: int) -> Diagnostic | None:
    """Refuse what would use up the calls that others need, or that apply itself needs to come to an end."""
    if budget is None or not calls or budget.left - calls >= budget.reserve:
        return None
    return Diagnostic(
        "MG117",
        "The account has too few calls left",
        detail=f"account {budget.account} has {budget.left:,} of {budget.most:,} calls left; "
        f"apply makes {calls:,}, and {budget.reserve:,} are kept in reserve",
        remedy="Wait until the vendor counts anew, or lower `reserve` of the account. Nothing was written.",
    )


async def _by_probing(
    rights: Permissions, needed: Sequence[Need], read: Reader
) -> tuple[list[Need], list[Need]]:
    """Return what is certainly missing and what stays unknown after asking the vendor's cheapest reads."""
    doors = {
        call: frozenset(group)
        for call in rights.probes
        for group in rights.calls[call]
        if any(n.any_of & set(group) for n in needed)
    }
    answers = await together(*(_opens(call, rights.probes[call], read) for call in doors))
    closed = {
        p for (group, opens) in zip(doors.values(), answers, strict=True) if opens is False for p in group
    }
    opened = [group - closed for (group, opens) in zip(doors.values(), answers, strict=True) if opens is True]
    missing = [n for n in needed if n.any_of <= closed]
    unknown = [n for n in needed if n not in missing and not any(group <= n.any_of for group in opened)]
    return missing, unknown


async def _opens(call: str, params: Mapping[str, Any], read: Reader) -> bool | None:
    """Return whether the credential may make a read, `None` where the answer says neither."""
    try:
        await read.get(call.partition(" ")[2], params)
    except ProviderError as error:
        return False if error.status == _FORBIDDEN else None
    return True


def _refusals(account: str, rights: Permissions, missing: Sequence[Need]) -> tuple[Diagnostic, ...]:
    return tuple(
        _refusal(account, rights.noun, name, [n for n in missing if name in n.any_of])
        for name in least((n.any_of for n in missing), rights.power)
    )


def _refusal(account: str, noun: str, name: str, missing: Sequence[Need]) -> Diagnostic:
    users = "; ".join(f"{kind} ({', '.join(done)})" for kind, done in needed_by(missing).items())
    return Diagnostic(
        "MG115",
        "The credential lacks a permission",
        detail=f"account {account} lacks the {noun} {name}; it is needed for {users}",
        remedy="Give it to the credential; nothing was written. All that is needed, and what for:\n"
        "    msgops permissions",
    )
