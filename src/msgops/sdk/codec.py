"""Between a kind's YAML shape and the vendor's JSON, driven by the spec's types and markers.

`encode` goes to the wire, `decode` comes back and keeps only what the spec knows, `normalise` makes both sides
comparable, `flatten` turns an object into dotted leaves, `leaves` lists the markers by dotted path.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from pydantic.alias_generators import to_camel

from msgops.model.secret import Secret
from msgops.sdk.fields import (
    Additive,
    CaseInsensitive,
    Computed,
    Immutable,
    Json,
    Key,
    Marker,
    Normal,
    Ref,
    ServerDefault,
    Spec,
    Uncompared,
    Unordered,
    Whole,
    Wire,
    WriteOnly,
)

Attributes = dict[str, Any]
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of one value: a scalar, an object with fields, a list, a map, or free-form JSON."""

    form: Literal["scalar", "object", "list", "map", "json"]
    scalar: type = str
    item: Shape | None = None
    variants: tuple[ObjectShape, ...] = ()
    markers: tuple[Marker, ...] = ()
    normal: Normal | None = None

    def object_for(self, value: Mapping[str, Any], *, wire: bool) -> ObjectShape:
        """Choose the variant of a union by its literal fields; a single object is its own variant."""
        if len(self.variants) == 1:
            return self.variants[0]
        for variant in self.variants:
            if all(value.get(f.wire[-1] if wire else f.name) in f.literals for f in variant.tags):
                return variant
        return max(
            self.variants, key=lambda v: sum((f.wire[0] if wire else f.name) in value for f in v.fields)
        )


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a spec. `silent` fields are never compared; `whole` ones are compared as one value."""

    name: str
    wire: tuple[str, ...]
    shape: Shape
    markers: tuple[Marker, ...]
    required: bool
    literals: tuple[Any, ...] = ()
    default: ServerDefault | None = None
    ref: Ref | None = None
    key: Key | None = None
    silent: bool = False
    whole: bool = False

    def has(self, marker: Marker) -> bool:
        """Whether the field carries the marker."""
        return marker in self.markers


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """The fields of one spec class."""

    spec: type[Spec]
    fields: tuple[FieldShape, ...]
    tags: tuple[FieldShape, ...] = ()
    by_name: Mapping[str, FieldShape] = field(default_factory=dict)


def shape_of(spec: type[Spec]) -> ObjectShape:
    """Read a spec class once."""
    fields = tuple(_field(name, info) for name, info in spec.model_fields.items())
    tags = tuple(f for f in fields if len(f.literals) > 0 and f.required)
    return ObjectShape(spec, fields, tags, {f.name: f for f in fields})


def _field(name: str, info: Any) -> FieldShape:
    shape, markers, literals = _shape(info.annotation)
    markers = (*markers, *(m for m in info.metadata if isinstance(m, Marker)))
    wire = next((m.path for m in markers if isinstance(m, Wire)), None)
    normal = next((m for m in markers if isinstance(m, Normal)), shape.normal)
    if normal is not shape.normal or markers != shape.markers:
        shape = Shape(shape.form, shape.scalar, shape.item, shape.variants, markers, normal)
    return FieldShape(
        name=name,
        wire=tuple(wire.split(".")) if wire else (to_camel(name),),
        shape=shape,
        markers=markers,
        required=info.is_required(),
        literals=literals,
        default=next((m for m in markers if isinstance(m, ServerDefault)), None),
        ref=next((m for m in markers if isinstance(m, Ref)), None) or (_item_ref(shape)),
        key=next((m for m in markers if isinstance(m, Key)), None),
        silent=Computed in markers or Uncompared in markers,
        whole=Whole in markers,
    )


def _item_ref(shape: Shape) -> Ref | None:
    if shape.form == "list" and shape.item is not None:
        return next((m for m in shape.item.markers if isinstance(m, Ref)), None)
    return None


def _shape(annotation: Any) -> tuple[Shape, tuple[Marker, ...], tuple[Any, ...]]:
    markers: tuple[Marker, ...] = ()
    if annotation is Json or annotation is Any:
        return Shape("json"), (), ()
    while get_origin(annotation) is Annotated:
        annotation, *extra = get_args(annotation)
        markers = (*markers, *(m for m in extra if isinstance(m, Marker)))
        if annotation is Any:
            return Shape("json", markers=markers), markers, ()
    normal = next((m for m in markers if isinstance(m, Normal)), None)
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        inner, more, literals = _union([a for a in get_args(annotation) if a is not type(None)])
        both = (*markers, *more)
        return (
            Shape(inner.form, inner.scalar, inner.item, inner.variants, both, normal or inner.normal),
            both,
            literals,
        )
    if origin is Literal:
        values = get_args(annotation)
        return Shape("scalar", type(values[0]), markers=markers, normal=normal), markers, values
    if origin in (tuple, list, Sequence):
        return (
            Shape("list", item=_shape(get_args(annotation)[0])[0], markers=markers, normal=normal),
            markers,
            (),
        )
    if origin in (dict, Mapping):
        return (
            Shape("map", item=_shape(get_args(annotation)[1])[0], markers=markers, normal=normal),
            markers,
            (),
        )
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return Shape("object", variants=(shape_of(annotation),), markers=markers, normal=normal), markers, ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape("scalar", str, markers=markers, normal=normal), markers, ()
    scalar = annotation if annotation in (str, int, float, bool) else str
    return Shape("scalar", scalar, markers=markers, normal=normal), markers, ()


def _union(members: list[Any]) -> tuple[Shape, tuple[Marker, ...], tuple[Any, ...]]:
    if len(members) == 1:
        return _shape(members[0])
    shapes = [_shape(m)[0] for m in members]
    if all(s.form == "object" for s in shapes):
        return Shape("object", variants=tuple(v for s in shapes for v in s.variants)), (), ()
    return shapes[0], shapes[0].markers, ()


@dataclass(frozen=True, slots=True)
class Codec:
    """The four functions of one kind."""

    root: ObjectShape

    @classmethod
    def of(cls, spec: type[Spec]) -> Codec:
        """Compile a spec."""
        return cls(shape_of(spec))

    def dump(self, model: Spec) -> Attributes:
        """Return what the document sets, as plain dictionaries and lists; fields left out stay out."""
        return {
            name: _plain(getattr(model, name)) for name in self.root.by_name if name in model.model_fields_set
        }

    def encode(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the vendor's JSON; computed fields are left out, secrets stay `Secret`."""
        return _encode_object(self.root, attributes)

    def decode(self, wire: Mapping[str, Any]) -> tuple[Attributes, Attributes]:
        """Return (managed attributes, computed attributes); nulls and unknown keys are dropped."""
        both = _decode_object(self.root, wire)
        computed = {f.name: both.pop(f.name) for f in self.root.fields if f.has(Computed) and f.name in both}
        return both, computed

    def normalise(self, attributes: Mapping[str, Any]) -> Attributes:
        """Return the comparable form: sets sorted, numbers and text unified, defaults inside lists dropped."""
        return _normal_object(self.root, attributes)

    def flatten(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return dotted leaves; lists and maps are leaves."""
        out: dict[str, Any] = {}
        _flatten(self.root, attributes, "", out)
        return out

    def leaf(self, path: str) -> FieldShape | None:
        """Return the field at a dotted path, or nothing."""
        shape, found = self.root, None
        for part in path.split("."):
            found = shape.by_name.get(part)
            if found is None:
                return None
            if found.shape.form == "object":
                for variant in found.shape.variants:
                    if len(found.shape.variants) == 1 or _reaches(variant, path, part):
                        shape = variant
                        break
        return found

    def references(self, attributes: Mapping[str, Any]) -> Iterator[tuple[str, Ref, Any]]:
        """Yield (dotted path, marker, value) of every reference that is set."""
        yield from _references(self.root, attributes, "")

    def map_references(self, attributes: Mapping[str, Any], function: Any) -> Attributes:
        """Return a copy in which each reference value is `function(ref, value)`."""
        return _map_object(self.root, attributes, function)


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return dotted paths as nested objects."""
    out: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        target = out
        for part in parents:
            target = target.setdefault(part, {})
        target[last] = value
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, Spec):
        return {n: _plain(getattr(value, n)) for n in type(value).model_fields if n in value.model_fields_set}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value.value if isinstance(value, Enum) else value


