"""The rules of WhatsApp reach PureConnect's kinds, with its own limits."""

from __future__ import annotations

import json

import pytest

from pureconnect.bench import bench

NUMBER = "+44 113 496 0000"
CHANNEL = {"name": "Acme Care", "number": NUMBER, "workgroup": {"lookup": "Care"}}
PROFILE = {
    "number": NUMBER,
    "about": "Fresh bread since 1950",
    "address": "1 Main St",
    "description": "Bread",
    "email": "help@acme.example",
    "vertical": "RETAIL",
    "websites": ["https://acme.example"],
}
TEMPLATE = {"language": "en_US", "category": "UTILITY", "body": "Your order {{1}} is ready for you."}
CODE = {"number": NUMBER, "owned_by_business": True}
FORM = {
    "business_manager_id": "987890034900451",
    "contact_name": "Ada Roe",
    "contact_email": "ada@acme.example",
    "numbers": [NUMBER],
    "display_name": "Acme Care",
}
GOOD = {
    "WhatsAppChannel": CHANNEL,
    "ProfileRequest": PROFILE,
    "TemplateRequest": TEMPLATE,
    "ActivationCode": CODE,
    "CustomerInformationForm": FORM,
    "MessageLinkRequest": {"number": NUMBER, "text": "Hello!"},
    "BotEscalation": {"escalation": ["agent"]},
}


def findings(tmp_path, *documents):
    """Return the codes that lint tells of documents, by kind and spec."""
    workspace = bench(tmp_path)
    workspace.write(
        [
            {"kind": f"pureconnect.{kind}", "name": f"{kind.lower()}_{n}", "spec": spec}
            for n, (kind, spec) in enumerate(documents)
        ]
    )
    workspace.run("lint", "--json")
    return {d["code"] for d in json.loads(workspace.last_output)["diagnostics"]}


def test_good_documents_are_clean(tmp_path):
    assert set() == findings(tmp_path, *GOOD.items())


@pytest.mark.parametrize(
    ("kind", "wrong", "rule"),
    [
        ("WhatsAppChannel", {"number": "441134960000"}, "WA002"),
        ("WhatsAppChannel", {"number": "0800 123 4567"}, "WA003"),
        ("WhatsAppChannel", {"number": "+1 800 555 0100"}, "WA004"),
        ("WhatsAppChannel", {"number": "+963 944 567890"}, "WA008"),
        ("WhatsAppChannel", {"name": "ACME BREAD"}, "WA042"),
        ("WhatsAppChannel", {"name": "Acme WhatsApp"}, "WA043"),
        ("ActivationCode", {"method": "EMAIL"}, "WA012"),
        ("ActivationCode", {"in_use_in_app": True}, "WA011"),
        ("ActivationCode", {"answered_by": "ivr"}, "WA013"),
        ("ActivationCode", {"owned_by_business": False}, "WA019"),
        ("ProfileRequest", {"about": "a" * 140}, "WA020"),
        ("ProfileRequest", {"address": "a" * 257}, "WA021"),
        ("ProfileRequest", {"email": "help(at)acme"}, "WA022"),
        ("ProfileRequest", {"websites": [f"https://{n}.acme.example" for n in range(3)]}, "WA023"),
        ("ProfileRequest", {"websites": ["acme.example"]}, "WA024"),
        ("ProfileRequest", {"description": "a" * 257}, "WA025"),
        ("ProfileRequest", {"photo": "missing.png"}, "WA027"),
        ("ProfileRequest", {"vertical": None}, "WA028"),
        ("CustomerInformationForm", {"business_manager_id": "https://facebook.com/acme"}, "WA060"),
        ("MessageLinkRequest", {"text": "a" * 141}, "WA159"),
        ("BotEscalation", {"escalation": None}, "WA185"),
    ],
)
def test_a_rule_reaches_its_kind(tmp_path, kind, wrong, rule):
    spec = {k: v for k, v in {**GOOD[kind], **wrong}.items() if v is not None}

    assert rule in findings(tmp_path, (kind, spec))


def test_a_number_and_a_name_belong_to_one_channel(tmp_path):
    assert {"WA009", "WA054"} <= findings(
        tmp_path, ("WhatsAppChannel", CHANNEL), ("WhatsAppChannel", CHANNEL)
    )


def test_the_description_has_the_shorter_limit(tmp_path):
    """256 characters, where others take 512: an error, not a warning."""
    workspace = bench(tmp_path)
    spec = {**PROFILE, "description": "a" * 257}
    workspace.write([{"kind": "pureconnect.ProfileRequest", "name": "p", "spec": spec}])

    assert 1 == workspace.run("lint", "--json")
    (found,) = json.loads(workspace.last_output)["diagnostics"]
    assert ("WA025", "error") == (found["code"], found["severity"])
