"""JSON Schemas of the workspace file and of every kind's document, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops.config.blueprint_parameters import Definition
from msgops.config.envelope import BLUEPRINT
from msgops.config.outputs import DeclaredOutput
from msgops.config.silences import SETS

if TYPE_CHECKING:
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Kind

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def document_schema(kind: Kind) -> dict[str, Any]:
    """Return the schema of one document of a kind."""
    spec = kind.spec.model_json_schema(ref_template="#/$defs/{model}")
    definitions = spec.pop("$defs", {})
    for name in kind.computed:
        spec.get("properties", {}).pop(name, None)
    spec = _tolerant(spec)
    return {
        "$schema": _DRAFT,
        "title": kind.name,
        "description": f"{kind.summary} {kind.doc}",
        "type": "object",
        "properties": {
            "kind": {"const": kind.name},
            **_ENVELOPE,
            "spec": spec,
        },
        "required": ["kind", "name", *(["spec"] if spec.get("required") else [])],
        "additionalProperties": False,
        "$defs": {name: _tolerant(d) for name, d in definitions.items()},
    }


_SILENCE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "ignore": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ids of rules that are silent here.",
        },
        "reason": {"type": "string", "minLength": 1},
        "until": {
            "type": "string",
            "format": "date",
            "description": "The last day on which they are silent.",
        },
    },
    "required": ["ignore", "reason"],
    "additionalProperties": False,
}

_LAPSE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "field": {"type": "string"},
        "until": {"type": "string", "format": "date", "description": "The last day on which it is ignored."},
        "reason": {"type": "string"},
    },
    "required": ["field", "until"],
    "additionalProperties": False,
}

_ENVELOPE: Mapping[str, Any] = {
    "name": {"type": "string", "minLength": 1, "description": "Unique among the resources of this kind."},
    "account": {"type": "string", "description": "May be left out while one account of the provider exists."},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "lifecycle": {
        "type": "object",
        "properties": {
            "prevent_delete": {
                "type": "boolean",
                "description": "Refuse to delete; remembered after the block is gone.",
            },
            "ignore": {
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, _LAPSE]},
                "description": "Field paths that are not compared.",
            },
        },
        "additionalProperties": False,
    },
    "lint": {"anyOf": [_SILENCE, {"type": "array", "items": _SILENCE}]},
    "previously": {
        "type": "string",
        "description": "The former name: the object is kept, not deleted and created.",
    },
    "depends_on": {"type": "array", "items": {"type": "string"}, "description": "Addresses that come first."},
}


_LINT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "sets": {
            "type": "array",
            "items": {"enum": list(SETS)},
            "description": "The rules that msgops lint runs; left out: vendor and best-practice.",
        },
        "exceptions": {
            "type": "array",
            "items": {
                **_SILENCE,
                "properties": {
                    "address": {"type": "string", "description": "A pattern of addresses: provider.Kind/*."},
                    **_SILENCE["properties"],
                },
                "required": ["address", *_SILENCE["required"]],
            },
        },
    },
    "additionalProperties": False,
}


def _tolerant(schema: Any) -> Any:
    """Drop the null alternatives and titles that models add: null is not a value in this language."""
    if isinstance(schema, list):
        return [_tolerant(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    out = {
        k: _tolerant(v)
        for k, v in schema.items()
        if k not in ("title", "default") or not isinstance(v, str | type(None) | int)
    }
    out.pop("default", None)
    options = out.get("anyOf")
    if isinstance(options, list):
        left = [o for o in options if o != {"type": "null"}]
        if len(left) == 1:
            del out["anyOf"]
            out = {**left[0], **out}
        else:
            out["anyOf"] = left
    return _or_interpolation(out)


_LATER: Mapping[str, Any] = {"type": "string", "pattern": r"\$\{"}


def _or_interpolation(schema: dict[str, Any]) -> dict[str, Any]:
    """Accept `${…}` where a value must have a form: what is filled in is checked by `msgops validate`."""
    pattern = schema.get("pattern")
    formed = isinstance(pattern, str) and "(env|file)" not in pattern
    if not (
        formed
        or isinstance(schema.get("enum"), list)
        or schema.get("type") in ("integer", "number", "boolean")
    ):
        return schema
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, "anyOf": [{k: v for k, v in schema.items() if k != "description"}, dict(_LATER)]}


def any_document_schema(catalog: Catalog) -> dict[str, Any]:
    """Return the schema of a document of any kind; it chooses by `kind`."""
    names = [*catalog.names, BLUEPRINT]
    return {
        "$schema": _DRAFT,
        "title": "A resource of a msgops workspace",
        "type": "object",
        "properties": {"kind": {"enum": names}},
        "required": ["kind", "name"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": {"$ref": f"{name}.json"},
            }
            for name in names
        ],
    }


def blueprint_use_schema(catalog: Catalog) -> dict[str, Any]:
    """Return the schema of a document that uses a blueprint."""
    known = [n for p in catalog.providers.values() for n in p.blueprints]
    return {
        "$schema": _DRAFT,
        "title": BLUEPRINT,
        "description": "The documents that a blueprint makes with these parameters.",
        "type": "object",
        "properties": {
            "kind": {"const": BLUEPRINT},
            "name": {"type": "string", "minLength": 1, "description": "Every template may use it."},
            "use": {
                "type": "string",
                "description": f"A directory of the workspace, or one of: {', '.join(sorted(known))}.",
            },
            "with": {"type": "object", "description": "The parameters."},
            "labels": _ENVELOPE["labels"],
            "lifecycle": _ENVELOPE["lifecycle"],
        },
        "required": ["kind", "name", "use"],
        "additionalProperties": False,
    }


def workspace_schema(catalog: Catalog) -> dict[str, Any]:
    """Return the schema of `msgops.yaml`."""
    blocks, definitions = [], {}
    for provider in catalog.providers.values():
        settings = provider.settings.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(settings.pop("$defs", {}))
        settings = _tolerant(settings)
        settings["properties"] = {
            "provider": {"const": provider.name},
            **settings["properties"],
            "allow_inferred": {"type": "array", "items": {"type": "string"}},
            "secrets": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Variables (NAME) and files (file:PATH) that resources of this account may read.",
            },
        }
        settings["required"] = ["provider", *settings.get("required", [])]
        blocks.append(settings)
    return {
        "$schema": _DRAFT,
        "title": "msgops.yaml",
        "type": "object",
        "properties": {
            "workspace": {"type": "string", "minLength": 1},
            "accounts": {"type": "object", "additionalProperties": {"anyOf": blocks}},
            "state": {
                "type": "string",
                "description": "sqlite:///path inside the workspace, or postgresql://…",
            },
            "variables": {"type": "object"},
            "policy": {
                "type": "object",
                "properties": {
                    "max_deletes": {"type": "integer", "minimum": 0},
                    "max_delete_percent": {"type": "integer", "minimum": 0, "maximum": 100},
                },
                "additionalProperties": False,
            },
            "lint": _LINT,
            "resources": {"type": "array", "items": {"type": "string"}},
            "outputs": {
                "type": "object",
                "description": "What msgops output prints, by name.",
                "additionalProperties": _tolerant(DeclaredOutput.model_json_schema()),
            },
        },
        "required": ["workspace"],
        "additionalProperties": False,
        "$defs": {k: _tolerant(v) for k, v in definitions.items()},
    }


def all_schemas(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return every schema by file name."""
    found = {"workspace.json": workspace_schema(catalog), "resource.json": any_document_schema(catalog)}
    found[f"{BLUEPRINT}.json"] = blueprint_use_schema(catalog)
    found["blueprint.json"] = {"$schema": _DRAFT, **Definition.model_json_schema()}
    found.update({f"{kind.name}.json": document_schema(kind) for kind in catalog})
    return found
