"""SOAP without a client: login, faults, hostile envelopes."""

from __future__ import annotations

import pytest
from simple_salesforce import Salesforce, exceptions

from msgops_salesforce.simulator import auth
from msgops_salesforce.simulator.xml import parse

ENVELOPE = """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:met="http://soap.sforce.com/2006/04/metadata"><soapenv:Header><met:SessionHeader>
 <met:sessionId>{session}</met:sessionId></met:SessionHeader></soapenv:Header>
 <soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"""


def send(org, body, session=None, path="/services/Soap/m/66.0"):
    if session is None:
        user = org.one(f"SELECT Id, Username FROM User WHERE Username = '{auth.USERNAME}'")
        session = auth.open_session(org.simulator.world, user)
    return org.post(path, ENVELOPE.format(session=session, body=body).encode())


def test_a_password_logs_in_over_tls(served):
    """simple-salesforce with user, password and security token."""
    client = Salesforce(
        username=auth.USERNAME, password=auth.PASSWORD, security_token="token", session=served.session()
    )

    assert 1 == client.query("SELECT Id FROM Organization")["totalSize"]


def test_a_wrong_password_is_told(served):
    """INVALID_LOGIN, where the client looks for it."""
    with pytest.raises(exceptions.SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
        Salesforce(username=auth.USERNAME, password="wrong", security_token="", session=served.session())


def test_without_a_session_there_is_a_fault(org):
    """Status 500, and the code."""
    answer = send(org, "<met:listMetadata/>", session="nothing")

    assert (500, "sf:INVALID_SESSION_ID") == (
        answer.status,
        parse(answer.body.encode()).value("Body", "Fault", "faultcode"),
    )


def test_a_token_for_rest_alone_is_refused(org):
    """JWT-based tokens work with REST only."""
    user = org.one("SELECT Id, Username FROM User WHERE Username = 'admin@acme.example'")
    token = auth.open_session(org.simulator.world, user, rest_only=True)

    assert "INVALID_SESSION_ID" in send(org, "<met:describeMetadata/>", session=token).body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<met:dance/>", "soapenv:Client"),
        ("", "soapenv:Client"),
        ("<met:readMetadata><met:type>Nothing</met:type></met:readMetadata>", "sf:INVALID_TYPE"),
        (
            "<met:checkDeployStatus><met:asyncProcessId>0Af</met:asyncProcessId></met:checkDeployStatus>",
            "sf:NOT_FOUND",
        ),
    ],
)
def test_what_cannot_be_done_is_a_fault(org, body, code):
    """With its code."""
    answer = send(org, body)

    assert (500, code) == (answer.status, parse(answer.body.encode()).value("Body", "Fault", "faultcode"))


def test_a_hostile_envelope_is_a_fault(org):
    """No entity is expanded, nothing is fetched."""
    text = '<!DOCTYPE x [<!ENTITY a "b">]>' + ENVELOPE.format(session="&a;", body="")

    assert "document type declaration" in org.post("/services/Soap/m/66.0", text.encode()).body


def test_elements_of_later_versions_stay_away(org):
    """A client of version 63 does not see what came with 64."""
    from salesforce_simulator.documents import EVERYTHING

    org.deploy(EVERYTHING)
    body = "<met:readMetadata><met:type>PermissionSet</met:type><met:fullNames>Presence</met:fullNames></met:readMetadata>"

    old, new = (send(org, body, path=f"/services/Soap/m/{v}").body for v in ("63.0", "66.0"))

    assert (False, True) == ("servicePresenceStatusAccesses" in old, "servicePresenceStatusAccesses" in new)
