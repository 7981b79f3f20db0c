"""Values that one resource takes from another: `${infobip.ApiKey/connector.id}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgops.model.address import Address

_OUTPUT = re.compile(
    r"\$\{(?P<address>[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*/[^\s{}]+?)\.(?P<attribute>[A-Za-z_][A-Za-z0-9_]*)\}"
)


def outputs(value: Any) -> Iterator[tuple[Address, str]]:
    """Yield every (address, attribute) that a value takes from elsewhere."""
    if isinstance(value, str):
        if "${" in value:
            for found in _OUTPUT.finditer(value):
                yield Address.parse(found["address"]), found["attribute"]
    elif isinstance(value, dict):
        for inner in value.values():
            yield from outputs(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from outputs(inner)


def fill(value: Any, find: Callable[[Address, str], Any]) -> Any:
    """Return the value with every output filled in that `find` knows; others stay as written."""
    if isinstance(value, str):
        if "${" not in value:
            return value

        def put(found: re.Match[str]) -> str:
            known = find(Address.parse(found["address"]), found["attribute"])
            return found[0] if known is None else str(known)

        return _OUTPUT.sub(put, value)
    if isinstance(value, dict):
        return {k: fill(v, find) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [fill(v, find) for v in value]
    return value
