"""A deploy's zip: the manifests, and the documents of the components (dossier A9)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from msgops_salesforce.simulator.metadata.apps import DEFINITIONS
from msgops_salesforce.simulator.metadata.component import Component
from msgops_salesforce.simulator.metadata.events import FIELDS, OBJECT
from msgops_salesforce.simulator.metadata.settings import BY_MEMBER
from msgops_salesforce.simulator.metadata.shape import BadContent, Content, document, from_xml
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.registry import BY_FOLDER, COMPONENTS
from msgops_salesforce.simulator.xml import DECLARATION, METADATA, BadXml, Node, parse, render

MANIFEST = "package.xml"
DELETES = ("destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml")
_FILES, _PACKED, _UNPACKED = 10_000, 39 * 1024 * 1024, 400 * 1024 * 1024
_META = "-meta.xml"


class BadPackage(Exception):  # noqa: N818  # the package is bad, this is no fault of ours
    """The zip is none, is too large, or has no readable manifest."""


Members = Mapping[str, tuple[str, ...]]
"""The members of a manifest by type."""


@dataclass(frozen=True, slots=True)
class Item:
    """A component of a package: its document, or what is wrong with it."""

    component: Component
    name: str
    file: str
    content: Content
    bad: BadContent | None = None


@dataclass(slots=True)
class Package:
    """What a zip asks for."""

    members: Members = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    deletes: list[tuple[str, Members]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def unzip(content: bytes, *, single: bool) -> dict[str, bytes]:
    """Return the files of a zip; without `single` they lie one folder down. [documented]"""
    if len(content) > _PACKED:
        raise BadPackage(f"The zip is larger than {_PACKED} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [i for i in archive.infolist() if not i.is_dir()]
            if len(found) > _FILES or sum(i.file_size for i in found) > _UNPACKED:
                raise BadPackage("LIMIT_EXCEEDED: too many files, or too large unzipped")
            files = {i.filename: archive.read(i) for i in found}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise BadPackage("INVALID_FILE: the file is no zip") from None
    return files if single else {name.partition("/")[2]: text for name, text in files.items()}


def manifest(content: bytes, file: str) -> Members:
    """Return the members of a manifest by type."""
    try:
        root = parse(content)
    except BadXml as error:
        raise BadPackage(f"{file}: {error}") from None
    return members(root)


def members(root: Node) -> Members:
    """Return the members of a parsed manifest."""
    return {t.value("name"): tuple(m.text for m in t.all("members")) for t in root.all("types")}


def read(files: Mapping[str, bytes]) -> Package:
    """Return what the files of a package ask for."""
    if MANIFEST not in files:
        raise BadPackage("No package.xml found")
    package = Package(manifest(files[MANIFEST], MANIFEST))
    for name in DELETES:
        if name in files:
            package.deletes.append((name, manifest(files[name], name)))
    for path in sorted(files):
        if "/" in path and not path.endswith(_META):
            found = _items(path, files, package.members)
            if not found and path.partition("/")[0] not in BY_FOLDER:
                package.unknown.append(path)
            package.items.extend(found)
    return package


def _items(path: str, files: Mapping[str, bytes], wanted: Members) -> list[Item]:
    folder, _, rest = path.partition("/")
    if folder == "settings":
        component: Component | None = BY_MEMBER.get(rest.removesuffix(".settings"))
    else:
        component = BY_FOLDER.get(folder)
    if component is None:
        return []
    if component.name == "AuraDefinitionBundle":
        return _bundle(component, path, files)
    stem, _, suffix = rest.rpartition(".")
    if suffix != component.suffix:
        return []
    name = unquote(stem)
    if component.name == "EmailTemplate":
        item = _parsed(component, name, path, files.get(f"{path}{_META}", b""))
        return [_with(item, "_body", files[path].decode("utf-8", "replace"))]
    item = _parsed(component, name, path, files[path])
    return [item] if component is not OBJECT else _of_object(item, wanted)


def _parsed(component: Component, name: str, path: str, text: bytes) -> Item:
    try:
        root = parse(text)
        if root.name == component.name:
            return Item(component, name, path, from_xml(component.shape, root))
        problem = f"Error parsing file: {root.name} is no {component.name}"
        return Item(component, name, path, {}, BadContent(problem, root.line))
    except BadXml as error:
        return Item(component, name, path, {}, BadContent(f"Error parsing file: {error}"))
    except BadContent as error:
        return Item(component, name, path, {}, error)


def _with(item: Item, key: str, value: object) -> Item:
    return Item(item.component, item.name, item.file, {**item.content, key: value}, item.bad)


def _bundle(component: Component, path: str, files: Mapping[str, bytes]) -> list[Item]:
    """A bundle is a folder; it is read with its markup."""
    _, name, file = [*path.split("/", 2), ""][:3]
    if file != f"{name}.cmp":
        return []
    meta = files.get(f"{path}{_META}", f'<AuraDefinitionBundle xmlns="{METADATA}"/>'.encode())
    sources = {}
    for suffix in DEFINITIONS:
        dot = "" if suffix.endswith(".js") else "."
        text = files.get(f"aura/{name}/{name}{dot}{suffix}")
        if text is not None:
            sources[suffix] = text.decode("utf-8", "replace")
    return [_with(_parsed(component, name, path, meta), "_sources", sources)]


def _of_object(item: Item, wanted: Members) -> list[Item]:
    """A file of an object carries fields that are components of their own where the manifest names them. [documented]"""
    if item.bad is not None:
        return [item]
    named, objects = wanted.get("CustomField", ()), wanted.get("CustomObject", ())
    own, left = [], []
    for one in item.content.get("fields") or []:
        name = f"{item.name}.{one['fullName']}"
        if name in named or "*" in named:
            content = {k: v for k, v in one.items() if k != "fullName"}
            own.append(Item(FIELDS, name, item.file, content))
        else:
            left.append(one)
    if item.name not in objects and "*" not in objects and own:
        return own
    rest = {k: v for k, v in item.content.items() if k != "fields"}
    return [Item(item.component, item.name, item.file, {**rest, "fields": left} if left else rest), *own]


def type_of(item: Item) -> str:
    """Return the type by which a manifest names a component."""
    return "Settings" if item.component.folder == "settings" else item.component.name


def files_of(org: Org, type_: str, name: str) -> dict[str, str]:
    """Return the files of a component as a retrieve gives them; none when it is not there."""
    component = BY_MEMBER.get(name) if type_ == "Settings" else COMPONENTS.get(type_)
    content = component.read(org, name) if component is not None else None
    if component is None or content is None:
        return {}
    text = document(component.name, component.shape, content)
    if component.name == "AuraDefinitionBundle":
        return _bundle_files(org, component, name, text)
    if component.name == "EmailTemplate":
        path = f"email/{name}.email"
        return {path: component.body(org, name), f"{path}{_META}": text}  # type: ignore[attr-defined]
    if component is FIELDS:
        owner, _, own = name.partition(".")
        inner = {"fields": [{"fullName": own, **content}]}
        return {f"objects/{owner}.object": document("CustomObject", OBJECT.shape, inner)}
    return {f"{component.folder}/{name}.{component.suffix}": text}


def _bundle_files(org: Org, component: Component, name: str, text: str) -> dict[str, str]:
    out = {f"aura/{name}/{name}.cmp{_META}": text}
    for suffix, source in component.sources(org, name).items():  # type: ignore[attr-defined]
        dot = "" if suffix.endswith(".js") else "."
        out[f"aura/{name}/{name}{dot}{suffix}"] = source
    return out


def names_of(org: Org, type_: str) -> list[str]:
    """Return the members of a type."""
    if type_ == "Settings":
        return list(BY_MEMBER)
    component = COMPONENTS.get(type_)
    return [] if component is None else component.names(org)


def pack(files: Mapping[str, str], wanted: Mapping[str, list[str]], version: str, prefix: str = "") -> bytes:
    """Return a zip of files with its manifest, all of them below a prefix."""
    types = [{"members": sorted(m), "name": t} for t, m in sorted(wanted.items())]
    body = render("Package", {"types": types, "version": version}, attributes={"xmlns": METADATA}, indent=0)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**files, MANIFEST: DECLARATION + body}.items():
            archive.writestr(f"{prefix}{name}", text)
    return held.getvalue()
