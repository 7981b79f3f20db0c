"""Outputs from what the state remembers: no system is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.sealing import is_sealed
from msgops.model.output import Output, Told
from msgops.model.outputs import fill, outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.state import StateEntry

_VARIABLE = re.compile(r"\$\{(env:[^{}]*)\}")


def tell(output: Output, recorded: Mapping[Address, StateEntry]) -> Told:
    """Return what an output is by the values of the last apply; a text that is one reference keeps its type."""
    found = {
        (address, attribute): _recorded(recorded.get(address), attribute)
        for address, attribute in outputs(output.value)
    }
    needs = [f"{address}.{attribute}" for (address, attribute), value in found.items() if value is None]
    needs += _VARIABLE.findall(output.value) if isinstance(output.value, str) else ()
    if needs:
        return Told(output, needs=tuple(needs))
    whole = [value for (a, field), value in found.items() if output.value == f"${{{a}.{field}}}"]
    return Told(output, whole[0] if whole else fill(output.value, lambda a, field: _text(found[a, field])))


def _recorded(entry: StateEntry | None, attribute: str) -> Any:
    if entry is None:
        return None
    value = entry.id or None if attribute == "id" else entry.applied.get(attribute)
    # The document sets no secret there, or it would have been refused: apply has not caught up with it.
    return None if is_sealed(value) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
