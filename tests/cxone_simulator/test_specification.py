"""Both directions: what the reconstruction lets a client send is answered, and every answer is one that it has."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from cxone_simulator import scenario
from cxone_simulator.configured import configure
from cxone_simulator.specification import bodies, directory, excused, fill, judge, operations
from msgops_cxone.simulator import build
from providers.recording import Exchange

pytestmark = pytest.mark.skipif(
    directory() is None,
    reason="set MSGOPS_CXONE_SPECS to a directory with CXone's reconstructed specifications",
)
SIMULATED = [o for o in operations() if scenario.is_simulated(o)]


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    return judge(directory(), tmp_path_factory.mktemp("specifications"))


LEFT_OUT = [
    "/agents-states",
    "/agent-patterns",
    "/agent-messages",
    "/activesupervisors",
    "/enhancedcustomercard",
    "/branding-profiles",
    "/data-definitions",
    "/files",
    "/folders",
    "/feedback-categories",
    "/access-keys",
    "/suppressed-contact",
    "/lists/",
    "/script-schedules",
    "/stations",
    "/station-profiles",
    "/attachments",
    "/one-time-token",
    "/account-access",
    "/applications",
    "/access-key-management",
    "/correlation-manager",
    "/agent-profiles",
    "/division-management",
    "/data-policies",
    "/auth/",
    "/messages",
    "/skill-data",
    "/call-data",
    "/quick-replies",
    "/indicators",
    "/logout",
    "/state",
    "/custom-event",
    "/agent-settings",
    "/agent-configuration",
    "/extended",
    "/issues",
    "/skills-download",
    "/thank-you-page",
    "/start",
    "/stop",
    "/kick",
    "/states",
    "/hiring-sources",
    "/permissions",
    "/business-unit/time-zones",
    "/search",
    "/address-books",
    "/assigned",
    "/unassigned",
    "/routing-attributes",
    "/dispositions/skills",
    "/skills/agents",
    "/teams/agents",
    "/workflow-data/list",
    "/identities",
    "/contacts/",
    "/customers",
    "/channels/{channelId}/",
]
"""What the simulator leaves out (README.md); nothing else may go missing."""


class Judged(scenario.Watched):
    """A tenant whose every exchange is judged."""

    def judged(self, contract) -> list[str]:
        out = []
        for exchange in self.exchanges:
            found = Exchange(*exchange).violations(contract)
            out += [v for v in found if not excused(v)]
        return out


def test_every_answer_of_a_configured_tenant_is_one_of_the_specification(contract):
    """Everything is made, changed, read and removed once; no answer has a field or type that is not declared."""
    tenant = Judged(build())
    configure(tenant)
    assert [e for e in tenant.exchanges if e[4] >= 400] == []
    assert tenant.judged(contract) == []


def test_the_scenario_calls_every_operation_that_is_simulated():
    """So that no operation escapes the judge."""
    tenant = Judged(build())
    configure(tenant)
    called = {(method, tuple(path.split("/"))) for method, path, *_ in tenant.exchanges}
    left = [str(o) for o in SIMULATED if not any(scenario.matches(o, m, p) for m, p in called)]
    assert left == []


@pytest.mark.parametrize("operation", SIMULATED, ids=str)
def test_what_a_client_may_send_is_accepted_or_refused_in_a_documented_form(operation, contract):
    """Bodies with everything, with only what is required and with some of it, to a tenant that has one of each."""
    tenant = Judged(build())
    numbers = scenario.populate(tenant)
    tenant.exchanges.clear()
    for body in bodies(operation.body) if operation.body is not None else [None]:
        for required in (True, False):
            query = {
                p["name"]: scenario.value(p) for p in operation.query if p.get("required") or not required
            }
            path = fill(operation.template, numbers) + ("?" + urlencode(query, doseq=True) if query else "")
            answer = tenant.call(operation.method, path, body)
            assert answer.status in (200, 201, 204, 206, 400, 401, 403, 404, 406, 409), answer
    wrong = [v for v in tenant.judged(contract) if ": answer " in v]
    assert wrong == []


@pytest.mark.parametrize("operation", [o for o in SIMULATED if o.body is not None], ids=str)
@pytest.mark.parametrize("body", [[], "x", 7, {"a": 1}, {"teams": 3}, None], ids=json.dumps)
def test_a_body_of_another_shape_is_no_crash(operation, body):
    """It is refused, or ignored where nothing is required."""
    tenant = Judged(build())
    answer = tenant.call(operation.method, fill(operation.template, scenario.populate(tenant)), body)
    assert answer.status < 500


def test_what_is_left_out_is_named():
    """An operation that is not simulated has one of the named words in its path, and every word is needed."""
    left = [o.template for o in operations() if o not in SIMULATED]
    assert [path for path in left if not any(word in path for word in LEFT_OUT)] == []
    assert [word for word in LEFT_OUT if not any(word in path for path in left)] == []
    assert (len(operations()), len(SIMULATED)) == (404, 205)
