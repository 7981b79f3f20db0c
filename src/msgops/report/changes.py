"""A change as a block: what will happen, why, and every field that differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.resource import Waiting
from msgops.model.state import GateState
from msgops.report.document import Block
from msgops.report.values import SENSITIVE, Limits, Line, deeper, differences, plain, printable_lines, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.model.address import Address
    from msgops.model.diagnostic import Diagnostic, Origin
    from msgops.model.plan import Allowed
    from msgops.model.state import Consent

CAUSES = {
    Cause.CONFIG: "config: changed in the files",
    Cause.DRIFT: "drift: changed outside msgops",
    Cause.CONFLICT: "conflict: changed in the files and outside msgops",
    Cause.ADOPTION: "adoption: live before msgops managed it",
}
_VERBS = {Action.NOOP: "keep"}
_NO_VALUE_BEFORE = (Action.CREATE, Action.GATE)


def verb(action: Action) -> str:
    """Return the word for an action in front of an address."""
    return _VERBS.get(action, action.value)


def change_block(change: Change, limits: Limits, *, account: bool = False) -> Block:
    """Return a change as a block; `account` names the account where the section does not."""
    note = f"account {plain(change.account)}" if account else ""
    head = Line(
        f"{verb(change.action):7} {plain(change.address, 300)}", change.action.symbol.strip(), note=note
    )
    lines = [*_why(change), *_warnings(change), *deeper(_fields(change, limits), 1)]
    return Block(head, place(change.source), tuple(lines), str(change.address), tags(change))


def tags(change: Change) -> tuple[tuple[str, str], ...]:
    """Return what a reader narrows a report by."""
    found = [
        ("Account", plain(change.account)),
        ("Kind", plain(change.address.full_kind)),
        ("Action", verb(change.action)),
    ]
    if change.cause is not None:
        found.append(("Cause", change.cause.value))
    return tuple(found)


def place(origin: Origin | None) -> str:
    """Return file:line, of a template with the document that uses it."""
    if origin is None:
        return ""
    shown = f"{origin.path}:{origin.line}" if origin.line else origin.path
    return plain(f"{shown}, used at {place(origin.via)}" if origin.via else shown, 200)


def gate_lines(change: Change) -> list[Line]:
    """Say for whom a change waits and what they must do."""
    waiting = change.waiting or Waiting("somebody", "")
    who = ", ".join(change.waits_for) or waiting.waiting_for
    told = [t for t in (waiting.reason, change.reason) if t]
    if waiting.instruction not in ("", *told):
        told.append(waiting.instruction)
    first, *more = printable_lines("\n".join(told)) if told else [""]
    lead = f"{_VERDICTS.get(waiting.state, 'waits for')} {plain(who)}"
    times = [f"since {plain(waiting.since)}"] if waiting.since else []
    times += [f"due {plain(waiting.due)}"] if waiting.due else []
    stands = [Line(f"{waiting.state.value} {', '.join(times)}", "", 2)] if times else []
    lines = (Line(text, "", 2) for text in more)
    return [Line(f"{lead}: {first}" if first else lead, "?", 1), *lines, *stands]


_VERDICTS = {
    GateState.REJECTED: "was rejected; it waits for",
    GateState.EXPIRED: "has expired; it waits for",
    GateState.SUBMITTED: "was handed in; it waits for",
}


def _why(change: Change) -> list[Line]:
    if change.action is Action.GATE:
        return gate_lines(change)
    lines = [Line(text, "", 1) for text in printable_lines(change.reason) if text]
    if change.cause is Cause.CONFLICT:
        lines.append(Line("conflict: apply overwrites what somebody else set", "!", 1))
    if change.waits_for:
        lines.append(Line(f"waits for {plain(', '.join(change.waits_for))}", "?", 1))
    return lines


def _warnings(change: Change) -> list[Line]:
    writes = change.action not in (Action.NOOP, Action.GATE, Action.FORGET)
    lines = [Line("costs money", "!", 1)] if change.costs_money and writes else []
    if writes and not change.reversible:
        lines.append(Line("cannot be undone", "!", 1))
    lines += [Line(text, "!", 1) for note in change.notes for text in printable_lines(note)]
    if change.create_first:
        lines.append(Line("the new object is created before the old one is deleted", "", 1))
    return lines


def _fields(change: Change, limits: Limits) -> list[Line]:
    causes = {f.cause for f in change.fields}
    lines: list[Line] = []
    for f in change.fields:
        found = field_lines(f, limits, fresh=change.action in _NO_VALUE_BEFORE)
        if f.cause in (Cause.DRIFT, Cause.CONFLICT) or len(causes) > 1:
            last = 1 if len(found) > 1 and found[1].text.lstrip().startswith("-> ") else 0
            found[last] = replace(found[last], note=CAUSES[f.cause])
        lines += found
    return lines


def field_lines(f: FieldChange, limits: Limits, *, fresh: bool = False) -> list[Line]:
    """Return one field's lines; `fresh` objects have nothing before."""
    label = f"{plain(f.path, 200)}: "
    if f.sensitive:
        return [Line(f"{label}{SENSITIVE}", "+" if fresh else "~")]
    if f.before is None and f.after is not None:
        return whole(label, "+", f.after, limits)
    if f.after is None and f.before is not None:
        found = whole(label, "-", f.before, limits)
        return [*found[:-1], replace(found[-1], text=f"{found[-1].text} -> (the vendor's default)")]
    if f.before is None:
        return [Line(f"{label}(the vendor's default)", "-")]
    return differences(label, f.before, f.after, limits)


def diagnostic_block(d: Diagnostic) -> Block:
    """Return a finding as a block: what is wrong, and what to do."""
    lines = [Line(text, "", 1) for text in printable_lines(d.detail) if d.detail]
    if d.address is not None and str(d.address) not in d.detail:
        lines.insert(0, Line(plain(d.address, 300), "", 1))
    lines += [Line(text, "", 1) for text in printable_lines(d.remedy) if d.remedy]
    head = f"{d.severity.value.capitalize()}: {plain(d.summary)} [{plain(d.code)}]"
    return Block(
        Line(head, "!"),
        plain(d.origin, 200) if d.origin else "",
        tuple(lines),
        str(d.address) if d.address is not None else "",
        (("Severity", d.severity.value), ("Code", plain(d.code))),
    )


_FEW = 10
"""How many addresses of one consent are named."""


def allowed_blocks(allowed: Sequence[Allowed]) -> Iterable[Block]:
    """Yield one block for each consent that lets something pass: who, until when, why, and what."""
    uses: dict[Consent, list[Address]] = {}
    for one in allowed:
        uses.setdefault(one.consent, []).append(one.address)
    for consent, addresses in uses.items():
        until = f"until {plain(consent.until)}" if consent.until else "for this run"
        why = f"because {plain(consent.reason, 500)}" if consent.reason else "without a reason"
        lines = [Line(f"allowed by {plain(consent.by, 100)} {until} {why}", "", 1)]
        lines += [Line(plain(address, 300), "", 1) for address in addresses[:_FEW]]
        if len(addresses) > _FEW:
            lines.append(Line(f"… and {len(addresses) - _FEW:,} more", "", 1))
        what = (
            f"{plain(consent.rule)}:{plain(consent.address, 300)}" if consent.address else plain(consent.rule)
        )
        yield Block(Line(f"{what} is allowed", "!"), "", tuple(lines))
