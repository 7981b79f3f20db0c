"""Values to columns and back. JSON is compact with sorted keys, so equal values have equal text."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from msgops.model.address import Address
from msgops.model.state import Consent, GateRecord, GateState, Intent, IntentState, Run, StateEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

# Dataclasses are passed through so that no `Secret` can slip into the state: it is an error instead.
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
# What orjson refuses (numbers beyond 64 bits, lone surrogates) the standard library writes and must read;
# such text begins with a space, which JSON allows.
_WIDE = " "


def dumps(value: Any) -> str:
    """Return a value as JSON text."""
    try:
        return orjson.dumps(value, option=_OPTIONS).decode()
    except TypeError:
        return _WIDE + json.dumps(value, sort_keys=True, separators=(",", ":"))


def loads(text: str) -> Any:
    """Return the value that `dumps` was given."""
    return json.loads(text) if text.startswith(_WIDE) else orjson.loads(text)


def entry_row(entry: StateEntry) -> dict[str, Any]:
    """Return the columns of a recorded object."""
    return {
        "address": str(entry.address),
        "account": entry.account,
        "id": entry.id,
        "applied": dumps(entry.applied),
        "depends_on": dumps([str(d) for d in entry.depends_on]),
        "protected": entry.protected,
    }


def entry(row: Sequence[Any]) -> StateEntry:
    """Read a recorded object; the columns are in the table's order, unpacked because there are thousands."""
    address, account, id_, applied, depends_on, protected = row
    needs = () if depends_on == "[]" else tuple(Address.parse(d) for d in loads(depends_on))
    return StateEntry(Address.parse(address), account, id_, loads(applied), needs, bool(protected))


def gate_row(gate: GateRecord) -> dict[str, Any]:
    """Return the columns of a gate."""
    return {
        "address": str(gate.address),
        "state": gate.state.value,
        "digest": gate.digest,
        "by": gate.by,
        "at": gate.at,
        "note": gate.note,
        "values": dumps(gate.values),
    }


def gate(row: Sequence[Any]) -> GateRecord:
    """Read a gate; the columns are in the table's order."""
    address, state, digest, by, at, note, values = row
    return GateRecord(Address.parse(address), GateState(state), digest, by, at, note, loads(values))


def consent_row(consent: Consent) -> dict[str, str]:
    """Return the columns of a consent."""
    return asdict(consent)


def consent(row: Any) -> Consent:
    """Read a consent."""
    return Consent(row.rule, row.address, row.reason, row.by, row.at, row.until)


def intent(row: Any) -> Intent:
    """Read a journalled call."""
    return Intent(
        id=row.id,
        run=row.run,
        address=Address.parse(row.address),
        action=row.action,
        state=IntentState(row.state),
        at=row.at,
        before=None if row.before is None else loads(row.before),
        live_id=row.live_id,
        detail=row.detail,
        key=row.key,
    )


def run(row: Any) -> Run:
    """Read a run."""
    return Run(
        id=row.id,
        command=row.command,
        actor=row.actor,
        host=row.host,
        commit=row.commit_id,
        plan_digest=row.plan_digest,
        started=row.started,
        ended=row.ended,
        exit_code=row.exit_code,
        summary=loads(row.summary),
    )
