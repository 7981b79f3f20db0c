"""`msgops state`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import announce, say
from msgops.cli.rebuild import rebuild
from msgops.model.address import Address
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.state import StateEntry
    from msgops.state.lease import Tenure


@click.group(name="state")
def command() -> None:
    """Look at and repair what msgops remembers. Losing it is survivable: the next plan adopts by natural key."""


@command.command(name="list")
@common
def list_(common: Common) -> int:
    """List the recorded resources with their vendor ids."""
    entries = _entries(common)
    if common.json:
        found = [{"address": str(a), "account": e.account, "id": e.id} for a, e in sorted(entries.items())]
        say(json.dumps({"format_version": "1.0", "entries": found}, indent=2))
    else:
        for address, entry in sorted(entries.items()):
            say(f"{address}  {entry.account}  {entry.id}")
    return Exit.DONE


@command.command()
@click.argument("address")
@common
def show(common: Common, address: str) -> int:
    """Show what is recorded for ADDRESS; secrets are there as fingerprints only."""
    entry = _find(_entries(common), address)
    value = {
        "address": str(entry.address),
        "account": entry.account,
        "id": entry.id,
        "protected": entry.protected,
        "depends_on": [str(d) for d in entry.depends_on],
        "applied": entry.applied,
    }
    say(json.dumps(value, indent=2, ensure_ascii=False))
    return Exit.DONE


@command.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@common
def rm(common: Common, addresses: tuple[str, ...]) -> int:
    """Forget ADDRESS…, and calls in doubt for them; the live objects stay as they are."""
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=True) as store, store.lease("state rm"):
        entries = store.entries()
        doubtful = {i.address for i in store.unsettled()}
        parsed = [_parse(a) for a in addresses]
        found = [a if a in doubtful else _find(entries, str(a)).address for a in parsed]
        store.remove_entries(found)
    announce(f"Forgot {len(found)}; the live objects were not touched.")
    return Exit.DONE


@command.command()
@click.argument("old")
@click.argument("new")
@common
def mv(common: Common, old: str, new: str) -> int:
    """Record under NEW what is recorded under OLD."""
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=True) as store, store.lease("state mv"):
        store.mv(_find(store.entries(), old).address, _parse(new))
    return Exit.DONE


@command.command()
@click.option("--yes", is_flag=True, help="Free it without asking.")
@common
def unlock(common: Common, *, yes: bool) -> int:
    """Show who holds the state and, on consent, free it: that run writes no more."""
    from msgops.cli.runtime import Runtime
    from msgops.state.lease import Standing

    runtime = Runtime(common)
    with runtime.open_state(create=False) as store:
        seen = store.tenure()
    _show_tenure(common, seen)
    if seen is None or seen.standing is Standing.FREE:
        return Exit.DONE
    if not yes and not (sys.stdin.isatty() and click.confirm("Free the state?", err=True)):
        return Exit.LOCKED if seen.standing is Standing.HELD else Exit.DONE
    with runtime.open_state(create=True) as store:
        store.unlock(seen)
    announce("The state is free; whatever that run still writes is refused.")
    return Exit.DONE


command.add_command(rebuild)

_STANDINGS = {
    "free": "The state is free. The last run that held it:",
    "held": "The state is held:",
    "expired": "The run that held the state fell silent; the next run takes it over:",
    "dead": "The run that held the state was killed; the next run takes it over:",
}


def _show_tenure(common: Common, tenure: Tenure | None) -> None:

    if common.json:
        found = None if tenure is None else asdict(tenure)
        say(json.dumps({"format_version": "1.0", "lease": found}, indent=2))
        return
    if tenure is None:
        say("The state is free; no run ever held it.")
        return
    say(_STANDINGS[tenure.standing])
    rows = {
        "holder": tenure.holder,
        "host": tenure.host,
        "purpose": tenure.purpose,
        "since": tenure.acquired,
        "last heartbeat": tenure.heartbeat,
        "expires": tenure.expires or "released",
        "token": tenure.token,
    }
    for name, value in rows.items():
        say(f"  {name:<14}  {value}")


def _entries(common: Common) -> Mapping[Address, StateEntry]:
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=False) as store:
        return store.entries()


def _parse(text: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _find(entries: Mapping[Address, StateEntry], text: str) -> StateEntry:
    found = entries.get(_parse(text))
    if found is None:
        hint = suggest(text, [str(a) for a in entries])
        raise click.UsageError(f"{text} is not recorded." + (f" Did you mean {hint}?" if hint else ""))
    return found