def _reaches(variant: ObjectShape, path: str, part: str) -> bool:
    rest = path.split(f"{part}.", 1)
    return len(rest) > 1 and rest[1].split(".")[0] in variant.by_name


def _dig(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _encode_object(shape: ObjectShape, value: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for f in shape.fields:
        given = value.get(f.name, _MISSING)
        if given is _MISSING or f.has(Computed):
            continue
        target = out
        for part in f.wire[:-1]:
            target = target.setdefault(part, {})
        target[f.wire[-1]] = _encode(f.shape, given)
    return out


def _encode(shape: Shape, value: Any) -> Any:
    if shape.form == "object" and isinstance(value, Mapping):
        return _encode_object(shape.object_for(value, wire=False), value)
    if shape.form == "list" and shape.item is not None and isinstance(value, list | tuple):
        return [_encode(shape.item, v) for v in value]
    return value


def _decode_object(shape: ObjectShape, wire: Mapping[str, Any]) -> Attributes:
    out: Attributes = {}
    for f in shape.fields:
        path = f.wire
        raw = wire.get(path[0]) if len(path) == 1 else _dig(wire, path)
        if raw is not None:
            out[f.name] = raw if f.shape.form == "scalar" else _decode(f.shape, raw)
    return out


def _decode(shape: Shape, raw: Any) -> Any:
    if shape.form == "object" and isinstance(raw, Mapping):
        return _decode_object(shape.object_for(raw, wire=True), raw)
    if shape.form == "list" and shape.item is not None and isinstance(raw, list | tuple):
        return [_decode(shape.item, v) for v in raw]
    return raw


def _scalar(shape: Shape, value: Any) -> Any:
    kind = shape.scalar
    if isinstance(value, Secret | dict | list):
        return value
    if kind is str:
        value = value if isinstance(value, str) else _text(value)
        if shape.normal is not None:
            return shape.normal.function(value)
        return value.casefold() if CaseInsensitive in shape.markers else value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return int(value) if kind is int and isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, Enum) else value)


