"""What is special about Meta's kinds: ids behind numbers, codes that stay, whole lists, the app of the token."""

from __future__ import annotations

import pytest

from meta.bench import NUMBER, bench, document
from msgops_meta.simulator.seed import APP
from providers.people import click

HOOK = {"callback_url": "https://hooks.acme.example/meta", "verify_token": "${env:HOOK_SECRET}"}


def _table(desk, name):
    return desk.simulator.world.table(name)


def _sent(desk):
    return [f"{r['method']} {r['path']}" for r in desk.simulator.requests if r["method"] != "GET"]


def test_a_link_keeps_its_code_when_its_text_changes(tmp_path):
    """What is printed stays right."""
    desk = bench(tmp_path)
    desk.write([document("MessageLink", number=NUMBER, prefilled_message="Hello")])
    assert 0 == desk.apply()
    (code,) = _table(desk, "links")

    desk.write([document("MessageLink", number=NUMBER, prefilled_message="Good day")])
    plan = desk.plan()
    assert 0 == desk.apply()

    assert {"meta.MessageLink/main": "update"} == desk.actions(plan)
    assert {code: "Good day"} == {c: row["prefilled_message"] for c, row in _table(desk, "links").items()}


def test_the_link_of_a_code_can_be_used_by_others(tmp_path):
    """It is known after the apply."""
    desk = bench(tmp_path)
    link = "${meta.MessageLink/main.link}"
    desk.write(
        [
            document("MessageLink", number=NUMBER, prefilled_message="Hello"),
            document("BusinessProfile", number=NUMBER, websites=[link]),
        ]
    )

    assert 0 == desk.apply(), desk.last_errors
    (code,) = _table(desk, "links")
    assert [f"https://wa.me/message/{code}"] == _table(desk, "profiles")["106540352242922"]["websites"]


def test_many_links_are_all_found_again_without_a_state(tmp_path):
    """Pages of 25."""
    desk = bench(tmp_path)
    desk.write(
        [document("MessageLink", f"l{n}", number=NUMBER, prefilled_message=f"Text {n}") for n in range(60)]
    )
    assert 0 == desk.apply()
    desk.lose_state()

    assert {"adopt"} == set(desk.actions(desk.plan()).values())


def test_a_profile_waits_for_the_step_that_adds_its_number(tmp_path):
    """Until then it is a gate; afterwards it is adopted, and written."""
    desk, new = bench(tmp_path), "+1 631 555 1009"
    profile = {**document("BusinessProfile", number=new, about="Fresh bread")}
    profile["depends_on"] = ["meta.NewNumber/main"]
    desk.write([document("NewNumber", number=new, display_name="Acme Bread"), profile])

    assert 6 == desk.apply()
    assert [] == _sent(desk)
    click("add-number", number=new, display_name="Acme Bread", code="123456")(desk.simulator)
    assert 0 == desk.apply(), desk.last_errors

    assert "Fresh bread" in [p["about"] for p in _table(desk, "profiles").values()]


def test_a_number_that_the_account_does_not_have_is_named(tmp_path):
    """With the place where it is added."""
    desk = bench(tmp_path)
    desk.write([document("MessageLink", number="+1 631 555 7777", prefilled_message="Hello")])

    assert 0 != desk.apply()
    assert "add it in WhatsApp Manager" in desk.last_output


def test_only_what_changed_of_a_profile_is_sent(tmp_path):
    """The rest is whoever's it is."""
    desk = bench(tmp_path)
    desk.write([document("BusinessProfile", number=NUMBER, about="Fresh bread", email="help@acme.example")])
    assert 0 == desk.apply()
    _table(desk, "profiles")["106540352242922"]["address"] = "1 Main St"

    desk.write([document("BusinessProfile", number=NUMBER, about="Fresher bread", email="help@acme.example")])
    assert 0 == desk.apply()

    assert ("Fresher bread", "1 Main St") == tuple(
        _table(desk, "profiles")["106540352242922"][n] for n in ("about", "address")
    )


