"""What a person does in the console, and the sandbox around it."""

from __future__ import annotations

import httpx
import orjson
import pytest

from cxone_simulator.desk import ADMIN, DFO, Desk
from msgops.sandbox.control import control
from msgops.sandbox.server import running
from msgops_cxone.simulator import auth, build

SKILL_TIMERS = {"agentResponseEnabled": True, "agentFirstResponseTime": 120, "customerIdleTime": 600}


def test_the_consoles_actions_are_not_found_without_the_control_api(tenant):
    """A token is no way in."""
    assert tenant.call("POST", "/authorization/../_operator/knobs").status == 404
    headers = {"authorization": f"Bearer {tenant.token}", "accept": "application/json"}
    assert tenant.send("POST", "/_operator/knobs", b"{}", **headers).status == 404


def test_timers_of_the_console_show_in_the_skill_and_in_its_queue(tenant):
    """Both reads have them."""
    tenant.campaign()
    skill = tenant.person("skill", name="WhatsApp_EN", PresentAcceptReject=True, **SKILL_TIMERS)["skillId"]
    shown = tenant.get(f"/skills/{skill}").body
    assert shown["PresentAcceptReject"] and SKILL_TIMERS.items() <= shown.items()
    (queue,) = tenant.get(f"{DFO}/routing-queues")["data"]
    assert SKILL_TIMERS.items() <= queue.items()


def test_a_role_shows_in_profiles_and_in_the_search(tenant):
    """With what it permits, which differs in shape."""
    tenant.person("role", name="Digital Agent", permissions={"Skills": ["View"]})
    profile = tenant.get("/security-profiles", searchString="digital")["profiles"][0]
    assert profile["permissions"] == [{"permissionKey": "Skills", "optionKeys": ["View"]}]
    role = tenant.post("/authorization/v1/roles/search", {"filter": {"roleId": [profile["roleId"]]}})[
        "roles"
    ][0]
    assert (role["roleName"], role["permissions"]) == ("Digital Agent", [{"permission": "Skills.View"}])


def test_the_name_of_a_role_is_never_free_again(tenant):
    """And a role that somebody has is not deactivated."""
    tenant.person("role", name="Temp")
    assert tenant.person("role", name="Temp", status="Inactive").status == 200
    assert tenant.person("role", name="TEMP").status == 400
    assert tenant.person("role", name="Agent", status="Inactive").status == 400
    assert tenant.person("role", name="a/b").status == 400
    assert tenant.person("role", name="x" * 51).status == 400


def test_pages_that_no_read_shows_are_kept_for_the_control_api(tenant):
    """An SLA is nowhere but there."""
    tenant.person("page", page="sla", key="WhatsApp UK", values={"first_response": "15m"})
    found = control(tenant.simulator, "GET", "/_sandbox/objects", {}, b"").body
    expected = {"page": "sla", "key": "WhatsApp UK", "values": {"first_response": "15m"}, "by": "Pat"}
    assert found["pages"] == [expected]


def test_objects_of_the_control_api_hold_no_credentials(tenant):
    """Neither keys nor tokens."""
    found = orjson.dumps(control(tenant.simulator, "GET", "/_sandbox/objects", {}, b"").body).decode()
    assert auth.SECRET not in found and tenant.token not in found


def test_an_unknown_knob_is_refused(tenant):
    """And so is a value of another type."""
    assert tenant.person("knobs", speed=3).status == 400
    assert tenant.person("knobs", dispositions_stick=3).status == 400


def test_what_a_person_does_through_an_operation_counts_as_theirs(tenant):
    """The audit history names them."""
    number = tenant.campaign()
    edit = {"method": "PUT", "path": f"{ADMIN}/campaigns/{number}", "body": {"name": "New"}, "actor": "Pat"}
    assert control(tenant.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(edit)).status == 200
    (entry,) = tenant.get(f"/campaigns/{number}/audit-history")["auditHistoryEntries"]
    assert (entry["modifiedByName"], entry["oldValue"], entry["newValue"]) == ("Pat", "Digital EU", "New")


def test_a_token_that_was_ended_is_refused(tenant):
    """Signing in again is enough."""
    tenant.person("expire-tokens")
    assert tenant.get("/teams").status == 401
    tenant.token = tenant.sign_in()["access_token"]
    assert tenant.get("/teams").status == 200


def test_limits_answer_429_without_saying_when_to_come_back(tenant):
    """The business unit shows the one number that there is."""
    most = tenant.get("/business-unit")["businessUnits"][0]["apiPublishedLimit"]
    tenant.simulator.enforce_limits = True
    answers = [tenant.get("/teams") for _ in range(3 * most)]
    refused = [a for a in answers if a.status == 429]
    assert refused and "retry-after" not in {name.lower() for name in refused[0].headers}


def test_two_tenants_of_the_same_seed_are_alike():
    """Ids come from the seed alone."""

    def ids(number: int) -> list[str]:
        tenant = Desk(build(number))
        return [
            tenant.get("/teams")["teams"][0]["teamUuid"],
            tenant.person("byoc-integration", name="x")["id"],
        ]

    assert ids(3) == ids(3) != ids(4)


@pytest.fixture
def served():
    """A tenant on a port of its own."""
    with running([build()]) as variables:
        yield variables


def test_one_port_serves_all_hosts(served):
    """The variables say where, a stale list answers from before, and a cut connection is cut."""
    form = {
        "grant_type": "password",
        "username": served["CXONE_ACCESS_KEY_ID"],
        "password": served["CXONE_ACCESS_KEY_SECRET"],
    }
    basic = (served["CXONE_CLIENT_ID"], served["CXONE_CLIENT_SECRET"])
    with httpx.Client(base_url=served["CXONE_BASE_URL"], headers={"accept": "application/json"}) as http:
        where = http.get("/.well-known/openid-configuration").json()["token_endpoint"]
        sandbox = served["CXONE_SANDBOX_URL"]
        stale = {"match": {"method": "GET", "path": "*/campaigns"}, "fault": "stale_list"}
        http.post(f"{sandbox}/faults", json=stale)
        http.headers["authorization"] = (
            f"Bearer {http.post(where, data=form, auth=basic).json()['access_token']}"
        )
        http.post(f"{ADMIN}/campaigns", json={"name": "Digital EU"})
        assert http.get(f"{ADMIN}/campaigns").status_code == 204
        assert http.get(f"{ADMIN}/campaigns").json()["totalRecords"] == 1
        assert http.get(f"{served['CXONE_DIGITAL_URL']}{DFO}/tags").json() == {"hits": 0, "data": []}
        http.post(f"{sandbox}/faults", json={"match": {"path": "*/tags"}, "fault": "drop_after"})
        with pytest.raises(httpx.RemoteProtocolError):
            http.post(f"{ADMIN}/tags", params={"tagName": "emea"})
        assert http.get(f"{ADMIN}/tags").json()["tags"][0]["tagName"] == "emea"
