"""Writing metadata: a zip is sent over REST and its deployment watched until it ends (dossier A9)."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from msgops.sdk.errors import Fault, Refused, UnknownOutcome
from msgops.sdk.http import Writer
from msgops_salesforce.account import VERSION
from msgops_salesforce.rows import DATA
from msgops_salesforce.turns import turn
from msgops_salesforce.xml import write as xml

PATH = f"{DATA}/metadata/deployRequest"
_PAUSES = (1.0, 1.0, 2.0, 3.0, 5.0)
"""Seconds between looks at a deployment; the last one goes on."""
_LONGEST = 3600.0
"""Seconds after which a deployment is left to itself."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""The same zip for the same content."""


@dataclass(frozen=True, slots=True)
class Component:
    """One metadata component: its type, full name, and files by their path in the package."""

    kind: str
    name: str
    files: Mapping[str, bytes]


def package(components: Sequence[Component], gone: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return the zip that writes these components and deletes those that are `gone` (type, full name)."""
    files = {path: content for c in components for path, content in c.files.items()}
    files["package.xml"] = _manifest([(c.kind, c.name) for c in components])
    if gone:
        files["destructiveChanges.xml"] = _manifest(gone, version=False)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, _TIME), files[path])
    return out.getvalue()


def _manifest(members: Sequence[tuple[str, str]], *, version: bool = True) -> bytes:
    kinds = sorted({kind for kind, _ in members})
    types = [{"members": sorted(n for k, n in members if k == kind), "name": kind} for kind in kinds]
    return xml("Package", {"types": types, "version": VERSION if version else None})


async def deploy(
    write: Writer,
    components: Sequence[Component],
    gone: Sequence[tuple[str, str]] = (),
    *,
    check_only: bool = False,
) -> Mapping[str, Any]:
    """Deploy all or nothing and return the result; `Refused` names every component that failed.

    `check_only` does everything but keep it. An org takes one deployment at a time, so they queue here.
    """
    options = {
        "allowMissingFiles": False,
        "autoUpdatePackage": False,
        "checkOnly": check_only,
        "ignoreWarnings": True,
        "performRetrieve": False,
        "purgeOnDelete": False,
        "rollbackOnError": True,
        "runTests": None,
        "singlePackage": True,
    }
    content, media = _multipart({"deployOptions": options}, package(components, gone))
    async with turn(write, "deploy"):
        answer = await write.send_raw(PATH, content, media)
        return await _watch(write, str(answer.json["id"]))


async def _watch(write: Writer, deployment: str) -> Mapping[str, Any]:
    waited = 0.0
    for look in range(10_000):
        found = await write.get(f"{PATH}/{deployment}", {"includeDetails": "true"})
        result: Mapping[str, Any] = found["deployResult"]
        if result.get("done"):
            return _judged(result)
        pause = _PAUSES[min(look, len(_PAUSES) - 1)]
        if waited >= _LONGEST:
            break
        await write.clock.sleep(pause)
        waited += pause
    call = f"POST {PATH}"
    raise UnknownOutcome(call, f"deployment {deployment} has not ended within {_LONGEST / 60:.0f} minutes")


def _judged(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Anything but `Succeeded` is a failure, also `SucceededPartial`."""
    if result.get("status") == "Succeeded":
        return result
    details = result.get("details") or {}
    failures = [f for f in _each(details.get("componentFailures")) if f.get("problemType") != "Warning"]
    told = [f"{f.get('componentType')} {f.get('fullName')}: {f.get('problem')}{_place(f)}" for f in failures]
    text = "; ".join(told) or str(result.get("errorMessage") or f"the deployment is {result.get('status')}")
    fault = Fault(str(result.get("errorStatusCode") or "DEPLOY_FAILED"), text)
    raise Refused(f"POST {PATH}", text, status=200, fault=fault, request_id=str(result.get("id", "")))


def _place(failure: Mapping[str, Any]) -> str:
    line, column = failure.get("lineNumber"), failure.get("columnNumber")
    return f" (line {line}, column {column})" if line else ""


def _each(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _multipart(options: Mapping[str, Any], archive: bytes) -> tuple[bytes, str]:
    """Return the two parts of a deploy request, and their media type."""
    boundary = f"msgops-{secrets.token_hex(16)}"
    parts = (
        ("application/json", 'name="json"', orjson.dumps(options)),
        ("application/zip", 'name="file"; filename="deploy.zip"', archive),
    )
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {media}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for media, name, content in parts
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
