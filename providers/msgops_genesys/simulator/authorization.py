"""Divisions, roles, grants, the catalogue of permissions, products, and OAuth clients (dossier A1, A3)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_genesys.simulator.api import Row, operation, page, stamp
from msgops_genesys.simulator.collections import Collection, refer
from msgops_genesys.simulator.errors import missing, refused
from msgops_genesys.simulator.shapes import fields

_GRANTS = frozenset({"CODE", "TOKEN", "SAML2-BEARER", "PASSWORD", "CLIENT-CREDENTIALS"})
_STATES = frozenset({"active", "disabled", "inactive"})
_SUBJECTS = ("PC_USER", "PC_GROUP", "PC_OAUTH_CLIENT")
_POLICY = {
    **fields(s="domain entityName policyName policyDescription", b="allowConditions", o="namedResources"),
    "actionSet": ["s"],
    "resourceConditionNode": "o",
}

_ALL = ("add", "delete", "edit", "view")
CATALOGUE: dict[str, dict[str, tuple[str, ...]]] = {
    "authorization": {
        "division": _ALL,
        "grant": ("add", "delete", "view"),
        "role": _ALL,
        "orgproduct": ("view",),
    },
    "directory": {"organization": ("view",), "user": ("view",)},
    "architect": {"flow": ("view",)},
    "messaging": {
        "integration": _ALL,
        "whatsappIntegration": _ALL,
        "setting": _ALL,
        "supportedContent": _ALL,
        "message": ("send",),
    },
    "oauth": {"client": _ALL},
    "outbound": {"contact": _ALL, "contactList": _ALL, "messagingCampaign": _ALL},
    "responses": {"library": _ALL, "response": _ALL},
    "routing": {
        "language": ("create", "delete", "manage", "update", "view"),
        "message": ("manage",),
        "queue": _ALL,
        "queueMember": ("manage",),
        "skill": ("create", "delete", "manage", "update", "view"),
        "utilization": ("manage",),
        "wrapupCode": _ALL,
    },
}
"""A part of the vendor's catalogue, with the spellings that its Terraform provider uses. [documented]"""


def _used(call: Call, row: Row) -> None:
    """A division that objects belong to, and the home division, stay. [assumed]"""
    if row.get("homeDivision"):
        raise refused("The home division cannot be deleted", status=409)
    for table in ("queues", "skills", "wrapup_codes", "contact_lists", "campaigns"):
        for other in call.world.table(table).values():
            if other.get("division", {}).get("id") == row["id"] and _stays(call, other):
                raise refused(f"The division has the {table} {other['name']}", status=409)


def _stays(call: Call, row: Row) -> bool:
    gone = "_gone" in row and call.world.now().isoformat() >= row["_gone"]
    return not gone and row.get("state") != "deleted"


DIVISIONS = Collection(
    path="/authorization/divisions",
    table="divisions",
    what="division",
    shape=fields(s="name description"),
    permission="authorization:division",
    removed=_used,
)


def _standard(call: Call, row: Row) -> None:
    """A role that comes with the organization stays. [documented]"""
    if row.get("default"):
        raise refused("A default role cannot be deleted", status=409)
    for id_, grants in call.world.table("grants").items():
        call.world.table("grants")[id_] = {k: g for k, g in grants.items() if g["roleId"] != row["id"]}


ROLES = Collection(
    path="/authorization/roles",
    table="roles",
    what="role",
    shape={
        **fields(s="name description defaultRoleId"),
        "permissions": ["s"],
        "permissionPolicies": [_POLICY],
    },
    permission="authorization:role",
    defaults={"permissions": [], "permissionPolicies": [], "default": False},
    removed=_standard,
)


def _subject(call: Call) -> Reply:
    id_ = call.params["subject"]
    user = call.world.table("users").get(id_)
    if user is None:
        raise missing("subject", id_)
    grants = [
        {
            "subjectId": id_,
            "division": {"id": g["divisionId"]},
            "role": {"id": g["roleId"]},
            "grantMadeAt": g["at"],
        }
        for g in call.world.table("grants").get(id_, {}).values()
    ]
    return Reply(200, {"id": id_, "name": user["name"], "grants": grants})


