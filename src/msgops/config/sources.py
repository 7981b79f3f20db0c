"""Where the secrets of resources may come from: files of the workspace, and with a base only what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgops.config.inside import inside
from msgops.config.trust import source
from msgops.model.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.config.problems import Problems
    from msgops.config.trust import Base


def check_sources(attributes: Any, account: str, root: Path, base: Base | None, problems: Problems) -> None:
    """Report every secret of a resource whose source must not be read."""
    for path, secret in _secrets(attributes, "spec"):
        scheme, _, name = secret.source.partition(":")
        real = inside(root, name) if scheme == "file" else ""
        if real is None:
            detail = f'"{name}" leads out of the workspace, or into .git'
            problems.add(
                path, "MC015", "Outside the workspace", detail, "Keep the file inside the workspace."
            )
        elif base is not None:
            _check_named(secret, f"file:{real}" if real else "", account, base, path, problems)


def _check_named(secret: Secret, real: str, account: str, base: Base, path: str, problems: Problems) -> None:
    named = base.sources(account)
    # A link could make a file that is named stand for one that is not.
    if source(secret.source) in named and (not real or source(real) in named):
        return
    scheme, _, name = secret.source.partition(":")
    entry = name if scheme == "env" else secret.source
    problems.add(
        path,
        "MC181",
        "A secret that the base does not name",
        f"accounts.{account}.secrets of {base.ref} does not name {entry}",
        f"Merge `secrets: [{entry}]` in that account first, by itself, if its resources may read it.",
    )


def _secrets(value: Any, path: str) -> Iterator[tuple[str, Secret]]:
    if isinstance(value, Secret):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(inner, str):
                yield from _secrets(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            if not isinstance(inner, str):
                yield from _secrets(inner, f"{path}[{index}]")
