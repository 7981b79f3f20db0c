"""The client: three systems behind one account, the conventions of each, and what must never be sent where."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime

import httpx
import pytest

from fusion.bench import bench, live, page, queue
from msgops.model.secret import Secret
from msgops.sdk.errors import Denied, Refused
from msgops_fusion import adf, scim
from msgops_fusion.account import Account, connect
from msgops_fusion.faults import read_fault
from msgops_fusion.signing import Signer
from msgops_fusion.simulator import keys

POD, DOMAIN = "https://pod.fa.us2.oraclecloud.com", "https://idcs-1.identity.oraclecloud.com"
ASSISTANT = "https://digitalassistant-api.us-ashburn-1.oci.oraclecloud.com"
PLAIN = {
    "pod_url": POD,
    "username": "admin",
    "domain_url": DOMAIN,
    "client_id": "tool",
    "assistant_url": ASSISTANT,
    "assistant_instance": "ocid1.odainstance.oc1..x",
    "oci_tenancy": "ocid1.tenancy.oc1..t",
    "oci_user": "ocid1.user.oc1..u",
    "oci_fingerprint": "aa:bb",
}
SECRETS = {"password": "pod-password", "client_secret": "client-secret"}


class Cloud(httpx.AsyncBaseTransport):
    """Answers everything, issues numbered tokens, and remembers what it was sent."""

    def __init__(self, answers=()):
        self.seen, self.answers, self.tokens = [], dict(answers), 0

    async def handle_async_request(self, request):
        await request.aread()
        self.seen.append(request)
        if request.url.path == "/oauth2/v1/token":
            self.tokens += 1
            return httpx.Response(200, json={"access_token": f"t{self.tokens}", "expires_in": 3600})
        answer = self.answers.get(request.url.path, {"items": [], "Resources": [], "totalResults": 0})
        answer = answer(request) if callable(answer) else answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


def _settings(**more):
    resolved = {**SECRETS, "oci_private_key": keys.private_line()}
    found = {**PLAIN, **{n: f"${{env:{n.upper()}}}" for n in resolved}, **more}
    checked = Account.model_validate({k: v for k, v in found.items() if v is not None})
    opened = {n: Secret(n).with_value(v) for n, v in resolved.items() if getattr(checked, n) is not None}
    return checked.model_copy(update=opened)


def _run(cloud, work, **settings):
    async def main():
        session = connect(_settings(**settings), transport=cloud)
        try:
            return await work(session.writer())
        finally:
            await session.close()

    return asyncio.run(main())


def _last(cloud, path):
    return next(r for r in reversed(cloud.seen) if r.url.path == path)


def test_each_system_gets_its_own_credentials_at_its_own_host():
    """Basic for the pod, a bearer for the domain, a signature for Digital Assistant; none of them elsewhere."""
    cloud = Cloud()

    async def work(write):
        await write.get(f"{adf.CRM}/queues")
        await write.get("/admin/v1/Apps", {"attributes": "displayName"})
        await write.get("/20190506/odaInstances/x/channels", {"type": "OSVC"})

    _run(cloud, work)

    by_host = {
        r.url.host: r.headers["authorization"].partition(" ")
        for r in cloud.seen
        if "oauth2" not in r.url.path
    }
    assert ("Basic", " ", base64.b64encode(b"admin:pod-password").decode()) == by_host[httpx.URL(POD).host]
    assert ("Bearer", " ", "t1") == by_host[httpx.URL(DOMAIN).host]
    assert "Signature" == by_host[httpx.URL(ASSISTANT).host][0]
    token = _last(cloud, "/oauth2/v1/token")
    assert httpx.URL(DOMAIN).host == token.url.host
    assert "Basic " + base64.b64encode(b"tool:client-secret").decode() == token.headers["authorization"]
    assert b"grant_type=client_credentials&scope=urn%3Aopc%3Aidm%3A__myscopes__" == token.content


def test_a_pod_may_take_tokens_of_the_domain():
    """Another one than the domain's own API does, with the scope of the pod."""
    cloud = Cloud()

    async def work(write):
        await write.get(f"{adf.CRM}/queues")
        await write.get("/admin/v1/Apps", {"attributes": "displayName"})

    scope = "urn:opc:resource:fa:instanceid=1urn:opc:resource:consumer::all"
    _run(cloud, work, sign_in="oauth2", pod_scope=scope, username=None, password=None)

    asked = [r.content.decode() for r in cloud.seen if "oauth2" in r.url.path]
    assert ["instanceid" in a for a in asked] == [True, False]
    used = [r.headers["authorization"] for r in cloud.seen if "oauth2" not in r.url.path]
    assert ["Bearer t1", "Bearer t2"] == used


