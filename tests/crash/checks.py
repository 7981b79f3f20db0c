"""What must hold after a kill and one more run; it is found out by msgops' own commands, state and list."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crash.hands import OPERATIONS as HANDS
from crash.worlds import Case, consents
from msgops.cli.main import execute
from msgops.cli.options import Common
from msgops.engine.observe import observe
from msgops.sdk.kind import Hand


@dataclass
class Findings:
    """How things stand: `code` is what the recovering run ended with, the rest names what is wrong."""

    code: int = 0
    plan_code: int = 0
    pending: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    audit: int = 0
    untrue: list[str] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    gates: list[str] = field(default_factory=list)
    """Where the gate stands and what the log tells of it: the same whether anybody was killed or not."""
    lost: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it down for the parent."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def carry_out(workspace: Path, case: Case) -> int:
    """Run the real command."""
    return execute([*case.command, "-C", str(workspace)])


def repeat(workspace: Path, case: Case, log: Path) -> tuple[int, list[str]]:
    """Run what somebody runs who sees how things stand: a step is confirmed once more only where it is open.

    Return how it ended, and the confirmation that was told and is not recorded.
    """
    lost = []
    if case.operation == "confirm" and not any("confirmed" in text for text in _gates(workspace, case)[:1]):
        told = f"{case.address}: confirmed." in log.read_text(encoding="utf-8")
        lost = [case.address] if told else []
        code = carry_out(workspace, case)
        if code != 0:
            return code, lost
    return execute(["apply", "--json", *consents(), "-C", str(workspace)]), lost


def _gates(workspace: Path, case: Case) -> list[str]:
    """Return where the gate stands, then how often the log tells of each of its steps."""
    from msgops.cli.runtime import Runtime
    from msgops.model.address import Address

    address = Address.parse(case.address)
    with Runtime(Common(workspace, "", (), False)).open_state(create=False) as store:
        record = store.gates().get(address)
        log = Counter(r.event for r in store.audit() if r.event.startswith("gate") and r.address == address)
    state = f"{record.state.value}, {record.note}" if record is not None else "nothing recorded"
    return [state, *(f"{number} times {event}" for event, number in sorted(log.items()))]


def look(workspace: Path, code: int, case: Case, wait: Callable[[], None]) -> Findings:
    """`wait` until lists show everything; then plan again, verify the log, compare state and live objects."""
    wait()
    asyncio.run(_by_and_by(workspace, case.kind))
    found = Findings(code)
    if case.operation in HANDS:
        found.gates = _gates(workspace, case)
    found.plan_code, plan = _json(["plan", "-C", str(workspace), "--json", *consents()])
    for change in (plan or {}).get("changes", ()):
        if change["action"] not in ("noop", "gate"):
            found.pending.append(f"{change['action']} {change['address']}")
    found.refused = [str(r.get("summary", r)) for r in (plan or {}).get("refused", ())]
    found.audit, _ = _json(["audit", "verify", "-C", str(workspace), "--json"])
    asyncio.run(_state(workspace, found))
    return found


def _json(command: list[str]) -> tuple[int, Any]:
    out = io.StringIO()
    with redirect_stdout(out):
        code = execute(command)
    print(command[0], code, out.getvalue())
    return code, json.loads(out.getvalue()) if out.getvalue().startswith("{") else None


async def _by_and_by(workspace: Path, kind: str) -> None:
    """Let the vendor carry out what it had only accepted: the simulator works on while its lists are read."""
    from msgops.cli.runtime import Runtime

    runtime = Runtime(Common(workspace, "", (), False))
    accounts = [n for n, a in runtime.workspace.accounts.items() if a.provider == kind.partition(".")[0]]
    async with runtime.sessions(accounts) as sessions:
        for session in sessions.values():
            for _ in range(2):
                await runtime.catalog.kind(kind).api.list(session.reader(), None)


async def _state(workspace: Path, found: Findings) -> None:
    """Compare the records with a fresh look at everything."""
    from msgops.cli.runtime import Runtime

    runtime = Runtime(Common(workspace, "", (), False))
    with runtime.open_state(create=False) as store:
        found.unsettled = [f"{i.action} {i.address} {i.state.value}" for i in store.unsettled()]
        recorded = store.entries()
    desired = runtime.workspace.desired
    providers = {name: block.provider for name, block in runtime.workspace.accounts.items()}
    async with runtime.sessions(list(providers)) as sessions:
        readers = {name: session.reader() for name, session in sessions.items()}
        # Of what is declared the records are not shown, so that they cannot lead to an object of their own.
        others = {address: entry for address, entry in recorded.items() if address not in desired}
        observed = await observe(runtime.catalog, readers, desired, others, providers)
    found.untrue += [f"{place}: {problem.detail}" for place, problem in observed.failed.items()]
    identity = observed.identity
    for address in sorted({*desired, *recorded}):
        if runtime.catalog.kind(address.full_kind).hand is not Hand.API:
            continue
        record = recorded[address].id if address in recorded else "nothing"
        live = identity.matched[address].id if address in identity.matched else "nothing"
        if address not in desired:  # what was replaced stays recorded until its successor is ready
            known = identity.known.get((recorded[address].account, address.full_kind), ())
            live = next((one.id for one in known if one.id == record), "nothing")
        if live != record:
            found.untrue.append(f"{address}: recorded {record}, live {live}")
    for (account, name), objects in identity.known.items():
        kind = runtime.catalog.kind(name)
        keys = [str(identity.key(kind, identity.canonical_live(kind, live))) for live in objects]
        found.twins += [f"{account} {name} {key}" for key in sorted({k for k in keys if keys.count(k) > 1})]
