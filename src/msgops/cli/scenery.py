"""What a page shows around a report: everything declared, and the runs so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.model.scene import Node, Scene

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime


def scene(runtime: Runtime) -> Scene:
    """Return the scene; nothing is asked of a network. Files that cannot be used have none."""
    from msgops.engine.graph import dependencies
    from msgops.model.diagnostic import MsgopsError

    try:
        desired = runtime.workspace.desired
        nodes = tuple(Node(a, r.account, dependencies(runtime.catalog, r)) for a, r in desired.items())
        with runtime.open_state(create=False) as store:
            runs = tuple(store.runs())
    except MsgopsError:
        return Scene()
    return Scene(nodes, runs)
