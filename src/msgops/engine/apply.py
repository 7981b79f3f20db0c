"""Carry out a plan: concurrently, journalled, stopping cleanly. The only stage that holds writers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgops.engine.gates import finding
from msgops.engine.perform import Performer, Stopped
from msgops.engine.schedule import Node, Phase, Step, schedule
from msgops.model.change import Action, Change
from msgops.model.diagnostic import ConfigError, Diagnostic, MsgopsError, StateError
from msgops.model.outcome import Outcome, Result

if TYPE_CHECKING:
    from msgops.engine.journal import Journal
    from msgops.engine.planner import Planned
    from msgops.engine.sealing import Resolve
    from msgops.model.address import Address
    from msgops.sdk.http import Writer

Progress = Callable[[Outcome], None]


@dataclass
class Options:
    """How to apply: `stop` is set to finish what is in flight and end; `only` is the saved plan's selection."""

    resolve: Resolve
    workers: int = 16
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    progress: Progress = lambda _: None
    moved: Mapping[Address, Diagnostic] = field(default_factory=dict)
    interrupted: list[Callable[[], None]] = field(default_factory=list)

    def interrupt(self) -> None:
        """Finish what is in flight and start nothing more."""
        self.stop.set()
        for wake in self.interrupted:
            wake()


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


class _Run:
    """One walk over the graph."""

    def __init__(self, performer: Performer, options: Options, nodes: dict[Step, Node]) -> None:
        self.performer, self.options, self.nodes = performer, options, nodes
        self.outcomes: dict[Address, Outcome] = {}
        self.ready: asyncio.Queue[Step | None] = asyncio.Queue()
        self.left = len(nodes)
        self.workers = min(options.workers, len(nodes))
        options.interrupted.append(self._end)
        self.broken: StateError | None = None

    def block(self, blocked: Mapping[Address, Diagnostic], result: Result) -> None:
        """Take these addresses, and all that depend on them, out of the run."""
        for address, why in blocked.items():
            if (address, Phase.MAIN) in self.nodes:
                change = self.nodes[address, Phase.MAIN].change
                self._finish((address, Phase.MAIN), Outcome(address, change.action, result, error=why))
            else:
                for step, node in self.nodes.items():
                    if address in node.change.depends_on and node.change.action is not Action.DELETE:
                        self._skip(
                            step, address, Result.WAITING if result is Result.WAITING else Result.SKIPPED, why
                        )

    async def work(self) -> None:
        """Run workers until nothing is left."""
        for step, node in self.nodes.items():
            if node.after == 0 and step[0] not in self.outcomes:
                self.ready.put_nowait(step)
        if self.left:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.workers):
                    group.create_task(self._worker())
        for (address, _), node in self.nodes.items():
            if address not in self.outcomes:
                error = Diagnostic(
                    "MA102", "It was not started", detail="the run was interrupted", address=address
                )
                self.outcomes[address] = Outcome(address, node.change.action, Result.SKIPPED, error=error)
        if self.broken is not None:
            raise self.broken

    async def _worker(self) -> None:
        while (step := await self.ready.get()) is not None and not self.options.stop.is_set():
            self._finish(step, await self._do(step))
            if self.left == 0 or self.broken is not None:
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
        address, phase = step
        two_steps = phase is Phase.MAIN and (address, Phase.RETIRE) in self.nodes
        good = outcome.result in (Result.DONE, Result.RECORDED)
        self.left -= 1
        if not (two_steps and good):
            self.outcomes[address] = outcome
            self.options.progress(outcome)
        for user in self.nodes[step].users:
            if good:
                self.nodes[user].after -= 1
                if self.nodes[user].after == 0 and user[0] not in self._taken(user):
                    self.ready.put_nowait(user)
            else:
                waits = outcome.result is Result.WAITING
                self._skip(user, address, Result.WAITING if waits else Result.SKIPPED, outcome.error)

    def _taken(self, step: Step) -> set[Address]:
        return set() if step[1] is Phase.RETIRE or step[0] not in self.outcomes else {step[0]}

    def _skip(self, step: Step, because: Address, result: Result, why: Diagnostic | None) -> None:
        if step[0] in self.outcomes and step[1] is Phase.MAIN:
            return
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
