"""Where credentials may go (MG104): to the vendor's own hosts over TLS, and to what the environment names."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Narrow on purpose: an address that two readers could understand in two ways must not decide who gets a password.
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_URL = re.compile(r"\s*https?:", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?", re.ASCII
)


def refusal(
    hosts: Sequence[str], settings: Iterable[object], patterns: Sequence[str], trusted: Sequence[str]
) -> tuple[str, str] | None:
    """Return what must not get credentials, and why where it is not for its name; `settings` are looked at for URLs.

    `patterns` are the vendor's domains with `*`, `trusted` what the environment adds, letter by letter or with `*`.
    """
    for address in _addresses(settings):
        found = _ADDRESS.fullmatch(address)
        if found is None:
            return address, "it is not a plain address: https, a host, perhaps a port and a path"
        host = found["host"].strip("[]").lower()
        if address.startswith("http:") and not _matches(host, trusted):
            return host, "http lets others read what is sent"
    for host in hosts:
        name = host.lower()
        own = _NAME.fullmatch(name) and _matches(name, patterns)
        if not own and not _matches(name, trusted):
            return host, ""
    return None


def _addresses(settings: Iterable[object]) -> Iterator[str]:
    """Yield every URL among settings, also those in a list."""
    for one in settings:
        if isinstance(one, str):
            if _URL.match(one):
                yield str(one)
        elif isinstance(one, list | tuple):
            yield from _addresses(one)


def _matches(host: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(host, pattern.lower()) for pattern in patterns)
