"""The three-way comparison of one object's fields (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.sealing import Sealer, is_sealed, same_seal
from msgops.model.change import UNKNOWN, Cause, FieldChange
from msgops.sdk.fields import DEFERRED, Additive, Computed, Immutable, Remembered, WriteOnly

if TYPE_CHECKING:
    from msgops.sdk.codec import FieldShape
    from msgops.sdk.kind import Kind

_ABSENT: Any = object()


def compare(
    kind: Kind,
    desired: Mapping[str, Any],
    live: Mapping[str, Any],
    recorded: Mapping[str, Any] | None,
    *,
    ignore: tuple[str, ...],
    sealer: Sealer,
) -> list[FieldChange]:
    """Return the managed fields that differ. All three are normalised; secrets in `desired` and `recorded` are sealed."""
    codec = kind.codec
    want, have = codec.flatten(desired), codec.flatten(live)
    before = codec.flatten(recorded) if recorded is not None else {}
    changes = []
    for path, d in want.items():
        if ignore and _ignored(path, ignore):
            continue
        v, r = have.get(path, _ABSENT), before.get(path, _ABSENT)
        if v is not _ABSENT and (v is d or v == d):
            continue
        leaf = codec.leaf(path)
        change = _leaf(path, leaf, d, v, r, recorded is not None, sealer)
        # What can be neither read nor changed is taken as it is when an object is adopted.
        unknowable = recorded is None and leaf is not None and leaf.has(WriteOnly)
        if change is not None and not (unknowable and immutable(kind, [change])):
            changes.append(change)
    if recorded is not None and len(before) > 0:
        changes.extend(_released(kind, want, have, before, ignore))
    return changes


def _ignored(path: str, ignore: tuple[str, ...]) -> bool:
    return any(path == i or path.startswith(f"{i}.") for i in ignore)


def _leaf(
    path: str,
    leaf: FieldShape | None,
    d: Any,
    v: Any,
    r: Any,
    managed: bool,  # noqa: FBT001  # one of the sides
    sealer: Sealer,
) -> FieldChange | None:
    sensitive = is_sealed(d)
    if leaf is not None and leaf.has(Remembered):
        if same_seal(d, r) if r is not _ABSENT else not managed:
            return None
        return _change(path, r, d, Cause.CONFIG, sensitive=sensitive)
    if leaf is not None and (leaf.has(WriteOnly) or (sensitive and v is _ABSENT)):
        if r is not _ABSENT and same_seal(d, r):
            return None
        cause = Cause.CONFIG if managed else Cause.ADOPTION
        return _change(path, _ABSENT if sensitive else r, d, cause, sensitive=sensitive)
    if sensitive and v is not _ABSENT:
        v = _seal_live(d, v, sealer)
        if same_seal(d, v):
            return None
    if leaf is not None and leaf.has(Additive) and isinstance(d, list) and isinstance(v, list):
        ours = r if isinstance(r, list) else []
        after = added(v, d, ours)
        cause = Cause.DRIFT if r == d else (Cause.CONFIG if managed else Cause.ADOPTION)
        return _change(path, v, after, cause, sensitive=sensitive) if _differ(after, v) else None
    if equal(leaf, d, _nothing(d) if v is _ABSENT else v):
        return None
    return _change(path, v, d, _cause(leaf, d, v, r, managed), sensitive=sensitive)


def _seal_live(desired: Any, live: Any, sealer: Sealer) -> Any:
    if isinstance(desired, Mapping) and isinstance(live, Mapping):
        if set(desired) == {"fingerprint"}:
            return live
        return {k: _seal_live(desired[k], v, sealer) if k in desired else v for k, v in live.items()}
    if isinstance(desired, Mapping) and set(desired) == {"fingerprint"}:
        return sealer.seal_text(str(live))
    return live


def _cause(leaf: FieldShape | None, d: Any, v: Any, r: Any, managed: bool) -> Cause:  # noqa: FBT001  # one of the sides
    if r is _ABSENT:
        return Cause.CONFIG if managed else Cause.ADOPTION
    if v is not _ABSENT and equal(leaf, r, v):
        return Cause.CONFIG
    if r == d:
        return Cause.DRIFT
    return Cause.CONFLICT


def added(live: list[Any], desired: list[Any], before: list[Any]) -> list[Any]:
    """Return what an additive list becomes: live elements stay, ours are added, those no longer wanted go."""
    wanted = {_bytes(v) for v in desired}
    gone = {_bytes(v) for v in before} - wanted
    kept = [v for v in live if _bytes(v) not in gone]
    have = {_bytes(v) for v in kept}
    return kept + [v for v in desired if _bytes(v) not in have]


def _differ(left: list[Any], right: list[Any]) -> bool:
    return {_bytes(v) for v in left} != {_bytes(v) for v in right}


def equal(leaf: FieldShape | None, d: Any, v: Any) -> bool:
    """Whether a live value agrees with a desired one, by the field's own rules."""
    if d == v:
        return True
    if isinstance(d, list) and isinstance(v, list):
        if leaf is not None and leaf.has(Additive):
            have = {_bytes(v) for v in v}
            return all(_bytes(v) in have for v in d)
        return len(d) == len(v) and all(_within(a, b) for a, b in zip(d, v, strict=True))
    return False


