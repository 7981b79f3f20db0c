"""Who may log in: connected apps and external client apps, deployed and used."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlencode

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from msgops_salesforce.simulator import auth, keys
from salesforce_simulator.documents import NS, deletes, manifest

APP = "Infobip_ConnectedApp1"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@cache
def certificate():
    """Return a private key and a certificate of it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "infobip")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


def files(
    *, policy="AdminApprovedPreAuthorized", profile="Admin", scopes="Api, RefreshToken, Interaction", more=""
):
    """Return the documents of an external client app."""
    child = f"<externalClientApplication>{APP}</externalClientApplication>"
    return {
        "package.xml": manifest(
            ExternalClientApplication=APP,
            ExtlClntAppOauthSettings=f"{APP}_oauth",
            ExtlClntAppGlobalOauthSettings=f"{APP}_glbl",
            ExtlClntAppOauthConfigurablePolicies=f"{APP}_plcy",
        ),
        f"externalClientApps/{APP}.eca": f"<ExternalClientApplication {NS}><contactEmail>ops@example.com</contactEmail><distributionState>Local</distributionState><label>Infobip ConnectedApp1</label></ExternalClientApplication>",
        f"extlClntAppOauthSettings/{APP}_oauth.ecaOauth": f"<ExtlClntAppOauthSettings {NS}><commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes>{child}<label>o</label></ExtlClntAppOauthSettings>",
        f"extlClntAppGlobalOauthSets/{APP}_glbl.ecaGlblOauth": f"<ExtlClntAppGlobalOauthSettings {NS}><callbackUrl>https://login.salesforce.com</callbackUrl><certificate>{certificate()[1]}</certificate>{child}<label>g</label>{more}</ExtlClntAppGlobalOauthSettings>",
        f"extlClntAppOauthPolicies/{APP}_plcy.ecaOauthPlcy": f"<ExtlClntAppOauthConfigurablePolicies {NS}><commaSeparatedProfile>{profile}</commaSeparatedProfile>{child}<label>p</label><permittedUsersPolicyType>{policy}</permittedUsersPolicyType></ExtlClntAppOauthConfigurablePolicies>",
    }


def key_of(org):
    return org.get(f"apps/oauth/credentials/{APP}?part=key").body["consumerKey"]


def token(org, form, **headers):
    return org.post("/services/oauth2/token", urlencode(form).encode(), **headers)


def login(org, key, private, **claims):
    now = org.simulator.world.now()
    given = {
        "iss": key,
        "sub": auth.USERNAME,
        "aud": "https://login.salesforce.com",
        "exp": int((now + timedelta(minutes=3)).timestamp()),
        **claims,
    }
    return token(org, {"grant_type": BEARER, "assertion": jwt.encode(given, private, algorithm="RS256")})


def test_a_deployed_app_lets_its_users_in(org):
    """The certificate of the document checks the signature; the scopes are the document's."""
    assert "Succeeded" == org.deploy(files())["status"]

    answer = login(org, key_of(org), certificate()[0])

    assert (200, "Bearer", "api refresh_token interaction_api") == (
        answer.status,
        answer.body["token_type"],
        answer.body["scope"],
    )
    organization, user = answer.body["id"].split("/")[-2:]
    assert organization == org.one("SELECT Id FROM Organization")["Id"]
    assert user == org.one(f"SELECT Id FROM User WHERE Username = '{auth.USERNAME}'")["Id"]
    read = org.get("limits", authorization=f"Bearer {answer.body['access_token']}")
    assert 200 == read.status


@pytest.mark.parametrize(
    ("documents", "error", "description"),
    [
        ({"policy": "AllSelfAuthorized"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"profile": "Standard"}, "invalid_app_access", "user is not admin approved to access this app"),
        ({"scopes": "RefreshToken"}, "invalid_scope", "the app has no standard scope"),
    ],
)
def test_an_app_that_is_not_for_a_user_lets_nobody_in(org, documents, error, description):
    """Policy, profile, scopes."""
    org.deploy(files(**documents))
    answer = login(org, key_of(org), certificate()[0])

    assert (400, {"error": error, "error_description": description}) == (answer.status, answer.body)


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"aud": "https://example.com"}, "audience is invalid"),
        ({"exp": 1}, "expired authorization code"),
        ({"exp": "soon"}, "expired authorization code"),
        ({"sub": "nobody@acme.example"}, "user hasn't approved this consumer"),
    ],
)
def test_a_wrong_claim_is_told(org, claims, description):
    """Audience, time, user."""
    assert (
        description == login(org, auth.CONSUMER_KEY, keys.private_pem(), **claims).body["error_description"]
    )


