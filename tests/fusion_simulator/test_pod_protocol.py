"""The pod's protocol: errors, versions, descriptions, batches, who may what (dossier A2, A3)."""

from __future__ import annotations

import asyncio
import base64
import re

import httpx
import pytest

from fusion_simulator.desk import ACCEPT, CRM, FSCM, basic
from msgops.sandbox.inprocess import InProcess
from msgops_fusion.simulator import seed

BATCH = "application/vnd.oracle.adf.batch+json"


@pytest.fixture
def queue(cloud):
    """A queue for WhatsApp."""
    return cloud.make(
        "queues", QueueNumber="WA_CS", QueueName="WhatsApp Customer Service", AutoRoutingFlag=True
    )


def test_an_error_is_text_unless_json_is_accepted(cloud):
    """Also in framework versions before 4."""
    assert "text/plain" == cloud.adf("GET", "queues/1", accept="*/*").type
    assert "text/plain" == cloud.adf("GET", "queues/1", version=1).type
    assert "application/vnd.oracle.adf.error+json" == cloud.adf("GET", "queues/1").type


def test_a_body_can_be_suppressed(cloud):
    """`Accept` with a quality of nothing."""
    made = cloud.adf(
        "POST", "queues", {"QueueName": "x"}, accept="application/vnd.oracle.adf.resourceitem+json;q=0"
    )

    assert (201, None) == (made.status, made.body) and made.headers["Location"]


def test_the_alias_of_the_release_serves_too(cloud, queue):
    """`latest`; any other is not found."""
    assert 200 == cloud.adf("GET", "/crmRestApi/resources/latest/queues").status
    assert 404 == cloud.adf("GET", "/crmRestApi/resources/1.0/queues").status
    assert 400 == cloud.adf("GET", "queues", version=10).status


def test_a_resource_describes_itself(cloud):
    """Attributes with what may be done with them, children, finders, actions."""
    described = cloud.adf("GET", "queues/describe")["Resources"]["queues"]
    attributes = {a["name"]: a for a in described["attributes"]}

    assert {
        "name": "QueueName",
        "type": "string",
        "updatable": True,
        "mandatory": True,
        "queryable": True,
        "precision": 400,
    } == attributes["QueueName"]
    assert (False, False) == (attributes["QueueNumber"]["updatable"], attributes["OpenSrCount"]["queryable"])
    assert {"resourceMembers", "resourceTeams", "overflowQueues"} == set(described["children"])
    presences = cloud.adf("GET", "resourcePresences/describe")["Resources"]["resourcePresences"]
    assert ["get", "update"] == [a["name"] for a in presences["item"]["actions"]]


def _batch(cloud, *parts, path="/crmRestApi/resources/11.13.18.05/"):
    body = {"parts": [{"id": f"p{n}", **part} for n, part in enumerate(parts, 1)]}
    return cloud.adf("POST", path, body, content_type=BATCH)


@pytest.mark.parametrize(
    "path", ["/crmRestApi/resources/11.13.18.05", "/crmRestApi/resources/latest/", "queues"]
)
def test_a_batch_does_its_parts_in_turn(cloud, queue, path):
    """At the root and at a collection."""
    id_ = queue["QueueId"]
    done = _batch(
        cloud,
        {"path": "/queues", "operation": "create", "payload": {"QueueName": "SMS"}},
        {"path": f"/queues/{id_}", "operation": "update", "payload": {"EnabledFlag": False}},
        {"path": f"/queues/{id_}?fields=EnabledFlag", "operation": "get"},
        {"path": f"/queues/{id_}", "operation": "delete"},
        path=path,
    )

    assert ["p1", "p2", "p3", "p4"] == [p["id"] for p in done["parts"]]
    assert done["parts"][2]["payload"]["EnabledFlag"] is False and "payload" not in done["parts"][3]


