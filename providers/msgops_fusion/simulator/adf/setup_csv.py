"""Setup tasks by CSV: whether one supports import, its process, its log (dossier B21, D2.9)."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf import rows
from msgops_fusion.simulator.adf.engine import Place, base, declare, find, placed
from msgops_fusion.simulator.adf.engine import install as install_resource
from msgops_fusion.simulator.adf.shape import Wish
from msgops_fusion.simulator.adf.table import Resource, Row, read
from msgops_fusion.simulator.errors import AdfError
from msgops_fusion.simulator.knobs import knob

_RESULT = """
ProcessName string(80) read
ProcessLog string read noquery
"""


def install(simulator: Simulator) -> None:
    """Declare import and export; a POST to either starts a process."""
    for resource in ALL:
        start = placed(_start, resource)
        declare(simulator, "POST", base(resource), start, resource.roles)
        install_resource(simulator, resource)


def _start(call: Call, place: Place) -> Reply:
    """Start the process that the body has below its task. [documented]"""
    task, body = place.resource, call.json
    (process,) = task.children
    given = body.get(process.name) if isinstance(body, dict) else None
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], dict):
        raise AdfError(400, f"{process.name} is to have one process.")
    row = find(call, task, str(body.get("TaskCode")), "")
    rows.insert(call, process, given[0], row["_id"])
    return place.answer(row, 201, Wish(None, {process.name: Wish()}))


def _import(call: Call, row: Row, old: Row | None) -> None:
    """Only tasks that support it are imported, and only zip archives. [documented]"""
    if old is not None:
        return
    task = call.world.table("setupTaskCSVImports")[row["_parent"]]
    if not task["ImportSupportedFlag"]:
        raise AdfError(400, f"Task {row['_parent']} does not support CSV import.")
    try:
        with zipfile.ZipFile(
            io.BytesIO(base64.b64decode(row["FileContent"] or "", validate=True))
        ) as archive:
            archive.namelist()
    except (binascii.Error, ValueError, zipfile.BadZipFile):
        raise AdfError(400, "FileContent is no zip archive in base64.", "", "/FileContent") from None
    row["_polls"] = 0


def _export(call: Call, row: Row, old: Row | None) -> None:
    if old is None:
        row["_polls"] = 0
        text = call.world.table("setup_files").get(row["_parent"], {}).get("content", "")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"{row['_parent']}.csv"), text)
        row["_file"] = base64.b64encode(buffer.getvalue()).decode()


def _polled(call: Call, row: Row) -> None:
    """A process ends when it was asked for often enough; then its result is there. [documented: asynchronous]"""
    if row["ProcessCompletedFlag"]:
        return
    row["_polls"] += 1
    if row["_polls"] < knob(call.world, "import_polls"):
        return
    row["ProcessCompletedFlag"] = True
    failed = knob(call.world, "import_fails")
    text = "Error: the file was not loaded." if failed else "The file was loaded."
    given = {"ProcessName": "Import", "ProcessLog": base64.b64encode(text.encode()).decode()}
    if "_file" in row:
        row["FileContent"] = row["_file"]
        given = {"ProcessName": "Export", "ProcessLog": base64.b64encode(b"The file was written.").decode()}
        rows.insert(call, _EXPORT_RESULT, given, row["_id"], system=True)
    else:
        rows.insert(call, _IMPORT_RESULT, given, row["_id"], system=True)
        if not failed:
            call.world.table("setup_files")[row["_parent"]] = {"imported": row["FileContent"]}


def _result(name: str) -> Resource:
    return Resource(
        name,
        "ProcessName",
        read(_RESULT),
        context="fscmRestApi",
        style="natural",
        verbs="R",
        path=name,
    )


_IMPORT_RESULT = _result("SetupTaskCSVImportProcessResult")
_EXPORT_RESULT = _result("SetupTaskCSVExportProcessResult")
_PROCESS = """
ProcessId integer read
TaskCode string(80)
SourceTargetDiffOkFlag string(1) =N
ProcessCompletedFlag boolean read =false
"""
IMPORTS = Resource(
    "setupTaskCSVImports",
    "TaskCode",
    read("TaskCode string(80) read\nImportSupportedFlag boolean read"),
    context="fscmRestApi",
    style="natural",
    verbs="R",
    children=(
        Resource(
            "SetupTaskCSVImportProcess",
            "ProcessId",
            read(f"{_PROCESS}\nFileContent string hidden"),
            verbs="CR",
            children=(_IMPORT_RESULT,),
            check=_import,
            reading=_polled,
            path="SetupTaskCSVImportProcess",
        ),
    ),
    roles=(people.SETUP_USER,),
)
EXPORTS = Resource(
    "setupTaskCSVExports",
    "TaskCode",
    read("TaskCode string(80) read"),
    context="fscmRestApi",
    style="natural",
    verbs="R",
    children=(
        Resource(
            "SetupTaskCSVExportProcess",
            "ProcessId",
            read(f"{_PROCESS}\nFileContent string read noquery"),
            verbs="CR",
            children=(_EXPORT_RESULT,),
            check=_export,
            reading=_polled,
            path="SetupTaskCSVExportProcess",
        ),
    ),
    roles=(people.SETUP_USER,),
)
ALL = (IMPORTS, EXPORTS)
