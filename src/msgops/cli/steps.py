"""The steps of people: to plan them as they stand, and to record that somebody says one is done. `gate` and `serve` share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.kind import Kind


class End(StrEnum):
    """What became of a confirmation; only `CONFIRMED` was recorded."""

    CONFIRMED = "confirmed"
    NOT_DONE = "not done"
    OTHER_VALUES = "other values"


@dataclass(frozen=True, slots=True)
class Said:
    """The end of one confirmation, and what a read found where it says otherwise."""

    address: Address
    end: End
    found: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says: the note, their name where it is not who runs this, and the values seen, by their digest."""

    note: str
    by: str = ""
    seen: Mapping[Address, str] = field(default_factory=dict)


async def planned(runtime: Runtime) -> Planned:
    """Plan everything as it stands; nothing is written."""
    from msgops.engine.planner import plan

    with runtime.open_state(create=False) as store:
        request = runtime.request(store)
    async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
        return await plan(request, {n: s.reader() for n, s in sessions.items()})


async def confirm(
    runtime: Runtime,
    steps: Sequence[tuple[Resource, Kind]],
    word: Word,
    tell: Callable[[Said], None],
) -> None:
    """Record that steps of people are done, each after it was read back where a read exists; `tell` hears of each.

    It is a run in the history, with how many were confirmed. `LockedError` when another run holds the state.
    """
    from msgops.cli.exits import Exit
    from msgops.cli.recorded import recorded
    from msgops.engine import confirmed, hands
    from msgops.model.state import GateRecord, GateState

    # What was confirmed are the values of the worksheet, also those that come from live objects.
    filled = (await planned(runtime)).context.desired if any(asks(r.attributes) for r, _ in steps) else {}
    with (
        runtime.open_state(create=True) as store,
        store.lease("gate confirm"),
        recorded(store, "gate confirm") as run,
    ):
        async with runtime.sessions(sorted({r.account for r, _ in steps})) as sessions:
            for declared, kind in steps:
                resource = filled.get(declared.address, declared)  # with what other objects tell
                digest = confirmed.values_digest(kind, resource)
                if word.seen.get(resource.address, digest) != digest:
                    run.summary[End.OTHER_VALUES.value] += 1
                    tell(Said(resource.address, End.OTHER_VALUES))
                    continue
                verdict = await hands.verify(kind, resource, sessions[resource.account].reader())
                if verdict is not None and not verdict.holds:
                    run.summary[End.NOT_DONE.value] += 1
                    tell(Said(resource.address, End.NOT_DONE, verdict.found))
                    continue
                at, values = runtime.now().isoformat(timespec="seconds"), confirmed.told(kind, resource)
                by = word.by or store.actor
                store.put_gate(
                    GateRecord(resource.address, GateState.CONFIRMED, digest, by, at, word.note, values)
                )
                run.summary[End.CONFIRMED.value] += 1
                tell(Said(resource.address, End.CONFIRMED))
        run.code = Exit.DONE if run.summary.total() == run.summary[End.CONFIRMED.value] else Exit.INCOMPLETE


def asks(attributes: Mapping[str, Any]) -> bool:
    """Whether a step has values that come from other objects."""
    from msgops.model.outputs import outputs

    return next(iter(outputs(attributes)), None) is not None