def _within(d: Any, v: Any) -> bool:
    """Whether the live element agrees wherever the desired one says something."""
    if isinstance(d, dict) and isinstance(v, dict):
        return all(_within(wanted, v.get(k, _nothing(wanted))) for k, wanted in d.items())
    if isinstance(d, list) and isinstance(v, list):
        return len(d) == len(v) and all(_within(a, b) for a, b in zip(d, v, strict=True))
    return bool(d == v)


def _nothing(d: Any) -> Any:
    """Return what an absent value is taken for: an empty list or object, for XML has no other."""
    return type(d)() if isinstance(d, list | dict) else _ABSENT


def _bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=repr)


def _released(
    kind: Kind,
    want: Mapping[str, Any],
    have: Mapping[str, Any],
    before: Mapping[str, Any],
    ignore: tuple[str, ...],
) -> list[FieldChange]:
    """Fields that we set before and no longer want: back to the vendor's default."""
    found = []
    for path, r in before.items():
        if path in want or any(w.startswith(f"{path}.") for w in want) or _ignored(path, ignore):
            continue
        leaf, v = kind.codec.leaf(path), have.get(path, _ABSENT)
        if leaf is None or leaf.has(Computed) or leaf.key is not None:
            continue
        if leaf.has(Additive) and isinstance(v, list) and isinstance(r, list):
            after = added(v, [], r)
            if _differ(after, v):
                found.append(_change(path, v, after, Cause.CONFIG, sensitive=False))
            continue
        secret = is_sealed(r)
        write_only = leaf.has(WriteOnly)
        if v is _ABSENT and not write_only:
            continue
        if leaf.default is not None and v == leaf.default.value:
            continue
        found.append(
            _change(
                path, _ABSENT if secret else (r if write_only else v), None, Cause.CONFIG, sensitive=secret
            )
        )
    return found


def _change(path: str, before: Any, after: Any, cause: Cause, *, sensitive: bool) -> FieldChange:
    if sensitive:
        return FieldChange(path, None, None, cause, sensitive=True)
    return FieldChange(path, None if before is _ABSENT else before, show(after), cause)


def show(value: Any) -> Any:
    """Return the value as a plan shows it: what only apply knows is said to be unknown."""
    if isinstance(value, str) and "${" in value and DEFERRED.search(value):
        return UNKNOWN
    if isinstance(value, dict):
        return {k: show(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [show(v) for v in value]
    return value


def immutable(kind: Kind, changes: list[FieldChange]) -> list[str]:
    """Return the paths among the changes that the vendor cannot change."""
    found = []
    for change in changes:
        parts = change.path.split(".")
        leaves = (kind.codec.leaf(".".join(parts[: n + 1])) for n in range(len(parts)))
        if any(leaf is not None and leaf.has(Immutable) for leaf in leaves):
            found.append(change.path)
    return found
