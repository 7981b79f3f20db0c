"""The operations of the Metadata API over SOAP (dossier A10, D3)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from msgops.sandbox.kit import Call
from msgops_salesforce.simulator import deploy, ids
from msgops_salesforce.simulator import package as packages
from msgops_salesforce.simulator.api import NEWEST
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.metadata.component import Component, failed
from msgops_salesforce.simulator.metadata.settings import BY_MEMBER
from msgops_salesforce.simulator.metadata.shape import BadContent, from_xml, ordered
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.registry import COMPONENTS
from msgops_salesforce.simulator.xml import Node, render

_AT_ONCE, _QUERIES = 10, 3
_AT_ONCE_OF = {"CustomApplication": 200}


def _version(call: Call) -> int:
    return int(float(call.params["version"]))


def _deploy(call: Call, request: Node) -> str:
    """The zip in base64, the options beside it; some clients write True for true. [documented]"""
    try:
        content = base64.b64decode(request.value("ZipFile"), validate=False)
    except binascii.Error:
        raise Rejected("INVALID_FILE", "ZipFile is not base64") from None
    options: dict[str, Any] = {}
    for node in request.first("DeployOptions") or ():
        if node.name in deploy.DEFAULTS and node.name not in ("runTests", "testLevel"):
            options[node.name] = node.text.lower() == "true"
        elif node.name == "testLevel" and node.text:
            options["testLevel"] = node.text
    job = deploy.start(call.world, call.actor, content, options)
    return render("result", {"done": False, "id": job["id"], "state": "Queued"})


def _check_deploy(call: Call, request: Node) -> str:
    job = deploy.look(call.world, request.value("asyncProcessId"))
    details = request.value("includeDetails").lower() == "true"
    shown = deploy.result(call.world, job, details=details)
    return render("result", _nested(shown))


def _nested(value: Mapping[str, Any]) -> dict[str, Any]:
    """Sort elements as the WSDL does, and leave out what is not in it."""
    return {k: value[k] for k in sorted(value) if value[k] is not None and value[k] != []}


def _cancel(call: Call, request: Node) -> str:
    job = deploy.cancel(call.world, next((n.text for n in request), ""))
    return render("result", {"done": False, "id": job["id"]})


def _retrieve(call: Call, request: Node) -> str:
    """Retrieves are ready when they are asked for. [assumed]"""
    # Clients name the element as they like. [documented: jsforce]
    wanted = request.first("retrieveRequest") or request.first("request")
    manifest = wanted.first("unpackaged") if wanted is not None else None
    if manifest is None:
        raise Rejected("INVALID_OPERATION", "The simulator retrieves what is unpackaged")
    job: dict[str, Any] = {
        "id": ids.new(call.world, "09S"),
        "members": dict(packages.members(manifest)),
        "version": wanted.value("apiVersion") if wanted is not None else "",
        # Without it the files lie below `unpackaged`. [documented: the sf command line expects them there]
        "single": (wanted.value("singlePackage") if wanted is not None else "").lower() == "true",
    }
    call.world.table("retrieves")[job["id"]] = job
    return render("result", {"done": False, "id": job["id"], "state": "Queued"})


def _check_retrieve(call: Call, request: Node) -> str:
    job = call.world.table("retrieves").get(ids.normal(request.value("asyncProcessId")) or "")
    if job is None:
        raise Rejected("INVALID_ID_FIELD", "invalid retrieve id")
    org = Org.of(call)
    files: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    messages: list[dict[str, str]] = []
    for type_, names in job["members"].items():
        for name in packages.names_of(org, type_) if "*" in names else names:
            parts = packages.files_of(org, type_, name)
            if not parts:
                problem = f"Entity of type '{type_}' named '{name}' cannot be found"
                messages.append({"fileName": packages.MANIFEST, "problem": problem})
                continue
            found.setdefault(type_, []).append(name)
            files.update(parts)
    prefix = "" if job["single"] else "unpackaged/"
    zipped = packages.pack(files, found, job["version"] or f"{NEWEST}.0", prefix)
    shown = {
        "done": True,
        "fileProperties": [_properties(org, t, n, prefix) for t, names in found.items() for n in names],
        "id": job["id"],
        "messages": messages,
        "status": "Succeeded",
        "success": True,
    }
    if request.value("includeZip", default="true").lower() != "false":
        shown["zipFile"] = base64.b64encode(zipped).decode()
    return render("result", shown)


def _properties(org: Org, type_: str, name: str, prefix: str = "") -> dict[str, Any]:
    """Who made a component and changed it when. [documented: the fields]"""
    component = _component(type_, name)
    row = component.row(org, name) or {}
    made, changed = (org.get("User", row.get(c)) or {} for c in ("CreatedById", "LastModifiedById"))
    path = next(iter(packages.files_of(org, type_, name)), "")
    epoch = "1970-01-01T00:00:00.000Z"
    return {
        "createdById": made.get("Id", ""),
        "createdByName": made.get("Name", ""),
        "createdDate": _zulu(row.get("CreatedDate")) or epoch,
        "fileName": f"{prefix}{path}",
        "fullName": name,
        "id": row.get("Id", ""),
        "lastModifiedById": changed.get("Id", ""),
        "lastModifiedByName": changed.get("Name", ""),
        "lastModifiedDate": _zulu(row.get("LastModifiedDate")) or epoch,
        "manageableState": "unmanaged",
        "type": type_,
    }


def _zulu(text: str | None) -> str:
    return (text or "").replace("+0000", "Z")


def _component(type_: str, name: str = "") -> Component:
    found = BY_MEMBER.get(name) if type_ == "Settings" else COMPONENTS.get(type_)
    if found is None:
        raise Rejected(
            "INVALID_TYPE",
            f"INVALID_TYPE: This type of metadata is not available for this organization: {type_}",
        )
    return found


def _list(call: Call, request: Node) -> str:
    """At most three types in one call. [documented]"""
    queries = request.all("queries")
    if len(queries) > _QUERIES:
        raise Rejected(
            "EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {_QUERIES} queries"
        )
    org, out = Org.of(call), []
    for query in queries:
        type_ = query.value("type")
        if type_ != "Settings":
            _component(type_)
        out += [_properties(org, type_, n) for n in packages.names_of(org, type_)]
    return render("result", out)


def _read(call: Call, request: Node) -> str:
    """One record per name; an absent one is nil. [assumed: nil]"""
    type_, names = request.value("type"), [n.text for n in request.all("fullNames")]
    component = _component(type_)
    _at_once(type_, len(names))
    org, out = Org.of(call), []
    for name in names:
        content = component.read(org, name)
        if content is None:
            out.append('<records xsi:nil="true"/>')
            continue
        row = component.row(org, name)
        own = component.name_of(org, row) if row is not None else name
        shown = ordered(component.shape, content, _version(call))
        out.append(render("records", {"fullName": own, **shown}, attributes={"xsi:type": component.name}))
    return f"<result>{''.join(out)}</result>"


def _at_once(type_: str, number: int) -> None:
    limit = _AT_ONCE_OF.get(type_, _AT_ONCE)
    if number > limit:
        message = f"record limit reached. cannot submit more than {limit} records in this operation"
        raise Rejected("EXCEEDED_ID_LIMIT", message)


def _written(mode: str) -> Callable[[Call, Node], str]:
    """Create, update and upsert: each component on its own, with a result of its own. [documented]"""

    def work(call: Call, request: Node) -> str:
        given = request.all("metadata")
        types = {_type_of(n) for n in given}
        if len(types) > 1:
            raise Rejected("INVALID_TYPE", "Must specify one type of component in a call")
        _at_once(next(iter(types), ""), len(given))
        org = Org.of(call)
        return "".join(render("result", _write(org, n, mode)) for n in given)

    return work


def _type_of(node: Node) -> str:
    return node.attributes.get("type", "").rpartition(":")[2]


def _write(org: Org, node: Node, mode: str) -> dict[str, Any]:
    component, name = _component(_type_of(node)), node.value("fullName")
    there = component.row(org, name) is not None or (
        mode != "create" and component.read(org, name) is not None
    )
    if mode == "create" and there:
        return _error(
            name, Rejected("DUPLICATE_DEVELOPER_NAME", f"This developer name is already in use: {name}")
        )
    if mode == "update" and not there:
        return _error(
            name, Rejected("INVALID_CROSS_REFERENCE_KEY", f"no {component.name} named {name} found")
        )
    try:
        with org.transaction():
            done = component.write(org, name, from_xml(component.shape, node))
    except (BadContent, Rejected) as error:
        return _error(name, error)
    if done.changed:
        org.audit("created" if done.created else "changed", OBJECTS[component.table.lower()], name)
    created = {"created": done.created} if mode == "upsert" else {}
    return {**created, "fullName": name, "success": True}


def _error(name: str, error: BadContent | Rejected) -> dict[str, Any]:
    code = error.code if isinstance(error, Rejected) else "FIELD_INTEGRITY_EXCEPTION"
    problem = failed(error).problem
    if isinstance(error, BadContent) and " - no " in problem:
        code = "INVALID_CROSS_REFERENCE_KEY"
    return {"errors": {"message": problem, "statusCode": code}, "fullName": name, "success": False}


def _delete(call: Call, request: Node) -> str:
    type_, names = request.value("type"), [n.text for n in request.all("fullNames")]
    component = _component(type_)
    _at_once(type_, len(names))
    org, out = Org.of(call), []
    for name in names:
        try:
            with org.transaction():
                id_ = component.delete(org, name)
        except (BadContent, Rejected) as error:
            out.append(_error(name, error))
            continue
        if id_ is None:
            missing = Rejected("INVALID_CROSS_REFERENCE_KEY", f"no {type_} named {name} found")
            out.append(_error(name, missing))
            continue
        org.audit("deleted", OBJECTS[component.table.lower()], name)
        out.append({"fullName": name, "success": True})
    return render("result", out)


def _describe(call: Call, request: Node) -> str:
    del call, request
    types = [
        {
            "directoryName": c.folder,
            "inFolder": c.name == "EmailTemplate",
            "metaFile": c.name == "EmailTemplate",
            **({"suffix": c.suffix} if c.name != "AuraDefinitionBundle" else {}),
            "xmlName": c.name,
        }
        for c in COMPONENTS.values()
        if c.files
    ]
    settings = {"directoryName": "settings", "inFolder": False, "metaFile": False, "suffix": "settings"}
    shown = {
        "metadataObjects": [*types, {**settings, "xmlName": "Settings"}],
        "organizationNamespace": "",
        "partialSaveAllowed": True,
        "testRequired": False,
    }
    return render("result", shown)


OPERATIONS: Mapping[str, Callable[[Call, Node], str]] = {
    "deploy": _deploy,
    "checkDeployStatus": _check_deploy,
    "cancelDeploy": _cancel,
    "retrieve": _retrieve,
    "checkRetrieveStatus": _check_retrieve,
    "listMetadata": _list,
    "readMetadata": _read,
    "createMetadata": _written("create"),
    "updateMetadata": _written("update"),
    "upsertMetadata": _written("upsert"),
    "deleteMetadata": _delete,
    "describeMetadata": _describe,
}
"""By the name of the request's element."""
