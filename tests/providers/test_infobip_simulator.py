"""The simulator behaves as the vendor documents, and every answer of it is one that the specification allows."""

from __future__ import annotations

import base64

import pytest

from providers.contract import spec_dir
from providers.infobip_api import message, play

SECURITY, PROFILES = "/subscriptions/1/security", "/subscriptions/1/profiles"
WHATSAPP, CERTIFICATES = "/subscriptions/1/subscription/WHATSAPP", "/subscriptions/1/certificates"
KEYS, APPLICATIONS, ENTITIES = (
    "/settings/2/api-keys",
    "/provisioning/1/applications",
    "/provisioning/1/entities",
)
LINKS, STRATEGIES = "/provisioning/1/associations", "/provisioning/2/sending-strategies"
NUMBERS, INBOUND = "/numbers/1/numbers", "/resource-management/1/inbound-message-configurations"
HMAC = {"authId": "hook", "type": "HMAC", "credentials": {"secretKey": "s3cret", "algorithm": "HMAC_SHA_256"}}
HOOK = {"profileId": "support", "webhook": {"notifyUrl": "https://hooks.example.com/in"}}
SENDER = {"channel": "WHATSAPP", "number": "441134960000"}


def without(body, field):
    """Return a body that lacks one field."""
    return {k: v for k, v in body.items() if k != field}


def test_the_specifications_are_at_hand():
    """The contract is judged by the vendor's documents; without them only the behaviour is tested."""
    if spec_dir() is None:
        pytest.skip("set MSGOPS_SPECS to a directory with the vendor's *.openapi.json to test the contract")


def test_security_settings_have_a_full_lifecycle():
    """A create answers 201 with the id and its location; a second one with the id is refused."""

    async def scenario(api):
        made = await api.send(f"POST {SECURITY}", HMAC)
        assert (201, {"authId": "hook"}, f"{SECURITY}/hook") == (
            made.status_code,
            made.json(),
            made.headers["location"],
        )
        assert message(await api(f"POST {SECURITY}", HMAC, status=400)) == "BAD_REQUEST"
        assert (await api(f"GET {SECURITY}/hook"))["credentials"]["secretKey"] == "********"
        basic = {"authId": "hook", "type": "BASIC", "credentials": {"username": "u", "password": "p"}}
        assert await api(f"PUT {SECURITY}/hook", without(basic, "authId")) == {"authId": "hook"}
        oauth = {
            "tokenUrl": "https://id.example.com/token",
            "grantType": "client_credentials",
            "clientSecret": "x",
        }
        await api(f"POST {SECURITY}", {"authId": "oauth", "type": "OAUTH", "credentials": oauth}, status=201)
        assert [s["authId"] for s in (await api(f"GET {SECURITY}"))["results"]] == ["oauth", "hook"]
        assert await api(f"DELETE {SECURITY}/hook") == {"authId": "hook"}
        assert message(await api(f"GET {SECURITY}/hook", status=404)) == "NOT_FOUND"

    play(scenario)


@pytest.mark.parametrize(("mode", "shown"), [("clear", "s3cret"), ("masked", "********"), ("omitted", None)])
def test_secrets_read_back_in_three_ways(mode, shown):
    """Which way the vendor shows secrets is not documented, so all three can be simulated."""

    async def scenario(api):
        await api(f"POST {SECURITY}", HMAC, status=201)
        assert (await api(f"GET {SECURITY}/hook"))["credentials"].get("secretKey") == shown

    # The specification reuses the schema of the request, which requires the secret.
    play(scenario, secrets=mode, but="is not valid under any" if mode == "omitted" else "")


