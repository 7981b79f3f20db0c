"""`msgops init`."""

from __future__ import annotations

from pathlib import Path

import click

from msgops.cli.exits import Exit

_GITIGNORE = """\
# what msgops remembers is per machine unless state: names a shared database
.msgops/
# credentials, such as those that `msgops sandbox --env-file` writes
*.env
# saved plans: they hold the values of your resources
plan.json
*.plan.json
"""
_IGNORED = tuple(line for line in _GITIGNORE.splitlines() if not line.startswith("#"))


@click.command(name="init")
@click.argument("directory", default=".", type=click.Path(file_okay=False))
@click.option("--name", default="", help="Name of the workspace; default: the directory's.")
@click.option("--provider", "providers", multiple=True, help="Add an account of this provider; repeatable.")
def command(directory: str, name: str, providers: tuple[str, ...]) -> int:
    """Write a new workspace into DIRECTORY; existing files are never overwritten."""
    from msgops.model.suggest import suggest
    from msgops.sdk.catalog import Catalog

    catalog = Catalog.installed()
    for provider in providers:
        if provider not in catalog.providers:
            hint = suggest(provider, catalog.providers)
            raise click.UsageError(
                f"No provider is called {provider!r}." + (f" Did you mean {hint!r}?" if hint else "")
            )
    root = Path(directory)
    if (root / "msgops.yaml").exists():
        raise click.UsageError(f"{root / 'msgops.yaml'} exists already.")
    (root / "resources").mkdir(parents=True, exist_ok=True)
    lines = [f"workspace: {name or root.resolve().name}", "accounts:"]
    variables: list[str] = []
    for provider in providers or tuple(catalog.providers)[:1]:
        lines += [f"  {provider}:", f"    provider: {provider}"]
        for key, value in catalog.providers[provider].example_account.items():
            lines.append(f"    {key}: {value}")
            variables.append(value)
    lines += ["state: sqlite:///.msgops/state.db", "resources: [resources/]", ""]
    (root / "msgops.yaml").write_text("\n".join(lines), encoding="utf-8")
    ignore = root / ".gitignore"
    if not ignore.exists():
        ignore.write_text(_GITIGNORE, encoding="utf-8")
    elif missing := [line for line in _IGNORED if line not in ignore.read_text(encoding="utf-8").split()]:
        click.echo(f"{ignore} exists and is left as it is; it should name: {' '.join(missing)}", err=True)
    click.echo(
        f"Wrote {root / 'msgops.yaml'}. Set {', '.join(v[6:-1] for v in variables)}, write documents into resources/, then: msgops plan",
        err=True,
    )
    return Exit.DONE
