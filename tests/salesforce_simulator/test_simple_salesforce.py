"""simple-salesforce, unmodified, over TLS: login, query, rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from simple_salesforce import Salesforce, SalesforceLogin, exceptions

from msgops_salesforce.simulator import auth
from salesforce_simulator.documents import EVERYTHING


def _login(served, **more):
    given = {
        "username": auth.USERNAME,
        "consumer_key": auth.CONSUMER_KEY,
        "privatekey": served.private_pem,
        "session": served.session(),
        "version": "66.0",
    }
    return Salesforce(**{**given, **more})


def test_it_logs_in_with_a_signed_assertion(served):
    """JWT bearer: the expiry is sent as digits, the answer names another host than the one logged in to."""
    client = _login(served)

    assert client.query("SELECT Name FROM Organization")["records"][0]["Name"] == "Acme"


def test_it_logs_in_with_client_credentials(served):
    """Key and secret by HTTP Basic, on the org's own domain."""
    client = Salesforce(
        consumer_key=auth.CONSUMER_KEY,
        consumer_secret=auth.CONSUMER_SECRET,
        domain="acme.my",
        session=served.session(),
    )

    assert client.query("SELECT Id FROM User WHERE Username = 'admin@acme.example'")["totalSize"] == 1


def test_an_unknown_user_is_not_logged_in(served):
    """The refusal reaches the client as its own error."""
    with (
        pytest.warns(UserWarning, match="may need to authorize"),
        pytest.raises(exceptions.SalesforceAuthenticationFailed, match="invalid_grant"),
    ):
        _login(served, username="nobody@acme.example")


def test_a_foreign_key_does_not_log_in(served):
    """A signature of another key is refused."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(exceptions.SalesforceAuthenticationFailed, match="invalid assertion"):
        _login(served, privatekey=other.decode())


def test_it_creates_reads_changes_and_deletes_a_row(served):
    """A queue lives through the client's own methods."""
    client = _login(served)

    made = client.Group.create({"Name": "Care", "DeveloperName": "Care", "Type": "Queue"})
    client.Group.update(made["id"], {"Name": "Customer care"})
    read = client.Group.get(made["id"])
    client.Group.delete(made["id"])

    assert (True, 18) == (made["success"], len(made["id"]))
    assert ("Customer care", "Queue") == (read["Name"], read["Type"])
    with pytest.raises(exceptions.SalesforceResourceNotFound):
        client.Group.get(made["id"])


def test_it_reads_more_rows_than_fit_a_page(served):
    """2,500 rows come in two pages, and the client follows."""
    rows = [{"Name": f"Account {i}"} for i in range(2500)]
    org = served.desk
    for row in rows:
        org.make("Account", **row)
    client = _login(served)

    assert 2500 == len(client.query_all("SELECT Name FROM Account")["records"])
    assert 2500 == len(list(client.query_all_iter("SELECT Name FROM Account")))


def test_a_double_is_refused_with_its_code(served):
    """The client shows status and body of the refusal."""
    client = _login(served)
    client.Group.create({"Name": "Care", "DeveloperName": "Care", "Type": "Queue"})

    with pytest.raises(exceptions.SalesforceMalformedRequest, match="DUPLICATE_VALUE"):
        client.Group.create({"Name": "Care", "DeveloperName": "Care", "Type": "Queue"})


def test_a_create_only_column_is_refused(served):
    """The type of a group is set once."""
    client = _login(served)
    made = client.Group.create({"Name": "Care", "DeveloperName": "Care", "Type": "Queue"})

    with pytest.raises(exceptions.SalesforceMalformedRequest, match="INVALID_FIELD_FOR_INSERT_UPDATE"):
        client.Group.update(made["id"], {"Type": "Regular"})


def test_an_old_session_is_told_so(served):
    """401 with the code by which the client logs in anew."""
    token, instance = SalesforceLogin(
        username=auth.USERNAME,
        consumer_key=auth.CONSUMER_KEY,
        privatekey=served.private_pem,
        session=served.session(),
    )
    served.desk.simulator.world.table("sessions").clear()
    client = Salesforce(session_id=token, instance=instance, session=served.session())

    with pytest.raises(exceptions.SalesforceExpiredSession, match="INVALID_SESSION_ID"):
        client.query("SELECT Id FROM User")


