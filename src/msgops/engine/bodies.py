"""What goes on the wire: desired values with references as ids, and live values that nobody manages, kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from msgops.engine.identity import attribute_of
from msgops.engine.unset import no_value
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.outputs import fill, outputs
from msgops.model.secret import Secret
from msgops.sdk.codec import nested
from msgops.sdk.fields import Additive

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.sealing import Resolve
    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.resource import Live, Resource
    from msgops.sdk.fields import Ref
    from msgops.sdk.kind import Kind

Body = dict[str, Any]


def create_body(
    context: Context, kind: Kind, resource: Resource, resolve: Resolve, *, leave_out: Collection[str] = ()
) -> Body:
    """Return the vendor's JSON for a create without some fields; secrets are `Secret` with their value."""
    body = kind.codec.encode(_final(context, kind, resource, resolve, leave_out))
    if kind.marker:
        body[kind.marker] = f"msgops:{context.workspace}:{resource.address}"
    return body


def update_body(
    context: Context,
    kind: Kind,
    resource: Resource,
    live: Live,
    change: Change,
    resolve: Resolve,
    *,
    leave_out: Collection[str] = (),
) -> Body:
    """Return the vendor's JSON for an update: live values stay unless they are managed or released."""
    codec = kind.codec
    want = codec.flatten(_final(context, kind, resource, resolve, leave_out))
    merged = codec.flatten(live.attributes) if kind.preserve else {}
    _switch_variants(kind, merged, want)
    for field in change.fields:
        leaf = codec.leaf(field.path)
        if field.path in want:
            continue
        if leaf is not None and leaf.has(Additive):
            want[field.path] = []
        elif field.after is None:
            merged.pop(field.path, None)
            if leaf is not None and leaf.default is not None:
                merged[field.path] = leaf.default.value
    merged.update(want)
    merged.update(_additive(context, kind, resource, live, want))
    body = codec.encode(nested(merged))
    if kind.marker:
        body[kind.marker] = f"msgops:{context.workspace}:{resource.address}"
    return body


def _additive(
    context: Context, kind: Kind, resource: Resource, live: Live, want: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the additive lists: live elements stay as they are, ours that are no longer wanted go.

    Ours are recorded with names of resources where live elements and wanted ones have ids.
    """
    codec, entry = kind.codec, context.recorded.get(resource.address)
    have = codec.flatten(live.attributes)
    named = codec.flatten(context.observed.identity.canonical_live(kind, live))
    before = codec.flatten(entry.applied) if entry else {}

    def keys(path: str, values: Iterable[Any]) -> list[str]:
        return [repr(codec.normalise(nested({path: [v]}))) for v in values]

    found = {}
    for path, value in want.items():
        leaf = codec.leaf(path)
        if leaf is None or not leaf.has(Additive) or not isinstance(have.get(path), list):
            continue
        wanted, ours = keys(path, value), keys(path, before.get(path) or ())
        there = list(zip(keys(path, have[path]), keys(path, named[path]), have[path], strict=True))
        kept = [element for key, name, element in there if key in wanted or name not in ours]
        known = {key for key, _, _ in there}
        found[path] = kept + [v for key, v in zip(wanted, value, strict=True) if key not in known]
    return found


def _final(
    context: Context, kind: Kind, resource: Resource, resolve: Resolve, leave_out: Collection[str] = ()
) -> dict[str, Any]:
    """Fill outputs, check the finished values, put ids for references and values into secrets."""
    identity = context.observed.identity

    def find(address: Address, attribute: str) -> Any:
        live = identity.matched.get(address)
        return None if live is None else attribute_of(live, attribute)

    attributes: dict[str, Any] = {k: v for k, v in resource.attributes.items() if k not in leave_out}
    if any(True for _ in outputs(attributes)):
        attributes = fill(attributes, find)
        _check(kind, resource, attributes)

    def wire(ref: Ref, value: Any) -> Any:
        found = _target_value(context, resource, ref, value)
        if found is None:
            raise ConfigError([_unknown_target(resource, value)])
        return found

    if kind.targets:
        attributes = kind.codec.map_references(attributes, wire)
    return dict(opened(attributes, resolve, resource))


def _check(kind: Kind, resource: Resource, attributes: Mapping[str, Any]) -> None:
    missing = [f"{a}.{name}" for a, name in outputs(attributes)]
    if missing:
        raise ConfigError([_no_output(resource, missing[0])])
    try:
        kind.spec.model_validate(attributes)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise ConfigError(
            [
                Diagnostic(
                    "MC140",
                    "A value taken from another resource does not fit",
                    detail=f"{path}: {first['msg']}",
                    address=resource.address,
                    origin=resource.origin,
                )
            ]
        ) from None


def _target_value(context: Context, resource: Resource, ref: Ref, value: Any) -> Any:
    identity = context.observed.identity
    if isinstance(value, Mapping):
        if "id" in value:
            return value["id"]
        live = identity.lookup(ref, resource.account, str(value.get("lookup", "")))
    else:
        address = identity.target(ref, value)
        live = identity.matched.get(address) if address else None
    return attribute_of(live, ref.attribute) if live is not None else None


def _unknown_target(resource: Resource, value: Any) -> Diagnostic:
    what = (
        f"no live object is called {value['lookup']!r}"
        if isinstance(value, Mapping)
        else f"{value} has no id yet"
    )
    return Diagnostic(
        "MC131",
        "A reference leads nowhere",
        detail=what,
        remedy="Create the object first, or correct the name.",
        address=resource.address,
        origin=resource.origin,
    )


def _no_output(resource: Resource, output: str) -> Diagnostic:
    return Diagnostic(
        "MC132",
        "A value taken from another resource is not known",
        detail=f"${{{output}}} has no value",
        remedy="Check the name of the field; `msgops kinds` lists what a kind provides.",
        address=resource.address,
        origin=resource.origin,
    )


def opened(value: Any, resolve: Resolve, resource: Resource) -> Any:
    """Return a value with its secrets resolved; `ConfigError` where one has no value."""
    if isinstance(value, Secret):
        revealed = resolve(value)
        if revealed is None:
            raise ConfigError([no_value(value, resource)])
        return value.with_value(revealed)
    if isinstance(value, Mapping):
        return {k: opened(v, resolve, resource) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [opened(v, resolve, resource) for v in value]
    return value


def _switch_variants(kind: Kind, merged: dict[str, Any], want: Mapping[str, Any]) -> None:
    """When the type of an object changes, the old type's fields go."""
    for path, value in want.items():
        parent, _, _ = path.rpartition(".")
        leaf = kind.codec.leaf(path)
        if parent and leaf is not None and leaf.literals and merged.get(path) not in (None, value):
            for other in [p for p in merged if p.startswith(f"{parent}.")]:
                del merged[other]
