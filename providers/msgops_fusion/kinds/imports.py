"""Setup data as CSV packages, for tasks that have no REST resource: the escape hatch (dossier B21)."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound, ProviderError, Refused, UnknownOutcome
from msgops.sdk.fields import Computed, Key, Spec, Text, Uncompared, Wire, WriteOnly
from msgops.sdk.kind import Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_fusion import adf
from msgops_fusion.kinds.common import COMMON, FEATURES, Body, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_IMPORTS = f"{adf.FSCM}/setupTaskCSVImports"
_PROCESS = "SetupTaskCSVImportProcess"
_RESULT = "SetupTaskCSVImportProcessResult"
_SUPPORTED = "ImportSupportedFlag"
_OFTEN = 3
_POLLS, _PAUSE = 120, 5.0
_LATE = 13
"""Looks for a process that was started, which a list may show a minute later."""
_LONGEST = 400


class SetupTaskImportSpec(Spec):
    """CSV files for one setup task, imported when they change. Rows that they lack stay in the pod.

    The pod does not show what was imported: the files are compared with those of the last import, and an import of which nobody
    knows whether it ended is done once more. Nothing is sent unless the task says that it supports imports.
    """

    task: Annotated[
        str | None,
        Text(min=1, max=80, pattern=r"^[A-Za-z0-9_]+$"),
        Key(from_name=True),
        Wire("TaskCode"),
        Field(description="Code of the setup task: HZ_MANAGE_RESOURCE_ROLES"),
    ] = None
    files: Annotated[
        dict[str, str],
        WriteOnly,
        Field(min_length=1, description="File name to CSV text, as an export of the task has them"),
    ]
    accept_differences: Annotated[
        bool | None, Uncompared, Field(description="Import also into a pod of another revision")
    ] = None
    supported: Annotated[bool | None, Computed, Wire(_SUPPORTED)] = None


@dataclass(frozen=True, slots=True)
class Imports:
    """Tasks of the setup by their code. They are always there, so nothing is created or deleted."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Ask the wanted tasks whether they support imports."""
        codes = sorted({str(w.wire.get("TaskCode") or w.id) for w in wanted or ()} - {""})
        found = await together(*(self.get(read, Item(code, {})) for code in codes))
        return [item for item in found if item is not None]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one task."""
        row = await read.get(f"{_IMPORTS}/{segment(item.id)}", missing_ok=True)
        if not isinstance(row, Mapping):
            return None
        return Item(item.id, {"TaskCode": item.id, _SUPPORTED: adf.flag(row.get(_SUPPORTED)) is True})

    async def create(self, write: Writer, body: Body) -> Item:
        """A task cannot be made."""
        del write
        text = f"the pod has no setup task {body.get('TaskCode')}"
        raise Refused(f"POST {_IMPORTS}", text, status=200)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Import the files and wait for the end; the log of a failure is told."""
        if "files" not in changed or not body.get("files"):
            return
        task = item.id
        process = {
            "TaskCode": task,
            "FileContent": package(body["files"]),
            "SourceTargetDiffOkFlag": "Y" if body.get("acceptDifferences") else "N",
        }
        before = await _processes(write, task)
        for _ in range(_OFTEN):
            try:
                answer = await write.post(_IMPORTS, {"TaskCode": task, _PROCESS: [process]})
            except UnknownOutcome:
                # What an import did is shown nowhere, but that it was started is, after a while.
                started = await _appeared(write, task, before)
            else:
                started = _numbers(answer.json) - before
            if started:
                await _finish(write, task, max(started))
                return
        raise ProviderError(f"POST {_IMPORTS}", "no process was started")

    async def delete(self, write: Writer, item: Item) -> None:
        """Nothing is taken back."""
        del write, item


