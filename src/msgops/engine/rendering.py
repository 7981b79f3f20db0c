"""The files of a resource that msgops renders and a person brings to their place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgops.engine.bodies import opened
from msgops.engine.hands import hand_of
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.outputs import outputs
from msgops.model.secret import Secret, holds_secret
from msgops.sdk.hands import PRIVATE, File
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.sealing import Resolve
    from msgops.model.resource import Resource
    from msgops.sdk.kind import Kind

_NO_NAME = re.compile(r"^\.+|[^\w.-]")


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file: its path from the workspace, its content, and whether only its owner may read it."""

    path: PurePosixPath
    content: str
    private: bool


def directory(kind: Kind, resource: Resource) -> str:
    """Return the directory of a resource's files, from the workspace; nothing for another kind."""
    if kind.hand is not Hand.FILE:
        return ""
    return str(PurePosixPath(resource.attributes.get("path") or f"{PRIVATE}files/{resource.address}"))


def render(kind: Kind, resource: Resource, resolve: Resolve) -> Sequence[RenderedFile]:
    """Render the files of a resource; `ConfigError` where a secret has no value, or a value is not known yet."""
    by = hand_of(kind)
    assert isinstance(by, File)
    missing = next(outputs(resource.attributes), None)
    if missing is not None:
        raise ConfigError([_not_known(resource, f"{missing[0]}.{missing[1]}")])
    wire = _clear(kind.codec.encode(opened(resource.attributes, resolve, resource)))
    place = PurePosixPath(directory(kind, resource))
    private = holds_secret(resource.attributes) or str(place).startswith(PRIVATE)
    return [RenderedFile(place / _NO_NAME.sub("_", a.name), a.content, private) for a in by.render(wire)]


def _clear(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {k: _clear(v) for k, v in value.items()}
    return [_clear(v) for v in value] if isinstance(value, list | tuple) else value


def _not_known(resource: Resource, output: str) -> Diagnostic:
    return Diagnostic(
        "MC133",
        "A file cannot be rendered yet",
        detail=f"{output} is known only after an apply",
        remedy="Run `msgops apply`: it makes the object, and renders the file then or in its next run.",
        address=resource.address,
        origin=resource.origin,
    )
