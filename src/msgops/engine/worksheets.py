"""Worksheets: a person's steps with the desired values filled in; of a step that is open again, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING, Any

from msgops.engine import confirmed
from msgops.engine.hands import CHANGED, change, hand_of
from msgops.engine.rendering import directory
from msgops.model.change import Action
from msgops.model.outputs import outputs
from msgops.model.worksheet import Asked, Part, Row, Worksheet
from msgops.sdk.hands import Check, Step

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.planner import Planned
    from msgops.model.resource import Resource
    from msgops.model.state import GateRecord
    from msgops.sdk.hands import Verdict
    from msgops.sdk.kind import Kind

_ITEM = "item"
_NOTHING = "(not set)"
_HIDDEN = "(a secret)"


def worksheet(
    kind: Kind,
    resource: Resource,
    record: GateRecord | None = None,
    verdict: Verdict | None = None,
    *,
    closed: bool = False,
) -> Worksheet:
    """Fill a person's steps in; `record` is what is remembered of the gate, `closed` says that nothing is to do."""
    by, found = hand_of(kind), confirmed.asked(kind, resource, record, verdict)
    if isinstance(by, Check):
        rows: tuple[Row, ...] = (Row((Part(by.remedy),)),)
    else:
        steps = [s if isinstance(s, Step) else Step(s) for s in by.steps]
        rows = tuple(_Filling(kind, resource, found, closed=closed).rows(steps))
    return Worksheet(
        address=resource.address,
        who=by.who,
        where=by.where if not isinstance(by, Check) else "",
        rows=rows,
        asked=tuple(_unchanged(found)) if closed else found,
        title=kind.summary,
        doc=kind.doc,
        due=by.due if not isinstance(by, Check) else "",
        last=confirmed.confirmation(record),
        files=directory(kind, resource),
        read_back=by.verify is not None,
        found=verdict.found if verdict is not None else "",
    )


def of_plan(context: Context, kind: Kind, resource: Resource) -> Worksheet:
    """Return the worksheet of a resource as it stands in a plan, with what the plan knows of other objects filled in."""
    resource = context.desired.get(resource.address, resource)
    record, verdict = context.gates.get(resource.address), context.verdicts.get(resource.address)
    step = change(context, kind, resource, ())
    closed = step.action is not Action.GATE
    sheet = worksheet(kind, resource, record, verdict, closed=closed)
    done = confirmed.done(record)
    state = "pending" if not closed else done.state.value if done is not None else "approved"
    since = record.at if record is not None and (record is done) == closed else ""
    waiting = step.waiting
    reason = step.reason if waiting is not None and step.reason != waiting.instruction else ""
    return replace(sheet, state=state, since=since, reason=reason)


def of_record(kind: Kind, resource: Resource, record: GateRecord | None) -> Worksheet:
    """Return the worksheet of a person's step by what is remembered alone: nothing was read."""
    done = confirmed.done(record)
    closed = done is not None and done.digest == confirmed.values_digest(kind, resource)
    sheet = worksheet(kind, resource, record, closed=closed)
    state = done.state.value if closed and done is not None else "pending"
    since = record.at if record is not None and (record is done) == closed else ""
    reason = CHANGED if done is not None and not closed else ""
    return replace(sheet, state=state, since=since, reason=reason)


def opened(planned: Planned) -> list[Worksheet]:
    """Return the worksheets of the steps that no earlier run waited for with these values, as they stood in the plan.

    One with a value that is known only after the apply follows when it is.
    """
    context, found = planned.context, []
    for gate in planned.plan.gates:
        kind = context.catalog.kind(gate.address.full_kind)
        if not kind.hand.by_person:
            continue
        resource, record = context.desired[gate.address], context.gates.get(gate.address)
        waits = record is not None and confirmed.done(record) is None
        told = waits and record is not None and record.digest == confirmed.values_digest(kind, resource)
        if not told and next(outputs(resource.attributes), None) is None:
            found.append(of_plan(context, kind, resource))
    return found


def _unchanged(found: Iterable[Asked]) -> Iterator[Asked]:
    return (Asked(a.path, a.value, a.before, changed=False, secret=a.secret) for a in found if not a.removed)


class _Filling:
    """The values of one step, and which of them are asked for."""

    def __init__(self, kind: Kind, resource: Resource, found: Sequence[Asked], *, closed: bool) -> None:
        self.keys, self.closed = frozenset(kind.keys), closed
        self.asked = {a.path: a for a in found if not a.removed}
        self.removed = {a.path: a for a in found if a.removed}
        self.texts = dict.fromkeys(kind.spec.model_fields, _NOTHING)
        self.texts.setdefault("name", resource.address.name)
        self.texts["files"] = directory(kind, resource) or _NOTHING
        self.texts.update({a.path: _HIDDEN if a.secret else said(a.value) for a in self.asked.values()})
        self.whole = all(a.changed for a in found)

    def rows(self, steps: Iterable[Step]) -> Iterator[Row]:
        """Return the clicks in their order."""
        for step in steps:
            if not self._holds(step.when):
                continue
            if step.each:
                yield from self._each(step)
            else:
                yield self._row(step, self.texts, self._wanted(step))

    def _holds(self, condition: str) -> bool:
        path, separator, wanted = condition.partition("=")
        if not path:
            return True
        value = self.asked.get(path)
        if value is None:
            return any(p.startswith(f"{path}.") for p in self.asked) and not separator
        if not separator:
            return value.value not in ([], {})
        is_ = str(value.value).lower() == wanted.removeprefix("!").lower()
        return is_ is not wanted.startswith("!")

    def _wanted(self, step: Step) -> bool:
        """Whether a click is to be done: it names a changed value, or only leads to the place."""
        named = {n for n in [*_names(step.text), step.when.partition("=")[0]] if n}
        used = {p for n in named for p in self.asked if p == n or p.startswith(f"{n}.")} - self.keys
        if self.closed or self.whole or step.leads or not used:
            return True
        return any(self.asked[p].changed for p in used)

    def _each(self, step: Step) -> Iterator[Row]:
        mine = self.asked.get(step.each) or self.removed.get(step.each)
        if mine is None:
            return
        now, before = _items(mine.value), _items(mine.before)
        kept = [] if self.whole or self.closed else [i for i in now if i in before] if mine.changed else now
        for item in now:
            yield self._row(step, self._with(item), item not in kept)
        if step.gone and mine.changed and not self.closed:
            for item in before:
                if item not in now:
                    yield self._row(Step(step.gone), self._with(item), asked=True)

    def _with(self, item: Any) -> dict[str, str]:
        more = {f"{_ITEM}.{k}": said(v) for k, v in item.items()} if isinstance(item, Mapping) else {}
        return {**self.texts, _ITEM: said(item), **more}

    def _row(self, step: Step, texts: Mapping[str, str], asked: bool) -> Row:  # noqa: FBT001  # one of the row's two facts
        return Row(tuple(_parts(step.text, texts)), asked)


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def _parts(text: str, texts: Mapping[str, str]) -> Iterator[Part]:
    for words, name, _, _ in Formatter().parse(text):
        if words:
            yield Part(words)
        if name is not None:
            found = texts.get(name, _NOTHING)
            yield Part(found, path="" if found in (_NOTHING, _HIDDEN) else name or "")


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def said(value: Any) -> str:
    """Return a value as a person types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(said(v) for v in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {said(v)}" for k, v in value.items())
    return str(value)
