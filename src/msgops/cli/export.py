"""`msgops export`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.cli.runtime import Runtime
    from msgops.config.workspace import Workspace
    from msgops.engine.context import Context
    from msgops.engine.exporting import Document
    from msgops.engine.identity import Place
    from msgops.model.diagnostic import Diagnostic


@click.command(name="export")
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT…]")
@click.option(
    "--kind", "kinds", multiple=True, help="Only these kinds, for example infobip.Subscription; repeatable."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="Write into this directory, a directory per concept and a file per kind; documents that exist are brought up to date.",
)
@click.option(
    "--fill", is_flag=True, help="With --out: also write fields that documents in the files leave out."
)
@common
def command(
    common: Common,
    accounts: tuple[str, ...],
    kinds: tuple[str, ...],
    out: str | None,
    fill: bool,  # noqa: FBT001  # click passes flags by name
) -> int:
    """Write the live objects of ACCOUNT… (default: all) as YAML that plans to nothing but adoptions. Secrets become ${env:…}.

    Exit 5 when a kind cannot be read, as the credential may not or the vendor is down; the others are written.
    """
    from msgops.cli.export_write import merge
    from msgops.cli.output import announce, say
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.config.dump import dump_document
    from msgops.engine.unread import explained
    from msgops.report.render import render_diagnostics

    if fill and not out:
        raise click.UsageError("--fill belongs to --out.")
    runtime = Runtime(common)
    start_logging()
    names = _accounts(runtime, accounts)
    announce(f"Reading {', '.join(names)} …")
    workspace = _workspace(runtime, out)
    wanted = _wanted(runtime, names, kinds)
    context, found, failed = asyncio.run(_export(runtime, workspace, names, wanted))
    new = found
    if out:
        new = merge(workspace, context, found, Path(out), fill=fill)
    else:
        several = ambiguous_accounts(workspace)
        texts = [shown(d, dump_document(d.address, d.spec, several.get(d.account))) for d in found]
        say("---\n".join(texts), end="")
    announce(f"{len(found)} objects.")
    for twin in [d for d in found if d.twin_of is not None]:
        announce(f"  {twin.address} has the natural key of {twin.twin_of}; it is written as a comment")
    for variable in sorted({v for d in new for v in d.secrets}):
        announce(f"  set before apply: {variable}")
    if failed:
        announce(render_diagnostics(explained(runtime.catalog, failed), "text", colour=False))
        unread = ", ".join(sorted({kind for _, kind in failed}))
        announce(f"Not read, and not written: {unread}.")
        return Exit.INCOMPLETE if len(failed) < _asked(runtime, wanted) else Exit.ERROR
    return Exit.DONE


def _asked(runtime: Runtime, wanted: Sequence[Place]) -> int:
    """Return how many of these are read at all: those that an API answers for."""
    from msgops.sdk.kind import Hand

    return sum(1 for _, kind in wanted if runtime.catalog.kind(kind).hand is Hand.API)


def _accounts(runtime: Runtime, given: tuple[str, ...]) -> list[str]:
    known = list(runtime.workspace.accounts)
    unknown = [name for name in given if name not in known]
    if unknown or not known:
        raise click.UsageError(
            f"There is no account {', '.join(unknown)}; there is {', '.join(known) or 'none'}."
        )
    return [name for name in known if not given or name in given]


def _workspace(runtime: Runtime, out: str | None) -> Workspace:
    """Return the workspace, with what lies in the directory already even where `resources:` does not name it."""
    import os

    from msgops.config.load import load
    from msgops.model.diagnostic import ConfigError, Severity

    root = runtime.workspace.root.resolve()
    target = Path(out).resolve() if out else root
    if not out or not target.exists() or not target.is_relative_to(root):
        return runtime.workspace
    common = runtime.common
    more = [target.relative_to(root).as_posix()]
    found = load(
        common.directory, runtime.catalog, environment=common.environment, environ=os.environ, more=more
    )
    errors = [d for d in found.diagnostics if d.severity is Severity.ERROR]
    if errors:
        raise ConfigError(errors)
    return found


def ambiguous_accounts(workspace: Workspace) -> dict[str, str]:
    """Return the accounts that a document must name, because their provider has another one."""
    providers = [b.provider for b in workspace.accounts.values()]
    return {n: n for n, b in workspace.accounts.items() if providers.count(b.provider) > 1}


def shown(document: Document, text: str) -> str:
    """Keep a document in sight that would make the workspace ambiguous, as a comment."""
    if document.twin_of is None:
        return text
    why = f"# Its natural key is that of {document.twin_of}; rename one of them before both can be managed.\n"
    return why + "".join(f"# {line}\n" for line in text.splitlines())


def _wanted(runtime: Runtime, accounts: Sequence[str], kinds: tuple[str, ...]) -> list[Place]:
    catalog, blocks = runtime.catalog, runtime.workspace.accounts
    places = [
        (account, name)
        for account in accounts
        for name in catalog.names
        if name.partition(".")[0] == blocks[account].provider and (not kinds or name in kinds)
    ]
    if set(kinds) - {name for _, name in places}:
        raise click.UsageError("A kind that was named does not exist there; `msgops kinds` lists them.")
    return places


async def _export(
    runtime: Runtime, workspace: Workspace, accounts: Sequence[str], wanted: Sequence[Place]
) -> tuple[Context, list[Document], Mapping[Place, Diagnostic]]:
    from msgops.engine.context import Context
    from msgops.engine.exporting import tenant
    from msgops.engine.observe import Observed, match, read_all
    from msgops.engine.sealing import Sealer
    from msgops.state.fingerprint import fingerprint_key

    with runtime.open_state(create=False) as store:
        recorded = store.entries()
    async with runtime.sessions(accounts) as sessions:
        readers = {name: session.reader() for name, session in sessions.items()}
        found, failed = await read_all(runtime.catalog, readers, wanted)
    providers = {n: b.provider for n, b in workspace.accounts.items()}
    identity = match(runtime.catalog, found, workspace.desired, recorded, providers)
    names = {(live.account, live.kind, live.id): address for address, live in identity.matched.items()}
    documents = tenant(runtime.catalog, found, names, {*workspace.desired, *recorded})
    context = Context(
        catalog=runtime.catalog,
        workspace=workspace.name,
        desired=workspace.desired,
        recorded=recorded,
        observed=Observed(identity),
        sealer=Sealer(fingerprint_key(create=False), runtime.secrets),
    )
    return context, documents, failed