def _normal(shape: Shape, value: Any) -> Any:
    if shape.form == "scalar":
        return _scalar(shape, value)
    if shape.form == "object" and isinstance(value, Mapping):
        return _normal_object(shape.object_for(value, wire=False), value)
    if shape.form == "list" and shape.item is not None and isinstance(value, list | tuple):
        items = [_in_list(shape.item, v) for v in value]
        if Unordered in shape.markers or Additive in shape.markers:
            unique = {_sort_key(i): i for i in items}
            return [unique[k] for k in sorted(unique)]
        return items
    if shape.form == "map" and shape.item is not None and isinstance(value, Mapping):
        return {k: _normal(shape.item, v) for k, v in value.items()}
    return shape.normal.function(value) if shape.normal is not None else value


def _sort_key(value: Any) -> bytes:
    """Return what a set is sorted by; what is empty may be missing on the other side."""
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if v not in ([], {})}
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=repr)


def _in_list(shape: Shape, value: Any) -> Any:
    """Normalise an element; values equal to a documented default are dropped, so both sides agree on them."""
    done = _normal(shape, value)
    if shape.form == "object" and isinstance(done, dict):
        fields = shape.object_for(done, wire=False).by_name
        return {k: v for k, v in done.items() if (d := fields[k].default) is None or d.value != v}
    return done


def _normal_object(shape: ObjectShape, value: Mapping[str, Any]) -> Attributes:
    out: Attributes = {}
    for name, given in value.items():
        f = shape.by_name.get(name)
        if f is None or given is None or f.silent:
            continue
        inner = f.shape
        out[name] = _scalar(inner, given) if inner.form == "scalar" else _normal(inner, given)
        if f.whole:
            out[name] = _prune(inner, out[name])
    return out


def _prune(shape: Shape, value: Any) -> Any:
    """Drop documented defaults everywhere inside a value that is compared as one."""
    if shape.form == "list" and shape.item is not None and isinstance(value, list):
        return [_prune(shape.item, v) for v in value]
    if shape.form == "object" and isinstance(value, Mapping):
        fields = shape.object_for(value, wire=False).by_name
        kept = {k: v for k, v in value.items() if (d := fields[k].default) is None or d.value != v}
        return {k: _prune(fields[k].shape, v) for k, v in kept.items()}
    return value


def _flatten(shape: ObjectShape, value: Mapping[str, Any], prefix: str, out: dict[str, Any]) -> None:
    for name, given in value.items():
        f = shape.by_name.get(name)
        if f is None:
            continue
        nested = f.shape.form == "object" and isinstance(given, Mapping) and f.ref is None
        if nested and not f.has(Whole):
            _flatten(f.shape.object_for(given, wire=False), given, f"{prefix}{name}.", out)
        else:
            out[prefix + name] = given


def _references(shape: ObjectShape, value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Ref, Any]]:
    for f in shape.fields:
        given = value.get(f.name)
        if given is None:
            continue
        path = prefix + f.name
        if f.ref is not None:
            many = isinstance(given, list | tuple)
            for index, one in enumerate(given if many else [given]):
                yield (f"{path}[{index}]" if many else path), f.ref, one
        else:
            yield from _inner_references(f.shape, given, path)


def _inner_references(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, Ref, Any]]:
    if shape.form == "object" and isinstance(value, Mapping):
        yield from _references(shape.object_for(value, wire=False), value, f"{path}.")
    elif shape.form == "list" and shape.item is not None and isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _inner_references(shape.item, one, f"{path}[{index}]")


def _map_object(shape: ObjectShape, value: Mapping[str, Any], function: Any) -> Attributes:
    out = dict(value)
    for f in shape.fields:
        given = value.get(f.name)
        if given is None:
            continue
        if f.ref is not None:
            out[f.name] = (
                [function(f.ref, v) for v in given]
                if isinstance(given, list | tuple)
                else function(f.ref, given)
            )
        elif f.shape.form in ("object", "list"):
            out[f.name] = _map_inner(f.shape, given, function)
    return out


def _map_inner(shape: Shape, value: Any, function: Any) -> Any:
    if shape.form == "object" and isinstance(value, Mapping):
        return _map_object(shape.object_for(value, wire=False), value, function)
    if shape.form == "list" and shape.item is not None and shape.item.form in ("object", "list"):
        return [_map_inner(shape.item, v, function) for v in value]
    return value


__all__ = ["Attributes", "Codec", "FieldShape", "Immutable", "ObjectShape", "Shape", "WriteOnly"]