def test_profiles_have_a_full_lifecycle():
    """A profile names an existing security setting, and the server fills in its defaults."""

    async def scenario(api):
        await api(f"POST {SECURITY}", HMAC, status=201)
        secured = {**HOOK, "security": {"authId": "hook"}, "enabledSSLProtocols": ["TLSv1.3"]}
        await api(f"POST {PROFILES}", {**HOOK, "security": {"authId": "nobody"}}, status=400)
        made = await api(f"POST {PROFILES}", secured, status=201)
        assert made == {"profileId": "support", "security": {"authId": "hook"}}
        read = await api(f"GET {PROFILES}/support")
        assert (read["webhook"]["contentType"], read["security"]) == ("application/json", {"authId": "hook"})
        await api(f"DELETE {SECURITY}/hook", status=400)
        assert await api(f"PUT {PROFILES}/support", without(HOOK, "profileId")) == {"profileId": "support"}
        assert "security" not in (await api(f"GET {PROFILES}"))["results"][0]
        assert await api(f"DELETE {PROFILES}/support") == {"profileId": "support"}
        await api(f"GET {PROFILES}/support", status=404)

    play(scenario)


def test_profiles_come_in_pages():
    """The newest are on the first page; a page has at most 100."""

    async def scenario(api):
        for n in range(21):
            await api(f"POST {PROFILES}", {**HOOK, "profileId": f"p{n}"}, status=201)
        first, second = await api(f"GET {PROFILES}"), await api(f"GET {PROFILES}", page=1)
        assert (
            len(first["results"]),
            first["results"][0]["profileId"],
            [p["profileId"] for p in second["results"]],
        ) == (20, "p20", ["p0"])
        assert second["paging"] == {"page": 1, "size": 20, "totalPages": 2, "totalResults": 21}
        await api(f"GET {PROFILES}", size=101, status=400)

    play(scenario)


def test_subscriptions_have_a_full_lifecycle():
    """A subscription takes its channel from the path, and events that the channel lacks are dropped."""

    async def scenario(api):
        await api(f"POST {PROFILES}", HOOK, status=201)
        spec = {
            "subscriptionId": "orders",
            "events": ["INBOUND_MESSAGE", "NO_SUCH_EVENT"],
            "profile": {"profileId": "support"},
            "resources": ["441134960000"],
        }
        await api(f"POST {WHATSAPP}", {**spec, "profile": {"profileId": "nobody"}}, status=400)
        made = await api.send(f"POST {WHATSAPP}", {**spec, "events": ["INBOUND_MESSAGE"]})
        assert (201, f"{WHATSAPP}/orders") == (made.status_code, made.headers["location"])
        assert made.json() == {"subscriptionId": "orders", "profile": {"profileId": "support"}}
        await api(f"PUT {WHATSAPP}/orders", without(spec, "subscriptionId"))
        assert (await api(f"GET {WHATSAPP}/orders"))["events"] == ["INBOUND_MESSAGE"]
        assert len((await api(f"GET {WHATSAPP}", resource="441134960000"))["results"]) == 1
        assert (await api(f"GET {WHATSAPP}", resource="1"))["results"] == []
        assert (await api("GET /subscriptions/1/subscription/SMS"))["results"] == []
        await api(f"DELETE {PROFILES}/support", status=400)
        assert (await api(f"DELETE {WHATSAPP}/orders"))["subscriptionId"] == "orders"
        await api(f"GET {WHATSAPP}/orders", status=404)

    # Unknown events are allowed by the text, but not by the enumeration.
    play(scenario, but="PUT /subscriptions/1/subscription/{channel}/{subscriptionId}: request")


def test_a_certificate_is_distributed_before_it_is_ready():
    """A certificate is PROCESSING, then READY; it cannot be deleted while a profile uses it."""

    async def scenario(api):
        content = base64.b64encode(b"certificate").decode()
        spec = {"certificateId": "mtls", "certificateContent": content, "passphrase": content}
        made = await api(f"POST {CERTIFICATES}", spec, status=201)
        assert made == {"certificateId": "mtls", "status": "PROCESSING"}
        seen = [(await api(f"GET {CERTIFICATES}/mtls"))["certificateStatus"] for _ in range(2)]
        assert seen == ["PROCESSING", "READY"]
        await api(f"POST {PROFILES}", {**HOOK, "clientCertificateId": "mtls"}, status=201)
        await api(f"DELETE {CERTIFICATES}/mtls", status=400)
        await api(f"DELETE {PROFILES}/support")
        assert len((await api(f"GET {CERTIFICATES}"))["results"]) == 1
        assert await api(f"DELETE {CERTIFICATES}/mtls") == {"certificateId": "mtls"}
        await api(f"GET {CERTIFICATES}/mtls", status=404)

    play(scenario)


