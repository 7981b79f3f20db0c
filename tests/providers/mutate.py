"""Finds, for every mutable field of a kind, another valid value; nobody writes these by hand."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from msgops.sdk.codec import FieldShape, ObjectShape, Shape
from msgops.sdk.fields import Computed, Immutable, WriteOnly
from msgops.sdk.kind import Kind

ALTERNATIVES = {
    ("cxone.ByocChannel", "integration"): None,
    ("cxone.Disposition", "classification"): "Negative",
    ("cxone.Skill", "evaluation_criteria"): None,
    ("cxone.Skill", "fallback_time"): None,
    ("cxone.Skill", "focus_lock"): None,
    ("cxone.Skill", "focus_metric"): None,
    ("cxone.User", "role"): "Administrator",
    ("fusion.Queue", "alternate_queue"): None,
    ("fusion.Queue", "members"): ["agent2"],
    ("fusion.Queue", "more_members"): None,
    ("fusion.Queue", "owner"): "agent2",
    ("fusion.Queue", "teams"): None,
    ("fusion.ResourceCapacity", "user"): "agent2",
    ("fusion.RoleMembership", "role"): "ORA_ASM_FUNCTIONAL_SETUPS_USER_ABSTRACT",
    ("fusion.RoleMembership", "user"): "agent1",
    ("genesys.ContactList", "columns"): ["name", "number", "city"],
    ("genesys.MessageRecipient", "flow"): "Second Inbound",
    ("genesys.Queue", "in_queue_flow"): "Second In-Queue",
    ("genesys.Queue", "message.alerting_timeout_seconds"): "25",
    ("genesys.Queue", "message.service_level.duration_ms"): "2000",
    ("genesys.Queue", "message.service_level.percentage"): "0.9",
    ("genesys.QueueMember", "user"): "ben@acme.example",
    ("genesys.Role", "policies"): [{"domain": "routing", "entity": "queue", "actions": ["view"]}],
    ("genesys.RoleGrant", "user"): "ben@acme.example",
    ("genesys.WhatsAppIntegration", "phone_number"): "+441134960099",
    ("infobip.RcsTemplate", "providers"): ["INDIA_VI"],
    ("infobip.WorkingHours", "timezone"): "Europe/London",
    ("pureconnect.ServerParameter", "value"): "2",
    ("pureconnect.User", "licenses"): ["I3_ACCESS_ACD_SOCIAL_MEDIA"],
    ("pureconnect.User", "roles"): ["Administrator"],
    ("pureconnect.Workgroup", "supervisors"): ["asmith"],
    ("salesforce.AppNavigation", "after"): "standard-home",
    ("salesforce.AppNavigation", "app"): "Second",
    ("salesforce.PageComponent", "after"): None,
    ("salesforce.PageComponent", "page"): "Second",
    ("salesforce.PageComponent", "region"): None,
    ("salesforce.ConnectedApp", "certificate"): "${env:ANOTHER_CERTIFICATE}",
    ("salesforce.ExternalClientApp", "certificate"): "${env:ANOTHER_CERTIFICATE}",
    ("salesforce.EmailTemplate", "folder"): "Care",
    ("salesforce.EntitlementProcess", "object"): "WorkOrder",
    ("salesforce.ObjectPermission", "object"): "MessagingSession",
    ("salesforce.PermissionSet", "license"): "Salesforce",
    ("salesforce.PermissionSetAssignment", "expires"): "2028-01-01T00:00:00Z",
    ("salesforce.PermissionSetAssignment", "user"): "ben@acme.example",
    ("salesforce.PermissionSetLicenseAssignment", "user"): "ben@acme.example",
    ("salesforce.Queue", "email"): "support@acme.example",
    ("salesforce.Queue", "groups"): ["Everybody"],
    ("salesforce.Queue", "objects"): ["Case"],
    ("salesforce.Queue", "users"): ["ada@acme.example"],
}
"""Values of fields whose vocabulary only the vendor knows."""


def valid(kind: Kind, spec: dict[str, Any], name: str) -> bool:
    """Whether a spec passes, with the name filled in where the language would."""
    filled = dict(spec)
    for f in kind.codec.root.fields:
        if f.key is not None and f.key.from_name:
            filled.setdefault(f.name, name)
    try:
        kind.spec.model_validate(filled)
    except ValidationError:
        return False
    return True


def changes(
    kind: Kind, spec: dict[str, Any], name: str, *, immutable: bool = False
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (path, new spec) with one field changed at a time: the mutable ones, or the immutable ones."""
    for path, value in _chosen(kind, spec, immutable):
        changed = copy.deepcopy(spec)
        target = changed
        for part in path[:-1]:
            target = target.setdefault(part, {})
        target[path[-1]] = value
        if changed != spec and valid(kind, changed, name):
            yield ".".join(path), changed


def _chosen(kind: Kind, spec: dict[str, Any], immutable: bool) -> Iterator[tuple[tuple[str, ...], Any]]:
    known = {path for name, path in ALTERNATIVES if name == kind.name}
    for path, value in _candidates(kind.codec.root, spec, (), immutable, False):
        if ".".join(path) not in known:
            yield path, value
        elif ALTERNATIVES[kind.name, ".".join(path)] is not None:
            yield path, ALTERNATIVES[kind.name, ".".join(path)]


def _candidates(
    shape: ObjectShape, value: dict[str, Any], path: tuple[str, ...], immutable: bool, inside: bool
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for f in shape.fields:
        fixed = inside or f.has(Immutable)
        if f.has(Computed) or f.ref is not None or (f.key is not None and not immutable):
            continue
        given = value.get(f.name)
        if f.shape.form == "object" and isinstance(given, dict):
            yield from _candidates(
                f.shape.object_for(given, wire=False), given, (*path, f.name), immutable, fixed
            )
        elif fixed == immutable and not (f.has(WriteOnly) and given is None):
            for other in _others(f, given):
                yield (*path, f.name), other


def _others(f: FieldShape, given: Any) -> Iterator[Any]:
    if isinstance(given, str) and given.startswith("${env:"):
        yield "${env:ANOTHER_SECRET}"
        return
    yield from _values(f.shape, f.literals, given)


def _values(shape: Shape, literals: tuple[Any, ...], given: Any) -> Iterator[Any]:
    if literals:
        yield from (x for x in literals if str(x) != str(given))
    elif shape.form == "scalar":
        yield from _scalars(shape.scalar, given)
    elif shape.form == "list" and isinstance(given, list):
        if len(given) > 1:
            yield given[:-1]
    elif shape.form == "list" and shape.item is not None and shape.item.form == "scalar":
        yield from ([v] for v in _scalars(shape.item.scalar, None))
    elif shape.form == "map":
        yield {"x-team": "care"}


def _scalars(kind: type, given: Any) -> Iterator[Any]:
    if kind is bool:
        yield from (v for v in ("false", "true") if v != str(given).lower())
    elif kind in (int, float):
        yield from (n for n in ("7", "25", "400", "2000", "20000") if n != str(given))
    elif isinstance(given, str):
        yield from (f"{given}x", f"{given}/x", "Another text", "https://other.example.com/x")
    else:
        yield from ("Some text", "https://other.example.com/x", "2028-01-01T00:00:00", "en_GB", "08:00")


def by_field(found: Iterator[tuple[str, dict[str, Any]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Group the valid changes by field."""
    seen: dict[str, list[dict[str, Any]]] = {}
    for path, spec in found:
        seen.setdefault(path, []).append(spec)
    return sorted(seen.items())
