"""Where secrets come from: environment variables and files inside the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.model.secret import Secret

_MOST = 1 << 20


class SecretSources:
    """Resolves `env:NAME` and `file:PATH`; a file must lie inside the workspace, links included."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root, self._environment = root.resolve(), environment
        self._cache: dict[str, str | None] = {}

    def __call__(self, secret: Secret) -> str | None:
        """Return the value, or nothing where the source has none."""
        if secret.resolved:
            return secret.reveal()
        if secret.source not in self._cache:
            self._cache[secret.source] = self._read(secret.source)
        return self._cache[secret.source]

    def _read(self, source: str) -> str | None:
        scheme, _, name = source.partition(":")
        if scheme == "env":
            return self._environment.get(name) or None
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file() or path.stat().st_size > _MOST:
            return None
        try:
            return path.read_text(encoding="utf-8").rstrip("\n") or None
        except (OSError, UnicodeDecodeError):
            return None

    @property
    def values(self) -> list[str]:
        """Every value resolved so far, for redaction."""
        return [v for v in self._cache.values() if v]