def test_api_keys_have_a_full_lifecycle():
    """A key is made by a portal user, its secret is shown once, and it is disabled instead of deleted."""

    async def scenario(api):
        user = api.user
        assert (await api(f"GET {KEYS}", status=401))["errorCode"] == "E401"
        made = await api(f"POST {KEYS}", {"name": "crm", "scopeGuids": ["numbers:manage"]}, auth=user)
        key = f"App {made['apiKeySecret']}"
        assert (await api(f"GET {KEYS}", auth=user, name="crm"))["paging"]["totalCount"] == 1
        assert "apiKeySecret" not in await api(f"GET {KEYS}/{made['id']}", auth=user)
        await api(f"GET {NUMBERS}", auth=key)
        await api(f"GET {APPLICATIONS}", auth=key, status=403)
        off = await api(f"PUT {KEYS}/{made['id']}", {"enabled": False}, auth=user)
        assert off["enabled"] is False
        await api(f"GET {NUMBERS}", auth=key, status=401)
        left = (await api(f"GET {KEYS}", auth=user, enabled="true"))["apiKeys"]
        assert [k["name"] for k in left] == ["msgops"]
        both = {"name": "x", "permissions": ["PUBLIC_API", "WEB_SDK"]}
        assert (await api(f"POST {KEYS}", both, auth=user, status=400))["errorCode"] == "E400"
        assert (await api(f"GET {KEYS}/nobody", auth=user, status=404))["errorCode"] == "E404"

    play(scenario, but="GET /settings/2/api-keys: answer 401")


def test_forty_keys_may_be_made_in_a_day():
    """The 41st create of a day is refused with 429 and without Retry-After."""

    async def scenario(api):
        for n in range(40):
            await api(f"POST {KEYS}", {"name": f"k{n}"}, auth=api.user)
        late = await api.send(f"POST {KEYS}", {"name": "k40"}, auth=api.user)
        assert (
            late.status_code,
            late.json()["errorCode"],
            "retry-after" in late.headers,
        ) == (429, "E429", False)

    play(scenario)


def test_the_feed_names_who_did_what():
    """Every write leaves an entry; a result larger than the limit is refused."""

    async def scenario(api):
        assert (await api("GET /account/1/balance"))["currency"] == "EUR"
        assert (await api("GET /settings/1/accounts")) == {"accounts": []}
        await api(f"POST {APPLICATIONS}", {"applicationId": "crm"}, status=201)
        await api(f"POST {KEYS}", {"name": "crm"}, auth=api.user)
        found = await api(
            "GET /audit/1/logs", from_="2020-01-01T00:00:00.000Z", item="ApiKey", action="Create"
        )
        assert [(e["username"], "'crm'" in e["description"]) for e in found] == [("portal.admin", True)]
        await api("GET /audit/1/logs", limit=1, status=400)

    play(scenario)


@pytest.mark.parametrize(
    ("path", "id_", "name"),
    [(APPLICATIONS, "applicationId", "applicationName"), (ENTITIES, "entityId", "entityName")],
)
def test_labels_have_a_full_lifecycle(path, id_, name):
    """A create answers an empty 201, an update an empty 204, a delete an empty 200; a taken id 409."""

    async def scenario(api):
        assert await api(f"POST {path}", {id_: "crm", name: "CRM"}, status=201) is None
        assert message(await api(f"POST {path}", {id_: "crm"}, status=409)) == "CONFLICT"
        await api(f"POST {path}", {name: "CRM"}, status=400)
        assert await api(f"PUT {path}/crm", {name: "Other"}, status=204) is None
        assert await api(f"GET {path}/crm") == {id_: "crm", name: "Other"}
        assert {id_: "crm", name: "Other"} in (await api(f"GET {path}", size=1000))["results"]
        assert await api(f"DELETE {path}/crm") is None
        for call, body in ((f"GET {path}/crm", None), (f"PUT {path}/crm", {}), (f"DELETE {path}/crm", None)):
            await api(call, body, status=404)

    play(scenario)


