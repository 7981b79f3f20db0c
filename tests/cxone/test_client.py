"""The client: signing in both ways, where tokens may go, versions, pages, and failures inside good answers."""

from __future__ import annotations

import asyncio
import base64
import json

import httpx
import pytest

from cxone.bench import CAMPAIGN, bench, live
from msgops.model.secret import Secret
from msgops.sdk.errors import Denied, ProviderError, Refused
from msgops_cxone.account import Account, connect, read_fault
from msgops_cxone.pages import BodyPage, PageSize, RowsIndex, SkipTop

TENANT = "11eb-tenant"


def _jwt(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.c2ln"


TOKEN = _jwt(tenantId=TENANT)
KEYS = {"access_key_id": "key-id", "access_key_secret": "key-secret="}
APP = {**KEYS, "client_id": "msgops@acme", "client_secret": "app-secret"}


class Nice(httpx.AsyncBaseTransport):
    """The vendor's hosts, as discovery names them."""

    def __init__(self, **configuration):
        self.seen = []
        self.configuration = {
            "api_endpoint": "https://api-eu1.niceincontact.com",
            "area": "eu1",
            "domain": "niceincontact.com",
            **configuration,
        }
        self.token_endpoint = "https://cxone.niceincontact.com/auth/token"
        self.answers = {}

    async def handle_async_request(self, request):
        await request.aread()
        self.seen.append(request)
        path = request.url.path
        if path in self.answers:
            return self.answers[path](request)
        if path.endswith("/token/access-key"):
            return httpx.Response(200, json={"access_token": TOKEN, "expires_in": 3600})
        found = {
            "/.well-known/openid-configuration": {"token_endpoint": self.token_endpoint},
            "/auth/token": {"access_token": TOKEN, "expires_in": 3600},
            "/.well-known/cxone-configuration": self.configuration,
        }
        return httpx.Response(200, json=found.get(path, {}))

    @property
    def urls(self):
        return [str(r.url) for r in self.seen]


def _session(nice, settings=None, **more):
    given = {**(settings or APP), **more}
    secrets = {k: Secret(k.upper()).with_value(v) for k, v in given.items() if k in APP}
    plain = {k: v for k, v in given.items() if k not in APP}
    return connect(Account.model_construct(**{**_defaults(), **plain, **secrets}), transport=nice)


def _defaults():
    checked = Account.model_validate(
        {k: f"${{env:{k.upper()}}}" for k in APP} | {"area_url": "https://na1.nice-incontact.com"}
    )
    return {**vars(checked), "client_id": None, "client_secret": None}


def _read(session, *paths):
    async def run():
        return [await session.reader().get(path) for path in paths]

    return asyncio.run(run())


def test_a_registered_application_signs_in_and_every_api_has_its_host():
    """Token endpoint, discovery, then the Admin API and the Digital API at the area's hosts."""
    nice = Nice()

    _read(
        _session(nice),
        "/incontactapi/services/v33.0/skills",
        "/dfo/3.0/channels",
        "/user-management/v1/users",
    )

    assert [
        "https://cxone.niceincontact.com/.well-known/openid-configuration",
        "https://cxone.niceincontact.com/auth/token",
        f"https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId={TENANT}",
        "https://api-eu1.niceincontact.com/incontactapi/services/v33.0/skills",
        "https://api-de-eu1.niceincontact.com/dfo/3.0/channels",
        "https://api-eu1.niceincontact.com/user-management/v1/users",
    ] == nice.urls
    form = nice.seen[1].content.decode()
    assert "grant_type=password" in form
    assert "password=key-secret%3D" in form
    assert {f"Bearer {TOKEN}"} == {r.headers["authorization"] for r in nice.seen[3:]}
    assert not any("authorization" in r.headers for r in nice.seen[:3])


def test_an_access_key_alone_signs_in_at_its_area():
    """UserHub takes the key as JSON; no application is needed."""
    nice = Nice()

    _read(_session(nice, KEYS), "/incontactapi/services/v33.0/skills")

    assert "https://na1.nice-incontact.com/authentication/v1/token/access-key" == nice.urls[0]
    assert {"accessKeyId": "key-id", "accessKeySecret": "key-secret="} == json.loads(nice.seen[0].content)
    assert nice.urls[-1].startswith("https://api-eu1.niceincontact.com/")


def test_the_government_area_has_a_digital_host_of_its_own():
    """The vendor's own library knows this exception too."""
    nice = Nice(area="na2", api_endpoint="https://api-na2.niceincontact.com")

    _read(_session(nice), "/dfo/3.0/channels")

    assert "https://api-de-na2.nicecxone-gov.com/dfo/3.0/channels" == nice.urls[-1]


@pytest.mark.parametrize(
    "host",
    ["https://evil.example", "http://api-eu1.niceincontact.com", "https://niceincontact.com.evil.example"],
)
def test_a_token_goes_to_no_host_that_is_not_the_vendors(host):
    """Whatever discovery says."""
    nice = Nice(api_endpoint=host)

    with pytest.raises(Denied, match="no host of NICE"):
        _read(_session(nice), "/incontactapi/services/v33.0/skills")
    assert not any("authorization" in r.headers for r in nice.seen)


def test_the_access_key_goes_to_no_token_endpoint_that_is_not_the_vendors():
    """The key is worth more than a token."""
    nice = Nice()
    nice.token_endpoint = "https://evil.example/auth/token"

    with pytest.raises(Denied, match="no host of NICE"):
        _read(_session(nice), "/incontactapi/services/v33.0/skills")
    assert ["/.well-known/openid-configuration"] == [r.url.path for r in nice.seen]


def test_a_refused_key_is_a_matter_of_the_credentials_and_is_not_repeated():
    """Neither the key nor the secret is in the message."""
    nice = Nice()
    nice.answers["/auth/token"] = lambda _: httpx.Response(400, json={"error": "invalid_grant"})

    with pytest.raises(Denied, match="invalid_grant") as caught:
        _read(_session(nice), "/incontactapi/services/v33.0/skills")
    assert 1 == nice.urls.count("https://cxone.niceincontact.com/auth/token")
    assert "key-secret" not in str(caught.value.diagnostic())


def test_a_token_without_a_tenant_leads_nowhere():
    """Nothing more is asked."""
    nice = Nice()
    nice.answers["/auth/token"] = lambda _: httpx.Response(
        200, json={"access_token": "opaque", "expires_in": 1}
    )

    with pytest.raises(ProviderError, match="tenantId"):
        _read(_session(nice), "/incontactapi/services/v33.0/skills")


def test_a_token_that_ended_is_renewed_once(tmp_path):
    """A 401 brings a new token, and the call is sent again."""
    nice = Nice()
    refused = []

    def skills(_):
        refused.append(1)
        return httpx.Response(401, json={}) if len(refused) == 1 else httpx.Response(200, json={"skills": []})

    nice.answers["/incontactapi/services/v33.0/skills"] = skills

    assert [{"skills": []}] == _read(_session(nice), "/incontactapi/services/v33.0/skills")
    assert 2 == len([u for u in nice.urls if u.endswith("/auth/token")])


@pytest.mark.parametrize(
    "call",
    [
        ("POST", "/incontactapi/services/v33.0/skills/7/start"),
        ("POST", "/incontactapi/services/v33.0/scripts/start"),
        ("POST", "/dfo/3.0/contacts/7/messages"),
        ("PUT", "/dfo/3.0/contacts/7/status"),
        ("POST", "/dfo/3.0/channels/7/outbound"),
    ],
)
def test_what_talks_to_customers_is_never_called(call):
    """Not by any kind."""
    nice = Nice()

    with pytest.raises(PermissionError):
        asyncio.run(_session(nice).writer().send(*call))
    assert [] == nice.seen


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            200,
            {"errorCount": 1, "skillsResults": [{"success": False, "error": "Name is taken"}]},
            "Name is taken",
        ),
        (
            200,
            {
                "resultSet": {
                    "errorCount": 1,
                    "skillResults": [{"success": True}, {"success": False, "error": "No"}],
                }
            },
            "No",
        ),
        (
            200,
            {"errorCount": "1", "agentResults": [{"success": "False", "agentId": "7"}]},
            "without a reason",
        ),
        (200, {"success": False, "message": "Role is unknown"}, "Role is unknown"),
        (400, {"error": "InvalidParameter", "error_description": "teamName"}, "teamName"),
        (400, {"error": "InvalidParameter", "error_Description": "code"}, "code"),
        (422, {"errors": [{"field": "name", "message": "is short", "errorCode": "x"}]}, "name: is short"),
        (400, {"message": "Bad", "detailedMessage": "No such team", "httpCode": 400}, "Bad: No such team"),
    ],
)
def test_every_way_to_say_no_is_read(status, body, said):
    """Four shapes of error bodies, and items that failed inside HTTP 200."""
    found = read_fault(status, body)

    assert found is not None
    assert said in found.text


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"errorCount": 0, "skillsResults": [{"success": True, "skillId": 7, "error": None}]},
        {"success": True, "message": ""},
        {"skills": [{"error": "a field of that name"}]},
    ],
)
def test_a_good_answer_is_no_refusal(body):
    """Also an empty one."""
    assert read_fault(200, body) is None