@pytest.mark.parametrize("factor", [1, 1000])
@pytest.mark.parametrize("kind", [int, str])
def test_a_time_is_read_in_every_form(org, factor, kind):
    """Seconds or milliseconds, a number or digits."""
    ahead = (org.simulator.world.now() + timedelta(minutes=3)).timestamp()

    # The library that signs insists on a number; the text is signed as it is.
    head = base64.urlsafe_b64encode(b'{"alg":"RS256"}').rstrip(b"=")
    text = kind(int(ahead * factor))
    claims = f'{{"iss":"{auth.CONSUMER_KEY}","sub":"{auth.USERNAME}","aud":"https://test.salesforce.com","exp":{text!r}}}'
    body = base64.urlsafe_b64encode(claims.replace("'", '"').encode()).rstrip(b"=")
    key = serialization.load_pem_private_key(keys.private_pem().encode(), None)
    from cryptography.hazmat.primitives.asymmetric import padding

    signature = key.sign(head + b"." + body, padding.PKCS1v15(), hashes.SHA256())
    assertion = b".".join([head, body, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()

    assert 200 == token(org, {"grant_type": BEARER, "assertion": assertion}).status


@pytest.mark.parametrize("assertion", ["", "a.b.c", "..", "e30.e30.e30"])
def test_what_is_no_assertion_is_refused(org, assertion):
    """Whatever it is."""
    assert "invalid_grant" == token(org, {"grant_type": BEARER, "assertion": assertion}).body["error"]


def test_an_unsigned_assertion_is_refused(org):
    """The algorithm `none` is no algorithm."""
    claims = {
        "iss": auth.CONSUMER_KEY,
        "sub": auth.USERNAME,
        "aud": "https://login.salesforce.com",
        "exp": 99999999999,
    }
    assertion = jwt.encode(claims, None, algorithm="none")

    assert (
        "invalid assertion"
        == token(org, {"grant_type": BEARER, "assertion": assertion}).body["error_description"]
    )


def test_client_credentials_need_the_orgs_own_host(org):
    """Not login.salesforce.com."""
    form = {
        "grant_type": "client_credentials",
        "client_id": auth.CONSUMER_KEY,
        "client_secret": auth.CONSUMER_SECRET,
    }

    assert 200 == token(org, form, host="acme.my.salesforce.com").status
    assert 400 == token(org, form, host="login.salesforce.com").status
    assert "invalid_client" == token(org, {**form, "client_secret": "wrong"}).body["error"]


def test_a_token_ends(org):
    """After two hours, or revoked."""
    answer = token(
        org,
        {
            "grant_type": "client_credentials",
            "client_id": auth.CONSUMER_KEY,
            "client_secret": auth.CONSUMER_SECRET,
        },
    )
    header = {"authorization": f"Bearer {answer.body['access_token']}"}
    first = org.get("limits", **header).status
    who = org.get("/services/oauth2/userinfo", **header).body["preferred_username"]
    org.simulator.world.offset += timedelta(hours=3)

    late = org.get("limits", **header)
    assert (200, auth.USERNAME) == (first, who)
    assert (401, "INVALID_SESSION_ID") == (late.status, late.code)
    form = urlencode({"token": answer.body["access_token"]}).encode()
    assert [200, 400] == [org.post("/services/oauth2/revoke", form).status for _ in range(2)]


def test_the_secret_is_given_where_a_setting_lets_it(org):
    """403 until then."""
    org.deploy(files())
    path = f"apps/oauth/credentials/{APP}?part=keyandsecret"
    refused = org.get(path)
    org.operate("feature", {"name": "SecretAccess", "on": True})

    assert (403, "INSUFFICIENT_ACCESS") == (refused.status, refused.code)
    assert {"consumerKey", "consumerSecret"} == set(org.get(path).body)
    assert 404 == org.get("apps/oauth/credentials/Nobody?part=key").status


def test_a_rotation_is_a_warning(org):
    """On every deploy that asks for it, and only where warnings are ignored."""
    org.deploy(files())
    before = key_of(org)
    rotating = files(more="<shouldRotateConsumerKey>true</shouldRotateConsumerKey>")

    refused, first = org.deploy(rotating)["status"], key_of(org)
    done, second = org.deploy(rotating, ignoreWarnings=True)["status"], key_of(org)

    assert ("Failed", True) == (refused, first == before)
    assert ("Succeeded", False) == (done, second == before)
    assert "invalid_client_id" == login(org, before, certificate()[0]).body["error"]


def test_a_deploy_without_key_and_certificate_keeps_them(org):
    """They are written, not read."""
    org.deploy(files())
    before = key_of(org)
    again = org.deploy(files())

    assert before == key_of(org)
    assert [False] * 4 == [m["changed"] for m in again["details"]["componentSuccesses"]]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            (f"<externalClientApplication>{APP}<", "<externalClientApplication>Nobody<"),
            "INVALID_CROSS_REFERENCE_KEY",
        ),
        (("Api, RefreshToken", "Api, Nothing"), "Unknown OAuth scope: Nothing"),
        (("-----BEGIN CERTIFICATE-----", "-----BEGIN NOTHING-----"), "not a PEM certificate"),
    ],
)
def test_a_bad_document_of_an_app_is_refused(org, change, problem):
    """App, scopes, certificate."""
    documents = {n: t.replace(*change) if n != "package.xml" else t for n, t in files().items()}
    found = org.deploy(documents)["details"]["componentFailures"]

    assert problem in found[0]["problem"]


