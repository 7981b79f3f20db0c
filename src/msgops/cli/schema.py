"""`msgops schema`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="schema")
@click.argument("name", required=False)
@click.option("--write", type=click.Path(file_okay=False), help="Write all schemas into this directory.")
def command(name: str | None, write: str | None) -> int:
    """Print the JSON Schema of NAME (a kind, `workspace` or `resource`), or list the names."""
    import json

    from msgops.config.schema import all_schemas
    from msgops.model.suggest import suggest
    from msgops.report.schemas import output_schemas
    from msgops.sdk.catalog import Catalog

    found = {
        **all_schemas(Catalog.installed()),
        **{f"output/{n}.json": s for n, s in output_schemas().items()},
    }
    if write:
        for file, schema in found.items():
            path = Path(write) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"Wrote {len(found)} schemas to {write}.", err=True)
    elif name is None:
        click.echo("\n".join(file.removesuffix(".json") for file in found))
    elif f"{name}.json" in found:
        click.echo(json.dumps(found[f"{name}.json"], indent=2, ensure_ascii=False))
    else:
        hint = suggest(name, [f.removesuffix(".json") for f in found])
        raise click.UsageError(f"There is no schema {name!r}." + (f" Did you mean {hint!r}?" if hint else ""))
    return 0
