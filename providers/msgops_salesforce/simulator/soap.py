"""SOAP: the envelope, the session in its header, faults, the partner login (dossier A3, A10, D2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_salesforce.simulator import auth
from msgops_salesforce.simulator.api import declare
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.xml import (
    DECLARATION,
    ENVELOPE,
    INSTANCE,
    METADATA,
    PARTNER,
    BadXml,
    Node,
    parse,
    render,
)

Operation = Callable[[Call, Node], str]
"""Takes the request's element and returns the XML of the results."""
_FAULTS = {METADATA: METADATA, PARTNER: "urn:fault.partner.soap.sforce.com"}


def install(simulator: Simulator) -> None:
    """Declare both endpoints; the session is in the envelope, so the routes are public."""
    from msgops_salesforce.simulator.soap_metadata import OPERATIONS  # noqa: PLC0415  # they answer through this

    metadata = _endpoint(METADATA, OPERATIONS)
    for tail in ("", "/{more}", "/{more}/{id}"):
        declare(simulator, "POST", f"/services/Soap/m/{{version}}{tail}", metadata, public=True)
    partner = _endpoint(PARTNER, {"login": _login, "getUserInfo": _user_info, "logout": _logout})
    for tail in ("", "/{org}"):
        declare(simulator, "POST", f"/services/Soap/u/{{version}}{tail}", partner, public=True)


def _endpoint(namespace: str, operations: Mapping[str, Operation]) -> Callable[[Call], Reply]:
    def work(call: Call) -> Reply:
        try:
            envelope = parse(call.content)
            body = envelope.first("Body")
            if envelope.name != "Envelope" or body is None or not body.children:
                return _fault(namespace, "soapenv:Client", "The envelope has no body")
            request = body.children[0]
            operation = operations.get(request.name)
            if operation is None:
                message = f"No operation available for request {{{namespace}}}{request.name}"
                return _fault(namespace, "soapenv:Client", message)
            if request.name != "login":
                _enter(call, envelope)
            return _answer(namespace, request.name, operation(call, request))
        except BadXml as error:
            return _fault(namespace, "soapenv:Client", str(error))
        except Rejected as error:
            return _fault(namespace, f"sf:{error.code}", error.message)
        except Refusal:
            return _fault(namespace, "sf:UNKNOWN_EXCEPTION", "An unexpected error occurred")

    return work


def _enter(call: Call, envelope: Node) -> None:
    """The session is a header; tokens that are for REST alone are refused. [documented]"""
    token = envelope.value("Header", "SessionHeader", "sessionId")
    found = auth.session(call.world, token)
    if found["rest_only"]:
        raise Rejected("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader")
    call.actor = found["username"]


def _answer(namespace: str, name: str, results: str) -> Reply:
    """Wrap the results as the response of an operation."""
    body = f'<{name}Response xmlns="{namespace}">{results}</{name}Response>'
    return _envelope(200, f"<soapenv:Body>{body}</soapenv:Body>", namespace)


def _fault(namespace: str, code: str, message: str) -> Reply:
    """Faults have status 500; a partner's fault repeats its code in the detail. [documented]"""
    own = code.removeprefix("sf:")
    text = f"{own}: {message}" if code.startswith("sf:") else message
    detail = ""
    if namespace == PARTNER and code.startswith("sf:"):
        inner = render("sf:exceptionCode", own) + render("sf:exceptionMessage", message)
        detail = (
            f'<detail><sf:fault xmlns:xsi="{INSTANCE}" xsi:type="sf:LoginFault">{inner}</sf:fault></detail>'
        )
    fault = f"<soapenv:Fault>{render('faultcode', code)}{render('faultstring', text)}{detail}</soapenv:Fault>"
    return _envelope(500, f"<soapenv:Body>{fault}</soapenv:Body>", namespace)


def _envelope(status: int, inside: str, namespace: str) -> Reply:
    spaces = f'xmlns:soapenv="{ENVELOPE}" xmlns:xsi="{INSTANCE}" xmlns:sf="{_FAULTS[namespace]}"'
    text = f"{DECLARATION}<soapenv:Envelope {spaces}>{inside}</soapenv:Envelope>"
    return Reply(status, text.encode(), content_type="text/xml; charset=utf-8")


def _login(call: Call, request: Node) -> str:
    """User and password, the security token behind it; the client reads session and server. [documented]"""
    user = auth.by_password(call.world, request.value("username"), request.value("password"))
    if user is None:
        message = "Invalid username, password, security token; or user locked out."
        raise Rejected("INVALID_LOGIN", message)
    url, org = auth.instance_url(call), next(iter(call.world.table("Organization")))
    version = call.params["version"]
    return render(
        "result",
        {
            "metadataServerUrl": f"{url}/services/Soap/m/{version}/{org}",
            "passwordExpired": False,
            "sandbox": False,
            "serverUrl": f"{url}/services/Soap/u/{version}/{org}",
            "sessionId": auth.open_session(call.world, user),
            "userId": user["Id"],
            "userInfo": _info(call.world.table("Organization")[org], user),
        },
    )


def _info(org: Mapping[str, Any], user: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "organizationId": org["Id"],
        "organizationName": org["Name"],
        "profileId": user["ProfileId"],
        "userEmail": user["Email"],
        "userFullName": user["Name"],
        "userId": user["Id"],
        "userLanguage": "en_US",
        "userLocale": "en_US",
        "userName": user["Username"],
        "userTimeZone": "Europe/London",
        "userType": "Standard",
    }


def _user_info(call: Call, request: Node) -> str:
    del request
    org, user = next(iter(call.world.table("Organization").values())), Org.of(call)
    found = user.get("User", user.user) or {}
    return render("result", _info(org, found))


def _logout(call: Call, request: Node) -> str:
    del request
    sessions = call.world.table("sessions")
    for token in [t for t, s in sessions.items() if s["username"] == call.actor]:
        del sessions[token]
    return ""
