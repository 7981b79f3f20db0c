"""`--events`: what a run does, as it does it, one JSON object per line."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msgops.model.listener import Listener
from msgops.sdk.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msgops.cli.event_stream import Stream
    from msgops.cli.options import Common
    from msgops.cli.runtime import Runtime
    from msgops.config.workspace import Workspace
    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.finding import Finding
    from msgops.model.mishap import Trouble
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan

F = TypeVar("F", bound=Callable[..., Any])


class Events(Listener):
    """Tells a stream what happens; without a stream it tells nobody."""

    def __init__(self, stream: Stream | None = None) -> None:
        self.stream = stream
        self._clock: Any = SystemClock()
        self._since = time.monotonic()
        self._begun: dict[Address, float] = {}
        self._told: dict[Address, Outcome] = {}
        self._gates: set[tuple[Address, str]] = set()
        self._changes = 0
        self._summary: Mapping[str, int] = {}

    def tell(self, event: str, **body: Any) -> None:
        """Write one event."""
        if self.stream is not None:
            self.stream.write(event, body, self._clock.now())

    def follow(self, runtime: Runtime) -> None:
        """Hear what happens in a command."""
        if self.stream is not None:
            runtime.events = self
            self._clock = runtime.clock or self._clock

    def start(self, command: str, environment: str) -> None:
        """Tell what begins."""
        if self.stream is not None:
            from msgops import __version__
            from msgops.report.event_schemas import FORMAT

            commit = os.environ.get("GITHUB_SHA") or os.environ.get("CI_COMMIT_SHA") or ""
            told = {"command": command, "version": __version__, "environment": environment, "commit": commit}
            self.tell("run_started", format=FORMAT, **told)

    def loaded(self, workspace: Workspace) -> None:
        """Tell that the files are read."""
        self.tell(
            "workspace_loaded",
            workspace=workspace.name,
            environment=workspace.environment,
            resources=len(workspace.desired),
            accounts={name: block.provider for name, block in sorted(workspace.accounts.items())},
        )

    def read(self, account: str, kind: str, count: int, calls: int, error: Diagnostic | None) -> None:
        """Tell of a kind that was read."""
        from msgops.report.json import diagnostic_json

        told = diagnostic_json(error) if error is not None else None
        self.tell("observed", account=account, kind=kind, count=count, calls=calls, error=told)

    def trouble(self, account: str, fault: Trouble, call: str, *, waited: float, repeated: bool) -> None:
        """Tell of trouble with an account."""
        told = {"call": call, "repeated": repeated, "waited_seconds": round(waited, 3)}
        self.tell("fault_met", account=account, fault=fault.value, **told)

    def planned(self, plan: Plan) -> None:
        """Tell a plan: its changes, what waits, what is refused, and its figures."""
        if self.stream is None:
            return
        from msgops.report.events import change_event, plan_event

        for change in plan.pending:
            self.tell("change_planned", **change_event(change))
        self.gates(plan.gates)
        self.found("refused", plan.refused)
        self.found("warning", plan.warnings)
        self._summary = plan.summary()
        self.tell("planned", **plan_event(plan))

    def gates(self, gates: Iterable[Change]) -> None:
        """Tell what waits, once for each way in which it does."""
        if self.stream is None:
            return
        from msgops.report.json import gate_json

        for gate in gates:
            told = gate_json(gate)
            if (gate.address, told["state"]) not in self._gates:
                self._gates.add((gate.address, told["state"]))
                self.tell("gate_open", **told)

    def applying(self, history: str, digest: str, changes: int) -> None:
        """Tell that writing begins."""
        self._changes, self._summary = changes, {}
        self.tell("apply_started", history=history, digest=digest, changes=changes)

    def begun(self, change: Change) -> None:
        """Tell that the first call of a change follows."""
        self._begun[change.address] = self._clock.monotonic()
        self.tell("change_started", address=str(change.address), action=change.action.value)

    def ended(self, outcome: Outcome, request_ids: Sequence[str]) -> None:
        """Tell what became of a change."""
        self._end(outcome, request_ids, revised=False)

    def settled(self, outcomes: Iterable[Outcome], summary: Mapping[str, int]) -> None:
        """Tell the outcomes that are others than they seemed, and those of changes that never ended."""
        self._summary = summary
        for outcome in outcomes if self.stream is not None else ():
            if self._told.get(outcome.address) != outcome:
                self._end(outcome, (), revised=outcome.address in self._told)

    def _end(self, outcome: Outcome, request_ids: Sequence[str], *, revised: bool) -> None:
        from msgops.report.events import outcome_event

        self._told[outcome.address] = outcome
        since = self._begun.get(outcome.address)
        seconds = None if since is None else round(max(0.0, self._clock.monotonic() - since), 3)
        figures = {"ended": len(self._told), "changes": self._changes, "revised": revised}
        self.tell("change_ended", **outcome_event(outcome, request_ids, seconds), **figures)

    def drifted(self, findings: Sequence[Finding]) -> None:
        """Tell what changed outside msgops."""
        if self.stream is None:
            return
        from msgops.report.events import finding_event

        told = [finding_event(f) for f in findings]
        for one in told:
            self.tell("drift_found", **one)
        classes = [one["class"] for one in told]
        self._summary = {name: classes.count(name) for name in sorted(set(classes))}

    def found(self, role: str, diagnostics: Iterable[Diagnostic]) -> None:
        """Tell findings: what is refused, a warning, or the error that ends the run."""
        if self.stream is None:
            return
        from msgops.report.json import diagnostic_json

        for one in diagnostics:
            self.tell("diagnostic", role=role, diagnostic=diagnostic_json(one))

    def end(self, exit_code: int, stopped: str = "") -> None:
        """Tell how the run ended."""
        if self.stream is not None:
            seconds = round(time.monotonic() - self._since, 3)
            told = {"stopped": stopped, "summary": dict(self._summary), "seconds": seconds}
            self.tell("run_ended", exit_code=exit_code, **told)
            self.stream.close()

    def fail(self, error: BaseException) -> None:
        """Tell what ended the run early."""
        from msgops.cli.exits import of_end
        from msgops.cli.failure import cause
        from msgops.model.diagnostic import GuardError, MsgopsError

        error = cause(error)
        stopped = "interrupted"
        if isinstance(error, MsgopsError):
            self.found("refused" if isinstance(error, GuardError) else "error", error.diagnostics)
            stopped = "error"
        elif isinstance(error, Exception) and not isinstance(error, click.Abort):
            stopped = "error" if isinstance(error, click.ClickException) else "bug"
        self.end(of_end(error), stopped)


def with_events(function: F) -> F:
    """Add --events below `common`; the command gets the value `events` and lets it follow its runtime."""

    @functools.wraps(function)
    def wrapped(*args: Any, common: Common, events_file: str | None, **kw: Any) -> Any:
        context = click.get_current_context()
        events = Events(_open(events_file, common) if context.invoked_subcommand is None else None)
        try:
            events.start(str(context.info_name), common.environment)
            code = function(*args, common=common, events=events, **kw)
        except BaseException as error:
            events.fail(error)
            raise
        events.end(int(code or 0))
        return code

    return _OPTION(wrapped)  # type: ignore[return-value]


def _open(path: str | None, common: Common) -> Stream | None:
    if not path:
        return None
    if path == "-":
        raise click.UsageError("stdout is the result: --events goes to a file, a pipe or /dev/fd/3.")
    from msgops.cli.event_stream import Stream

    return Stream(path, root=common.directory)


_OPTION = click.option(
    "--events",
    "events_file",
    type=click.Path(dir_okay=False),
    envvar="MSGOPS_EVENTS",
    metavar="FILE",
    help="Add one JSON object per line for everything that happens, as it happens; default: MSGOPS_EVENTS.",
)
