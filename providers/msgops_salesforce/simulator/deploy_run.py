"""Runs a deploy: validate and write each component, keep everything or nothing (dossier D4.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgops_salesforce.simulator import package as packages
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.metadata.component import Component, failed
from msgops_salesforce.simulator.metadata.settings import BY_MEMBER
from msgops_salesforce.simulator.metadata.shape import BadContent
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.package import BadPackage, Item, Members, Package
from msgops_salesforce.simulator.registry import COMPONENTS

_ORDER = {name: number for number, name in enumerate(COMPONENTS)}


@dataclass(slots=True)
class Message:
    """What became of one component."""

    name: str
    type: str
    file: str
    problem: str = ""
    level: str = ""
    id: str = ""
    line: int = 0
    created: bool = False
    changed: bool = False
    deleted: bool = False
    success: bool = True

    def shown(self, now: str) -> dict[str, Any]:
        """The message as the API writes it. [documented]"""
        return {
            "fullName": self.name,
            "componentType": self.type,
            "fileName": self.file,
            "id": self.id or None,
            "created": self.created,
            "changed": self.changed,
            "deleted": self.deleted,
            "success": self.success,
            "problem": self.problem or None,
            "problemType": self.level or None,
            "lineNumber": self.line or None,
            "columnNumber": 1 if self.line else None,
            "createdDate": now,
            "knownPackagingProblem": False,
            "forPackageManifestFile": self.file == packages.MANIFEST,
        }


@dataclass(slots=True)
class Report:
    """What became of a deploy; `error` when it was not even read."""

    messages: list[Message] = field(default_factory=list)
    error: str = ""

    @property
    def failures(self) -> list[Message]:
        """Everything that did not succeed, and warnings."""
        return [m for m in self.messages if not m.success or m.level]

    @property
    def good(self) -> bool:
        """Whether all succeeded."""
        return not self.error and all(m.success for m in self.messages)


def run(org: Org, content: bytes, options: Mapping[str, Any]) -> Report:
    """Deploy a zip; nothing stays of a check, or of a failure that rolls back."""
    report = Report()
    try:
        asked = packages.read(packages.unzip(content, single=bool(options.get("singlePackage", True))))
    except BadPackage as error:
        report.error = str(error)
        return report
    with org.transaction() as work:
        report.messages.extend(_all(org, asked, options))
        undo = bool(options.get("rollbackOnError", True)) and not report.good
        work.failed = bool(options.get("checkOnly")) or undo
    return report


def _all(org: Org, asked: Package, options: Mapping[str, Any]) -> Iterator[Message]:
    yield from _manifest(asked, options)
    late = [m for f, m in asked.deletes if f == packages.DELETES[2]]
    for file, members in asked.deletes:
        if members not in late:
            yield from _deletes(org, file, members, options)
    for item in sorted(asked.items, key=lambda i: (_ORDER[i.component.name], i.file)):
        yield _write(org, item, options)
    for members in late:
        yield from _deletes(org, packages.DELETES[2], members, options)


def _manifest(asked: Package, options: Mapping[str, Any]) -> Iterator[Message]:
    """What the manifest names must be in the zip, and the other way round. [documented; the words are assumed]"""
    have = {(packages.type_of(i), i.name) for i in asked.items}
    for type_, names in asked.members.items():
        if type_ not in COMPONENTS and type_ != "Settings":
            problem = f"Unknown type name '{type_}' specified in package.xml"
            yield Message("package.xml", "", packages.MANIFEST, problem, "Error", success=False)
            continue
        for name in names:
            if name == "*" or (type_, name) in have or (type_ == "EmailTemplate" and "/" not in name):
                continue
            level = "Warning" if options.get("allowMissingFiles") else "Error"
            problem = f"An object '{name}' of type {type_} was named in package.xml, but was not found in zipped directory"
            good = level == "Warning" and bool(options.get("ignoreWarnings"))
            yield Message(name, type_, packages.MANIFEST, problem, level, success=good)
    for item in asked.items:
        named = asked.members.get(packages.type_of(item), ())
        if item.name not in named and "*" not in named:
            problem = f"The object '{item.name}' of type {packages.type_of(item)} is not named in package.xml"
            yield Message(item.name, packages.type_of(item), item.file, problem, "Error", success=False)
    for path in asked.unknown:
        problem = f"{path} belongs to no type that the simulator knows"
        yield Message(path, "", path, problem, "Error", success=False)


def _write(org: Org, item: Item, options: Mapping[str, Any]) -> Message:
    type_ = packages.type_of(item)
    if item.bad is not None:
        return _wrong(item.name, type_, item.file, item.bad)
    try:
        with org.transaction():
            done = item.component.write(org, item.name, dict(item.content))
    except (BadContent, Rejected) as error:
        return _wrong(item.name, type_, item.file, failed(error))
    message = Message(item.name, type_, item.file, id=done.id, created=done.created, changed=done.changed)
    if done.warnings:
        message.problem, message.level = done.warnings[0], "Warning"
        message.success = bool(options.get("ignoreWarnings"))
    if done.changed:
        _audit(org, "created" if done.created else "changed", item.component, item.name)
    return message


def _wrong(name: str, type_: str, file: str, error: BadContent) -> Message:
    return Message(name, type_, file, error.problem, "Error", line=error.line, success=False)


def _deletes(org: Org, file: str, members: Members, options: Mapping[str, Any]) -> Iterator[Message]:
    """What refers to others goes first; what is not there is a warning. [documented: the warning]"""
    for type_ in sorted(members, key=lambda t: -_ORDER.get(t, 0)):
        for name in members[type_]:
            yield _delete(org, file, type_, name, options)


def _delete(org: Org, file: str, type_: str, name: str, options: Mapping[str, Any]) -> Message:
    component = BY_MEMBER.get(name) if type_ == "Settings" else COMPONENTS.get(type_)
    if component is None or name == "*":
        problem = f"Wildcards and unknown types can't be deleted: {type_} {name}"
        return Message(name, type_, file, problem, "Error", success=False)
    try:
        with org.transaction():
            id_ = component.delete(org, name)
    except (BadContent, Rejected) as error:
        return _wrong(name, type_, file, failed(error))
    if id_ is None:
        # A warning is treated like an error unless warnings are ignored. [documented]
        problem = f"No {type_} named: {name} found"
        return Message(name, type_, file, problem, "Warning", success=bool(options.get("ignoreWarnings")))
    _audit(org, "deleted", component, name)
    return Message(name, type_, file, id=id_, deleted=True, changed=True)


def _audit(org: Org, verb: str, component: Component, name: str) -> None:
    org.audit(verb, OBJECTS[component.table.lower()], name)
