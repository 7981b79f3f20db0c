"""What a page shows around a report: everything declared, the guides that it follows, and the runs so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.model.scene import Node, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msgops.cli.runtime import Runtime
    from msgops.model.address import Address
    from msgops.model.finding import Finding
    from msgops.model.guide import Guide, Standing
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan
    from msgops.model.state import Run


def scene(
    runtime: Runtime,
    plan: Plan | None = None,
    *,
    outcomes: Iterable[Outcome] = (),
    findings: Iterable[Finding] = (),
) -> Scene:
    """Return the scene of a report; steps of guides stand as the plan saw them, or nobody knows how.

    Nothing is asked of a network. Files that cannot be used have no scene.
    """
    from msgops.engine.graph import dependencies
    from msgops.engine.standing import of_plan
    from msgops.model.diagnostic import MsgopsError

    try:
        desired = runtime.workspace.desired
        nodes = tuple(Node(a, r.account, dependencies(runtime.catalog, r)) for a, r in desired.items())
        with runtime.open_state(create=False) as store:
            runs = tuple(store.runs())
    except MsgopsError:
        return Scene()
    standings = of_plan(plan, outcomes, findings) if plan is not None else {}
    return Scene(nodes, runs, _guides(runtime, standings))


def remembered(runtime: Runtime, runs: Sequence[Run]) -> Scene:
    """Return these runs, and the guides as the state remembers them: nothing is read from a system."""
    from msgops.engine.standing import of_record
    from msgops.model.diagnostic import MsgopsError

    try:
        with runtime.open_state(create=False) as store:
            standings = of_record(store.entries(), store.gates())
    except MsgopsError:
        return Scene(runs=tuple(runs))
    return Scene(runs=tuple(runs), guides=_guides(runtime, standings))


def _guides(runtime: Runtime, standings: Mapping[Address, Standing]) -> tuple[Guide, ...]:
    """Return the guides; one that is not well written costs the page its steps, not the report."""
    if not runtime.workspace.uses:
        return ()
    from msgops.cli.output import announce
    from msgops.config.guide import guides
    from msgops.model.diagnostic import ConfigError
    from msgops.report.render import render_diagnostics

    try:
        return tuple(g.at(standings) for g in guides(runtime.workspace, runtime.catalog))
    except ConfigError as error:
        announce(render_diagnostics(error.diagnostics, "text", colour=False))
        return ()