def test_an_app_goes_after_its_documents(org):
    """All of them in one package, whatever their order there."""
    org.deploy(files())
    key = key_of(org)
    children = {
        "ExtlClntAppOauthSettings": f"{APP}_oauth",
        "ExtlClntAppGlobalOauthSettings": f"{APP}_glbl",
        "ExtlClntAppOauthConfigurablePolicies": f"{APP}_plcy",
    }

    alone = org.deploy(deletes(ExternalClientApplication=APP))["status"]
    together = org.deploy(deletes(ExternalClientApplication=APP, **children))["status"]

    assert ("Failed", "Succeeded") == (alone, together)
    assert "invalid_client_id" == login(org, key, certificate()[0]).body["error"]


CONNECTED = {
    "package.xml": manifest(ConnectedApp="Infobip_App"),
    "connectedApps/Infobip_App.connectedApp": f"<ConnectedApp {NS}><contactEmail>ops@example.com</contactEmail><label>Infobip App</label><oauthConfig><callbackUrl>https://login.salesforce.com</callbackUrl><consumerKey>3MVG9customer</consumerKey><isAdminApproved>true</isAdminApproved><scopes>Api</scopes></oauthConfig><profileName>Admin</profileName></ConnectedApp>",
}


def test_a_connected_app_is_made_once_a_person_allows_it(org):
    """The toggle has no field; its key never changes, its secret never comes back."""
    refused = org.deploy(CONNECTED)
    org.operate("feature", {"name": "ConnectedAppCreation", "on": True})
    done = org.deploy(CONNECTED)
    other = {n: t.replace("3MVG9customer", "3MVG9another") for n, t in CONNECTED.items()}

    assert ("Failed", "Succeeded") == (refused["status"], done["status"])
    assert "can't be changed" in org.deploy(other)["details"]["componentFailures"][0]["problem"]
    assert [{"Name": "Infobip App"}] == org.query("SELECT Name FROM ConnectedApplication")


def test_access_to_an_app_is_granted_by_a_row(org):
    """A permission set and the app; a second time it is there."""
    org.deploy(files())
    app = org.one("SELECT Id FROM ExternalClientApplication")["Id"]
    set_ = org.make("PermissionSet", Name="Apps", Label="Apps")
    row = {"ParentId": set_, "SetupEntityId": app}

    assert 201 == org.post("sobjects/SetupEntityAccess", row).status
    assert "DUPLICATE_VALUE" == org.post("sobjects/SetupEntityAccess", row).code
    assert (
        "ExternalClientApplication"
        == org.one("SELECT SetupEntityType FROM SetupEntityAccess")["SetupEntityType"]
    )


def test_the_operators_actions_are_not_for_clients(org):
    """404 for whoever does not come through the control API."""
    assert 404 == org.post("/_operator/knobs", {"locks": 1}, authorization="Bearer nothing").status
