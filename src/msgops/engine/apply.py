"""Carry out a plan: concurrently, journalled, stopping cleanly. The only stage that holds writers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from msgops.engine.gates import finding
from msgops.engine.perform import Performer, Stopped
from msgops.engine.schedule import Nodes, Phase, Step, schedule
from msgops.engine.telling import Telling
from msgops.model.change import Action, Change
from msgops.model.diagnostic import ConfigError, Diagnostic, MsgopsError, StateError
from msgops.model.outcome import Outcome, Result

if TYPE_CHECKING:
    from msgops.engine.journal import Journal
    from msgops.engine.planner import Planned
    from msgops.engine.sealing import Resolve
    from msgops.model.address import Address
    from msgops.model.listener import Listener
    from msgops.sdk.http import Writer


@dataclass
class Options:
    """How to apply: `stop` is set to finish what is in flight and end; `only` is the saved plan's selection."""

    resolve: Resolve
    workers: int = 16
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: Sequence[Listener] = ()
    moved: Mapping[Address, Diagnostic] = field(default_factory=dict)
    interrupted: list[Callable[[], None]] = field(default_factory=list)
    abandoned: list[Callable[[], None]] = field(default_factory=list)

    def interrupt(self) -> None:
        """Finish what is in flight and start nothing more."""
        self.stop.set()
        for wake in self.interrupted:
            wake()

    def abandon(self) -> None:
        """Wait for nothing any more; what is in flight stays in doubt, and the next run finds out about it."""
        self.interrupt()
        for drop in self.abandoned:
            drop()


async def apply(
    planned: Planned,
    changes: Sequence[Change],
    writers: Mapping[str, Writer],
    journal: Journal,
    options: Options,
) -> list[Outcome]:
    """Apply these changes of a plan and return one outcome each, in the order of the changes."""
    performer = Performer(planned.context, writers, journal, options.resolve)
    performer.resolve_secrets(changes)
    run = _Run(performer, options, schedule(changes, planned.context.recorded))
    run.block({c.address: finding(c) for c in planned.plan.gates}, Result.WAITING)
    run.block(options.moved, Result.MOVED)
    await run.work()
    return [run.outcomes[c.address] for c in changes if c.address in run.outcomes]


_NOT_STARTED = Diagnostic("MA102", "It was not started", detail="the run was interrupted")
_IN_DOUBT = Diagnostic(
    "MA107",
    "What became of it is not known",
    detail="the run was ended while its call was under way",
    remedy="Plan or apply again: the next run finds out.",
)


class _Run:
    """One walk over the graph."""

    def __init__(self, performer: Performer, options: Options, nodes: Nodes) -> None:
        self.performer, self.options, self.nodes = performer, options, nodes
        self.outcomes: dict[Address, Outcome] = {}
        self.finished: set[Step] = set()
        self.ready: asyncio.Queue[Step | None] = asyncio.Queue()
        self.workers = min(options.workers, len(nodes))
        self.last = {address: phase for address, phase in nodes}  # noqa: C416  # the last phase of each address
        self.running: set[Step] = set()
        self.tasks: list[asyncio.Task[None]] = []
        options.interrupted.append(self._end)
        options.abandoned.append(self._drop)
        self.broken: StateError | None = None
        self.telling = Telling(options.listeners)

    def block(self, blocked: Mapping[Address, Diagnostic], result: Result) -> None:
        """Take these addresses, and all that depend on them, out of the run."""
        absent: dict[Address, Diagnostic] = {}
        for address, why in blocked.items():
            first = next((p for p in Phase if (address, p) in self.nodes), None)
            if first is None:
                absent[address] = why
            else:
                change = self.nodes[address, first].change
                self._finish((address, first), Outcome(address, change.action, result, error=why))
        users = Result.WAITING if result is Result.WAITING else Result.SKIPPED
        for step, node in self.nodes.items() if absent else ():
            need = next((n for n in node.change.depends_on if n in absent), None)
            if need is not None and node.change.action is not Action.DELETE:
                self._skip(step, need, users, absent[need])

    async def work(self) -> None:
        """Run workers until nothing is left."""
        for step, node in self.nodes.items():
            if node.after == 0 and step not in self.finished:
                self.ready.put_nowait(step)
        if len(self.finished) < len(self.nodes):
            async with asyncio.TaskGroup() as group:
                self.tasks.extend(group.create_task(self._worker()) for _ in range(self.workers))
        for address, _ in self.running:
            self._left(address, Result.FAILED, _IN_DOUBT)
        for address, _ in self.nodes:
            self._left(address, Result.SKIPPED, _NOT_STARTED)
        if self.broken is not None:
            raise self.broken

    def _left(self, address: Address, result: Result, error: Diagnostic) -> None:
        """Say of a change that was not finished how far it came."""
        if address not in self.outcomes:
            change = self.nodes[address, self.last[address]].change
            self.outcomes[address] = Outcome(
                address, change.action, result, error=replace(error, address=address, origin=change.source)
            )

    def _drop(self) -> None:
        for task in self.tasks:
            task.cancel()

    async def _worker(self) -> None:
        while (step := await self.ready.get()) is not None and not self.options.stop.is_set():
            self.running.add(step)
            change = self.nodes[step].change
            self.telling.begin(change)
            outcome = await self._do(step)
            self.telling.step(change)
            self.running.discard(step)
            self._finish(step, outcome)
            if len(self.finished) == len(self.nodes) or self.broken is not None:
                self._end()

    def _end(self) -> None:
        """Let every worker go home; what is still queued is not started."""
        while not self.ready.empty():
            self.ready.get_nowait()
        for _ in range(self.workers):
            self.ready.put_nowait(None)

    async def _do(self, step: Step) -> Outcome:
        node = self.nodes[step]
        change = node.change
        try:
            return await self.performer.perform(change, node.phase)
        except Stopped as stopped:
            return Outcome(change.address, change.action, stopped.result, error=stopped.diagnostic)
        except StateError as error:
            self.broken = error
            return Outcome(change.address, change.action, Result.FAILED, error=error.diagnostics[0])
        except (ConfigError, MsgopsError) as error:
            return Outcome(change.address, change.action, Result.FAILED, error=error.diagnostics[0])

    def _finish(self, step: Step, outcome: Outcome) -> None:
        """End a step: the change ends with its last step, or with the first one that does not succeed."""
        if step in self.finished:
            return
        self.finished.add(step)
        address, phase = step
        good = outcome.result in (Result.DONE, Result.RECORDED)
        if address not in self.outcomes and (not good or phase is self.last[address]):
            self.outcomes[address] = outcome
            self.telling.end(outcome)
        for user in self.nodes[step].users:
            if good:
                self.nodes[user].after -= 1
                if self.nodes[user].after == 0 and user not in self.finished:
                    self.ready.put_nowait(user)
            else:
                waits = outcome.result is Result.WAITING
                self._skip(user, address, Result.WAITING if waits else Result.SKIPPED, outcome.error)

    def _skip(self, step: Step, because: Address, result: Result, why: Diagnostic | None) -> None:
        change = self.nodes[step].change
        verb = "waits for" if result is Result.WAITING else "depends on"
        error = Diagnostic(
            "MA101",
            "It was not done because of another resource",
            detail=f"it {verb} {because}" + (f" ({why.summary.lower()})" if why else ""),
            address=change.address,
            origin=change.source,
        )
        self._finish(step, Outcome(change.address, change.action, result, error=error))