def test_the_built_in_application_stays():
    """The application `default` is there from the start and cannot be deleted."""

    async def scenario(api):
        assert (await api(f"GET {APPLICATIONS}"))["results"] == [{"applicationId": "default"}]
        await api(f"DELETE {APPLICATIONS}/default", status=400)

    play(scenario)


@pytest.mark.parametrize(("doomed", "path"), [("crm", APPLICATIONS), ("tenant", ENTITIES)])
def test_the_delete_of_a_label_resets_what_is_linked(doomed, path):
    """Numbers, voice setups, associations and strategies go back to the built-in application without an entity."""

    async def scenario(api):
        await api(f"POST {APPLICATIONS}", {"applicationId": "crm"}, status=201)
        await api(f"POST {ENTITIES}", {"entityId": "tenant"}, status=201)
        platform = {"applicationId": "crm", "entityId": "tenant"}
        key = await key_of(api, "441134960000")
        await api(f"PUT {NUMBERS}/{key}", platform)
        await api(
            f"POST /numbers/2/numbers/{key}/voice",
            {**platform, "action": {"type": "VOICE_FORWARD_TO_ANSWERS"}},
        )
        link = {"resourceType": "NUMBER", "channel": "SMS", "resourceId": key, **platform}
        await api(f"POST {LINKS}", link, status=201)
        await api(f"POST {STRATEGIES}", {"platform": platform}, status=201)
        await api(f"POST {INBOUND}", {**SENDER, "platform": platform})
        await api(f"DELETE {path}/{doomed}")
        number = await api(f"GET {NUMBERS}/{key}")
        (strategy,) = (await api(f"GET {STRATEGIES}"))["results"]
        (association,) = (await api(f"GET {LINKS}"))["results"]
        (inbound,) = await api(f"GET {INBOUND}", **SENDER)
        for linked in (number, number["voiceSetup"], strategy["platform"], association, inbound["platform"]):
            assert (linked["applicationId"], linked.get("entityId")) == ("default", None)

    play(scenario)


def test_an_association_is_its_five_values():
    """It is read and deleted by all five; the same again answers 409, an unknown one 404."""

    async def scenario(api):
        key = await key_of(api, "385911234567")
        link = {
            "resourceType": "NUMBER",
            "channel": "SMS",
            "applicationId": "default",
            "entityId": None,
            "resourceId": key,
        }
        asked = {k: v for k, v in link.items() if v}
        await api(f"GET {LINKS}/single", status=404, **asked)
        assert await api(f"POST {LINKS}", link, status=201) is None
        assert message(await api(f"POST {LINKS}", link, status=409)) == "CONFLICT"
        assert await api(f"GET {LINKS}/single", **asked) == asked
        assert (await api(f"GET {LINKS}", channel="SMS", resourceId=key))["results"] == [asked]
        assert (await api(f"GET {LINKS}", channel="MMS"))["results"] == []
        for wrong in ({"applicationId": "nobody"}, {"entityId": "nobody"}, {"resourceId": "nobody"}):
            await api(f"POST {LINKS}", {**link, **wrong}, status=404)
        await api(f"POST {LINKS}", without(link, "entityId"), status=400)
        await api(f"POST {LINKS}", {**link, "resourceType": "DOMAIN"}, status=400)
        assert await api(f"DELETE {LINKS}", link, status=204) is None
        await api(f"DELETE {LINKS}", link, status=404)

    play(scenario)


