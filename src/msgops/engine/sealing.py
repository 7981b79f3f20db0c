"""Secrets as keyed fingerprints: what the diff and the state see instead of values."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgops.model.secret import Secret, key_id

Resolve = Callable[[Secret], "str | None"]
"""Returns a secret's value, or nothing where its source is not set in this process."""


class Sealer:
    """Replaces secrets by `{"fingerprint": "keyid:hex"}`; without key or value by `{"fingerprint": ""}`."""

    def __init__(self, key: bytes | None, resolve: Resolve) -> None:
        self._key, self._resolve = key, resolve
        self._cache: dict[str, dict[str, str]] = {}
        self._coming: set[str] = set()

    def expect(self, sources: Iterable[str]) -> None:
        """Take note of secrets that the plan makes: until they are there, they are none that was sent before."""
        self._coming.update(sources)

    def seal(self, value: Any) -> Any:
        """Return the value with every secret replaced; the same object when there is none."""
        if isinstance(value, Secret):
            return self._fingerprint(value)
        if isinstance(value, dict):
            changed = {k: self.seal(v) for k, v in value.items()}
            return changed if any(changed[k] is not value[k] for k in value) else value
        if isinstance(value, list | tuple):
            items = [self.seal(v) for v in value]
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        return value

    def seal_text(self, text: str) -> dict[str, str]:
        """Fingerprint a value that the vendor returned in clear, to compare it with a secret."""
        if self._key is None:
            return {"fingerprint": ""}
        return {"fingerprint": Secret("live").with_value(text).fingerprint(self._key)}

    def _fingerprint(self, secret: Secret) -> dict[str, str]:
        found = self._cache.get(secret.source)
        if found is None:
            value = self._resolve(secret)
            known = value is not None and self._key is not None
            print_ = secret.with_value(value).fingerprint(self._key) if known and value and self._key else ""
            if not print_ and self._key and canonical(secret.source) in self._coming:
                print_ = f"{key_id(self._key)}:to come"
            found = {"fingerprint": print_}
            if known:
                self._cache[secret.source] = found
        return found


def canonical(source: str) -> str:
    """Return a source in the one spelling by which two are compared."""
    scheme, _, name = source.partition(":")
    return f"{scheme}:{posixpath.normpath(name)}" if scheme == "file" else source


def is_sealed(value: Any) -> bool:
    """Whether a value stands for a secret, or contains one."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return (len(value) == 1 and "fingerprint" in value) or any(is_sealed(v) for v in value.values())
    return isinstance(value, list | tuple) and any(is_sealed(v) for v in value)


def same_seal(left: Any, right: Any) -> bool:
    """Whether two sealed values may be equal: an unknown fingerprint, or one under another key, proves no change."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if set(left) == {"fingerprint"} and set(right) == {"fingerprint"}:
            a, b = str(left["fingerprint"]), str(right["fingerprint"])
            return a == b or not a or not b or a.partition(":")[0] != b.partition(":")[0]
        return set(left) == set(right) and all(same_seal(left[k], right[k]) for k in left)
    return bool(left == right)
