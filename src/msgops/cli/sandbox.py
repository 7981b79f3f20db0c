"""`msgops sandbox`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

_READY = "Ready"


@click.command(name="sandbox")
@click.option(
    "--env-file",
    type=click.Path(dir_okay=False),
    help="Write the variables that reach the sandbox, once it is ready.",
)
@click.option("--only", default="", metavar="NAMES", help="Only these providers, separated by commas.")
@click.option("--latency-ms", type=click.FloatRange(0, 60_000), default=0.0, help="Delay every answer.")
@click.option("--limits", is_flag=True, help="Enforce the vendors' published rate limits.")
@click.option(
    "--port-base", type=click.IntRange(0, 65_000), default=0, help="First port; default: free ports."
)
@click.option(
    "--detach", is_flag=True, help="Return once it is ready, and leave it running; needs --env-file."
)
def command(
    env_file: str | None,
    only: str,
    latency_ms: float,
    limits: bool,  # noqa: FBT001  # click passes flags by name
    port_base: int,
    detach: bool,  # noqa: FBT001
) -> int:
    """Run the vendors' APIs on this machine until SIGTERM or Ctrl-C. Nothing leaves the machine.

    \b
        msgops sandbox --env-file sandbox.env --detach
        set -a; . ./sandbox.env; set +a
        msgops -C examples/quickstart plan
    """  # noqa: D301
    from msgops.sandbox.load import build
    from msgops.sandbox.server import serve
    from msgops.sdk.catalog import Catalog

    providers = Catalog.installed().providers
    names = [n for n in only.split(",") if n]
    for name in names:
        if name not in providers:
            raise click.UsageError(f"No provider is called {name!r}; installed: {', '.join(providers)}.")

    if detach:
        if not env_file:
            raise click.UsageError(
                "--detach needs --env-file, by which the sandbox can be reached and stopped."
            )
        words = ["--env-file", env_file, "--only", ",".join(names), "--latency-ms", str(latency_ms)]
        return _detached([*words, "--port-base", str(port_base), *(["--limits"] if limits else [])])

    def ready(variables: dict[str, str]) -> None:
        for key, value in variables.items():
            if key.endswith("_URL"):
                click.echo(f"{key}={value}", err=True)
        click.echo(
            f"{_READY}. Stop with Ctrl-C." if not env_file else f"{_READY}; variables in {env_file}.",
            err=True,
        )

    try:
        serve(
            build(providers, names, latency_ms=latency_ms, enforce_limits=limits),
            env_file=Path(env_file) if env_file else None,
            port_base=port_base,
            ready=ready,
        )
    except OSError as error:
        raise click.UsageError(f"The sandbox cannot listen or write: {error.strerror}.") from None
    return 0


def _detached(words: list[str]) -> int:
    """Run the sandbox as a process of its own; pass on what it says until it is ready, or its exit code."""
    child = subprocess.Popen(  # noqa: S603  # this program itself
        [sys.executable, "-m", "msgops", "sandbox", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    for line in child.stderr:
        click.echo(line, err=True, nl=False)
        if line.startswith(_READY):
            click.echo(f"Stop it with: kill {child.pid}", err=True)
            return 0
    return child.wait()
