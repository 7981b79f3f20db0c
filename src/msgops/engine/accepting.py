"""Drift taken into the files: what each file would have to say for the live value to be the declared one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgops.engine.diff import wanted
from msgops.engine.exporting import tidy
from msgops.engine.fields import compare, equal
from msgops.engine.graph import dependencies
from msgops.model.diagnostic import Diagnostic, Severity
from msgops.model.finding import Finding
from msgops.model.redact import redact_value
from msgops.sdk.fields import Additive, Remembered, Unordered, WriteOnly
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.codec import FieldShape
    from msgops.sdk.kind import Kind


@dataclass(frozen=True, slots=True)
class Edit:
    """What a file must say: `path` is the dotted field, `""` the whole document; `value` is `None` where it must go.

    Elements of a list that the document has already are given as it has them.
    """

    resource: Resource
    path: str
    value: Any


@dataclass(slots=True)
class Acceptance:
    """The edits, what cannot be written and why, and what needs no edit."""

    edits: list[Edit] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Unwritable(Exception):  # noqa: N818  # names what happened
    """A finding that no file can take; the message says why."""

    def __init__(self, why: str, remedy: str = "Put it back: msgops apply.", code: str = "MG140") -> None:
        self.remedy, self.code = remedy, code
        super().__init__(why)


def accept(context: Context, findings: Sequence[Finding], *, named: bool) -> Acceptance:
    """Say how the files take these findings. `named`: the user named the resources, so a conflict is decided too."""
    out = Acceptance()
    gone = {f.address for f in findings if f.class_ == "deleted"}
    told: set[Address] = set()
    for finding in findings:
        try:
            _one(context, finding, gone, out, named=named)
        except _Unwritable as why:
            if why.code == "MG140" or finding.address not in told:
                out.refused.append(_refusal(finding, context.desired.get(finding.address), why))
            told.add(finding.address)
    return out


def _one(context: Context, finding: Finding, gone: set[Address], out: Acceptance, *, named: bool) -> None:
    resource = context.desired.get(finding.address)
    if resource is None:
        raise _Unwritable("no file declares it any more", "The next apply deletes it.")
    _not_made(resource)
    if finding.class_ == "recreated":
        out.notes.append(f"{finding.address}: the next apply records the new object")
    elif finding.class_ == "deleted":
        _not_needed(context, resource, gone)
        out.edits.append(Edit(resource, "", None))
    elif lost := _lost(context, finding, gone):
        raise _Unwritable(f"it refers to {lost}, which was deleted")
    elif (edit := _value(context, resource, finding, named=named)) is not None:
        out.edits.append(edit)
    else:
        out.notes.append(f"{finding.address}: {finding.field} says so already")


def _lost(context: Context, finding: Finding, gone: set[Address]) -> Address | None:
    """Return the deleted resource that a field refers to; its id stands there still."""
    kind, identity = context.catalog.kind(finding.address.full_kind), context.observed.identity
    targets = (
        identity.target(ref, one)
        for _, ref, one in kind.codec.references(_nested(finding.field, finding.before))
    )
    return next((t for t in targets if t in gone), None)


def _nested(path: str, value: Any) -> Any:
    for part in reversed(path.split(".")):
        value = {part: value}
    return value


def _refusal(finding: Finding, resource: Resource | None, why: _Unwritable) -> Diagnostic:
    where = f"{finding.field}: " if finding.field and why.code == "MG140" else ""
    summary = "The file cannot take it" if why.code == "MG140" else "A blueprint makes the document"
    return Diagnostic(
        why.code,
        summary,
        f"{finding.address}: {where}{why}",
        why.remedy,
        address=finding.address,
        origin=resource.origin if resource is not None else None,
    )


def _not_made(resource: Resource) -> None:
    origin = resource.origin
    if origin.via is not None:
        raise _Unwritable(
            f"it stands in the template {origin.path}:{origin.line}",
            f"Change a parameter where the blueprint is used, {origin.via}, or the template.",
            "MG141",
        )


def _not_needed(context: Context, resource: Resource, gone: set[Address]) -> None:
    """Refuse to take a document out that others refer to."""
    users = [
        str(a)
        for a, other in context.desired.items()
        if a not in gone and resource.address in dependencies(context.catalog, other)
    ]
    if users:
        raise _Unwritable(f"{', '.join(sorted(users)[:5])} refer to it", "Remove or change those first.")
    if resource.lifecycle.prevent_delete:
        raise _Unwritable("the document says prevent_delete")


def _value(context: Context, resource: Resource, finding: Finding, *, named: bool) -> Edit | None:
    kind = context.catalog.kind(finding.address.full_kind)
    if finding.sensitive:
        raise _Unwritable(
            "a secret cannot be read back", "Change it at its source, or put it back: msgops apply."
        )
    if kind.hand is not Hand.API:
        if kind.codec.leaf(finding.field) is None:
            raise _Unwritable("a step is done or not", "Do it again: msgops gate show.")
        return Edit(resource, finding.field, _told(finding.after))
    leaf = kind.codec.leaf(finding.field)
    assert leaf is not None
    want, have = sides(context, kind, resource)
    said = kind.codec.flatten(want).get(finding.field)
    now = kind.codec.flatten(have).get(finding.field)
    if said == now or (said is not None and equal(leaf, said, now)):
        return None
    if said != finding.before and not named:
        raise _Unwritable(
            "the file and the live object have both changed",
            f"Name it to let the live value win: msgops drift accept {finding.address}",
        )
    return _live(context, kind, resource, finding.field)


def sides(context: Context, kind: Kind, resource: Resource) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a document says and what is live, both ready for comparison."""
    identity = context.observed.identity
    live = identity.canonical_live(kind, identity.matched[resource.address])
    return wanted(context, kind, resource, {}), kind.codec.normalise(live)


