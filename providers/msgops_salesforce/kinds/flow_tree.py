"""When two documents of a flow say the same (dossier B15): every deploy makes a version, so nothing else may.

Positions on the canvas, the order of elements, white space, and what the builder notes of itself do not count. Elements
that the org adds with a single value do not count either, for nobody lists them; structures that it has more do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from msgops_salesforce import xml

Tree = Mapping[str, Any]
_PLACES = frozenset({"locationX", "locationY"})
_ROOT = frozenset({"fullName", "status", "processMetadataValues"})
COSMETIC = frozenset(
    {
        "apiVersion",
        "environments",
        "flowTransactionModel",
        "interviewLabel",
        "label",
        "nameSegment",
        "offset",
        "versionSegment",
        "versionString",
    }
)
"""What a flow that is declared by steps leaves to the org, below its own label."""


def read(text: str) -> dict[str, Any]:
    """Return the elements of a flow's document; `ValueError` for what is none."""
    root = xml.parse(text.encode())
    if str(root.tag).rpartition("}")[2] != "Flow":
        raise ValueError("the root element of the document must be Flow")
    return xml.tree(root)


def document(tree: Tree) -> bytes:
    """Return the file of a flow; elements of one name stand together, which the org demands."""
    return xml.write("Flow", {k: tree[k] for k in sorted(tree)})


def text(tree: Tree) -> str:
    """Return the document without what does not count, for people to read."""
    return document(_bare({k: v for k, v in tree.items() if k not in _ROOT})).decode()


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _bare(v) for k, v in value.items() if k not in _PLACES}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def agrees(wanted: Tree, live: Tree, but: frozenset[str] = frozenset()) -> bool:
    """Whether the live document says what the wanted one does; elements named in `but` are not looked at."""
    return _element(wanted.get("label"), live.get("label"), but) and _same(
        {k: v for k, v in wanted.items() if k not in _ROOT},
        {k: v for k, v in live.items() if k not in _ROOT},
        but | _PLACES,
    )


def _same(wanted: Any, live: Any, but: frozenset[str]) -> bool:
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        names = {*wanted, *live} - but
        return all(_element(wanted.get(n), live.get(n), but) for n in names)
    return not isinstance(wanted, Mapping | list) and _scalar(wanted) == _scalar(live)


def _element(wanted: Any, live: Any, but: frozenset[str]) -> bool:
    ours, theirs = _many(wanted), _many(live)
    if not ours:
        return len(theirs) <= 1 and not any(isinstance(v, Mapping) for v in theirs)
    if not theirs:
        return all(_scalar(v) in ("", "false") for v in ours)
    pairs = zip(sorted(ours, key=_key), sorted(theirs, key=_key), strict=False)
    return len(ours) == len(theirs) and all(_same(w, v, but) for w, v in pairs)


def _key(value: Any) -> tuple[str, bytes]:
    """Sort by name, as far as there is one; the order in a document says nothing."""
    if not isinstance(value, Mapping):
        return _scalar(value), b""
    name = value.get("name") or value.get("field") or value.get("assignToReference") or ""
    bare = _bare({k: v for k, v in value.items() if k == "value"})
    return str(name), orjson.dumps(bare, option=orjson.OPT_SORT_KEYS, default=str)


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _scalar(value: Any) -> str:
    """XML knows texts only; `66` and `66.0` are one number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    found = " ".join(str(value).split())
    try:
        return f"{float(found):g}" if found[:1].isdigit() else found
    except ValueError:
        return found
