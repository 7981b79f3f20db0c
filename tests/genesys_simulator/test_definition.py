"""The simulator has only what the vendor's definition has: its operations, its fields, its error body."""

from __future__ import annotations

import re

import pytest

from genesys_simulator.library import fields, operations
from msgops_genesys.simulator import auth, build
from msgops_genesys.simulator import authorization as a
from msgops_genesys.simulator import messaging as m
from msgops_genesys.simulator import outbound as o
from msgops_genesys.simulator import responses as r
from msgops_genesys.simulator import routing as q

BODIES = {
    "supported_content": m.CONTENT,
    "messaging_setting_request": m.SETTINGS,
    "open_integration_request": m.OPEN,
    "whats_app_integration_update_request": m.WHATSAPP,
    "queue_request": q.QUEUES,
    "language": q.LANGUAGES,
    "create_routing_skill": q.SKILLS,
    "wrapup_code_request": q.CODES,
    "domain_organization_role_create": a.ROLES,
    "o_auth_client_request": a.CLIENTS,
    "authz_division": a.DIVISIONS,
    "library": r.LIBRARIES,
    "response": r.RESPONSES,
    "contact_list": o.LISTS,
    "messaging_campaign": o.CAMPAIGNS,
}


def routes():
    return [route for bucket in build().routes.values() for route in bucket]


def test_every_operation_is_one_of_the_vendor():
    """But the sign-in, which stands in the library's client, and the pages of the console."""
    known = operations()
    mine = {
        (route.method, re.sub(r"\{\w+\}", "{}", route.template))
        for route in routes()
        if not route.template.startswith((auth.OPERATOR, "/oauth/token"))
    }

    assert len(mine) > 60
    assert set() == mine - set(known)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_field_of_a_body_is_one_of_the_vendor(name):
    """What the simulator reads of a body is in the vendor's model."""
    assert set() == set(BODIES[name].shape) - fields(name)


def test_a_refusal_has_the_fields_of_the_vendors_error_body(org):
    """And the id by which support finds the call."""
    refused = org.call("GET", "/routing/queues/nobody")

    assert 404 == refused.status
    assert set() == set(refused.body) - fields("error_body")
    assert {"message", "code", "status", "contextId"} <= set(refused.body)
    assert refused.headers["ININ-Correlation-Id"]


def test_every_permission_is_in_the_catalogue():
    """A role can be given each permission that an operation asks for."""
    known = {
        f"{domain}:{entity}:{action}"
        for domain, entities in a.CATALOGUE.items()
        for entity, actions in entities.items()
        for action in actions
    }

    assert set() == {scope for route in routes() for scope in route.scopes} - known