def test_without_a_client_the_domain_takes_the_api_key():
    """The signature covers date, target and host, of a write its body too; the key of another pair does not verify."""
    cloud = Cloud({"/admin/v1/Apps": {"id": "x"}})

    async def work(write):
        await scim.create(write, "Apps", "App", {"displayName": "x"})

    _run(cloud, work, client_id=None, client_secret=None)

    header = _last(cloud, "/admin/v1/Apps").headers["authorization"]
    assert 'keyId="ocid1.tenancy.oc1..t/ocid1.user.oc1..u/aa:bb",algorithm="rsa-sha256"' in header
    assert 'headers="date (request-target) host content-length content-type x-content-sha256"' in header


def test_a_signature_verifies_with_the_public_key():
    """RSA-SHA256 of exactly the headers that it names."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    found = Signer("a/b/c", keys.private_line()).headers("GET", "/p?q=1", {"host": "h"}, b"", now)

    signature = base64.b64decode(found["authorization"].rpartition('signature="')[2].rstrip('"'))
    text = b"date: Fri, 02 Jan 2026 03:04:05 GMT\n(request-target): get /p?q=1\nhost: h"
    keys._pair().public_key().verify(signature, text, padding.PKCS1v15(), hashes.SHA256())


def test_a_key_that_is_none_is_told_without_its_text():
    """The account is to blame, and the key stays where it is."""
    with pytest.raises(Denied, match="no RSA key") as refused:
        Signer("a/b/c", "not-a-key").headers("GET", "/", {"host": "h"}, b"", datetime.now(UTC))
    assert "not-a-key" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": None}, "username and password belong together"),
        ({"oci_user": None}, "belong together"),
        ({"username": None, "password": None}, "sign_in: oauth2"),
        ({"sign_in": "oauth2"}, "pod_scope"),
        ({"domain_url": None}, "client_id needs domain_url"),
    ],
)
def test_half_an_account_is_refused(change, words):
    """At validation, with what is missing."""
    with pytest.raises(ValueError, match=words):
        _settings(**change)


def test_the_grammar_of_queries_is_that_of_framework_version_four():
    """Every call of the pod says so; writes have the media type of ADF, errors may come as JSON."""
    cloud = Cloud()

    async def work(write):
        await adf.rows(write, f"{adf.CRM}/queues", order="QueueId", q=adf.among("QueueName", ["O'Hara", "A"]))
        await write.send("PATCH", f"{adf.CRM}/queues/1", {"EnabledFlag": False}, headers={"If-Match": '"x"'})

    _run(cloud, work)

    read, write = cloud.seen
    assert "4" == read.headers["rest-framework-version"]
    assert "QueueName='A' or QueueName='O''Hara'" == read.url.params["q"]
    assert "application/json, application/vnd.oracle.adf.error+json" == read.headers["accept"]
    assert "application/vnd.oracle.adf.resourceitem+json" == write.headers["content-type"]
    assert '"x"' == write.headers["if-match"]


def test_pages_end_with_a_short_one_whatever_has_more_says():
    """The pod may give fewer than were asked for, and lies about more."""
    rows = [{"QueueId": n} for n in range(7)]

    def three(request):
        start = int(request.url.params["offset"])
        return {"items": rows[start : start + 3], "limit": 3, "hasMore": True, "count": 3}

    cloud = Cloud({f"{adf.CRM}/queues": three})

    found = _run(cloud, lambda write: adf.rows(write, f"{adf.CRM}/queues", order="QueueId"))

    assert rows == found
    assert ["0", "3", "6"] == [r.url.params["offset"] for r in cloud.seen]


def test_lists_of_the_domain_go_on_by_index():
    """Until as many are there as the answer says."""

    def two(request):
        start = int(request.url.params["startIndex"]) - 1
        return {"Resources": [{"id": str(n)} for n in range(start, min(start + 2, 5))], "totalResults": 5}

    cloud = Cloud({"/admin/v1/Apps": two})

    found = _run(cloud, lambda write: scim.rows(write, "Apps", ("displayName",), where='active eq "x"'))

    assert list("01234") == [r["id"] for r in found]
    assert ["1", "3", "5"] == [r.url.params["startIndex"] for r in cloud.seen if "Apps" in r.url.path]


def test_the_link_of_a_row_names_its_path_and_never_its_host():
    """A link that leads elsewhere is no place for credentials."""
    otherwise = f"{adf.CRM}/smartTexts/1"

    def row(href):
        return {"links": [{"rel": "self", "href": href}]}

    assert f"{adf.CRM}/smartTexts/000200AB" == adf.place(
        row(f"{POD}{adf.CRM}/smartTexts/000200AB"), otherwise
    )
    for href in ("https://evil.example/x", f"{POD}/admin/v1/Apps/1", f"{adf.CRM}/../x", ""):
        assert otherwise == adf.place(row(href), otherwise)


@pytest.mark.parametrize("value", [True, "Y", "true", "y", False, "N", "false", "", None])
def test_flags_are_read_however_they_are_written(value):
    """Booleans, letters, words; nothing stays nothing."""
    assert (None if value is None else value in (True, "Y", "true", "y")) == adf.flag(value)


def test_every_shape_of_a_refusal_is_read():
    """ADF with details, SCIM with its message id, OAuth with a hint, OCI, and one that says nothing."""
    extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
    adf_ = {
        "title": "Bad Request",
        "o:errorDetails": [{"detail": "JBO-27014: required", "o:errorCode": "27014"}],
    }
    scim_ = {"schemas": ["x"], "detail": "Missing", extension: {"messageId": "error.common"}}

    assert ("27014", "JBO-27014: required") == _said(400, adf_)
    assert ("error.common", "Missing") == _said(400, scim_)
    assert "not active" in read_fault(401, {"error": "invalid_client"}).hint
    assert ("NotAuthorized", "no") == _said(404, {"code": "NotAuthorized", "message": "no"})
    assert "plan again" in read_fault(412, adf_).hint
    assert read_fault(200, adf_) is None


def _said(status, body):
    found = read_fault(status, body)
    return found.code, found.text


def test_what_is_no_configuration_is_never_called():
    """Whole applications are not replaced, agents not moved, people not edited, nobody chats."""
    cloud = Cloud()

    async def work(write):
        for method, path in (
            ("PUT", "/admin/v1/Apps/1"),
            ("POST", f"{adf.CRM}/chatAuthenticate"),
            ("PATCH", f"{adf.CRM}/resourcePresences/1"),
            ("PATCH", "/hcmRestApi/scim/Users/1"),
        ):
            with pytest.raises(PermissionError):
                await write.send(method, path, {})

    _run(cloud, work)
    assert [] == cloud.seen


def test_a_row_that_somebody_changed_is_left_alone(tmp_path):
    """The ETag of the list is sent; what moved meanwhile is not overwritten, what only got another tag is."""
    workspace = bench(tmp_path)
    workspace.write([queue(label="Messages", number="Q1")])
    workspace.apply()
    (row,) = live(workspace, "queues")

    def patch(shown):
        async def work():
            with workspace._quiet():
                async with workspace.runtime().sessions(["fusion"]) as sessions:
                    path = f"{adf.CRM}/queues/{row['QueueId']}"
                    write = sessions["fusion"].writer()
                    known = {**await write.get(path), **shown}
                    row["ObjectVersionNumber"] = row.get("ObjectVersionNumber", 0) + 1
                    known["links"][0]["properties"]["changeIndicator"] = "older"
                    await adf.patch(write, path, known, {"QueueName": "Ours"})

        asyncio.run(work())

    with pytest.raises(Refused) as refused:
        patch({"QueueName": "As it was read"})
    assert 412 == refused.value.status
    patch({})
    assert "Ours" == live(workspace, "queues")[0]["QueueName"]


def test_an_attribute_that_this_pod_does_not_have_is_refused_before_the_write(tmp_path):
    """By its name, after a look at describe; a pod that describes nothing is believed."""
    path = f"{adf.CRM}/queues"
    described = {"Resources": {"queues": {"attributes": [{"name": "QueueName", "updatable": False}]}}}
    cloud = Cloud({f"{path}/describe": described})

    async def work(write):
        with pytest.raises(Refused, match="this pod has no Stripe there"):
            await adf.check(write, path, {"QueueName": "x", "Stripe": "y"})
        with pytest.raises(Refused, match="QueueName cannot be changed"):
            await adf.check(write, path, {"QueueName": "x"}, updating=True)

    _run(cloud, work)
    silent = Cloud({f"{path}/describe": httpx.Response(404, json={})})
    _run(silent, lambda write: adf.check(write, path, {"Anything": 1}))


def test_a_throttled_domain_is_asked_again(tmp_path):
    """429 comes without Retry-After."""
    workspace = bench(tmp_path)
    workspace.simulator.add_fault("GET", "/admin/v1/*", "429", 3, {})
    page(workspace, "knobs", audit_events=False)
    workspace.write([{"kind": "fusion.ConfidentialApp", "name": "x", "spec": {}}])

    assert 0 == workspace.apply()
    assert 0 == workspace.simulator.faults[0].times
    assert "x" in [a["displayName"] for a in live(workspace, "apps")]