def test_a_batch_that_fails_does_nothing_and_tells_the_part(cloud, queue):
    """All or none."""
    failed = _batch(
        cloud,
        {"path": f"/queues/{queue['QueueId']}", "operation": "delete"},
        {"path": "/queues", "operation": "create", "payload": {}},
    )

    assert 400 == failed.status and "/parts/p2/QueueName" == failed["o:errorDetails"][0]["o:errorPath"]
    assert 200 == cloud.adf("GET", f"queues/{queue['QueueId']}").status


def test_the_pod_knows_passwords_and_tokens(cloud):
    """A token's subject is the user; a token for something else opens nothing."""

    def status(authorization):
        return cloud.adf("GET", "queues", authorization=authorization).status

    token = cloud.ask_token(seed.CLIENT_ID, seed.CLIENT_SECRET, seed.POD_SCOPE)["access_token"]

    assert 200 == status(basic(seed.USERNAME, seed.PASSWORD)) == status(f"Bearer {token}")
    assert 401 == status("") == status(basic(seed.USERNAME, "wrong")) == status(f"Bearer {cloud.token}")


def test_a_user_may_what_the_roles_permit(cloud):
    """An agent reads queues and makes none."""
    cloud.person("user", name="agent9", roles=["ORA_SVC_CUSTOMER_SERVICE_REPRESENTATIVE_JOB"], password="x")
    agent = basic("agent9", "x")

    assert 200 == cloud.adf("GET", "queues", authorization=agent).status
    assert 403 == cloud.adf("POST", "queues", {"QueueName": "x"}, authorization=agent).status
    assert 403 == cloud.adf("GET", "/hcmRestApi/scim/Roles", authorization=agent).status
    part = {"parts": [{"id": "p", "path": "/queues", "operation": "create", "payload": {"QueueName": "x"}}]}
    root = "/crmRestApi/resources/latest"
    assert 403 == cloud.adf("POST", root, part, authorization=agent, content_type=BATCH).status


def test_flags_may_be_read_as_letters(cloud, queue):
    """The knob `flags_as_letters` plays the pages that say Y and N."""
    cloud.person("knobs", flags_as_letters=True)

    assert "Y" == cloud.rows("queues")[0]["EnabledFlag"]


def test_a_stale_list_shows_the_pod_as_it_was(cloud, queue):
    """The kit's fault: a list from before the change, for as often as it says; the caller is known all the same."""
    cloud.simulator.add_fault("GET", "*/queues", "stale_list", 1, {})
    cloud.make("queues", QueueName="new")

    async def read():
        async with httpx.AsyncClient(
            transport=InProcess(cloud.simulator), base_url="http://sandbox.test"
        ) as client:
            client.headers["authorization"] = basic(seed.USERNAME, seed.PASSWORD)
            return [(await client.get(f"{CRM}/queues")).json()["count"] for _ in range(2)]

    assert [1, 2] == asyncio.run(read())


def test_hash_keys_lead_to_their_rows_by_their_links(cloud):
    """They are opaque; the link says where the row is."""
    made = cloud.make(
        "smartTexts", StdtxtName="Greeting", UniqueNumber="WA", Text=base64.b64encode(b"Hello!").decode()
    )
    (found,) = cloud.rows("smartTexts", q="UniqueNumber='WA'", fields="UniqueNumber")
    href = found["links"][0]["href"].removeprefix("http://sandbox.test")
    changed = cloud.adf("PATCH", href, {"HtmlFlag": "Y"})

    assert re.search(r"/smartTexts/0002[0-9A-F]{56}$", href) and made["links"][0]["href"].endswith(href)
    assert (200, "Y", "SGVsbG8h") == (changed.status, changed["HtmlFlag"], changed["Text"])


def test_a_context_serves_its_own_resources_only(cloud):
    """Lookups are of the common one, queues are not."""
    assert 200 == cloud.adf("GET", f"{FSCM}/standardLookups", accept=ACCEPT).status
    assert 404 == cloud.adf("GET", f"{FSCM}/queues").status == cloud.adf("GET", "standardLookups").status
