"""Collects findings about one document and finds the place of each in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from msgops.config.yaml import Document
    from msgops.model.address import Address


MOST = 500
"""Findings after which the rest of a workspace is not looked at."""


class Problems:
    """Findings of one document."""

    def __init__(
        self, shown: str, document: Document, found: list[Diagnostic], *, via: Origin | None = None
    ) -> None:
        """Take where the document comes from; `via` is the use of a blueprint that made it."""
        self.via = via
        self.shown, self.document, self.found = shown, document, found
        self.address: Address | None = None
        self.nulls: set[str] = set()

    def add(
        self, path: str, code: str, summary: str, detail: str = "", remedy: str = "", *, key: bool = False
    ) -> None:
        """Add a finding at a dotted path (`key`: at the key, not at its value)."""
        origin = self.origin(path, key=key)
        self.found.append(
            Diagnostic(code, summary, detail=detail, remedy=remedy, address=self.address, origin=origin)
        )

    def origin(self, path: str, *, key: bool = False) -> Origin:
        """Return the place of a path, or of its nearest parent."""
        places = self.document.places
        while path:
            found = places.key(path) if key else places.value(path)
            if found is not None:
                return Origin(self.shown, *found, self.via, None if key else places.end(path))
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Origin(self.shown, self.document.line, via=self.via)

    def from_pydantic(self, error: ValidationError, model: type[BaseModel], data: Any, prefix: str) -> None:
        """Turn a model's errors into findings with the user's words and places."""
        if error.error_count() > MOST:
            self.add(prefix, "MC016", "Too many problems", f"{error.error_count()} values are wrong here")
            return
        self.from_pydantic_errors(error.errors(include_url=False), model, data, prefix)

    def from_pydantic_errors(
        self, errors: Sequence[Any], model: type[BaseModel], data: Any, prefix: str
    ) -> None:
        """Turn single errors of a model into findings."""
        for one in errors:
            path, parts = _path(one["loc"], data, prefix)
            kind, label = one["type"], path.removeprefix(f"{prefix}.") or prefix
            if kind == "extra_forbidden":
                allowed = _fields_at(model, parts[:-1])
                hint = suggest(str(parts[-1]), allowed)
                remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(sorted(allowed))}."
                self.add(
                    path,
                    "MC101",
                    "Unknown field",
                    f'"{label}" is not a field of {prefix or "this file"}',
                    remedy,
                    key=True,
                )
            elif kind == "missing" and path in self.nulls:
                continue
            elif kind == "missing":
                self.add(path, "MC102", "Missing field", f'"{label}" is required')
            elif kind == "secret_literal":
                self.add(
                    path,
                    "MC103",
                    "Secret in clear text",
                    f'"{label}" holds a literal value',
                    one["msg"] + ".",
                )
            else:
                self._wrong_value(path, label, one)

    def _wrong_value(self, path: str, label: str, one: Any) -> None:
        given, remedy = one.get("input"), ""
        context = one.get("ctx") or {}
        if one["type"] in ("literal_error", "enum") and isinstance(given, str):
            allowed = [
                w.strip("'") for w in str(context.get("expected", "")).replace(" or ", ", ").split(", ")
            ]
            hint = suggest(given, allowed)
            remedy = f'Did you mean "{hint}"?' if hint else ""
        message = one["msg"].removeprefix("Value error, ")
        where = f'"{label}": ' if path and label != "spec" else ""
        self.add(path, "MC104", "Wrong value", f"{where}{message[:1].lower()}{message[1:]}", remedy)


def _path(loc: Sequence[Any], data: Any, prefix: str) -> tuple[str, list[Any]]:
    """Follow an error's location through the data; parts that are names of union members are no path."""
    path, parts, here = prefix, [], data
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(part, int):
            path += f"[{part}]"
            here = here[part] if isinstance(here, list) and part < len(here) else None
        elif isinstance(here, dict) and (part in here or last):
            path += f".{part}" if path else str(part)
            here = here.get(part)
        else:
            continue
        parts.append(part)
    return path, parts


def _fields_at(model: Any, parts: Sequence[Any]) -> list[str]:
    """Return the field names that a nested model knows, through lists, options and unions."""
    models = [model]
    for part in parts:
        if isinstance(part, int):
            continue
        inside = [
            inner
            for m in models
            if part in m.model_fields
            for inner in _models(m.model_fields[part].annotation)
        ]
        models = inside or models  # a key of a map is no field
    return sorted({name for m in models for name in m.model_fields})


def _models(annotation: Any) -> list[Any]:
    from typing import get_args  # noqa: PLC0415  # only on the error path

    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [m for inner in get_args(annotation) if inner is not Ellipsis for m in _models(inner)]
