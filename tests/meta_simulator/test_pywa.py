"""pywa, a client of others, works with the simulator as with Meta: what it sends is taken, what comes back it can read."""

from __future__ import annotations

from pywa import errors
from pywa.types import Command, Industry

from msgops_meta.simulator.seed import APP, NUMBER


def test_it_reads_the_account_and_its_numbers(desk):
    """With every field that it knows of."""
    client = desk.pywa()

    account = client.get_business_account()
    numbers = list(client.get_business_phone_numbers())

    assert "Acme Bread" == account.name
    assert [NUMBER, "106540352242923"] == [n.id for n in numbers]
    assert "+1 631-555-1001" == client.get_business_phone_number().display_phone_number


def test_it_changes_a_profile_and_reads_it_again(desk):
    """Only what is sent changes."""
    client = desk.pywa()

    client.update_business_profile(about="Fresh bread", industry=Industry.GROCERY)
    client.update_business_profile(websites=["https://acme.example"])

    profile = client.get_business_profile()
    assert ("Fresh bread", Industry.GROCERY, ("https://acme.example",)) == (
        profile.about,
        profile.industry,
        profile.websites,
    )


def test_it_makes_changes_reads_and_deletes_a_link(desk):
    """The code stays when the text changes."""
    client = desk.pywa()

    made = client.create_qr_code("Hello", image_type="SVG")
    changed = client.update_qr_code(made.code, "Good day")

    assert made.qr_image_url
    assert (made.code, "Good day") == (changed.code, changed.prefilled_message)
    assert changed.deep_link_url == client.get_qr_code(made.code).deep_link_url
    assert client.delete_qr_code(made.code).success
    assert [] == list(client.get_qr_codes())


def test_it_reads_all_pages_of_links(desk):
    """By the cursors, 25 at a time."""
    client = desk.pywa()
    for n in range(60):
        client.create_qr_code(f"Text {n}")

    assert [f"Text {n}" for n in range(60)] == [q.prefilled_message for q in client.get_qr_codes().all()]


def test_it_sets_starters_and_commands(desk):
    """They are read as a field of the number."""
    client = desk.pywa()

    client.update_conversational_automation(
        ice_breakers=["Order bread"], commands=[Command(name="hours", description="When we are open")]
    )

    found = client.get_business_phone_number().conversational_automation
    assert ("Order bread",) == tuple(found.ice_breakers)
    assert ["hours"] == [c.name for c in found.commands]


def test_it_overrides_webhooks_and_takes_them_back(desk):
    """Of the account by subscribing again, of the number by an empty address."""
    client, url = desk.pywa(), "https://hooks.acme.example/x"

    client.override_waba_callback_url(url, verify_token="token")  # of the sandbox
    client.override_phone_callback_url(url, verify_token="token")  # of the sandbox
    _, apps = desk.call("GET", "/102290129340398/subscribed_apps")
    _, number = desk.call("GET", f"/{NUMBER}", fields="webhook_configuration")
    client.delete_waba_callback_url()
    client.delete_phone_callback_url()

    assert [(APP, url)] == [
        (a["whatsapp_business_api_data"]["id"], a["override_callback_uri"]) for a in apps["data"]
    ]
    assert url == number["webhook_configuration"]["phone_number"]
    _, apps = desk.call("GET", "/102290129340398/subscribed_apps")
    _, number = desk.call("GET", f"/{NUMBER}", fields="webhook_configuration")
    assert "override_callback_uri" not in apps["data"][0]
    assert "phone_number" not in number["webhook_configuration"]


def test_it_understands_refusals(desk):
    """By the code of the error, whatever the status."""
    long = _refused(lambda: desk.pywa().create_qr_code("a" * 141))
    strange = _refused(desk.pywa(token="another").get_business_account)  # of the sandbox

    assert (100, "Invalid parameter") == (long.code, long.user_title)
    assert 190 == strange.code


def _refused(act):
    """Return pywa's error; its class cannot pass through `pytest.raises`."""
    try:
        act()
    except errors.WhatsAppError as error:
        return error
    raise AssertionError("nothing was refused")