def test_a_list_of_automation_is_the_whole_list_and_the_other_is_kept(tmp_path):
    """Left out of the file it stays as it is."""
    desk, hours = bench(tmp_path), {"command_name": "hours", "command_description": "When we are open"}
    live = _table(desk, "automations")
    live["106540352242922"] = {"enable_welcome_message": True, "prompts": ["Old"], "commands": [hours]}
    desk.write([document("ConversationalAutomation", number=NUMBER, prompts=["Order bread"])])

    assert 0 == desk.apply()

    assert {"enable_welcome_message": True, "prompts": ["Order bread"], "commands": [hours]} == live[
        "106540352242922"
    ]


def test_automation_that_is_deleted_is_emptied(tmp_path):
    """A number always has it."""
    desk = bench(tmp_path, allow=frozenset({"MG101", "MG105"}))
    desk.write([document("ConversationalAutomation", number=NUMBER, prompts=["Order bread"])])
    assert 0 == desk.apply()
    desk.write([])
    assert 0 == desk.apply(), desk.last_output

    assert {"enable_welcome_message": False, "prompts": [], "commands": []} == _table(desk, "automations")[
        "106540352242922"
    ]


def test_another_app_than_the_tokens_is_refused_by_the_plan(tmp_path):
    """Subscribing would subscribe the token's own."""
    desk = bench(tmp_path)
    desk.write([document("AppSubscription", app_id="1", override=HOOK)])

    (refused,) = desk.plan().refused

    assert f"the token of the account belongs to the app {APP}" in refused.detail


def test_without_the_apps_id_no_subscription_is_written(tmp_path):
    """Nobody could say whose it is."""
    account = {
        "provider": "meta",
        "graph_url": "${env:META_GRAPH_URL}",
        "business_account_id": "${env:META_BUSINESS_ACCOUNT_ID}",
        "token": "${env:META_TOKEN}",
    }
    desk = bench(tmp_path, account=account)
    desk.write([document("AppSubscription", app_id=APP)])

    (refused,) = desk.plan().refused

    assert "set app_id" in refused.detail


def test_the_subscription_of_another_app_is_left_alone(tmp_path):
    """It is not even seen."""
    desk = bench(tmp_path, allow=frozenset({"MG101", "MG105"}))
    other = {"whatsapp_business_api_data": {"id": "77", "name": "Other"}}
    _table(desk, "subscriptions")["77"] = other
    desk.write([document("AppSubscription", app_id=APP, override=HOOK)])
    assert 0 == desk.apply()
    desk.write([])
    assert 0 == desk.apply(), desk.last_output

    assert {"77": other} == _table(desk, "subscriptions")


@pytest.mark.parametrize(
    ("kind", "spec"),
    [("AppSubscription", {"app_id": APP, "override": HOOK}), ("WebhookOverride", {"number": NUMBER, **HOOK})],
)
def test_a_verify_token_stands_in_no_plan_and_no_report(kind, spec, tmp_path):
    """Nor does the token of the account."""
    desk = bench(tmp_path)
    desk.write([document(kind, **spec)])

    desk.run("plan", "--json")
    told = desk.last_output + desk.last_errors
    assert 0 == desk.apply()
    told += desk.last_output + desk.last_errors

    assert "canary-hook" not in told
    assert "EAAsandbox" not in told


def test_a_name_in_review_fails_the_check_unless_that_is_allowed(tmp_path):
    """The code must be right in any case."""
    desk = bench(tmp_path)
    click("number", number=NUMBER, name_status="PENDING_REVIEW")(desk.simulator)

    desk.write([document("NumberStatus", number=NUMBER)])
    assert 6 == desk.apply()
    desk.write([document("NumberStatus", number=NUMBER, name_approved=False)])
    assert 0 == desk.apply()
    click("number", number=NUMBER, code_verification_status="NOT_VERIFIED")(desk.simulator)
    assert 6 == desk.apply()


def test_an_account_of_another_name_is_not_the_one(tmp_path):
    """Seen before anything is written to it."""
    desk = bench(tmp_path)
    desk.write([{"kind": "meta.AccountReview", "name": "main", "spec": {"name": "Other"}}])

    assert 6 == desk.apply()


def test_the_table_of_permissions_has_every_call_of_every_kind():
    """One permission is enough for all of them."""
    from msgops_meta import provider

    kinds = [provider.kind(short) for short in provider.kinds]
    calls = {e.call for kind in kinds for e in kind.evidence if e.operation != "instruct"}

    assert calls == set(provider.rights().calls)