class _Lists:
    """A reader of lists: answers `pages` by what is asked for."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    async def get(self, path, params=None):
        self.asked.append(dict(params or {}))
        return self.answer(self.asked[-1])

    async def search(self, path, body, params=None):
        return await self.get(path, body)


ROWS = [{"id": n} for n in range(7)]


def _slice(start, count):
    return ROWS[int(start) : int(start) + int(count)]


@pytest.mark.parametrize(
    ("pages", "answer"),
    [
        (SkipTop("rows", 3), lambda q: {"rows": _slice(q["skip"], q["top"]), "totalRecords": 7}),
        (SkipTop("rows", 3), lambda q: {"rows": _slice(q["skip"], q["top"]), "totalRecords": "7"}),
        (SkipTop("rows", 5), lambda q: {"rows": _slice(q["skip"], 2), "totalRecords": 7}),
        (SkipTop("rows", 3), lambda q: {"rows": _slice(q["skip"], q["top"])}),
        (RowsIndex("rows", "name", 3), lambda q: {"rows": _slice(q["startRowIndex"], q["maximumRows"])}),
        (PageSize("", 3), lambda q: _slice((q["page"] - 1) * q["size"], q["size"])),
        (PageSize("data", 3), lambda q: {"hits": 7, "data": _slice((q["page"] - 1) * 3, 3)}),
        (PageSize("data", size=""), lambda q: {"hits": 7, "data": _slice((q["page"] - 1) * 3, 3)}),
        (BodyPage("rows", per=3), lambda q: {"rows": _slice(q["skip"], q["top"]), "totalRecords": 7}),
        (
            BodyPage("rows", numbered=True, per=3),
            lambda q: {"rows": _slice((q["page"]["pageNo"] - 1) * 3, q["page"]["pageSize"])},
        ),
    ],
)
def test_each_way_of_cutting_lists_brings_every_row_once(pages, answer):
    """With and without totals, also when the vendor gives fewer rows than were asked for."""
    read = _Lists(answer)

    assert ROWS == list(asyncio.run(pages.fetch(read, "/rows")))
    assert 5 > len(read.asked)


@pytest.mark.parametrize(
    "pages", [SkipTop("rows"), RowsIndex("rows", "name"), PageSize(), PageSize("data"), BodyPage("rows")]
)
def test_an_empty_list_may_be_an_answer_without_a_body(pages):
    """The Admin API answers 204."""
    read = _Lists(lambda _: None)

    assert [] == list(asyncio.run(pages.fetch(read, "/rows")))
    assert 1 == len(read.asked)


def _versions(*found):
    info = [{"uri": uri, "version": version, "verb": "GET"} for uri, version in found]
    return lambda _: httpx.Response(200, json={"apiInfo": info})


def _list_campaigns(nice, **more):
    from msgops_cxone.kinds.campaigns import Campaign

    return asyncio.run(Campaign.api.list(_session(nice, **more).reader(), None))


def test_a_tenant_that_is_older_than_the_pinned_version_is_told_apart():
    """With the setting that helps; the list is not even asked for."""
    nice = Nice()
    nice.answers["/incontactapi/services/v33.0/apiversion"] = _versions(("/campaigns", 30.0), ("/teams", 31))

    with pytest.raises(Refused, match=r"newest version of this tenant is 31\.0") as caught:
        _list_campaigns(nice)
    assert "versions: {Campaign" in caught.value.diagnostic().remedy
    assert not any("/campaigns" in url for url in nice.urls)


def test_a_list_that_is_not_in_this_version_says_in_which_it_is():
    """A bare 404 would not help anybody."""
    nice = Nice()
    nice.answers["/incontactapi/services/v33.0/apiversion"] = _versions(("/campaigns", 30.0), ("/teams", 34))
    nice.answers["/incontactapi/services/v33.0/campaigns"] = lambda _: httpx.Response(404, json={})

    with pytest.raises(Refused, match=r"up to version 30\.0"):
        _list_campaigns(nice)


def test_an_account_can_speak_another_version_of_one_kind():
    """Until the vendor and we agree again; a tenant that hides its table is no obstacle."""
    nice = Nice()
    nice.answers["/incontactapi/services/v33.0/apiversion"] = lambda _: httpx.Response(404, json={})

    assert [] == list(_list_campaigns(nice, versions={"Campaign": "34.0"}))
    assert any("/v34.0/campaigns" in url for url in nice.urls)


def test_one_object_that_fails_inside_a_good_answer_fails_alone(tmp_path):
    """The refusal names the object and the vendor's reason; its neighbour is made."""
    workspace = bench(tmp_path)
    taken = {"kind": "cxone.Team", "name": "care", "spec": {"digital_threshold": 5}}
    wrong = {
        "kind": "cxone.SkillAssignment",
        "name": "x",
        "spec": {"agent": {"id": "999"}, "skill": {"id": "7"}},
    }
    workspace.write([CAMPAIGN, taken, wrong])

    assert 5 == workspace.apply()
    assert {"digital"} <= {row["name"] for row in live(workspace, "campaigns")}
    failed = [r["address"] for r in workspace.report["outcomes"] if r["result"] == "failed"]
    assert ["cxone.SkillAssignment/x"] == failed
