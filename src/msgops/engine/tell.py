"""Outputs from what the state remembers: no system is asked, unless right after an apply."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.identity import live_of
from msgops.engine.sealing import is_sealed
from msgops.model.output import Output, Told
from msgops.model.outputs import fill, outputs
from msgops.model.secret import Secret
from msgops.sdk.errors import ProviderError
from msgops.sdk.kind import Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.engine.planner import Planned
    from msgops.model.address import Address
    from msgops.model.resource import Live
    from msgops.model.state import StateEntry
    from msgops.sdk.http import Reader

_VARIABLE = re.compile(r"\$\{(env:[^{}]*)\}")


def tell(
    output: Output, recorded: Mapping[Address, StateEntry], learned: Mapping[str, Any] | None = None
) -> Told:
    """Return what an output is by the values of the last apply; a text that is one reference keeps its type.

    `learned` are values that vendors compute, by `provider.Kind/name.field`.
    """
    found = {
        (address, attribute): _recorded(recorded.get(address), attribute, learned or {})
        for address, attribute in outputs(output.value)
    }
    needs = [f"{address}.{attribute}" for (address, attribute), value in found.items() if value is None]
    needs += _VARIABLE.findall(output.value) if isinstance(output.value, str) else ()
    if needs:
        return Told(output, needs=tuple(needs))
    whole = [value for (a, field), value in found.items() if output.value == f"${{{a}.{field}}}"]
    return Told(output, whole[0] if whole else fill(output.value, lambda a, field: _text(found[a, field])))


async def learn(
    declared: Iterable[Output],
    planned: Planned,
    readers: Mapping[str, Reader],
    written: Collection[Address] = (),
) -> dict[str, Any]:
    """Return the computed values that outputs name, by `provider.Kind/name.field`, as far as they are known.

    An object that was written, or whose answer left a value out, is read again.
    """
    out: dict[str, Any] = {}
    for address, fields in _computed(declared, planned).items():
        live = planned.context.observed.identity.matched.get(address)
        if live is None:
            continue
        if address in written or any(f not in live.computed for f in fields):
            live = await _again(planned, live, readers)
        found = {f"{address}.{f}": live.computed[f] for f in fields if f in live.computed}
        out.update({name: value for name, value in found.items() if not isinstance(value, Secret)})
    return out


def _computed(declared: Iterable[Output], planned: Planned) -> dict[Address, set[str]]:
    out: dict[Address, set[str]] = {}
    for address, attribute in (pair for one in declared for pair in outputs(one.value)):
        computed = planned.context.catalog.kind(address.full_kind).computed
        if attribute != "id" and attribute in computed:
            out.setdefault(address, set()).add(attribute)
    return out


async def _again(planned: Planned, live: Live, readers: Mapping[str, Reader]) -> Live:
    kind = planned.context.catalog.kind(live.kind)
    try:
        item = await kind.api.get(readers[live.account], Item(live.id, live.wire))
    except ProviderError:
        # What was written stands all the same; the next apply learns it.
        return live
    return live_of(kind, live.account, item) if item is not None else live


def _recorded(entry: StateEntry | None, attribute: str, learned: Mapping[str, Any]) -> Any:
    if entry is None:
        return None
    value = entry.id or None if attribute == "id" else entry.applied.get(attribute)
    if value is None:
        return learned.get(f"{entry.address}.{attribute}")
    # The document sets no secret there, or it would have been refused: apply has not caught up with it.
    return None if is_sealed(value) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
