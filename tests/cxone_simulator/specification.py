"""The reconstructed specifications as a judge, and what they let a client send.

They are not the vendor's files: one answer of each operation survived, which may be that of an error. What the
dossier says beyond them is in `BEYOND`; everything else that is not declared is a violation.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cxone_simulator.desk import ADMIN, DFO
from providers.contract import Contract

BASES = {"admin": ADMIN, "digital": DFO, "platform": ""}
_ERROR = {"error", "error_description", "error_Description", "errors", "uid"}
_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
FORMS = {
    "admin": {"type": "object", "properties": dict.fromkeys(sorted(_ERROR - {"errors", "uid"}), _TEXT)},
    "digital": {
        "type": "object",
        "required": ["errors"],
        "properties": {
            "uid": _TEXT,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["message"],
                    "properties": {"field": _TEXT, "message": _TEXT, "parameters": {}, "errorCode": _TEXT},
                },
            },
        },
    },
    "platform": {
        "type": "object",
        "properties": {
            "success": _FLAG,
            **dict.fromkeys(
                ("message", "error", "msg", "uuid", "detailedMessage", "error_description"), _TEXT
            ),
            "httpCode": {"type": "number"},
        },
    },
}
"""The error bodies that the dossier documents (A.5)."""

BEYOND = (
    r"GET \S*/skills: answer 200 has a body",
    r"GET \S*/(threads|contacts): answer 200 has a body",
    r"POST \S*/skills: answer 200 at /skillsResults/\d+/skillId",
    r"GET \S*/routing-queues: answer 200 at /data/\d+/(skillId|agent\w+|customer\w+|timeExtensionEnabled)",
    r"DELETE \S*: the operation takes no body",
    r"\S+ \S*/routing-attributes\S*: query parameter (orderAsc|assigned)",
    r"GET \S*/dynamic-entries: query parameter fullLoad",
    r"GET \S*/(hiring-sources|phone-codes|business-unit/outbound-routes)",
    r"POST \S*/scripts: answer (206|409)",
)
"""What is documented elsewhere or lost in the reconstruction: bodies that it trims, names that only the SDK has."""


@dataclass(frozen=True)
class Operation:
    """One operation of the reconstruction."""

    family: str
    method: str
    template: str
    body: Mapping[str, Any] | None
    query: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def directory() -> Path | None:
    """Return where the reconstructed specifications lie, `None` where there are none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "specs" / "cxone"
    found = Path(os.environ.get("MSGOPS_CXONE_SPECS") or beside)
    return found if (found / "admin.reconstructed.openapi.json").is_file() else None


def documents(where: Path) -> dict[str, Any]:
    """Return the three documents, each path with the base of its family."""
    out = {}
    for family, base in BASES.items():
        found = json.loads((where / f"{family}.reconstructed.openapi.json").read_text("utf-8"))
        found["paths"] = {base + path: item for path, item in found["paths"].items()}
        out[family] = found
    return out


def judge(where: Path, room: Path) -> Contract:
    """Return the judge: the one answer is that of success, errors have the documented forms, 204 has no body."""
    for family, document in documents(where).items():
        for item in document["paths"].values():
            for operation in item.values():
                operation["responses"] = _responses(family, operation["responses"]["default"])
        _open(document)
        (room / f"{family}.openapi.json").write_text(json.dumps(document), "utf-8")
    return Contract(room)


def _open(node: Any) -> None:
    """A property whose name is in braces stands for any name."""
    for inner in node if isinstance(node, list) else list(node.values()) if isinstance(node, dict) else ():
        _open(inner)
    properties = node.get("properties") if isinstance(node, dict) else None
    if isinstance(properties, dict) and any(name.startswith("{") for name in properties):
        (node["additionalProperties"],) = node.pop("properties").values()


def _responses(family: str, only: Mapping[str, Any]) -> dict[str, Any]:
    error = {"content": {"application/json": {"schema": FORMS[family]}}}
    shape = only.get("content", {}).get("application/json", {}).get("schema", {})
    none: dict[str, Any] = (
        {"content": {"application/json": {}}} if set(shape.get("properties", ())) <= _ERROR else {}
    )
    success = none if "properties" in shape and none else copy.deepcopy(dict(only))
    return {"200": success, "201": {"description": "", **none}, "204": {"description": ""}, "default": error}


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation; none where there are no specifications."""
    where = directory()
    out = []
    for family, document in documents(where).items() if where else ():
        for template, item in document["paths"].items():
            for method, operation in item.items():
                content = operation.get("requestBody", {}).get("content", {})
                query = tuple(p for p in operation.get("parameters", ()) if p["in"] == "query")
                schema = content.get("application/json", {}).get("schema")
                out.append(Operation(family, method.upper(), template, schema, query))
    return tuple(out)


def excused(text: str) -> bool:
    """Whether the dossier says so, where the reconstruction does not."""
    return any(re.match(pattern, text) for pattern in BEYOND)


def fill(template: str, numbers: Mapping[str, Any]) -> str:
    """Return a path with its parameters filled in."""
    return re.sub(r"\{([^}]+)\}", lambda found: str(numbers.get(found[1], 1)), template)


def bodies(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what a client may send: only what is required, everything, and some in between."""
    yield _value(schema, 0.0, random.Random(1))
    yield _value(schema, 1.0, random.Random(2))
    for seed in range(3, 7):
        yield _value(schema, 0.5, random.Random(seed))


def _value(schema: Mapping[str, Any], share: float, dice: random.Random) -> Any:
    if "oneOf" in schema:
        return _value(dice.choice(schema["oneOf"]), share, dice)
    if "enum" in schema:
        return dice.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return [_value(schema["items"], share, dice) for _ in range(1 + dice.randrange(2))]
    if kind == "object" or "properties" in schema:
        needed = schema.get("required", ())
        return {
            ("1" if name.startswith("{") else name): _value(inner, share, dice)
            for name, inner in schema.get("properties", {}).items()
            if name in needed or dice.random() < share
        }
    known = {"string": "Word", "number": dice.choice([0, 1, 9, 51022]), "boolean": dice.random() < 0.5}
    return known.get(str(kind), {})