def test_the_clients_call_counter_reads_the_limit_header(served):
    """Used calls and the day's maximum."""
    client = _login(served)
    client.query("SELECT Id FROM User")

    used, total = client.api_usage["api-usage"]
    assert (True, 100_000) == (0 < used < 100, total)


def test_it_describes_an_object(served):
    """Columns with what may be done to them."""
    fields = {f["name"]: f for f in _login(served).Group.describe()["fields"]}

    assert (True, False) == (fields["Type"]["createable"], fields["Type"]["updateable"])


def test_a_graph_that_fails_leaves_nothing(served):
    """Sent with the client's `restful`: it has no call of its own."""
    client, base = _login(served), "/services/data/v66.0/sobjects"
    requests = [
        {
            "method": "POST",
            "url": f"{base}/Group",
            "referenceId": "q",
            "body": {"Name": "Care", "DeveloperName": "Care", "Type": "Queue"},
        },
        {
            "method": "POST",
            "url": f"{base}/QueueSobject",
            "referenceId": "s",
            "body": {"QueueId": "@{q.id}", "SobjectType": "Nothing"},
        },
    ]
    graphs = {"graphs": [{"graphId": "one", "compositeRequest": requests}]}
    answer = client.restful("composite/graph", method="POST", json=graphs)

    assert [False] == [g["isSuccessful"] for g in answer["graphs"]]
    assert 0 == client.query("SELECT Id FROM Group")["totalSize"]


def test_the_last_call_of_the_day_is_told(served):
    """As a refusal, with its code."""
    client = _login(served)
    served.desk.operate("knobs", {"daily_calls": 1})

    with pytest.raises(exceptions.SalesforceRefusedRequest, match="REQUEST_LIMIT_EXCEEDED"):
        client.query("SELECT Id FROM User")


def test_a_session_that_ends_is_opened_again(served):
    """The client logs in once more and repeats the call."""
    client = _login(served)
    served.desk.operate("expire-sessions")

    assert 1 == client.query("SELECT Id FROM Organization")["totalSize"]


def test_a_change_by_another_moves_the_date(served):
    """LastModifiedDate, and who it was."""
    client = _login(served)
    made = client.Group.create({"Name": "Care", "DeveloperName": "Care", "Type": "Queue"})["id"]
    soql = "SELECT LastModifiedDate, LastModifiedBy.Name FROM Group"
    before = client.query(soql)["records"][0]
    served.desk.simulator.world.offset += timedelta(seconds=2)
    served.desk.operate("row", {"type": "Group", "id": made, "values": {"Name": "Changed"}})
    after = client.query(soql)["records"][0]

    assert before["LastModifiedDate"] < after["LastModifiedDate"]
    assert "Olga Operator" == after["LastModifiedBy"]["Name"]


def test_the_routing_matrix_is_enforced(served):
    """Six rows: a queue without, a flow with a fallback; a user not at all."""
    client, org = _login(served), served.desk
    org.deploy(EVERYTHING)
    org.operate("channel", {"name": "Care", "label": "Care", "accept_terms": True})
    channel, queue, user = (
        org.query(f"SELECT Id FROM {n}")[0]["Id"] for n in ("MessagingChannel", "Group", "User")
    )
    flow = org.one("SELECT DurableId FROM FlowDefinitionView")["DurableId"]
    seen = []
    for handler, fallback in (
        (queue, None),
        (queue, queue),
        (flow, queue),
        (flow, None),
        (user, queue),
        (user, None),
    ):
        try:
            client.MessagingChannel.update(
                channel, {"SessionHandlerId": handler, "FallbackQueueId": fallback}
            )
            seen.append("ok")
        except exceptions.SalesforceMalformedRequest as error:
            seen.append(error.content[0]["message"])

    assert [
        "ok",
        "UnsupportedFallbackQueue",
        "ok",
        "A Fallback Queue must be specified when selecting a Flow routing method.",
        "UnsupportedFallbackQueue",
        "NoRoutingConfigDefined",
    ] == seen
