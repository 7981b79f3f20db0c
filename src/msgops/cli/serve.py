"""`msgops serve`."""

from __future__ import annotations

import gc
import ipaddress
import os
import secrets
import stat
from pathlib import Path

import click

from msgops.cli.options import Common, placed
from msgops.model.redact import learn

VARIABLE = "MSGOPS_SERVE_TOKEN"
SHORTEST = 16
"""Characters of the shortest token that is taken."""


@click.command(name="serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address of this machine to listen on; loopback only.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Answer under this host name too, behind a reverse proxy; repeatable.",
)
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The token that confirms a step, in a file that is yours alone (0600); default: MSGOPS_SERVE_TOKEN, else a new one.",
)
@placed
def command(common: Common, host: str, port: int, hosts: tuple[str, ...], token_file: Path | None) -> int:
    """Show runs, drift, gates, worksheets, resources and the log in a browser, until SIGTERM or Ctrl-C.

    Nothing can be changed there, but a step of a person can be confirmed with the token that is printed at the start.
    """
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.cli.serving import Workspace
    from msgops.web.app import application
    from msgops.web.server import listen, serve
    from msgops.web.token import Token

    start_logging()
    host = _loopback(host)
    token, made = _token(token_file)
    learn(token)
    source = Workspace(Runtime(common), Runtime)
    try:
        socket = listen(host, port)
    except OSError as error:
        raise click.UsageError(f"{host}, port {port}: {error.strerror}.") from None
    shown = f"[{host}]" if ":" in host else host
    gc.set_threshold(700, 10, 10)  # unlike other commands, this one stays

    def ready() -> None:
        number = socket.getsockname()[1]
        click.echo(f"{source.title}: http://{shown}:{number}/", err=True)
        if made:
            # The one time that it is shown; every other way out takes it away.
            click.echo(f"Token to confirm a step: {token}", err=True)
        click.echo("Ready. Stop with Ctrl-C.", err=True)

    serve(application(source, Token(token), {shown, *hosts}), socket, ready)
    return 0


def _loopback(host: str) -> str:
    """Return the address; anybody who reaches another one could read everything."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise click.UsageError(
        f"{host} is not a loopback address. These pages ask nobody who they are, so they are for this machine alone.\n"
        "From another machine, use a tunnel:\n"
        "    ssh -L 8765:127.0.0.1:8765 THIS-MACHINE\n"
        "or put a reverse proxy that signs people in, with TLS, in front of it and name it with --allow-host."
    )


def _token(file: Path | None) -> tuple[str, bool]:
    """Return the token, and whether it was made just now."""
    if file is not None:
        return _fitting(_read(file), str(file)), False
    if given := os.environ.get(VARIABLE, ""):
        return _fitting(given, VARIABLE), False
    return secrets.token_urlsafe(24), True


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            others = stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077
            if others and os.name == "posix":
                raise click.UsageError(f"{file} can be read by others; chmod 600 {file}")
            return opened.read(1000)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise click.UsageError(f"{file}: {why}.") from None


def _fitting(text: str, place: str) -> str:
    token = text.strip()
    if len(token) < SHORTEST or not token.isprintable():
        raise click.UsageError(f"The token in {place} needs at least {SHORTEST} printable characters.")
    return token
