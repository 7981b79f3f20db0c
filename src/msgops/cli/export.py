"""`msgops export`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.exporting import Document
    from msgops.model.address import Address


@click.command(name="export")
@click.argument("account", required=False)
@click.option(
    "--kind", "kinds", multiple=True, help="Only these kinds, for example infobip.Subscription; repeatable."
)
@click.option("--out", type=click.Path(file_okay=False), help="Write one file per kind into this directory.")
@common
def command(common: Common, account: str | None, kinds: tuple[str, ...], out: str | None) -> int:
    """Write the live objects of ACCOUNT as YAML that plans to nothing but adoptions. Secrets become ${env:…}."""
    from msgops.cli.files import write
    from msgops.cli.output import announce, say
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.config.dump import dump_document
    from msgops.model.redact import redact

    runtime = Runtime(common)
    start_logging()
    name = _account(runtime, account)
    announce(f"Reading account {name} …")
    found = asyncio.run(_export(runtime, name, kinds))
    by_file: dict[str, list[str]] = {}
    single = len({b.provider for b in runtime.workspace.accounts.values()}) == len(runtime.workspace.accounts)
    for document in found:
        text = dump_document(document.address, document.spec, None if single else document.account)
        if document.twin_of is not None:
            text = _commented(text, document.twin_of)
        by_file.setdefault(f"{document.address.kind}.yaml", []).append(text)
    if out:
        target = Path(out)
        target.mkdir(parents=True, exist_ok=True)
        for file, texts in by_file.items():
            write(target / file, redact("---\n".join(texts)).encode(), root=common.directory, mode=0o644)
    else:
        say("---\n".join(t for texts in by_file.values() for t in texts), end="")
    announce(f"{len(found)} objects.")
    for twin in [d for d in found if d.twin_of is not None]:
        announce(f"  {twin.address} has the natural key of {twin.twin_of}; it is written as a comment")
    for variable in sorted({v for d in found for v in d.secrets}):
        announce(f"  set before apply: {variable}")
    return 0


def _commented(text: str, twin_of: Address) -> str:
    """Keep a document in sight that would make the workspace ambiguous."""
    why = f"# Its natural key is that of {twin_of}; rename one of them before both can be managed.\n"
    return why + "".join(f"# {line}\n" for line in text.splitlines())


def _account(runtime: Runtime, account: str | None) -> str:
    known = list(runtime.workspace.accounts)
    if account in known:
        return str(account)
    if account is None and len(known) == 1:
        return known[0]
    raise click.UsageError(f"Name one of the accounts: {', '.join(known)}.")


async def _export(runtime: Runtime, account: str, kinds: tuple[str, ...]) -> list[Document]:
    from msgops.engine.exporting import documents
    from msgops.engine.observe import observe_all

    provider = runtime.workspace.accounts[account].provider
    names = [n for n in runtime.catalog.names if n.startswith(f"{provider}.") and (not kinds or n in kinds)]
    if kinds and len(names) != len(set(kinds)):
        raise click.UsageError("A kind that was named does not exist; `msgops kinds` lists them.")
    with runtime.open_state(create=False) as store:
        known: dict[Any, Any] = {(e.address.full_kind, e.id): a for a, e in store.entries().items()}
    async with runtime.sessions([account]) as sessions:
        found = await observe_all(runtime.catalog, sessions[account].reader(), names)
    return documents(runtime.catalog, account, found, known)
