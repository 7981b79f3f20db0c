"""The pages that only show. Each reads the state once; the worksheet and the comparison also read what is live."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from msgops.model.address import Address
from msgops.report.around import with_around
from msgops.report.drifts import drift_document
from msgops.report.html import document_values, worksheet_values
from msgops.report.mishaps import with_mishaps
from msgops.report.timeline import timeline
from msgops.report.values import Limits
from msgops.web.pages import answer
from msgops.web.source import UnknownStepError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from msgops.web.source import Compared, Gate, Source, Step

PAGE = 100
"""Records of the log on one page."""
_RECENT = 50
_EXITS = {
    0: ("done", "add"),
    1: ("error", "drop"),
    3: ("refused", "drop"),
    4: ("the plan no longer held", "drop"),
    5: ("incomplete", "drop"),
    6: ("gates are waiting", "wait"),
}


def source_of(request: Request) -> Source:
    """Return where this application gets what it shows."""
    found: Source = request.app.state.source
    return found


def address_of(request: Request) -> Address:
    """Return the address in the path; 404 when it is none."""
    try:
        return Address.parse(request.path_params["address"])
    except ValueError:
        raise HTTPException(404) from None


async def overview(request: Request) -> Response:
    """Accounts with what is recorded of each, the last run, the open gates, and whether the log is whole."""
    source, snapshot = source_of(request), source_of(request).snapshot()
    counts = Counter((e.account, source.concept(a.full_kind)) for a, e in snapshot.entries.items())
    names = sorted({*source.accounts, *(account for account, _ in counts)})
    concepts = sorted({concept for _, concept in counts})
    rows = [
        (name, source.accounts.get(name, "not in the files"), [counts[name, c] for c in concepts])
        for name in names
    ]
    return answer(
        request,
        "overview.html.j2",
        snapshot=snapshot,
        records=len(source.log()),
        first_broken=source.first_broken(),
        place=source.place,
        concepts=concepts,
        rows=rows,
        last=snapshot.runs[0] if snapshot.runs else None,
        end=_end,
        open=[g for g in source.gates() if g.open],
    )


async def runs(request: Request) -> Response:
    """Every run that could write, newest first, and their picture."""
    snapshot = source_of(request).snapshot()
    return answer(request, "runs.html.j2", runs=snapshot.runs, timeline=timeline(snapshot.runs), end=_end)


async def run(request: Request) -> Response:
    """One run: its end, the calls it made, and what the log says of it."""
    source = source_of(request)
    snapshot, id_ = source.snapshot(), request.path_params["id"]
    found = next((r for r in snapshot.runs if r.id == id_), None)
    if found is None:
        raise HTTPException(404)
    told = [r for r in source.log() if r.run == id_]
    return answer(request, "run.html.j2", run=found, calls=source.calls(id_), records=told, end=_end)


async def drift(request: Request) -> Response:
    """The last comparison, if one was asked for since the start."""
    return _compared(request, request.app.state.compared)


async def compare(request: Request) -> Response:
    """Compare now; one at a time, however often it is asked for."""
    state = request.app.state
    async with state.reading:
        state.compared = await source_of(request).compare()
    return _compared(request, state.compared)


def _compared(request: Request, found: Compared | None) -> Response:
    if found is None:
        return answer(request, "drift_none.html.j2")
    plain = with_around(drift_document(found.findings, Limits(), tabular=True), found.around)
    values = document_values(with_mishaps(plain, found.mishaps))
    return answer(request, "drift.html.j2", at=found.at, **values)


async def gates(request: Request) -> Response:
    """The gates as the last run or confirmation left them: open ones first."""
    found = source_of(request).gates()
    open_, done = [g for g in found if g.open], [g for g in found if not g.open]
    return answer(request, "gates.html.j2", open=open_, done=done)


async def step(request: Request) -> Response:
    """The worksheet of a person's step with the form that confirms it; of another gate, where it stands."""
    address = address_of(request)
    try:
        found = await source_of(request).step(address)
    except UnknownStepError:
        return _review(request, address)
    return answer(request, "sheet.html.j2", **sheet_values(request, found))


def sheet_values(request: Request, step: Step) -> dict[str, Any]:
    """Return what the page of a worksheet shows."""
    form = {"address": step.sheet.address, "seen": step.seen, "by": "", "note": ""}
    return {
        **worksheet_values(step.sheet),
        "problems": step.problems,
        "form": form if step.confirmable and step.sheet.open else None,
        "locked": request.app.state.token.locked,
    }


def _review(request: Request, address: Address) -> Response:
    gate = _gate(request, address)
    if gate is None:
        raise HTTPException(404)
    return answer(request, "gate.html.j2", gate=gate)


def _gate(request: Request, address: Address) -> Gate | None:
    return next((g for g in source_of(request).gates() if g.address == address), None)


async def resources(request: Request) -> Response:
    """Everything that is recorded."""
    source, entries = source_of(request), source_of(request).snapshot().entries
    rows = [(e, source.concept(a.full_kind)) for a, e in sorted(entries.items())]
    return answer(request, "resources.html.j2", rows=rows)


async def resource(request: Request) -> Response:
    """One recorded object: its id, the values last applied, and what the log says of it."""
    address, snapshot = address_of(request), source_of(request).snapshot()
    entry = snapshot.entries.get(address)
    if entry is None:
        raise HTTPException(404)
    told = [r for r in source_of(request).log() if r.address == str(address)]
    return answer(
        request,
        "resource.html.j2",
        entry=entry,
        gate=_gate(request, address),
        records=told[-_RECENT:][::-1],
        more=max(len(told) - _RECENT, 0),
    )


async def log(request: Request) -> Response:
    """The audit log, newest first, and whether it is whole."""
    source = source_of(request)
    found = source.log()
    pages = max(-(-len(found) // PAGE), 1)
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    if not 1 <= number <= pages:
        raise HTTPException(404)
    newest = found[::-1][(number - 1) * PAGE : number * PAGE]
    return answer(
        request,
        "log.html.j2",
        records=newest,
        total=len(found),
        first_broken=source.first_broken(),
        number=number,
        pages=pages,
    )


def _end(exit_code: int | None) -> tuple[str, str]:
    """Say how a run ended, and in which colour."""
    if exit_code is None:
        return "not ended", "wait"
    word, look = _EXITS.get(exit_code, ("ended", "drop"))
    return f"{word} (exit {exit_code})", look