def test_sending_strategies_are_made_listed_and_deleted():
    """There is no update and no read by id; a strategy without application belongs to the built-in one."""

    async def scenario(api):
        priorities = [{"senderType": "SHORT_CODE", "priority": 1}]
        spec = {
            "channel": "SMS",
            "destinationCountryCode": "US",
            "useStickySender": True,
            "priorities": priorities,
        }
        id_ = (await api(f"POST {STRATEGIES}", spec, status=201))["sendingStrategyId"]
        (found,) = (await api(f"GET {STRATEGIES}", sendingStrategyId=id_))["results"]
        platform = {"applicationId": "default"}
        assert found == {"sendingStrategyId": id_, **spec, "useGeolocatedSender": False, "platform": platform}
        assert (await api(f"GET {STRATEGIES}", applicationId="crm"))["results"] == []
        for wrong in ({"channel": "EMAIL"}, {"platform": {"applicationId": "nobody"}}, {"priorities": [{}]}):
            assert (await api(f"POST {STRATEGIES}", wrong, status=400))["errorCode"] == "E400"
        await api(f"DELETE {STRATEGIES}/{id_}", status=204)
        assert (await api(f"DELETE {STRATEGIES}/{id_}", status=404))["errorCode"] == "E404"

    play(scenario)


async def key_of(api, number):
    """Return the key of an owned number."""
    (found,) = (await api(f"GET {NUMBERS}", number=number))["numbers"]
    return found["numberKey"]


def test_owned_numbers_come_in_pages_without_totals_of_pages():
    """A page tells only how many numbers there are; the account owns three."""

    async def scenario(api):
        first, last = await api(f"GET {NUMBERS}", limit=2), await api(f"GET {NUMBERS}", limit=2, page=1)
        assert (first["numberCount"], len(first["numbers"]), len(last["numbers"])) == (3, 2, 1)
        shown = [(n["number"], n["country"], n["shared"]) for n in first["numbers"]]
        assert shown == [("441134960000", "GB", False), ("385911234567", "HR", False)]
        assert first["numbers"][0]["capabilities"] == ["SMS", "VOICE", "WHATSAPP"]

    play(scenario)


def test_the_stock_is_searched():
    """Filters combine; ten are shown unless asked otherwise, each with its price."""

    async def scenario(api):
        found = await api(f"GET {NUMBERS}/available", country="GB", capabilities=["SMS", "VOICE"])
        prices = [(n["number"], n["price"]["pricePerMonth"]) for n in found["numbers"]]
        assert prices == [("441134960010", 5.0), ("441134960011", 12.5)]
        york = await api(f"GET {NUMBERS}/available", country="US", state="NY", npa=212, nxx=555)
        assert [n["number"] for n in york["numbers"]] == ["12125550151"]

    play(scenario)


@pytest.mark.parametrize(("number", "field"), [("441134960010", "numberKey"), ("12025550150", "number")])
def test_a_number_is_bought_and_cancelled(number, field):
    """In the United States the purchase names the number, elsewhere its key; a cancelled number can be bought again."""

    async def scenario(api):
        (offer,) = (await api(f"GET {NUMBERS}/available", number=number))["numbers"]
        other = "number" if field == "numberKey" else "numberKey"
        for wrong in ({other: offer[other]}, {k: offer[k] for k in (field, other)}, {}):
            await api(f"POST {NUMBERS}", wrong, status=400)
        await api(f"POST {NUMBERS}", {field: offer[field], "applicationId": "nobody"}, status=400)
        bought = await api(f"POST {NUMBERS}", {field: offer[field]})
        assert (bought["number"], bought["applicationId"]) == (number, "default")
        assert (await api(f"GET {NUMBERS}/available", number=number))["numbers"] == []
        assert await api(f"POST {NUMBERS}", {field: offer[field]}, status=404) is None
        assert await api(f"DELETE {NUMBERS}/{offer['numberKey']}", status=204) is None
        assert message(await api(f"DELETE {NUMBERS}/{offer['numberKey']}", status=404)) == "NOT_FOUND"
        assert (await api(f"GET {NUMBERS}/available", number=number))["numberCount"] == 1

    play(scenario)


