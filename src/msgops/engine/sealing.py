"""Secrets as keyed fingerprints: what the diff and the state see instead of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgops.model.secret import Secret

Resolve = Callable[[Secret], "str | None"]
"""Returns a secret's value, or nothing where its source is not set in this process."""


class Sealer:
    """Replaces secrets by `{"fingerprint": "keyid:hex"}`; without key or value by `{"fingerprint": ""}`."""

    def __init__(self, key: bytes | None, resolve: Resolve) -> None:
        self._key, self._resolve = key, resolve
        self._cache: dict[str, dict[str, str]] = {}

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
            found = self._cache[secret.source] = {"fingerprint": print_}
        return found


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