def _grant(call: Call) -> Reply:
    """Grant once more is no error. [assumed]"""
    if call.one("subjectType", "PC_USER") not in _SUBJECTS:
        raise refused("subjectType is unknown", field="subjectType")
    refer(call, "users", {"id": call.params["subject"]}, "subject")
    division, role = call.params["division"], call.params["role"]
    refer(call, "divisions", {"id": division}, "division")
    refer(call, "roles", {"id": role}, "role")
    grants = call.world.table("grants").setdefault(call.params["subject"], {})
    grants[f"{division}/{role}"] = {"divisionId": division, "roleId": role, "at": stamp(call)}
    return Reply(204)


def _ungrant(call: Call) -> Reply:
    grants = call.world.table("grants").get(call.params["subject"], {})
    if grants.pop(f"{call.params['division']}/{call.params['role']}", None) is None:
        raise missing("grant", call.params["role"])
    return Reply(204)


def _catalogue(call: Call) -> Reply:
    found = [
        {
            "id": domain,
            "domain": domain,
            "permissionMap": {
                entity: [{"domain": domain, "entityType": entity, "action": a} for a in actions]
                for entity, actions in entities.items()
            },
        }
        for domain, entities in CATALOGUE.items()
    ]
    return page(call, found)


def _products(call: Call) -> Reply:
    return page(call, [{"id": i} for i in call.world.table("products")])


def _granted(call: Call, body: Row, row: Row | None) -> None:
    """Roles and divisions are there; tokens last 300 to 172800 seconds; the grant is for good. [documented; the last: assumed]"""
    for one in body.get("roleDivisions", []):
        refer(call, "roles", {"id": one.get("roleId")}, "roleId")
        refer(call, "divisions", {"id": one.get("divisionId")}, "divisionId")
    if not 300 <= body.get("accessTokenValiditySeconds", 86400) <= 172800:
        raise refused("accessTokenValiditySeconds is from 300 to 172800", field="accessTokenValiditySeconds")
    if row is not None and body["authorizedGrantType"] != row["authorizedGrantType"]:
        raise refused("authorizedGrantType cannot be changed", field="authorizedGrantType")


def _open(call: Call, row: Row) -> Row:
    """Only the answer to the create has the secret. [documented]"""
    del call
    return {k: v for k, v in row.items() if k != "secret"}


class Clients(Collection):
    """OAuth clients: no pages, and one answer with the secret. [documented]"""

    def create(self, call: Call) -> Reply:
        """Make a client and its secret."""
        reply = super().create(call)
        secret = call.world.table(self.table)[reply.body["id"]]["secret"] = call.world.hex32()
        return Reply(200, {**reply.body, "secret": secret})

    def list(self, call: Call) -> Reply:
        """Return all."""
        rows = [self.shown(call, r) for r in self.rows(call.world)]
        return Reply(200, {"entities": rows, "pageSize": len(rows), "pageNumber": 1, "total": len(rows)})


CLIENTS = Clients(
    path="/oauth/clients",
    table="clients",
    what="client",
    shape={
        **fields(s="name description", i="accessTokenValiditySeconds"),
        "registeredRedirectUri": ["s"],
        "scope": ["s"],
        "authorizedGrantType": _GRANTS,
        "roleDivisions": [fields(s="roleId divisionId")],
        "state": _STATES,
    },
    permission="oauth:client",
    needed=("name", "authorizedGrantType"),
    unique=False,
    defaults={"accessTokenValiditySeconds": 86400, "state": "active", "roleDivisions": []},
    check=_granted,
    show=_open,
)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    DIVISIONS.install(simulator)
    ROLES.install(simulator)
    subject = "/authorization/subjects/{subject}"
    grant = f"{subject}/divisions/{{division}}/roles/{{role}}"
    operation(simulator, "GET", subject, _subject, "authorization:grant:view")
    operation(simulator, "POST", grant, _grant, "authorization:grant:add")
    operation(simulator, "DELETE", grant, _ungrant, "authorization:grant:delete")
    operation(simulator, "GET", "/authorization/permissions", _catalogue, "authorization:role:view")
    operation(simulator, "GET", "/authorization/products", _products)
    CLIENTS.install(simulator)
