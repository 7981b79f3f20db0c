"""What `describe` says of an object type (dossier A5)."""

from __future__ import annotations

from typing import Any

from msgops_salesforce.simulator.fields import Field, SObject
from msgops_salesforce.simulator.objects import OBJECTS

_SOAP = {
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "datetime": "xsd:dateTime",
    "id": "tns:ID",
    "reference": "tns:ID",
}


def brief(schema: SObject, base: str) -> dict[str, Any]:
    """Return what the list of all objects says of one."""
    at = f"{base}/sobjects/{schema.name}"
    return {
        "name": schema.name,
        "label": schema.label,
        "labelPlural": f"{schema.label}s",
        "keyPrefix": schema.prefix,
        "custom": schema.name.endswith(("__c", "__e")),
        "createable": "C" in schema.calls,
        "updateable": "U" in schema.calls,
        "deletable": "D" in schema.calls,
        "queryable": not schema.name.endswith("__e"),
        "retrieveable": not schema.name.endswith("__e"),
        "urls": {"sobject": at, "describe": f"{at}/describe", "rowTemplate": f"{at}/{{ID}}"},
    }


def full(schema: SObject, base: str) -> dict[str, Any]:
    """Return everything about one object type."""
    children = [
        {
            "childSObject": child.name,
            "field": field.name,
            "relationshipName": field.children,
            "cascadeDelete": (child.name, field.name) in schema.cascade,
        }
        for child in OBJECTS.values()
        for field in child.fields
        if field.children and schema.name in field.refers
    ]
    return {
        **brief(schema, base),
        "fields": [_field(schema, f) for f in schema.columns],
        "childRelationships": children,
    }


def _field(schema: SObject, field: Field) -> dict[str, Any]:
    values = [
        {"value": v, "label": v, "active": True, "defaultValue": v == field.default} for v in field.values
    ]
    return {
        "name": field.name,
        "label": field.name,
        "type": field.type,
        "soapType": _SOAP.get(field.type, "xsd:string"),
        "length": field.length if field.type not in ("boolean", "int", "double", "datetime") else 0,
        "createable": "C" in field.write and "C" in schema.calls,
        "updateable": "U" in field.write and "U" in schema.calls,
        "nillable": not field.required and field.type not in ("boolean", "id"),
        "defaultedOnCreate": field.default is not None or not field.write,
        "defaultValue": field.default,
        "unique": (field.name,) in schema.unique,
        "custom": field.custom,
        "restrictedPicklist": bool(field.values),
        "picklistValues": values,
        "referenceTo": list(field.refers),
        "relationshipName": field.parent if field.refers else None,
        "filterable": field.type != "textarea",
        "sortable": field.type != "textarea",
    }
