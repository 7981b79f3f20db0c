"""One change, start to end: re-read, journal, call, settle, record (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.engine.before import before_image, moved
from msgops.engine.bodies import create_body, update_body
from msgops.engine.creating import create, twins
from msgops.engine.deleting import delete
from msgops.engine.diff import precondition, wanted
from msgops.engine.fields import compare
from msgops.engine.gates import finding
from msgops.engine.identity import live_of
from msgops.engine.recovery import RETIRE, deposed, evidence
from msgops.engine.schedule import Phase
from msgops.engine.unset import unset
from msgops.model.change import Action, Change
from msgops.model.diagnostic import ConfigError, Diagnostic, Severity
from msgops.model.outcome import Outcome, Result
from msgops.model.state import IntentState, StateEntry
from msgops.sdk import trace
from msgops.sdk.codec import nested
from msgops.sdk.errors import NotFound, ProviderError, Refused, UnknownOutcome
from msgops.sdk.fields import Remembered, WriteOnly
from msgops.sdk.kind import Item

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.journal import Journal
    from msgops.engine.sealing import Resolve
    from msgops.model.address import Address
    from msgops.model.change import FieldChange
    from msgops.model.resource import Live
    from msgops.sdk.http import Writer
    from msgops.sdk.kind import Kind


class Stopped(Exception):  # noqa: N818  # not an error of the program but a result
    """The change must not or cannot go on."""

    def __init__(self, result: Result, diagnostic: Diagnostic) -> None:
        self.result, self.diagnostic = result, diagnostic
        super().__init__(diagnostic.summary)


class Performer:
    """Performs single changes; knows nothing of their order."""

    def __init__(
        self, context: Context, writers: Mapping[str, Writer], journal: Journal, resolve: Resolve
    ) -> None:
        self.context, self.writers, self.journal, self.resolve = context, writers, journal, resolve
        self._retiring: dict[Address, int] = {}
        self._fresh: dict[Address, Live] = {}
        self._agreed: set[Address] = set()

    def resolve_secrets(self, changes: Sequence[Change]) -> None:
        """Resolve every secret that will be sent, before the first write; those that this run makes come later."""
        if missing := unset(self.context, changes, self.resolve):
            raise ConfigError(missing)

    async def perform(self, change: Change, phase: Phase) -> Outcome:
        """Carry out one step of a change."""
        trace.begin()
        action = change.action
        if action is Action.FORGET:
            return await self._forget(change)
        kind = self.context.catalog.kind(change.address.full_kind)
        if change.calls == 0:
            return await self._record(change)
        writer = self.writers[change.account]
        if action is Action.DELETE:
            return await self._delete(kind, change, writer)
        if phase is not Phase.MAIN:
            steps = {Phase.ASIDE: self._step_aside, Phase.LATER: self._complete, Phase.RETIRE: self._retire}
            return await steps[phase](kind, change, writer)
        if action is Action.CREATE:
            return await self._create(kind, change, writer)
        if action is Action.REPLACE:
            return await self._replace(kind, change, writer)
        return await self._update(kind, change, writer)

    async def _forget(self, change: Change) -> Outcome:
        await self._settle(change, None, IntentState.DONE, removed=(change.address,))
        return Outcome(change.address, change.action, Result.RECORDED, change.live_id)

    async def _record(self, change: Change) -> Outcome:
        live = self.context.observed.identity.matched[change.address]
        await self._settle(change, None, IntentState.DONE, live=live)
        if live.waiting is not None:
            return self._end(change, live)
        return Outcome(change.address, change.action, Result.RECORDED, live.id)

    async def _create(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        resource = self.context.desired[change.address]
        body = create_body(self.context, kind, resource, self.resolve, leave_out=_later(change))
        key = evidence(change, twins(self.context, kind, resource))
        intent = await self.journal.intend(change.address, change.action.value, key=key)
        try:
            item, found = await create(self.context, kind, resource, writer, body)
            live = await self._settled_live(kind, change, writer, item)
            if found:
                live = await self._bring(kind, change, writer, live)
        except ProviderError as error:
            await self._failed(change, intent, error)
            raise Stopped(Result.FAILED, _at(error, change)) from None
        detail = "it was found: an earlier call had created it" if found else ""
        await self._settle(change, intent, IntentState.DONE, live=live, detail=detail)
        ended = self._end(change, live)
        return (
            replace(ended, error=_lost(kind)) if found and kind.shown_once and ended.error is None else ended
        )

    async def _bring(self, kind: Kind, change: Change, writer: Writer, live: Live) -> Live:
        """Bring an object that an earlier call had created to the values of now."""
        if live.waiting is not None or not kind.can("update") or not self._differs(kind, change, live):
            return live
        resource = self.context.desired[change.address]
        body = update_body(self.context, kind, resource, live, change, self.resolve)
        item = Item(live.id, live.wire)
        await self._send_update(kind, change, writer, item, body, frozenset(resource.attributes))
        return await self._settled_live(kind, change, writer, Item(live.id, {**live.wire, **body}))

    async def _settled_live(self, kind: Kind, change: Change, writer: Writer, item: Item) -> Live:
        """Read the object back where its readiness matters, waiting a bounded time."""
        live = live_of(kind, change.account, item)
        if kind.ready is not None:
            waited = 0.0
            while True:
                read = await kind.api.get(writer, item)
                live = live_of(kind, change.account, read or item)
                if live.waiting is None or live.waiting.over or waited >= kind.patience:
                    break
                await writer.clock.sleep(1.0)
                waited += 1.0
        self.context.observed.identity.learn(change.address, live)
        return live

    async def _update(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        later = _later(change)
        now = tuple(f for f in change.fields if f.path.split(".")[0] not in later)
        if change.address in self._fresh:
            live = self._fresh[change.address]
        else:
            live = await self._reread(kind, change, writer)
        if change.address in self._agreed:
            # The list had lagged behind: what the plan wants is there already.
            await self._settle(change, None, IntentState.DONE, live=live)
            return Outcome(change.address, change.action, Result.RECORDED, live.id)
        if not now:
            return Outcome(change.address, change.action, Result.DONE, live.id)
        return await self._write(kind, replace(change, fields=now), writer, live, later)

    async def _write(
        self, kind: Kind, change: Change, writer: Writer, live: Live, leave_out: frozenset[str] = frozenset()
    ) -> Outcome:
        """Send one update from a live object that was just read, journalled."""
        resource = self.context.desired[change.address]
        body = update_body(self.context, kind, resource, live, change, self.resolve, leave_out=leave_out)
        changed = frozenset(f.path.split(".")[0] for f in change.fields)
        item = Item(live.id, live.wire)
        intent = await self._intend(kind, change, live)
        try:
            await self._send_update(kind, change, writer, item, body, changed)
        except ProviderError as error:
            await self._failed(change, intent, error)
            raise Stopped(Result.FAILED, _at(error, change)) from None
        # The body is now the live object as far as we know; the verification at the end reads it back.
        now = await self._settled_live(kind, change, writer, Item(live.id, {**live.wire, **body}))
        await self._settle(change, intent, IntentState.DONE, live=now)
        return self._end(change, now)

    async def _complete(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        """Set the references that had to wait, now that their targets exist."""
        known = self.context.observed.identity.matched[change.address]
        live = await self._read_again(kind, change, writer, known)
        fields = tuple(f for f in change.fields if f.path.split(".")[0] in _later(change))
        return await self._write(kind, replace(change, fields=fields, later=()), writer, live)

    async def _step_aside(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        """Lend the object another name, so that the one it has is free for somebody else."""
        live = await self._reread(kind, change, writer)
        name = next(f.path for f in change.fields if f.path in kind.keys and isinstance(f.before, str))
        kept = live.attributes if kind.preserve else {}
        body, item = kind.codec.encode({**kept, name: change.aside}), Item(live.id, live.wire)
        intent = await self._intend(kind, change, live)
        try:
            await kind.api.update(writer, item, body, frozenset({name}))
        except ProviderError as error:
            await self._failed(change, intent, error)
            raise Stopped(Result.FAILED, _at(error, change)) from None
        detail = f"called {change.aside} for a moment"
        await self._settle(change, intent, IntentState.DONE, detail=detail)
        self._fresh[change.address] = await self._read_again(kind, change, writer, live)
        return Outcome(change.address, change.action, Result.DONE, live.id)

    async def _read_again(self, kind: Kind, change: Change, writer: Writer, known: Live) -> Live:
        """Read an object that this run has just written."""
        try:
            item = await kind.api.get(writer, Item(known.id, known.wire))
        except ProviderError as error:
            raise Stopped(Result.FAILED, _at(error, change)) from None
        return live_of(kind, change.account, item) if item is not None else known

    async def _send_update(  # one call and what is needed to judge a lost answer
        self,
        kind: Kind,
        change: Change,
        writer: Writer,
        item: Item,
        body: dict[str, Any],
        changed: frozenset[str],
    ) -> None:
        try:
            await kind.api.update(writer, item, body, changed)
        except (UnknownOutcome, Refused) as error:
            # A call that the session had to repeat may be refused because its first sending took effect.
            read = await kind.api.get(writer, item)
            # What no read shows cannot have been seen to take effect.
            refused = isinstance(error, Refused) and any(_unseen(kind, f.path) for f in change.fields)
            if read is None or refused or self._differs(kind, change, live_of(kind, change.account, read)):
                if isinstance(error, Refused):
                    raise
                await kind.api.update(writer, item, body, changed)

    def _left(
        self,
        kind: Kind,
        change: Change,
        live: Live,
        want: Mapping[str, Any],
        applied: Mapping[str, Any] | None,
    ) -> Sequence[FieldChange] | None:
        """Return what an object that moved still lacks, when all of that is what the plan shows; `None` when more moved.

        A vendor that was busy has come to an end meanwhile, or somebody did a part by hand.
        """
        if change.action not in (Action.UPDATE, Action.ADOPT):
            return None
        left = self._compared(kind, change, live, want, applied)
        planned = {f.path: f.before for f in change.fields}
        return left if all(f.path in planned and planned[f.path] == f.before for f in left) else None

    def _differs(self, kind: Kind, change: Change, live: Live) -> bool:
        want = wanted(self.context, kind, self.context.desired[change.address], {})
        return bool(self._compared(kind, change, live, want, want))

    def _compared(
        self,
        kind: Kind,
        change: Change,
        live: Live,
        want: Mapping[str, Any],
        applied: Mapping[str, Any] | None,
    ) -> Sequence[FieldChange]:
        """Return in which managed fields a live object differs from what is wanted."""
        have = kind.codec.normalise(self.context.observed.identity.canonical_live(kind, live))
        ignore = self.context.desired[change.address].lifecycle.ignore
        return compare(kind, want, have, applied, ignore=ignore, sealer=self.context.sealer)

    async def _replace(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        if not change.create_first:
            await self._remove(kind, change, writer)
            self.context.observed.identity.forget(change.address, (change.account, kind.name), change.live_id)
            return await self._create(kind, change, writer)
        # Written down before the new object exists: whatever happens, the old one is not forgotten.
        old = self.context.observed.identity.matched[change.address]
        before = before_image(kind, self.context, change.address, old)
        intent = await self.journal.intend(change.address, RETIRE, live_id=old.id, before=before)
        try:
            outcome = await self._create(kind, change, writer)
        except Stopped:
            await self._settle_retire(change, intent, IntentState.FAILED, "the new object was not created")
            raise
        if outcome.result is Result.WAITING:
            # The old one serves until the new one may: the plans to come remember it.
            kept = StateEntry(deposed(change.address, old.id), change.account, old.id, nested(before))
            await self._settle_retire(change, intent, IntentState.RESOLVED, "kept for now", kept)
        self._retiring[change.address] = intent
        return outcome

    async def _retire(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        """Remove the old object of a replace whose new one stands already."""
        identity = self.context.observed.identity
        known = identity.known.get((change.account, kind.name), ())
        old = next((live for live in known if live.id == change.live_id), None)
        intent = self._retiring[change.address]
        try:
            if old is not None:
                item = Item(old.id, old.wire)
                await self._probe(kind, change, writer, item)
                await delete(kind, writer, item, doubtful=old.id in self.context.removing)
        except (ProviderError, Stopped) as error:
            # It stays in doubt, so that the next plan removes it.
            await self._settle_retire(change, intent, IntentState.UNKNOWN, str(error))
            if isinstance(error, Stopped):
                raise
            raise Stopped(Result.FAILED, _at(error, change)) from None
        await self._settle_retire(change, intent, IntentState.DONE, "")
        return Outcome(change.address, change.action, Result.DONE, identity.matched[change.address].id)

    async def _settle_retire(
        self, change: Change, intent: int, state: IntentState, detail: str, entry: StateEntry | None = None
    ) -> None:
        await self.journal.settle(
            intent, state, address=change.address, action=RETIRE, detail=detail, entry=entry
        )

    async def _delete(self, kind: Kind, change: Change, writer: Writer) -> Outcome:
        await self._remove(kind, change, writer)
        return Outcome(change.address, change.action, Result.DONE, change.live_id)

    async def _remove(self, kind: Kind, change: Change, writer: Writer) -> None:
        try:
            live = await self._reread(kind, change, writer)
        except Stopped as stopped:
            if stopped.result is Result.DONE:
                await self._settle(change, None, IntentState.DONE, removed=(change.address,))
                return
            raise
        item = Item(live.id, live.wire)
        await self._probe(kind, change, writer, item)
        intent = await self._intend(kind, change, live)
        try:
            await delete(kind, writer, item, doubtful=live.id in self.context.removing)
        except ProviderError as error:
            await self._failed(change, intent, error)
            raise Stopped(Result.FAILED, _at(error, change)) from None
        await self._settle(change, intent, IntentState.DONE, removed=(change.address,))

    async def _probe(self, kind: Kind, change: Change, writer: Writer, item: Item) -> None:
        """Ask whether anything hangs on the object; an error counts as yes."""
        if kind.probe is None:
            return
        try:
            why = await kind.probe(writer, item)
        except ProviderError as error:
            why = f"it could not be found out whether the object is in use ({error})"
        if why:
            refused = Diagnostic(
                "MG112",
                "The object is in use",
                detail=why,
                remedy="Nothing was deleted; free the object first.",
                address=change.address,
            )
            raise Stopped(Result.FAILED, refused)

    async def _reread(self, kind: Kind, change: Change, writer: Writer) -> Live:
        """Read the object just before its write; one that moved is left alone."""
        known = self.context.observed.identity.matched[change.address]
        try:
            item = await kind.api.get(writer, Item(known.id, known.wire))
        except NotFound:
            item = None
        except ProviderError as error:
            raise Stopped(Result.FAILED, _at(error, change)) from None
        if item is None:
            gone = change.action is Action.DELETE or change.action is Action.REPLACE
            what = Diagnostic(
                "MA104", "The object is gone", detail="it was deleted meanwhile", address=change.address
            )
            raise Stopped(Result.DONE if gone else Result.MOVED, what)
        live = live_of(kind, change.account, item)
        resource, entry = self.context.desired.get(change.address), self.context.recorded.get(change.address)
        want = wanted(self.context, kind, resource, {}) if resource is not None else {}
        applied = entry.applied if entry is not None else None
        if precondition(kind, live, want, applied)() != change.precondition:
            left = self._left(kind, change, live, want, applied)
            going = change.action is Action.DELETE and live.id in self.context.removing
            if left is None and not going:
                raise Stopped(Result.MOVED, moved(kind, change, known, live))
            if left == []:
                self._agreed.add(change.address)
        return live

    async def _intend(self, kind: Kind, change: Change, live: Live) -> int:
        before = before_image(kind, self.context, change.address, live)
        return await self.journal.intend(
            change.address, change.action.value, live_id=live.id, before=before, key=evidence(change)
        )

    async def _failed(self, change: Change, intent: int, error: ProviderError) -> None:
        state = IntentState.UNKNOWN if isinstance(error, UnknownOutcome) else IntentState.FAILED
        await self._settle(change, intent, state, detail=str(error))

    async def _settle(  # one durable step, all of it by name
        self,
        change: Change,
        intent: int | None,
        state: IntentState,
        *,
        live: Live | None = None,
        removed: Sequence[Address] = (),
        detail: str = "",
    ) -> None:
        entry = self._entry(change, live) if live is not None else None
        old = self.context.renamed.get(change.address)
        if old is not None and entry is not None:
            removed = (*removed, old)
        await self.journal.settle(
            intent,
            state,
            address=change.address,
            action=change.action.value,
            detail=detail,
            entry=entry,
            removed=removed,
            facts=self._facts(change, entry, live),
        )

    def _facts(self, change: Change, entry: StateEntry | None, live: Live | None) -> dict[str, Any]:
        """Return what an auditor asks of a write: digests of before and after, and the vendor's request ids."""
        after = ""
        if live is not None and entry is not None:
            kind = self.context.catalog.kind(change.address.full_kind)
            after = precondition(kind, live, {}, entry.applied)()
        found = {"before": change.precondition, "after": after, "requests": trace.noted()}
        return {k: v for k, v in found.items() if v}

    def _entry(self, change: Change, live: Live) -> StateEntry:
        resource = self.context.desired[change.address]
        kind = self.context.catalog.kind(change.address.full_kind)
        return StateEntry(
            address=change.address,
            account=change.account,
            id=live.id,
            applied=_without(wanted(self.context, kind, resource, {}), _later(change)),
            depends_on=change.depends_on,
            protected=resource.lifecycle.prevent_delete,
        )

    def _end(self, change: Change, live: Live) -> Outcome:
        if live.waiting is None:
            return Outcome(change.address, change.action, Result.DONE, live.id)
        gate = finding(replace(change, waiting=live.waiting, reason=""))
        return Outcome(change.address, change.action, Result.WAITING, live.id, gate)


def _unseen(kind: Kind, path: str) -> bool:
    leaf = kind.codec.leaf(path)
    return leaf is not None and (leaf.has(Remembered) or leaf.has(WriteOnly))


def _later(change: Change) -> frozenset[str]:
    """Return the fields that a second step sets."""
    return frozenset(name for name, _ in change.later)


def _without(attributes: Mapping[str, Any], fields: Collection[str]) -> Mapping[str, Any]:
    return {k: v for k, v in attributes.items() if k not in fields} if fields else attributes


def _lost(kind: Kind) -> Diagnostic:
    """MA108: the object is there, and what only the answer to its create had shown may be nowhere."""
    return Diagnostic(
        "MA108",
        "Its secret may be lost",
        detail=f"an earlier call had created it; {kind.shown_once} stood in the answer to that call alone",
        remedy="Unless it was kept where the file says, replace the object.",
        severity=Severity.WARNING,
    )


def _at(error: ProviderError, change: Change) -> Diagnostic:
    found = error.diagnostic()
    return Diagnostic(
        found.code,
        found.summary,
        detail=found.detail,
        remedy=found.remedy,
        address=change.address,
        origin=change.source,
    )
