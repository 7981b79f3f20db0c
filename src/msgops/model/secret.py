"""A secret on its way from its source to the wire. Its value is never printed, stored or compared."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from msgops.model.redact import learn


class Secret:
    """Where a secret comes from (`env:NAME`, `file:PATH`) and, once resolved, its value.

    On purpose no dataclass: serialisers that walk dataclasses must not find the value, nor anything at all.
    A value that a secret has is taken out of every text from then on (`model/redact.py`).
    """

    __slots__ = ("_value", "source")

    def __init__(self, source: str, value: str | None = None) -> None:
        self.source, self._value = source, value
        if value is not None:
            learn(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def with_value(self, value: str) -> Secret:
        """Return the same secret with its value filled in."""
        return Secret(self.source, value)

    @property
    def resolved(self) -> bool:
        """Whether the value is known in this process."""
        return self._value is not None

    def reveal(self) -> str:
        """Return the value; only the HTTP edge may call this."""
        if self._value is None:
            raise ValueError(f"the secret {self.source} was not resolved")
        return self._value

    def fingerprint(self, key: bytes) -> str:
        """Return `keyid:hmac` of the value: equal values agree, nothing can be read back."""
        digest = hmac.new(key, self.reveal().encode(), hashlib.sha256).hexdigest()
        return f"{key_id(key)}:{digest}"

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


def key_id(key: bytes) -> str:
    """Name a fingerprint key without telling it: eight hexadecimal digits."""
    return hashlib.sha256(b"msgops-fingerprint-key:" + key).hexdigest()[:8]


def holds_secret(value: Any) -> bool:
    """Whether a value is a secret, or contains one."""
    if isinstance(value, Mapping):
        return any(holds_secret(v) for v in value.values())
    if isinstance(value, list | tuple):
        return any(holds_secret(v) for v in value)
    return isinstance(value, Secret)