def _live(context: Context, kind: Kind, resource: Resource, path: str) -> Edit:
    """Return the edit that makes a field say what is live."""
    identity, leaf = context.observed.identity, kind.codec.leaf(path)
    live = kind.codec.flatten(identity.canonical_live(kind, identity.matched[resource.address]))
    value = live.get(path)
    if value is not None and leaf is not None:
        value = _written(kind, leaf, resource, path, value)
        _references(context, kind, path, value)
    return Edit(resource, path, _told(value))


def bring_up(context: Context, resource: Resource, spec: Mapping[str, Any]) -> Acceptance:
    """Say how a document takes what is live: fields that differ, and those of `spec` that it leaves out."""
    kind, out = context.catalog.kind(resource.address.full_kind), Acceptance()
    want, have = sides(context, kind, resource)
    ignore = resource.lifecycle.ignore
    differing = [
        c.path
        for c in compare(kind, want, have, None, ignore=ignore, sealer=context.sealer)
        if not c.sensitive and not _hidden(kind, c.path)
    ]
    said = kind.codec.flatten(want)
    exported = kind.codec.flatten(spec)
    absent = [
        p for p in exported if not _hidden(kind, p) and not any(_overlap(p, s) for s in (*said, *ignore))
    ]
    try:
        if differing or absent:
            _not_made(resource)
        out.edits += [_live(context, kind, resource, path) for path in differing]
        out.edits += [Edit(resource, path, _told(exported[path])) for path in absent]
    except _Unwritable as why:
        finding = Finding(resource.address, "changed", "", None, None, "", "", Severity.WARNING)
        return Acceptance(refused=[_refusal(finding, resource, why)])
    return out


def _hidden(kind: Kind, path: str) -> bool:
    leaf = kind.codec.leaf(path)
    return leaf is None or leaf.has(WriteOnly) or leaf.has(Remembered)


def _overlap(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _told(value: Any) -> Any:
    if redact_value(value) != value:
        raise _Unwritable("the live value holds a secret", "Take it out of the live object.")
    return value


def _written(kind: Kind, leaf: FieldShape, resource: Resource, path: str, value: Any) -> Any:
    """Return a live value as a document has it: no defaults inside, elements that it has already as it has them."""
    value = tidy(leaf.shape, value)
    own = _dig(resource.attributes, path)
    if not (isinstance(own, list | tuple) and isinstance(value, list)):
        return value
    known = {_normal(kind, path, [one]): one for one in own}
    found = [known.get(_normal(kind, path, [one]), one) for one in value]
    if leaf.has(Additive):
        return [one for one in own if one in found]
    # A list whose order means nothing keeps the document's order.
    return (
        sorted(found, key=lambda one: own.index(one) if one in own else len(own))
        if leaf.has(Unordered)
        else found
    )


def _normal(kind: Kind, path: str, value: Any) -> str:
    return repr(kind.codec.normalise(_nested(path, value)))


def _dig(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _references(context: Context, kind: Kind, path: str, value: Any) -> None:
    """Refuse names that no file declares."""
    for _, ref, one in kind.codec.references(_nested(path, value)) if value is not None else ():
        target = context.observed.identity.target(ref, one)
        if target is not None and target not in context.desired:
            raise _Unwritable(
                f"it refers to {target}, which no file declares", "Declare it first: msgops export."
            )
