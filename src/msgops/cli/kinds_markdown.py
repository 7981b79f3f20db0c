"""A provider's kinds as one Markdown page, from the same declarations that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.engine.consents import flags
from msgops.model.address import Address
from msgops.model.secret import Secret
from msgops.sdk.fields import (
    Additive,
    CaseInsensitive,
    Computed,
    Immutable,
    Key,
    Later,
    Ref,
    Remembered,
    ServerDefault,
    Uncompared,
    Unordered,
    Whole,
    WriteOnly,
)
from msgops.sdk.hands import NoApi, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from msgops.sdk.codec import FieldShape, ObjectShape
    from msgops.sdk.fields import Marker
    from msgops.sdk.kind import Kind

_DEEPEST = 8
_COLUMNS = ("Field", "Type", "Required", "Markers", "Description")
_WORDS: Mapping[Marker, str] = {
    Immutable: "immutable",
    WriteOnly: "write-only",
    Unordered: "unordered",
    Additive: "additive",
    Computed: "computed",
    CaseInsensitive: "case-insensitive",
    Uncompared: "never compared",
    Whole: "compared whole",
    Remembered: "compared with the last apply",
    Later: "set in a second step where references close a circle",
}
_HANDS = """\
The hand says who applies it: `api` msgops, `person` a person with a worksheet, `check` only verifies."""
_LEGEND = """\
Markers of the fields:

- **key**: part of the natural key; *key (name)*: left out, it takes the resource's name.
- **immutable**: a difference is a replacement.
- **write-only**: not returned by the vendor, compared with what was last applied.
- **unordered**: a list compared as a set. **additive**: msgops owns only the elements that it names.
- **computed**: set by the vendor, usable as `${provider.Kind/name.field}`.
- **ref**: takes the name of a resource, `{lookup: "Live name"}` or `{id: "…"}`.
- **default**: the vendor's documented value for a field left out.
- **never compared**: sent with a write, then forgotten.
- **compared with the last apply**: never compared with the live value.
- **compared whole**: the live object must not have more than the file says.

Confidence of the evidence: **spec** is the vendor's own specification, **doc** a public page, **sdk** the
vendor's client library. A write that is only **inferred** is off until the account block says
`allow_inferred: [KIND]`.
"""


def kinds_markdown(provider_title: str, kinds: Iterable[Kind]) -> str:
    """Return the page: a table of all kinds, then one section each."""
    kinds = list(kinds)
    lines = [
        f"# Kinds of {provider_title}",
        "",
        "Generated from the kinds by `msgops kinds --markdown`; do not edit.",
        "",
        f"{len(kinds)} kinds. {_HANDS}",
        "",
        *_table(("Kind", "Hand", "Concept", "What it does"), (_overview(k) for k in kinds)),
        "",
        *_LEGEND.splitlines(),
    ]
    for kind in kinds:
        lines += ["", *_section(kind)]
    return "\n".join(lines) + "\n"


def field_rows(kind: Kind) -> list[tuple[str, ...]]:
    """Return the rows of a kind's table of fields: path, type, required, markers, description."""
    return list(_fields(kind.codec.root, "", 0))


def _overview(kind: Kind) -> tuple[str, ...]:
    return f"[{kind.name}](#{_anchor(kind.name)})", kind.hand.value, kind.concept.value, kind.summary


def _anchor(title: str) -> str:
    return title.lower().replace(".", "")


def _section(kind: Kind) -> Iterator[str]:
    yield from (f"## {kind.name}", "", f"{kind.summary} [Vendor's page]({kind.doc})", "")
    yield f"Hand `{kind.hand.value}`, concept `{kind.concept.value}`, natural key {_key(kind)}."
    yield ""
    evidence = ((e.operation, f"`{e.call}`", e.confidence.value, _source(e.source)) for e in kind.evidence)
    yield from _table(("Operation", "Call", "Confidence", "Source"), evidence)
    yield ""
    yield from _table(_COLUMNS, _fields(kind.codec.root, "", 0))
    yield ""
    notes = list(_notes(kind))
    yield from (*(f"- {n}" for n in notes), *([""] if notes else []))
    yield from ("```yaml", *example_document(kind).rstrip("\n").split("\n"), "```")


def _key(kind: Kind) -> str:
    return ", ".join(f"`{k}`" for k in kind.keys) or "none: one object per account"


