"""Where secrets come from: environment variables and files inside the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgops.config.inside import inside
from msgops.config.yaml_source import read_bytes
from msgops.model.redact import learn

if TYPE_CHECKING:
    from msgops.model.secret import Secret

_MOST = 1 << 20


class SecretSources:
    """Resolves `env:NAME` and `file:PATH`; a file must lie inside the workspace, links included."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root, self._environment = root.resolve(), environment
        self._cache: dict[str, str] = {}

    def __call__(self, secret: Secret) -> str | None:
        """Return the value, or nothing where the source has none."""
        if secret.resolved:
            return secret.reveal()
        value = self._cache.get(secret.source)
        if value is None and (value := self._read(secret.source)) is not None:
            # What is not there yet is looked for again: a file may come to be in this run.
            self._cache[secret.source] = value
            learn(value)
        return value

    def _read(self, source: str) -> str | None:
        scheme, _, name = source.partition(":")
        if scheme == "env":
            return self._environment.get(name) or None
        real = inside(self._root, name)
        if real is None:
            return None
        try:
            raw = read_bytes(self._root / real, _MOST)
            return None if isinstance(raw, int) else raw.decode().rstrip("\n") or None
        except (OSError, UnicodeDecodeError):
            return None
