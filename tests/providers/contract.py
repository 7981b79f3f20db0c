"""The vendor's specification as a judge: what is wrong with an exchange, one line each.

A property that an example shows, of the operation or of the schema, counts as declared, and null counts where an
example shows it: examples are what the vendor was seen to send. `specification.py` settles the other contradictions.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from providers.recording import Exchange, RecordingTransport
from providers.specification import Schema, resolve_discriminator, straighten

_METHODS = ("get", "put", "post", "delete", "patch")

__all__ = ["Contract", "Exchange", "RecordingTransport", "load", "spec_dir"]


def spec_dir() -> Path | None:
    """Return where the specifications lie, `None` where there are none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "specs" / "infobip"
    found = Path(os.environ.get("MSGOPS_SPECS") or beside)
    return found if any(found.glob("*.openapi.json")) else None


def spec_files(directory: Path) -> list[Path]:
    """Return the documents of a directory, and those that it leaves out and this repository keeps (same version)."""
    ours = Path(__file__).resolve().parent / "specifications"
    return sorted((*directory.glob("*.openapi.json"), *ours.glob("*.openapi.json")))


@cache
def load(directory: Path) -> Contract:
    """Return the contract of a directory; loading takes a moment, so it is done once."""
    return Contract(directory)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one document."""

    method: str
    template: str
    segments: tuple[str, ...]
    query: Mapping[str, Schema]
    body: Schema | None
    responses: Mapping[str, Schema]

    def matches(self, segments: Sequence[str]) -> bool:
        """Whether a path of as many segments is of this template."""
        return all(t == s or (t[:1] == "{" and s) for t, s in zip(self.segments, segments, strict=True))


class Contract:
    """All operations of all documents of a directory."""

    def __init__(self, spec_dir: Path) -> None:
        self._registry: Registry[Any] = Registry()
        self._operations: dict[tuple[str, int], list[Operation]] = {}
        self._validators: dict[int, Draft202012Validator] = {}
        self._targets: dict[str, Schema] = {}
        for path in spec_files(spec_dir):
            self._add(f"urn:{path.name.removesuffix('.openapi.json')}", json.loads(path.read_text("utf-8")))
        for bucket in self._operations.values():
            bucket.sort(key=lambda o: tuple(s[:1] == "{" for s in o.segments))

    def check(  # the parts of an exchange
        self,
        method: str,
        path: str,
        query: Mapping[str, list[str]],
        request_body: Any,
        status: int,
        response_body: Any,
        content_type: str,
    ) -> list[str]:
        """Return what is wrong with an exchange; bodies that are not JSON pass."""
        operation = self.find(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation"]
        found = [
            *self._query(operation, query),
            *self._request(operation, request_body),
            *self._response(operation, status, response_body, content_type),
        ]
        return [f"{method} {operation.template}: {text}" for text in found]

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation of a path; literal segments win over parameters."""
        segments = tuple(unquote(s) for s in path.split("/"))
        bucket = self._operations.get((method.upper(), len(segments)), ())
        return next((o for o in bucket if o.matches(segments)), None)

    def _add(self, uri: str, document: Schema) -> None:
        straighten(document, uri)
        schemas = document.get("components", {}).get("schemas", {})
        self._targets.update({f"{uri}#/components/schemas/{name}": s for name, s in schemas.items()})
        for group in ("parameters", "responses", "requestBodies"):
            parts = document.get("components", {}).get(group, {})
            self._targets.update({f"{uri}#/components/{group}/{name}": part for name, part in parts.items()})
        for name in list(schemas):
            resolve_discriminator(schemas, name, uri, self._targets)
        self._registry = self._registry.with_resource(uri, Resource(document, DRAFT202012))
        for template, item in document["paths"].items():
            for method in _METHODS:
                if method in item:
                    self._add_operation(method.upper(), template, item, item[method])

    def _add_operation(self, method: str, template: str, item: Schema, operation: Schema) -> None:
        parameters = [self._deref(p) for p in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        segments = tuple(template.split("/"))
        body = self._deref(operation["requestBody"]) if "requestBody" in operation else None
        one = Operation(
            method,
            template,
            segments,
            {p["name"]: p for p in parameters if p["in"] == "query"},
            body,
            {s: self._deref(r) for s, r in operation["responses"].items()},
        )
        self._operations.setdefault((method, len(segments)), []).append(one)

    def _deref(self, part: Schema) -> Schema:
        while "$ref" in part:
            part = self._targets[part["$ref"]]
        return part

    def _query(self, operation: Operation, query: Mapping[str, list[str]]) -> Iterator[str]:
        for name, values in query.items():
            if name not in operation.query:
                yield f"unknown query parameter {name}"
                continue
            schema = operation.query[name].get("schema", {})
            for value in values:
                for error in self._errors(schema, _typed(self._deref(schema), value), "request"):
                    yield f"query parameter {name}: {error.message[:200]}"
        for name, parameter in operation.query.items():
            if parameter.get("required") and name not in query:
                yield f"missing query parameter {name}"

    def _request(self, operation: Operation, body: Any) -> Iterator[str]:
        media = _json_media((operation.body or {}).get("content"))
        if operation.body is None and body is not None:
            yield "the operation takes no body"
        elif media is not None and body is not None:
            yield from (f"request at {e}" for e in self._body(media, body, "request"))
        elif media is not None and (operation.body or {}).get("required"):
            yield "the request has no body"

    def _response(self, operation: Operation, status: int, body: Any, content_type: str) -> Iterator[str]:
        responses = operation.responses
        declared = (
            responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
        )
        if declared is None:
            yield f"status {status} is not declared"
            return
        if body is not None and "json" not in content_type:
            return
        media = _json_media(declared.get("content"))
        if media is not None and "schema" in media and body is None and status < 300:
            yield f"answer {status} has no body"
        elif body is not None and media is not None:
            yield from (f"answer {status} at {e}" for e in self._body(media, body, "response"))
        elif body is not None and status < 300:
            yield f"answer {status} has a body, but none is declared"

    def _body(self, media: Schema, value: Any, side: str) -> Iterator[str]:
        schema = media.get("schema", {})
        examples = [media["example"]] if "example" in media else []
        shown = dict(_paths([*examples, *(e.get("value") for e in media.get("examples", {}).values())], ""))
        for error in self._errors(schema, value, side):
            where = "".join(f"/{p}" for p in error.absolute_path)
            if not (error.instance is None and shown.get(_PLACE.sub("/*", where)) == {None}):
                yield f"{where or '/'}: {error.message[:200]}"
        for where, text in self._strange([schema], value, "", side):
            if text is not _UNKNOWN or _PLACE.sub("/*", where) not in shown:
                yield f"{where}: {text}"

    def _errors(self, schema: Schema, value: Any, side: str) -> Iterator[ValidationError]:
        for error in self._validator(schema).iter_errors(value):
            closest = best_match([error]) if error.context else error
            if closest is not None and not self._other_side(closest, side):
                yield closest

    def _validator(self, schema: Schema) -> Draft202012Validator:
        """Return the cached validator of a schema, which lives as long as its document does."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[id(schema)]

    def _other_side(self, error: ValidationError, side: str) -> bool:
        """Whether a missing property belongs to the other side of the exchange only."""
        if error.validator != "required":
            return False
        properties: Schema = {}
        for part in self._parts(error.schema, error.instance):
            properties |= part.get("properties", {})
        lacking = [n for n in error.validator_value if n not in error.instance]
        return all(properties.get(n, {}).get(_OTHERS[side]) for n in lacking if f"'{n}'" in error.message)

    def _strange(
        self, schemas: Sequence[Schema], value: Any, where: str, side: str
    ) -> Iterator[tuple[str, str]]:
        """Find properties that no part of the schema declares."""
        parts = [part for schema in schemas for part in self._parts(schema, value)]
        if isinstance(value, list):
            items = [p["items"] for p in parts if "items" in p]
            for index, element in enumerate(value):
                yield from self._strange(items, element, f"{where}/{index}", side)
        if not isinstance(value, dict):
            return
        declared: dict[str, list[Schema]] = {}
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                declared.setdefault(name, []).append(schema)
        # The days of `workWeek` stand in an `enum` of the object itself.
        named = {n for p in parts if "properties" in p or "enum" in p for n in p.get("enum", ())}
        examples = [p["example"] for p in parts if isinstance(p.get("example"), dict)]
        extra = [
            p["additionalProperties"] for p in parts if p.get("additionalProperties", False) is not False
        ]
        for name, inner in value.items():
            here = f"{where}/{name}"
            if any(s.get(_OTHERS[side]) for s in declared.get(name, ())):
                yield here, f"is {_OTHERS[side]}"
            elif name in declared or not declared or extra or name in named:
                others = [e for e in extra if isinstance(e, dict)]
                yield from self._strange(declared.get(name, others), inner, here, side)
            elif not any(name in example for example in examples):
                yield here, _UNKNOWN

    def _parts(self, schema: Schema, value: Any) -> Iterator[Schema]:
        """Yield everything that a schema says about a value; of variants, those that fit."""
        yield schema
        if "$ref" in schema:
            yield from self._parts(self._targets[schema["$ref"]], value)
        for part in schema.get("allOf", ()):
            yield from self._parts(part, value)
        if "if" in schema and self._validator(schema["if"]).is_valid(value):
            yield from self._parts(schema["then"], value)
        variants = schema.get("anyOf", ())
        fitting = [v for v in variants if self._validator(v).is_valid(value)]
        for variant in fitting or variants:
            yield from self._parts(variant, value)


_UNKNOWN = "unknown property"
_PLACE = re.compile(r"/\d+(?=/|$)")
_OTHERS = {"request": "readOnly", "response": "writeOnly"}


def _json_media(content: Any) -> Schema | None:
    """Return the JSON form of a body."""
    return next((m for name, m in (content or {}).items() if name == "*/*" or "json" in name), None)


def _paths(examples: Sequence[Any], where: str) -> Iterator[tuple[str, set[Any]]]:
    """Yield every place that examples show, and null where one of them shows that."""
    found: dict[str, list[Any]] = {}
    for example in examples:
        if isinstance(example, dict):
            for name, inner in example.items():
                found.setdefault(f"{where}/{name}", []).append(inner)
        elif isinstance(example, list):
            found.setdefault(f"{where}/*", []).extend(example)
    for place, inner in found.items():
        yield place, {None} if None in inner else set()
        yield from _paths(inner, place)


def _typed(schema: Schema, text: str) -> Any:
    """Read a query value as its type; what cannot be read stays text and fails there."""
    kind = schema.get("type")
    if kind == "array":
        return [text]
    if kind in ("integer", "number", "boolean"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
