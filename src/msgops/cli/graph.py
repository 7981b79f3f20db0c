"""`msgops graph`."""

from __future__ import annotations

import click

from msgops.cli.options import Common, common
from msgops.cli.output import say


@click.command(name="graph")
@click.option("--dot", is_flag=True, help="Graphviz instead of text.")
@common
def command(common: Common, dot: bool) -> int:  # noqa: FBT001
    """Show the resources in the order of apply, each with what it needs. No network."""
    import json

    from msgops.cli.runtime import Runtime
    from msgops.engine.graph import dependencies, ordered

    runtime = Runtime(common)
    desired = runtime.workspace.desired
    needs = {a: dependencies(runtime.catalog, r) for a, r in desired.items()}
    addresses, _ = ordered(runtime.catalog, desired, needs)
    if common.json:
        nodes = [
            {"address": str(a), "account": desired[a].account, "needs": [str(n) for n in needs[a]]}
            for a in addresses
        ]
        say(json.dumps({"format_version": "1.0", "resources": nodes}, indent=2))
    elif dot:
        lines = [f"  {json.dumps(str(a))};" for a in addresses]
        lines += [f"  {json.dumps(str(a))} -> {json.dumps(str(n))};" for a in addresses for n in needs[a]]
        say("\n".join(["digraph msgops {", '  rankdir="RL";', *lines, "}"]))
    else:
        for address in addresses:
            say(str(address))
            for need in needs[address]:
                say(f"  needs {need}")
    return 0
