"""simple-salesforce, unmodified, over TLS: login, query, rows."""

from __future__ import annotations

import pytest
from simple_salesforce import Salesforce, SalesforceLogin, exceptions

from msgops_salesforce.simulator import auth


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
