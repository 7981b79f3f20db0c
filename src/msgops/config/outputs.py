"""`outputs:` of the workspace file and of blueprints: what they may name, checked before anything is applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from msgops.config.interpolate import Scope, walk
from msgops.model.diagnostic import Diagnostic
from msgops.model.output import Output
from msgops.model.outputs import fill, outputs
from msgops.model.secret import Secret
from msgops.model.suggest import suggest
from msgops.sdk.fields import DEFERRED, Spec

if TYPE_CHECKING:
    from msgops.config.head import Head
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog

OutputName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
_SOURCE = re.compile(r"\$\{(env|file):")
_HELD = "An output has the id of an object, what its document sets, and what the vendor computes."


class DeclaredOutput(Spec):
    """One output as it is written down."""

    value: str
    description: str = ""


class _Block(BaseModel):
    outputs: dict[OutputName, DeclaredOutput]


def read_outputs(given: Any, head: Head) -> list[Output]:
    """Return the outputs of the workspace file, with an environment's laid over them."""
    if given is None:
        return []
    try:
        block = _Block.model_validate({"outputs": given})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            name = one["loc"][1] if len(one["loc"]) > 1 else ""
            problems = head.at(f"outputs.{name}" if name else "outputs")
            problems.from_pydantic_errors([one], _Block, {"outputs": given}, "")
        return []
    return [
        Output(name, o.value, o.description, head.at(f"outputs.{name}").origin(f"outputs.{name}.value"))
        for name, o in block.outputs.items()
    ]


def check_outputs(
    declared: Iterable[Output],
    catalog: Catalog,
    desired: Mapping[Address, Resource],
    scope: Scope,
    found: list[Diagnostic],
) -> dict[str, Output]:
    """Fill in what is known now, report what can never be told, and return the outputs by name."""
    out: dict[str, Output] = {}
    for output in declared:
        problems = [*_told_in_clear(output)]
        value = walk(output.value, "", scope, lambda _, why: problems.append(("MC108", why, "")))  # noqa: B023
        if not problems:
            problems += _unfinished(value)
            for target, attribute in outputs(value):
                problems += _reference(catalog, desired, target, attribute)
        found += [
            Diagnostic(code, SUMMARIES[code], f"output {output.name}: {why}", remedy, origin=output.origin)
            for code, why, remedy in problems
        ]
        out[output.name] = Output(output.name, value, output.description, output.origin)
    return out


SUMMARIES: Mapping[str, str] = {
    "MC108": "Unknown interpolation",
    "MC120": "Unknown reference",
    "MC122": "Unknown output",
    "MC194": "It cannot be told",
}
_Problem = tuple[str, str, str]


def _told_in_clear(output: Output) -> Iterable[_Problem]:
    if _SOURCE.search(str(output.value)):
        yield "MC194", "it would tell a secret", "Name where the secret is kept instead."


def _unfinished(value: Any) -> Iterable[_Problem]:
    left = fill(value, lambda *_: "")
    if isinstance(left, str) and (found := DEFERRED.search(left)):
        yield "MC108", f"{found[0]} names no field", "Write ${provider.Kind/name.field}, for example .id."


def _reference(
    catalog: Catalog, desired: Mapping[Address, Resource], target: Address, attribute: str
) -> Iterable[_Problem]:
    """Yield what is wrong with one reference to a resource."""
    if target not in desired:
        hint = suggest(str(target), [str(a) for a in desired])
        yield "MC120", f'no file declares "{target}"', f'Did you mean "{hint}"?' if hint else "Declare it."
        return
    kind = catalog.kind(target.full_kind)
    known = ["id", *kind.codec.root.by_name]
    if attribute not in known:
        hint = suggest(attribute, known)
        remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(known)}."
        yield "MC122", f"{target} has no field {attribute!r}", remedy
    elif attribute in kind.computed:
        if kind.codec.root.by_name[attribute].shape.scalar is Secret:
            yield "MC194", f"{attribute!r} of {target} is a secret", "Name where the secret is kept instead."
    elif attribute != "id" and attribute not in desired[target].attributes:
        yield "MC194", f"{target} does not set {attribute!r}", _HELD
    elif attribute != "id" and _secret(desired[target].attributes[attribute]):
        yield "MC194", f"{attribute!r} of {target} is a secret", "Name where the secret is kept instead."


def _secret(value: Any) -> bool:
    """Whether a value is a secret, or holds one."""
    if isinstance(value, dict):
        return any(map(_secret, value.values()))
    return any(map(_secret, value)) if isinstance(value, list | tuple) else isinstance(value, Secret)
