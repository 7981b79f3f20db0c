"""simple-salesforce, unmodified, over TLS: deploys, and components through zeep and the vendor's WSDL."""

from __future__ import annotations

import io
import zipfile

import pytest
from simple_salesforce import Salesforce, exceptions

from msgops_salesforce.simulator import auth
from salesforce_simulator.desk import package, serving
from salesforce_simulator.documents import EVERYTHING, QUEUE, deletes, manifest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:zeep")


def _client(served):
    return Salesforce(
        username=auth.USERNAME,
        consumer_key=auth.CONSUMER_KEY,
        privatekey=served.private_pem,
        session=served.session(),
        version="63.0",
    )


def _close(client):
    """Close the session of the SOAP part, which the client leaves open."""
    if client._mdapi is not None:
        client._mdapi._client.transport.session.close()


@pytest.fixture
def client(served):
    """A client of an org of its own."""
    found = _client(served)
    yield found
    _close(found)


@pytest.fixture(scope="module")
def shared(certificates):
    """An org with everything deployed, for the tests that share a client: reading its WSDL takes a second."""
    with pytest.MonkeyPatch.context() as environment, serving(certificates) as found:
        # Its SOAP part has a session of its own, which trusts what the environment says.
        environment.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
        found.desk.deploy(EVERYTHING)
        yield found


@pytest.fixture(scope="module")
def api(shared):
    """The part of a client that speaks SOAP."""
    found = _client(shared)
    yield found.mdapi
    _close(found)


def deploy(client, tmp_path, files, **options):
    """Deploy a package and return what the client makes of the end."""
    path = tmp_path / "deploy.zip"
    path.write_bytes(package(files))
    started = client.deploy(str(path), sandbox=False, **options)
    assert started["state"] == "Queued"
    for _ in range(5):
        found = client.checkDeployStatus(started["asyncId"])
        if found["state"] not in ("Pending", "InProgress"):
            return found
    raise AssertionError(found)


def test_it_deploys_a_package(client, served, tmp_path):
    """Counts of the client's own."""
    found = deploy(client, tmp_path, EVERYTHING)

    assert "Succeeded" == found["state"]
    assert ("6", "6", "0") == tuple(
        found["deployment_detail"][k] for k in ("total_count", "deployed_count", "failed_count")
    )
    assert 1 == len(served.desk.query("SELECT Id FROM Group WHERE DeveloperName = 'Care'"))


def test_it_checks_a_package(client, served, tmp_path):
    """With checkOnly nothing is written."""
    found = deploy(client, tmp_path, EVERYTHING, checkOnly=True)

    assert ("Succeeded", []) == (found["state"], served.desk.query("SELECT Id FROM Group"))


def test_it_shows_what_failed(client, served, tmp_path):
    """Type, file and problem of each component."""
    files = {"package.xml": manifest(Queue="Care"), "queues/Care.queue": QUEUE}
    found = deploy(client, tmp_path, files)

    assert "Failed" == found["state"]
    assert [
        {
            "type": "Queue",
            "file": "queues/Care.queue",
            "status": "Error",
            "message": "In field: queueRoutingConfig - no QueueRoutingConfig named Most found",
        }
    ] == found["deployment_detail"]["errors"]


def test_it_shows_a_warning_as_a_failure(client, tmp_path):
    """What was to be deleted is not there."""
    found = deploy(client, tmp_path, deletes(Queue="Nothing"))

    assert ("Failed", ["Warning"]) == (
        found["state"],
        [e["status"] for e in found["deployment_detail"]["errors"]],
    )
    assert "Succeeded" == deploy(client, tmp_path, deletes(Queue="Nothing"), ignoreWarnings=True)["state"]


def test_it_reads_a_component(api):
    """Every element in its type."""
    queue = api.Queue.read(["Care"])

    assert ("Care", "Care", True, "Most") == (
        queue.fullName,
        queue.name,
        queue.doesSendEmailToMembers,
        queue.queueRoutingConfig,
    )
    assert ["MessagingSession"] == [s.sobjectType for s in queue.queueSobject]


def test_a_missing_component_reads_as_nothing(api):
    """One of two is there."""
    assert ["Care", None] == [q and q.fullName for q in api.Queue.read(["Care", "Nothing"])]


def test_settings_read_by_their_member(api):
    """Every switch with its value."""
    found = api.OmniChannelSettings.read(["OmniChannel"])

    assert (True, False) == (found.enableOmniChannel, found.enableOmniSkillsRouting)


def test_a_flow_reads_whole(api):
    """Nested structures through the vendor's WSDL."""
    flow = api.Flow.read(["Route"])

    assert ("Active", "RoutingFlow", "Route_Work") == (
        flow.status,
        flow.processType,
        flow.start.connector.targetReference,
    )
    assert "sfdc_livemessage" == flow.actionCalls[0].inputParameters[0].value.setupReference