def test_a_number_is_linked_to_an_application():
    """The update replaces application and entity; an unknown number answers 404 without a body."""

    async def scenario(api):
        await api(f"POST {APPLICATIONS}", {"applicationId": "crm"}, status=201)
        await api(f"POST {ENTITIES}", {"entityId": "tenant"}, status=201)
        key = await key_of(api, "441134960000")
        both = await api(f"PUT {NUMBERS}/{key}", {"applicationId": "crm", "entityId": "tenant"})
        assert (both["applicationId"], both["entityId"]) == ("crm", "tenant")
        assert "entityId" not in await api(f"PUT {NUMBERS}/{key}", {"applicationId": "crm"})
        for wrong in ({}, {"applicationId": "nobody"}, {"applicationId": "crm", "entityId": "nobody"}):
            await api(f"PUT {NUMBERS}/{key}", wrong, status=400)
        assert await api(f"GET {NUMBERS}/nobody", status=404) is None
        assert await api(f"PUT {NUMBERS}/nobody", {"applicationId": "crm"}, status=404) is None
        entry, *_ = await api("GET /audit/1/logs", item="Number")
        assert "441134960000" in entry["description"]

    play(scenario)


def test_a_number_has_one_voice_setup():
    """It is made once, replaced, shown with the number too, and removed; without one the answer is an empty 404."""

    async def scenario(api):
        key = await key_of(api, "441134960000")
        path = f"/numbers/2/numbers/{key}/voice"
        forward = {"action": {"type": "FORWARD_TO_PSTN", "pstnNumber": "441134960001"}}
        follow = {
            "applicationId": "default",
            "action": {"type": "FORWARD_TO_SUBSCRIPTION", "callsConfigurationId": "c"},
        }
        for method, body in (("GET", None), ("PUT", forward), ("DELETE", None)):
            assert await api(f"{method} {path}", body, status=404) is None
        assert await api(f"POST {path}", forward) == forward
        await api(f"POST {path}", forward, status=400)
        await api(f"PUT {path}", {"action": {"type": "FORWARD_TO_PSTN"}}, status=400)
        await api(f"PUT {path}", {"action": {"type": "NO_ACTION"}}, status=400)
        assert await api(f"PUT {path}", follow) == follow == await api(f"GET {path}")
        assert (await api(f"GET {NUMBERS}/{key}"))["voiceSetup"] == follow
        assert await api(f"DELETE {path}", status=204) is None
        assert "voiceSetup" not in await api(f"GET {NUMBERS}/{key}")

    play(scenario)


def test_a_number_without_voice_takes_no_voice_setup():
    """The setup needs the capability."""

    async def scenario(api):
        (offer,) = (await api(f"GET {NUMBERS}/available", country="DE"))["numbers"]
        await api(f"POST {NUMBERS}", {"numberKey": offer["numberKey"]})
        body = {"action": {"type": "VOICE_FORWARD_TO_CONVERSATIONS"}}
        await api(f"POST /numbers/2/numbers/{offer['numberKey']}/voice", body, status=400)

    play(scenario)


def test_the_seeded_sender_forwards_until_that_is_unset():
    """A forwarding of its own wins over subscriptions; `unset` removes it and the configuration stays."""

    async def scenario(api):
        (old,) = await api(f"GET {INBOUND}", **SENDER)
        assert (old["forwarding"]["type"], old["forwarding"]["format"]) == ("HTTP_FORWARD", "MO_OTT_CONTACT")
        answer = await api(f"POST {INBOUND}", {**SENDER, "unset": ["FORWARDING"]})
        assert answer == {"configurationKey": old["configurationKey"], "channel": "WHATSAPP"}
        assert await api(f"GET {INBOUND}", **SENDER) == [answer]

    play(scenario)


def test_a_number_without_configuration_follows_the_subscriptions():
    """No configuration is an empty list; a number that nobody owns is an empty 404."""

    async def scenario(api):
        assert await api(f"GET {INBOUND}", channel="SMS", number="441134960000") == []
        assert await api(f"GET {INBOUND}", channel="TELEGRAM", resource="acme-bot") == []
        assert await api(f"GET {INBOUND}", channel="SMS", number="1", status=404) is None
        assert await api(f"GET {INBOUND}", channel="SMS", status=404) is None
        assert await api(f"POST {INBOUND}", {"channel": "SMS", "number": "1"}, status=404) is None

    play(scenario)


