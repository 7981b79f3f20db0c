"""`msgops <provider> <command>`: what only one provider has."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.cli.runtime import Runtime
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.commands import Command, Found
    from msgops.sdk.kind import Provider


def group(catalog: Catalog, name: str) -> click.Group | None:
    """Return the commands of a provider, nothing for a name that is none or a provider that has no commands."""
    provider = catalog.providers.get(name)
    if provider is None or not provider.commands:
        return None
    made = click.Group(name, help=f"What only {provider.title} has.")
    for short in provider.commands:
        made.add_command(_command(provider, short))
    return made


def _command(provider: Provider, short: str) -> click.Command:
    own = provider.command(short)

    @click.command(name=short, help=own.help)
    @click.argument("words", nargs=-1, metavar=own.words)
    @click.option(
        "--account", default="", metavar="NAME", help="The account; default: the only one of this provider."
    )
    @click.option("--write", is_flag=True, help="Put what was found into the account block of msgops.yaml.")
    @common
    def command(common: Common, words: tuple[str, ...], account: str, *, write: bool) -> int:
        from msgops.cli.runtime import Runtime, start_logging

        runtime = Runtime(common)
        start_logging()
        name = account or _only(runtime, provider)
        if name not in _accounts(runtime, provider):
            raise click.UsageError(f"{name!r} is no account of {provider.title}.")
        found = asyncio.run(_run(runtime, name, own, words))
        for line in found.lines:
            say(line)
        _tell(runtime, name, found, write=write)
        return Exit.DONE

    return command


def _accounts(runtime: Runtime, provider: Provider) -> list[str]:
    return sorted(n for n, b in runtime.workspace.accounts.items() if b.provider == provider.name)


def _only(runtime: Runtime, provider: Provider) -> str:
    names = _accounts(runtime, provider)
    if len(names) != 1:
        there = ", ".join(names) or "none"
        raise click.UsageError(f"Say which account with --account; of {provider.title} there is: {there}.")
    return names[0]


async def _run(runtime: Runtime, account: str, own: Command, words: Sequence[str]) -> Found:
    from msgops.sdk.commands import Misuse

    async with runtime.sessions([account]) as sessions:
        try:
            return await own.run(sessions[account].reader(), words)
        except Misuse as error:
            raise click.UsageError(str(error)) from None


def _tell(runtime: Runtime, account: str, found: Found, *, write: bool) -> None:
    """Write the settings into the file, or print what to put there."""
    from msgops.config.account_edit import with_settings
    from msgops.config.dump import dump_mapping

    if not found.settings:
        return
    block = runtime.workspace.accounts[account]
    if write:
        path = runtime.workspace.root / block.origin.path
        try:
            path.write_text(
                with_settings(path.read_text(encoding="utf-8"), account, found.settings), encoding="utf-8"
            )
        except ValueError as error:
            raise click.ClickException(
                f"{block.origin.path} was left alone: {error}. Run it without --write and put it there yourself."
            ) from None
        say(f"Written to {block.origin.path}, accounts.{account}.")
        return
    say(f"Put this into accounts.{account} of {block.origin.path}, or run it with --write:\n")
    say(dump_mapping(found.settings).rstrip("\n"))
