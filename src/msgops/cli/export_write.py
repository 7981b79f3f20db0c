"""Writes exported documents: new ones into a directory per concept, known ones where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.config.rewrite import Rewriting
    from msgops.config.workspace import Workspace
    from msgops.engine.context import Context
    from msgops.engine.exporting import Document
    from msgops.model.diagnostic import Diagnostic


def merge(
    workspace: Workspace, context: Context, found: list[Document], out: Path, *, fill: bool
) -> list[Document]:
    """Write the documents and return those that are new; what stands in a file keeps its comments, order and place."""
    from msgops.cli.export import ambiguous_accounts, shown
    from msgops.cli.files import write_text
    from msgops.cli.output import announce
    from msgops.config.dump import dump_document
    from msgops.config.rewrite import Rewriting
    from msgops.model.redact import redact
    from msgops.report.render import render_diagnostics

    rewriting = Rewriting(workspace)
    known = [d for d in found if d.address in workspace.desired]
    new = [d for d in found if d.address not in workspace.desired]
    refused = [r for d in known if d.twin_of is None for r in _bring_up(rewriting, context, d, fill=fill)]
    accounts = ambiguous_accounts(workspace)
    for document in new:
        text = redact(
            shown(document, dump_document(document.address, document.spec, accounts.get(document.account)))
        )
        place = _place(context, workspace, document, out)
        if not rewriting.says(place, text):
            rewriting.add(place, [text])
    changed = rewriting.changed()
    for name, (_, after) in changed.items():
        write_text(workspace.root, name, after)
    announce(
        f"{len(changed)} file(s) written: {len(new)} new objects, {len(known)} that were declared already."
    )
    if refused:
        announce(render_diagnostics(refused, "text", colour=False))
    return new


def _bring_up(rewriting: Rewriting, context: Context, document: Document, *, fill: bool) -> list[Diagnostic]:
    from msgops.cli.drift_accept import rewrite
    from msgops.engine.accepting import bring_up

    accepted = bring_up(context, context.desired[document.address], document.spec if fill else {})
    return [*accepted.refused, *rewrite(rewriting, accepted)]


def _place(context: Context, workspace: Workspace, document: Document, out: Path) -> str:
    """Return the file of a new document: CONCEPT/ACCOUNT.Kind.yaml."""
    kind: Any = context.catalog.kind(document.address.full_kind)
    path: Path = out.resolve() / kind.concept.value / f"{document.account}.{document.address.kind}.yaml"
    root = workspace.root.resolve()
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    if path.exists():
        raise click.UsageError(
            f"{path} exists outside of the workspace and is left alone; name an empty directory."
        )
    return str(path)
