"""Draws documents at random: the example of a kind with some of its values replaced by others that its schema allows."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from msgops.sdk.codec import ObjectShape
from msgops.sdk.fields import Computed, Immutable, WriteOnly
from msgops.sdk.kind import Kind

Path = tuple[str, ...]
Schema = Mapping[str, Any]

_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t")
_TEXTS = st.one_of(
    st.text(st.sampled_from("abcXYZ 019-_.,:;!?'\"<>&{}[]()*~`%#@/\\"), min_size=1),
    st.text(_LETTERS, min_size=1),
    st.sampled_from(
        [
            "Acme",
            "Grüße, Jürgen",
            "مرحبا",
            "👩‍👩‍👧",
            "a" * 300,
            "{{1}}",
            "x\ny",
            " padded ",
            "null",
            "0",
            "$HOME",
        ]
    ),
)
_TIMES = ("2027-12-31", "2027-12-31T23:00:00Z", "08:00", "18:30:00")
"""What a pattern for days or times is taken for: few texts that it allows are in the calendar."""


def specs(kind: Kind, fixed: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return specs of a kind; the fields in `fixed` (dotted paths), references and secrets keep the example's values."""
    schema = kind.spec.model_json_schema()
    slots = [
        s
        for s in _slots(kind.codec.root, dict(kind.example), schema, schema, ())
        if ".".join(s[0]) not in fixed
    ]
    if not slots:
        return st.just(dict(kind.example))
    return st.lists(st.sampled_from(slots), min_size=1, max_size=3, unique_by=lambda s: s[0]).flatmap(
        lambda chosen: st.tuples(*(_values(s, schema) for _, s in chosen)).map(
            lambda values: _filled(kind.example, [path for path, _ in chosen], values)
        )
    )


def _filled(example: Mapping[str, Any], paths: list[Path], values: tuple[Any, ...]) -> dict[str, Any]:
    spec = copy.deepcopy(dict(example))
    for path, value in zip(paths, values, strict=True):
        target = spec
        for part in path[:-1]:
            target = target.setdefault(part, {})
        target[path[-1]] = value
    return spec


def _slots(
    shape: ObjectShape, example: Mapping[str, Any], schema: Schema, root: Schema, path: Path
) -> Iterator[tuple[Path, Schema]]:
    """Yield the fields that may be drawn, with their schemas."""
    properties = schema.get("properties", {})
    for field in shape.fields:
        if (
            field.name not in properties
            or field.ref is not None
            or field.has(Computed)
            or field.has(WriteOnly)
        ):
            continue
        inner, given = _resolved(properties[field.name], root), example.get(field.name)
        if field.shape.form == "object" and isinstance(given, Mapping) and "properties" in inner:
            yield from _slots(
                field.shape.object_for(given, wire=False), given, inner, root, (*path, field.name)
            )
        elif not _refers(field.shape) and not (field.has(Immutable) and given is None):
            yield (*path, field.name), properties[field.name]


def _refers(shape: Any) -> bool:
    """Whether a reference or a secret stands anywhere inside."""
    objects = [*getattr(shape, "variants", ())]
    if shape.item is not None:
        return _refers(shape.item)
    return any(f.ref is not None or f.has(WriteOnly) or _refers(f.shape) for o in objects for f in o.fields)


def _resolved(schema: Schema, root: Schema) -> Schema:
    while True:
        options = [o for o in schema.get("anyOf", ()) if o.get("type") != "null"]
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        elif len(options) == 1:
            schema = {**{k: v for k, v in schema.items() if k != "anyOf"}, **options[0]}
        else:
            return schema


def _values(schema: Schema, root: Schema) -> st.SearchStrategy[Any]:
    schema = _resolved(schema, root)
    options = [o for o in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) if o.get("type") != "null"]
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if options:
        return st.one_of(*(_values(o, root) for o in options))
    match schema.get("type"):
        case "string":
            return _strings(schema)
        case "integer" | "number":
            return _numbers(schema)
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(
                _values(schema.get("items", {"type": "string"}), root),
                min_size=schema.get("minItems", 0),
                max_size=min(schema.get("maxItems", 4), max(schema.get("minItems", 0), 4)),
            )
        case "object":
            return _objects(schema, root)
    return st.sampled_from(["text", 1, True])


def _strings(schema: Schema) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        times = [
            t for t in _TIMES if re.search(schema["pattern"], t) and not re.search(schema["pattern"], "x")
        ]
        found = st.sampled_from(times) if times else st.from_regex(schema["pattern"])
    else:
        edge = st.sampled_from("aß").map(lambda c: c * min(most, 5000)) if most else st.nothing()
        found = st.one_of(_TEXTS, edge)
    return found.map(lambda t: t[:most]).filter(lambda t: len(t) >= least and "${" not in t)


def _numbers(schema: Schema) -> st.SearchStrategy[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -5))
    high = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 0) + 100_000))
    whole = st.one_of(st.integers(int(low), int(high)), st.sampled_from([int(low), int(high)]))
    return whole if schema["type"] == "integer" else st.one_of(whole, st.floats(low, high, width=32))


def _objects(schema: Schema, root: Schema) -> st.SearchStrategy[dict[str, Any]]:
    properties, required = schema.get("properties", {}), set(schema.get("required", ()))
    if not properties:
        return st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["1", "x"]), max_size=2)
    return st.fixed_dictionaries(
        {k: _values(v, root) for k, v in properties.items() if k in required},
        optional={k: _values(v, root) for k, v in properties.items() if k not in required},
    )
