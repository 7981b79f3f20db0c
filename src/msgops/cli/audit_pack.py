"""`msgops audit pack`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


def _day(ctx: click.Context, param: click.Parameter, value: str) -> str:
    del ctx, param
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter("it is no day such as 2027-01-31") from None


@click.command()
@click.option(
    "--from", "since", required=True, callback=_day, metavar="DAY", help="The first day, UTC: 2027-01-01."
)
@click.option("--to", "until", required=True, callback=_day, metavar="DAY", help="The last day, UTC.")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The archive, a zip file.")
@click.option(
    "--with",
    "reports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Put a report or a saved plan in; repeatable.",
)
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Sign with this Ed25519 private key (PEM).",
)
@common
def pack(
    common: Common, since: str, until: str, out: str, reports: tuple[Path, ...], key: Path | None
) -> int:
    """Write what an auditor asks for into one archive: runs with their calls, approvals, the whole log with its proof.

    A manifest names each file with its digest; --key signs it. No network is used. Exit 1, and nothing is
    written, when the log is broken.
    """
    from importlib.metadata import version

    from msgops.cli.evidence import Evidence
    from msgops.cli.evidence import pack as packed
    from msgops.cli.files import write
    from msgops.cli.output import announce
    from msgops.cli.runtime import Runtime
    from msgops.cli.scenery import remembered
    from msgops.model.diagnostic import Diagnostic, StateError
    from msgops.model.redact import redact
    from msgops.report.html import document_html
    from msgops.report.packs import pack_document

    if since > until:
        raise click.UsageError("--from is a later day than --to.")
    if len({r.name for r in reports}) < len(reports):
        raise click.UsageError("Two files of --with have the same name.")
    runtime = Runtime(common)
    with runtime.open_state(create=False) as store:
        broken, log = store.verify_audit(), store.audit()
        runs = [r for r in sorted(store.runs(), key=lambda r: r.started) if since <= r.started[:10] <= until]
        calls = {r.id: store.intents(r.id) for r in runs}
        gates = [g for g in store.gates().values() if g.by and since <= g.at[:10] <= until]
        consents = [c for c in store.consents() if since <= c.at[:10] <= until]
    if broken is not None:
        announce(f"The log is broken at record {broken}; nothing was written.")
        return Exit.ERROR
    name = runtime.workspace.name
    document = pack_document(name, (since, until), runs, calls, gates, consents, len(log))
    evidence = Evidence(
        workspace=name,
        since=since,
        until=until,
        made=runtime.now().isoformat(timespec="seconds"),
        version=version("msgops"),
        runs=runs,
        calls=calls,
        gates=gates,
        consents=consents,
        log=log,
        page=redact(document_html(document, remembered(runtime, runs))),
        reports={r.name: r.read_bytes() for r in reports},
    )
    try:
        write(out, packed(evidence, key), root=common.directory)
    except OSError as error:
        raise StateError(
            Diagnostic("MS090", "A report cannot be written", detail=f"{out}: {error.strerror}")
        ) from None
    announce(f"Wrote {out}: {document.verdict}")
    return Exit.DONE
