"""The address: the only key by which anything in msgops is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_ADDRESS = re.compile(r"(?P<provider>[a-z][a-z0-9_]*)\.(?P<kind>[A-Z][A-Za-z0-9]*)/(?P<name>[^\s/][^\s]*)")


@dataclass(frozen=True, order=True)
class Address:
    """One resource of the workspace, printed `infobip.Subscription/orders`."""

    provider: str
    kind: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address; `ValueError` says what an address looks like."""
        found = _ADDRESS.fullmatch(text)
        if found is None:
            raise ValueError(
                f"{text!r} is not an address; write provider.Kind/name, for example infobip.Tag/vip"
            )
        return cls(**found.groupdict())

    @classmethod
    def of(cls, kind: str, name: str) -> Address:
        """Join a kind's full name (`infobip.Tag`) and a resource's name."""
        provider, _, short = kind.partition(".")
        return cls(provider, short, name)

    @cached_property
    def full_kind(self) -> str:
        """The kind with its provider: `infobip.Subscription`."""
        return f"{self.provider}.{self.kind}"

    @cached_property
    def _text(self) -> str:
        return f"{self.provider}.{self.kind}/{self.name}"

    @cached_property
    def _hash(self) -> int:
        return hash(self._text)

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return self._text
