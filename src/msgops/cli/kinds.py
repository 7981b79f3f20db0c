"""`msgops kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from msgops.sdk.kind import Kind


@click.command(name="kinds")
@click.argument("name", required=False)
@click.option("--provider", default="", metavar="NAME", help="Only the kinds of this provider.")
@click.option("--markdown", is_flag=True, help="A whole page with every field, for documentation.")
@click.option("--json", "json_", is_flag=True, help="Result as JSON on stdout.")
def command(name: str | None, provider: str, markdown: bool, json_: bool) -> int:  # noqa: FBT001
    """List the kinds, who applies them and where their facts come from; with NAME, that kind's fields."""
    from msgops.model.suggest import suggest
    from msgops.sdk.catalog import Catalog

    catalog = Catalog.installed()
    if name and name not in catalog:
        hint = suggest(name, catalog.names)
        raise click.UsageError(f"There is no kind {name!r}." + (f" Did you mean {hint!r}?" if hint else ""))
    if provider and provider not in catalog.providers:
        known = ", ".join(catalog.providers)
        raise click.UsageError(f"No provider is called {provider!r}; installed: {known}.")
    names = [n for n in catalog.names if name in (None, n) and provider in ("", n.partition(".")[0])]
    kinds = [catalog.kind(n) for n in names]
    if markdown:
        from msgops.cli.kinds_markdown import kinds_markdown

        titles = dict.fromkeys(catalog.providers[n.partition(".")[0]].title for n in names)
        click.echo(kinds_markdown(" and ".join(titles), kinds), nl=False)
        return 0
    if json_:
        import json

        click.echo(json.dumps([kind_json(k) for k in kinds], indent=2))
        return 0
    for kind in kinds:
        click.echo(f"{kind.name:32} {kind.hand.value:7} {kind.concept.value:14} {', '.join(kind.operations)}")
        if name:
            _detail(kind)
    return 0


def kind_json(kind: Kind) -> dict[str, Any]:
    """Return what others build on (DESIGN §8)."""
    return {
        "kind": kind.name,
        "concept": kind.concept.value,
        "hand": kind.hand.value,
        "operations": list(kind.operations),
        "evidence": [
            {"operation": e.operation, "call": e.call, "confidence": e.confidence.value, "source": e.source}
            for e in kind.evidence
        ],
        "summary": kind.summary,
        "doc": kind.doc,
    }


def _detail(kind: Kind) -> None:
    click.echo(f"\n{kind.summary}\n{kind.doc}\n")
    for f in kind.codec.root.fields:
        marks = [type(m).__name__.strip("_").lower() for m in f.markers]
        click.echo(f"  {f.name:28} {'required ' if f.required else ''}{', '.join(marks)}")
    click.echo("")
    for e in kind.evidence:
        click.echo(f"  {e.operation:8} {e.call:70} {e.confidence.value}: {e.source}")
