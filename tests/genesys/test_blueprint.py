"""The blueprint of the whole guide, on a simulated organization with a person at the worksheets."""

from __future__ import annotations

import pytest

from genesys.bench import CATALOG, bench, live, page
from msgops.config.blueprint_find import shipped
from msgops.config.guide import guides
from msgops.config.load import load

USE = {
    "kind": "msgops.Blueprint",
    "name": "care",
    "use": "genesys-whatsapp",
    "with": {
        "organization": {
            "short_name": "acme",
            "region": "eu-central-1",
            "license": "Genesys Cloud CX 3",
            "administrator": "alma@acme.example",
        },
        "facebook_user": "Alma Acme",
        "business_account": "Acme",
        "channels": [
            {"title": "WhatsApp UK", "phone_number": "+441134960000", "display_name": "Acme Care"},
            {"title": "WhatsApp US", "phone_number": "+441134960099", "display_name": "Acme Care US"},
        ],
        "pin": "${env:WA_PIN}",
        "administrators": ["alma@acme.example"],
        "flow": "WhatsApp Inbound",
        "queue": "WhatsApp",
        "agents": ["ann@acme.example", "ben@acme.example"],
        "templates": [{"template": "order_ready", "language": "en_GB", "body": "Your order {{1}} is ready."}],
    },
}


@pytest.fixture
def workspace(tmp_path):
    """A use of the blueprint in front of a fresh organization."""
    found = bench(tmp_path)
    found.write([USE])
    return found


def test_after_the_sign_ups_apply_finishes_and_nothing_is_left(workspace):
    """Exit 6 before them, with everything else done; then the numbers are activated, and the plan is empty."""
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    assert ["WhatsApp"] == [q["name"] for q in live(workspace, "queues")]

    for title in ("WhatsApp UK", "WhatsApp US"):
        page(workspace, "whatsapp-signup", name=title, facebook_login=True)
    # The codes of the numbers are read when these are active.
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    assert 0 == workspace.apply(), workspace.last_errors + workspace.last_output
    plan = workspace.plan()

    assert not (plan.pending or plan.gates or plan.refused), workspace.describe(plan)
    assert {"+441134960000", "+441134960099"} == {
        w["phoneNumber"] for w in live(workspace, "whatsapp_integrations")
    }
    assert all(r["flow"] for r in live(workspace, "recipients"))


def test_every_step_of_the_guide_has_a_resource(workspace):
    """No step names a kind or a name that the templates do not make."""
    (guide,) = guides(load(workspace.root, CATALOG, environ=workspace.environ), CATALOG)

    assert ["genesys-whatsapp"] == list(shipped(CATALOG))
    assert 13 == len(guide.steps)
    assert [] == [s.number for s in guide.steps if not s.addresses]