def package(files: Mapping[str, str]) -> str:
    """Return files as a zip in base64; the same files give the same text."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return base64.b64encode(held.getvalue()).decode()


async def _processes(read: Reader, task: str) -> set[int]:
    """Return the numbers of the imports of a task that were started so far."""
    path = f"{_IMPORTS}/{segment(task)}/child/{_PROCESS}"
    return _ids(await adf.rows(read, path, order="ProcessId"))


async def _appeared(write: Writer, task: str, before: set[int]) -> set[int]:
    """Wait for a process whose answer was lost; nothing where none was started."""
    for _ in range(_LATE):
        if found := await _processes(write, task) - before:
            return found
        await write.clock.sleep(_PAUSE)
    return set()


def _numbers(answer: object) -> set[int]:
    """Return the numbers of the processes in the answer to an import, a list or a collection of its own."""
    found = answer.get(_PROCESS) if isinstance(answer, Mapping) else None
    found = found.get("items") if isinstance(found, Mapping) else found
    return _ids(found) if isinstance(found, list) else set()


def _ids(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    return {int(row["ProcessId"]) for row in rows if str(row.get("ProcessId")).isdigit()}


async def _finish(write: Writer, task: str, process: object) -> None:
    path = f"{_IMPORTS}/{segment(task)}/child/{_PROCESS}/{segment(process)}"
    for _ in range(_POLLS):
        row = await write.get(path)
        if adf.flag(row.get("ProcessCompletedFlag")):
            results = await _results(write, f"{path}/child/{_RESULT}")
            if failed := [log for result in results if (log := _failure(result))]:
                raise Refused(f"POST {_IMPORTS}", "; ".join(failed), status=200)
            return
        await write.clock.sleep(_PAUSE)
    raise ProviderError(f"GET {path}", f"the import goes on after {_POLLS * _PAUSE:.0f} seconds")


async def _results(write: Writer, path: str) -> list[dict[str, Any]]:
    """Read what a process says of its end, which a list may show a minute later."""
    for _ in range(_LATE):
        try:
            found = await adf.rows(write, path, order="")
        except NotFound:
            found = []
        if found:
            return found
        await write.clock.sleep(_PAUSE)
    return []


def _failure(result: Mapping[str, Any]) -> str:
    """Return what a result says went wrong: Oracle does not publish its states, so the log is looked at."""
    try:
        log = base64.b64decode(str(result.get("ProcessLog") or ""), validate=True).decode(errors="replace")
    except binascii.Error:
        log = str(result.get("ProcessLog") or "")
    bad = [
        line.strip() for line in log.splitlines() if "error" in line.casefold() or "fail" in line.casefold()
    ]
    bad = [line for line in bad if "0 error" not in line.casefold() and "no error" not in line.casefold()]
    return f"{result.get('ProcessName') or 'import'}: {' '.join(bad)[:_LONGEST]}" if bad else ""


def _off(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    if wire.get(_SUPPORTED) or "files" not in changed:
        return ""
    return (
        f"the setup task {wire.get('TaskCode')} does not support CSV imports; do it in Setup and Maintenance"
    )


SetupTaskImport = Kind(
    name="fusion.SetupTaskImport",
    spec=SetupTaskImportSpec,
    api=Imports(),
    summary="Imports CSV files into a setup task that supports it, where there is no other way.",
    doc=f"{FEATURES}/Task_CSV_Import.html",
    evidence=evidence(
        f"list GET {_IMPORTS}/{{TaskCode}}",
        f"get GET {_IMPORTS}/{{TaskCode}}",
        f"update POST {_IMPORTS}",
        f"update GET {_IMPORTS}/{{TaskCode}}/child/{_PROCESS}",
        f"update GET {_IMPORTS}/{{TaskCode}}/child/{_PROCESS}/{{ProcessId}}",
        f"update GET {_IMPORTS}/{{TaskCode}}/child/{_PROCESS}/{{ProcessId}}/child/{_RESULT}",
        source=COMMON,
    ),
    fixed_if=_off,
    on_change={
        "files": Risk("MG106", "an import changes setup data that no plan shows, and is not taken back")
    },
    delete_note="Nothing is deleted: what was imported stays in the pod.",
    example={
        "task": "HZ_MANAGE_RESOURCE_ROLES",
        "files": {"HZ_RESOURCE_ROLE.csv": "RoleCode,RoleName\nACME_AGENT,Acme Agent\n"},
    },
)