def test_the_post_merges_and_unsets_first():
    """Blocks that a POST leaves out stay; one that is unset and set at once starts from nothing."""

    async def scenario(api):
        sms = {"channel": "SMS", "numberKey": await key_of(api, "441134960000")}
        window = {"from": "08:00", "to": "16:00", "days": ["MONDAY"]}
        reply = {"message": "Thanks", "sender": "Acme", "deliveryTimeWindow": window}
        first = await api(f"POST {INBOUND}", {**sms, "autoResponse": reply})
        assert first["autoResponse"]["deliveryTimeWindow"]["deliveryTimeZone"] == "USER_TIME_ZONE"
        block = {"type": "BLOCK", "level": "FROM_SENDER"}
        second = await api(
            f"POST {INBOUND}", {**sms, "blockListConfiguration": block, "autoResponse": {"message": "Bye"}}
        )
        assert (second["autoResponse"]["sender"], second["blockListConfiguration"]) == ("Acme", block)
        third = await api(
            f"POST {INBOUND}", {**sms, "unset": ["AUTORESPONSE"], "autoResponse": {"message": "Bye"}}
        )
        assert third == {**second, "autoResponse": {"message": "Bye"}}
        for forwarding in ({"type": "PULL"}, {"type": "MAIL_FORWARD", "mail": "in@example.com"}):
            assert (await api(f"POST {INBOUND}", {**sms, "forwarding": forwarding}))[
                "forwarding"
            ] == forwarding

    play(scenario)


def test_conversations_off_is_the_same_as_unset():
    """A switch that is off is not stored."""

    async def scenario(api):
        on = await api(f"POST {INBOUND}", {**SENDER, "conversations": {"enabled": True}})
        off = await api(f"POST {INBOUND}", {**SENDER, "conversations": {"enabled": False}})
        assert (on["conversations"], "conversations" in off) == ({"enabled": True}, False)

    play(scenario)


def test_keywords_are_configurations_of_their_own():
    """A keyword left out is the catch-all; each configuration is deleted by its key."""

    async def scenario(api):
        sms = {"channel": "SMS", "number": "441134960000"}
        await api(f"POST {INBOUND}", {**sms, "username": "jane"})
        await api(f"POST {INBOUND}", {**sms, "keyword": None, "platform": {"applicationId": "default"}})
        stop = await api(f"POST {INBOUND}", {**sms, "keyword": "STOP", "forwarding": {"type": "PULL"}})
        assert [c.get("keyword") for c in await api(f"GET {INBOUND}", **sms)] == [None, "STOP"]
        assert await api(f"GET {INBOUND}", **sms, keyword="STOP") == [stop]
        assert await api(f"DELETE {INBOUND}/{stop['configurationKey']}", status=204) is None
        assert await api(f"DELETE {INBOUND}/{stop['configurationKey']}", status=404) is None
        assert len(await api(f"GET {INBOUND}", **sms)) == 1

    play(scenario)


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "FAX"},
        {"forwarding": {"type": "PULL"}},
        {"forwarding": {"type": "HTTP_FORWARD"}},
        {"answers": {"enabled": True}},
        {"unset": ["EVERYTHING"]},
        {"conversations": {}},
        {"autoResponse": {"message": "x" * 1081}},
        {"autoResponse": {"message": "x", "deliveryTimeWindow": {"from": "08:00"}}},
        {"platform": {"applicationId": "nobody"}},
    ],
)
def test_a_channel_refuses_what_it_does_not_take(wrong):
    """What WhatsApp does not know is answered by 400 and changes nothing."""

    async def scenario(api):
        before = await api(f"GET {INBOUND}", **SENDER)
        assert message(await api(f"POST {INBOUND}", {**SENDER, **wrong}, status=400)) == "BAD_REQUEST"
        assert await api(f"GET {INBOUND}", **SENDER) == before

    play(scenario)


def test_a_cancelled_number_takes_its_configurations_along():
    """What is configured on a number goes with it."""

    async def scenario(api):
        key = await key_of(api, "441134960000")
        await api(
            f"POST {INBOUND}", {"channel": "SMS", "number": "441134960000", "forwarding": {"type": "PULL"}}
        )
        await api(f"DELETE {NUMBERS}/{key}", status=204)
        assert "inbound_configurations" in api.simulator.world.tables
        assert api.simulator.world.table("inbound_configurations") == {}

    play(scenario)
