"""`msgops doctor`: signs in to every account, and lets providers try what others will do with what is declared."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.cli.runtime import Runtime
    from msgops.sdk.doctor import Declared, Diagnosis
    from msgops.sdk.errors import ProviderError
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Provider

_SIGNS = {True: "ok", False: "BAD", None: "?"}


@click.command(name="doctor")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="NAME",
    help="Only this account; repeatable. Default: all.",
)
@common
def command(common: Common, accounts: tuple[str, ...]) -> int:
    """Sign in to every account and try what others will do there, such as obtaining a token; nothing is written.

    Exit 0; 1 when something is wrong or an account cannot be reached.
    """
    from msgops.cli.runtime import Runtime, start_logging

    if any(name not in ("text", "json") or file for name, file in common.formats):
        raise click.UsageError("msgops doctor prints text, or JSON with --json.")
    runtime = Runtime(common)
    start_logging()
    known = sorted(runtime.workspace.accounts)
    if unknown := sorted(set(accounts) - set(known)):
        raise click.UsageError(f"There is no account {', '.join(unknown)}; there is {', '.join(known)}.")
    found = asyncio.run(_examine(runtime, list(accounts) or known))
    if common.json:
        rows = [
            {"account": a, "subject": d.subject, "healthy": d.healthy, "found": d.found, "remedy": d.remedy}
            for a, several in found.items()
            for d in several
        ]
        say(json.dumps({"diagnoses": rows}, indent=2))
    else:
        for account, several in found.items():
            _tell(account, several)
    bad = any(d.healthy is False for several in found.values() for d in several)
    return Exit.ERROR if bad else Exit.DONE


def _tell(account: str, found: Sequence[Diagnosis]) -> None:
    say(f"{account}:")
    for one in found:
        say(f"  {_SIGNS[one.healthy]:<3} {one.subject}: {one.found}")
        if one.remedy and one.healthy is not True:
            say(f"      {one.remedy}")
    if not found:
        say("  ?   nothing is known to try here")


async def _examine(runtime: Runtime, accounts: Sequence[str]) -> dict[str, list[Diagnosis]]:
    """Examine account after account; one that cannot be signed in to is not examined further."""
    from msgops.sdk.errors import ProviderError

    found: dict[str, list[Diagnosis]] = {}
    async with runtime.sessions(accounts) as sessions:
        for name in accounts:
            provider = runtime.catalog.providers[runtime.workspace.accounts[name].provider]
            reader = sessions[name].reader()
            found[name] = await _signed_in(reader, provider)
            examination = provider.examination()
            if examination is not None and not any(d.healthy is False for d in found[name]):
                try:
                    found[name] += await examination(reader, _declared(runtime, name), runtime.secrets)
                except ProviderError as error:
                    found[name].append(_failed(error.call, error))
    return found


async def _signed_in(reader: Reader, provider: Provider) -> list[Diagnosis]:
    """Make the small reads of the provider's table of permissions: what is answered shows that the credentials are good."""
    from msgops.sdk.doctor import Diagnosis
    from msgops.sdk.errors import ProviderError

    rights, found = provider.rights(), []
    for call, params in (rights.probes if rights is not None else {}).items():
        try:
            await reader.get(call.partition(" ")[2], params)
        except ProviderError as error:
            told = error.diagnostic()
            found.append(
                Diagnosis(call, healthy=False, found=told.detail or told.summary, remedy=told.remedy)
            )
        else:
            found.append(Diagnosis(call, healthy=True, found="answered"))
    return found


def _failed(call: str, error: ProviderError) -> Diagnosis:
    from msgops.sdk.doctor import Diagnosis

    told = error.diagnostic()
    return Diagnosis(call, healthy=False, found=told.detail or told.summary, remedy=told.remedy)


def _declared(runtime: Runtime, account: str) -> list[Declared]:
    from msgops.sdk.doctor import Declared

    desired = runtime.workspace.desired
    return [
        Declared(address.full_kind, address.name, resource.attributes)
        for address, resource in sorted(desired.items())
        if resource.account == account
    ]