def _source(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source


def example_document(kind: Kind) -> str:
    """Return the kind's example as a YAML document with every value in its own type."""
    from msgops.config.dump import dump_document

    spec = kind.codec.dump(kind.spec.model_validate(dict(kind.example)))
    return dump_document(Address.of(kind.name, "example"), _as_written(spec), None)


def _as_written(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _as_written(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_written(v) for v in value]
    return f"${{{value.source}}}" if isinstance(value, Secret) else value


def _notes(kind: Kind) -> Iterator[str]:
    changed = ((f"A change of `{name}`", risk) for name, risk in kind.on_change.items())
    for operation, risk in (("Create", kind.on_create), ("Delete", kind.on_delete), *changed):
        if risk is not None:
            yield f"{operation} needs consent, `{flags(risk.code, f'{kind.name}/NAME')}`: {risk.text}."
    patience = f"waits at most {kind.patience:.0f} seconds" if kind.patience else "does not wait"
    for applies, text in (
        (kind.delete_note, f"Delete: {_sentence(kind.delete_note)}"),
        (
            kind.keeps,
            f"It still refers to its {' and '.join(kind.keeps)} then, so that is not deleted either.",
        ),
        (kind.no_replace, f"Never replaced: {_sentence(kind.no_replace)}"),
        (kind.ready, f"Gate: the vendor or a person decides after the write; apply {patience}."),
        (kind.submit, f"Takes a code from stdin: `msgops gate submit {kind.name}/NAME`."),
        (kind.probe, "Asked before a delete: an object in use is refused."),
        (kind.fixed_if, "Some updates are impossible in some states; the plan refuses them and says why."),
        (kind.deletes_together, f"One delete takes all with the same {' and '.join(kind.deletes_together)}."),
        (kind.marker, f"The vendor's field `{kind.marker}` carries the mark of the workspace."),
        (not kind.unique, "Several live objects may have one natural key: then `msgops import` chooses."),
    ):
        if applies:
            yield text
    if isinstance(kind.api, NoApi):
        by = kind.api.by
        yield f"Done by {by.who}." + (f" Where: {by.where}." if isinstance(by, Person) and by.where else "")


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _fields(shape: ObjectShape, prefix: str, depth: int) -> Iterator[tuple[str, ...]]:
    """Yield one row per field, those of inner objects below their own."""
    schema = shape.spec.model_json_schema()
    for f in shape.fields:
        found, definitions = schema["properties"][f.name], schema.get("$defs", {})
        path = f"{prefix}{f.name}"
        required = "yes" if f.required else ""
        yield f"`{path}`", _type(f, found, definitions), required, _markers(f), _description(found)
        inner = f.shape
        while inner.item is not None:
            path += "[]" if inner.form == "list" else ".*"
            inner = inner.item
        for variant in inner.variants if depth < _DEEPEST else ():
            tags = [f"{t.name} {' or '.join(map(str, t.literals))}" for t in variant.tags]
            if len(inner.variants) > 1:
                yield f"`{path}`", "object", "", "", f"with {', '.join(tags) or variant.spec.__name__}:"
            yield from _fields(variant, f"{path}.", depth + 1)


def _type(field: FieldShape, schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if field.ref is not None:
        return "list of references" if field.shape.form == "list" else "reference"
    return _schema_type(schema, definitions)


def _schema_type(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    schema = definitions.get(schema.get("$ref", "").rpartition("/")[2], schema)
    options = [o for o in schema.get("anyOf", schema.get("oneOf", ())) if o.get("type") != "null"]
    if options:
        return " or ".join(dict.fromkeys(_schema_type(o, definitions) for o in options))
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{v}`" for v in schema.get("enum", [schema.get("const")]))
    kind, inner = schema.get("type"), schema.get("additionalProperties")
    if kind == "array":
        return f"list of {_schema_type(schema.get('items', {}), definitions)}{_limits(schema)}"
    if kind == "object" and isinstance(inner, dict):
        return f"map of {_schema_type(inner, definitions)}"
    plain = _PLAIN.get(str(kind), "any") + _limits(schema)
    return "secret" if "(env|file)" in schema.get("pattern", "") else plain


_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}


def _limits(schema: Mapping[str, Any]) -> str:
    low = next((schema[k] for k in ("minimum", "minLength", "minItems") if k in schema), None)
    high = next((schema[k] for k in ("maximum", "maxLength", "maxItems") if k in schema), None)
    if high is not None:
        return f", {0 if low is None else low} to {high}" if "maximum" in schema else f", at most {high}"
    return f", at least {low}" if "minimum" in schema else ""


def _markers(field: FieldShape) -> str:
    out = []
    for marker in field.markers:
        if isinstance(marker, Key):
            out.append("key (name)" if marker.from_name else "key")
        elif isinstance(marker, ServerDefault):
            out.append(f"default `{_value(marker.value)}`")
        elif not isinstance(marker, Ref) and marker in _WORDS:
            out.append(_WORDS[marker])
    if field.ref is not None:
        out.append("ref " + " or ".join(f"`{k}`" for k in field.ref.kinds))
    return ", ".join(dict.fromkeys(out))


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _description(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description", ""))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in row)} |"