def test_it_creates_changes_and_deletes_a_component(api, shared):
    """Synchronous calls with a result for each."""
    kind = api.QueueRoutingConfig
    given = {
        "fullName": "Soap",
        "label": "Most",
        "routingModel": "MOST_AVAILABLE",
        "routingPriority": 1,
        "capacityWeight": 1.0,
    }
    kind.create([kind(**given)])
    with pytest.raises(Exception, match="DUPLICATE_DEVELOPER_NAME"):
        kind.create([kind(**given)])
    kind.update([kind(**{**given, "label": "More"})])
    kind.upsert([kind(**{**given, "label": "Even more"})])
    label = shared.desk.one("SELECT MasterLabel FROM QueueRoutingConfig WHERE DeveloperName = 'Soap'")[
        "MasterLabel"
    ]
    kind.delete(["Soap"])

    assert "Even more" == label
    assert [] == shared.desk.query("SELECT Id FROM QueueRoutingConfig WHERE DeveloperName = 'Soap'")
    with pytest.raises(Exception, match="INVALID_CROSS_REFERENCE_KEY"):
        kind.delete(["Soap"])


def test_it_lists_components(api):
    """Names and who made them, three types at once."""
    query = api._client.get_type("ns0:ListMetadataQuery")

    found = api.list_metadata([query(type=t) for t in ("Queue", "Flow", "CustomObject")])
    with pytest.raises(Exception, match="record limit reached"):
        api.list_metadata([query(type="Queue")] * 4)

    assert {("Queue", "Care"), ("Flow", "Route"), ("CustomObject", "Infobip_Event__e")} == {
        (f.type, f.fullName) for f in found
    }
    assert {"Alma Admin"} == {f.createdByName for f in found}


def test_it_describes_the_types(api):
    """Folders and suffixes."""
    found = {o.xmlName: (o.directoryName, o.suffix) for o in api.describe_metadata().metadataObjects}

    assert ("queues", "queue") == found["Queue"]
    assert ("extlClntAppGlobalOauthSets", "ecaGlblOauth") == found["ExtlClntAppGlobalOauthSettings"]


def test_it_retrieves_a_package(api, shared):
    """What was deployed comes back and deploys again without a change."""
    wanted = {
        "Queue": ["Care"],
        "QueueRoutingConfig": ["Most"],
        "CustomObject": ["Infobip_Event__e"],
    }

    id_, _ = api.retrieve("", unpackaged=wanted)
    state, error, messages, content = api.retrieve_zip(id_)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {n: archive.read(n).decode() for n in archive.namelist()}
    assert ("Succeeded", None, []) == (state, error, messages)
    assert {
        "package.xml",
        "queues/Care.queue",
        "queueRoutingConfigs/Most.queueRoutingConfig",
        "objects/Infobip_Event__e.object",
    } == set(files)
    again = shared.desk.deploy(files)
    assert ("Succeeded", [False] * 3) == (
        again["status"],
        [m["changed"] for m in again["details"]["componentSuccesses"]],
    )


def test_too_many_names_are_a_fault(api):
    """Ten in one call."""
    with pytest.raises(Exception, match="cannot submit more than 10 records"):
        api.Queue.read([f"Q{i}" for i in range(11)])


def test_an_ended_session_is_a_fault(client, served, tmp_path):
    """A status of 500, which the client raises."""
    served.desk.operate("expire-sessions")

    with pytest.raises(exceptions.SalesforceError, match="INVALID_SESSION_ID"):
        deploy(client, tmp_path, EVERYTHING)


def test_the_tooling_api_is_reached(client, served):
    """Through the client's own method."""
    served.desk.deploy(EVERYTHING)

    found = client.toolingexecute("query?q=SELECT+Status+FROM+Flow")

    assert "Active" == found["records"][0]["Status"]


def test_a_flow_deployed_again_is_version_2(client, served, tmp_path):
    """The first one is obsolete."""
    for _ in range(2):
        deploy(client, tmp_path, EVERYTHING)

    found = client.toolingexecute("query?q=SELECT+VersionNumber,Status+FROM+Flow+ORDER+BY+VersionNumber")
    assert [(1, "Obsolete"), (2, "Active")] == [(r["VersionNumber"], r["Status"]) for r in found["records"]]


def test_a_queue_deployed_again_loses_its_members(client, served, tmp_path):
    """Its file has none."""
    deploy(client, tmp_path, EVERYTHING)
    queue, user = (client.query(f"SELECT Id FROM {n}")["records"][0]["Id"] for n in ("Group", "User"))
    client.GroupMember.create({"GroupId": queue, "UserOrGroupId": user})
    before = client.query("SELECT Id FROM GroupMember")["totalSize"]
    deploy(client, tmp_path, EVERYTHING)

    assert (1, 0) == (before, client.query("SELECT Id FROM GroupMember")["totalSize"])
