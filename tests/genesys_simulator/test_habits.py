"""What no call of the library shows: tokens, rate limits, hosts, steps of people."""

from __future__ import annotations

import orjson

from genesys_simulator.desk import API
from msgops_genesys.simulator.api import PER_MINUTE


def test_a_token_lasts_a_day(org):
    """Then 401, and a new one is asked for."""
    assert 86399 == org.sign_in()["expires_in"]
    org.later(hours=25)

    assert 401 == org.call("GET", "/routing/queues").status
    org.token = org.sign_in()["access_token"]
    assert 200 == org.call("GET", "/routing/queues").status


def test_sign_in_and_api_are_at_hosts_of_their_own(org):
    """Where the vendor's host names are used."""
    bearer = f"Bearer {org.token}"

    assert 404 == org.sign_in(host="api.mypurecloud.de").status
    assert 200 == org.sign_in(host="login.mypurecloud.de").status
    assert 404 == org.send("GET", f"{API}/users", authorization=bearer, host="login.mypurecloud.de").status


def test_a_token_has_300_calls_a_minute_for_all_operations_together(org):
    """The next one is refused with the seconds to wait."""
    org.simulator.enforce_limits = True
    answers = [org.call("GET", f"/routing/{what}") for what in ("queues", "skills") * (PER_MINUTE // 2)]
    refused = org.call("GET", "/users")
    org.later(minutes=1)

    assert {200} == {a.status for a in answers}
    assert str(PER_MINUTE) == answers[0].headers["inin-ratelimit-allowed"]
    assert (429, True) == (refused.status, int(refused.headers["Retry-After"]) > 0)
    assert 200 == org.call("GET", "/users").status


def test_nobody_reaches_the_console_with_a_token(org):
    """What a person does goes through the control API only."""
    sent = org.send(
        "POST", "/_operator/product", orjson.dumps({"id": "x"}), authorization=f"Bearer {org.token}"
    )

    assert 404 == sent.status


def test_a_person_enters_the_activation_code(org):
    """Six digits make the number active."""
    org.click("whatsapp-signup", name="support", facebook_login=True)
    wrong = org.click("activation-code", name="support", code="12")
    org.click("activation-code", name="support", code="123456")
    (row,) = org.call("GET", "/conversations/messaging/integrations/whatsapp")["entities"]

    assert 400 == wrong.status
    assert ("Active", "CodeConfirmed") == (row["status"], row["activationStatusCode"])


def test_a_signup_needs_facebook_and_the_api_needs_its_token(org):
    """Neither a click without the login nor a made-up token makes an integration."""
    path = "/conversations/messaging/integrations/whatsapp/embeddedsignup"
    made_up = org.call("POST", path, {"name": "support", "embeddedSignupAccessToken": "x"})

    assert 400 == org.click("whatsapp-signup", name="support").status
    assert (400, "embeddedSignupAccessToken") == (made_up.status, made_up["details"][0]["fieldName"])


def test_queues_members_flows_and_products_change_by_hand_only_in_the_console(org):
    """A flow, a person and a product that somebody adds are there."""
    org.click("flow", name="New", type="INBOUNDSHORTMESSAGE")
    org.click("user", name="Zoe", email="zoe@acme.example")
    org.click("product", id="messagingPlatformWhatsApp", on=False)

    assert 1 == org.call("GET", "/flows?type=inboundshortmessage&name=New")["total"]
    assert "zoe@acme.example" in [u["email"] for u in org.call("GET", "/users")["entities"]]
    assert "messagingPlatformWhatsApp" not in [
        p["id"] for p in org.call("GET", "/authorization/products")["entities"]
    ]
