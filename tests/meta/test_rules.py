"""WhatsApp's rules look at Meta's kinds: profiles, display names, numbers; and say which provider owns a number."""

from __future__ import annotations

import pytest

from msgops.cli.linting import linted
from rules.marked import workspace

FULL = """kind: meta.BusinessProfile
name: main
spec:
  number: "+1 614 555 1234"
  about: Fresh bread since 1950
  address: 1 Main St, Springfield
  description: A bakery in Springfield.
  email: help@acme.example
  vertical: GROCERY
  websites: [https://acme.example, https://shop.acme.example]
"""
NEW = """kind: meta.NewNumber
name: main
spec:
  number: "+1 614 555 1234"
  display_name: Acme Bread
"""


def _told(tmp_path, text):
    """Return the codes that lint tells of."""
    found = linted(workspace(tmp_path, {"all.yaml": text})).diagnostics
    return sorted({(d.code, d.severity.value) for d in found})


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("about: " + "a" * 140, "WA020"),
        ('about: "   "', "WA020"),
        ('about: ""', "WA030"),
        ("address: " + "a" * 257, "WA021"),
        ("email: " + "a" * 120 + "@acme.example", "WA022"),
        ("description: " + "a" * 513, "WA025"),
        ("websites: [https://a.example, https://b.example, https://c.example]", "WA023"),
        (f"websites: [https://a.example/{'a' * 240}]", "WA024"),
        ("vertical: UNDEFINED", "MC104"),
    ],
)
def test_a_profile_has_metas_limits(line, code, tmp_path):
    """139 characters of about, where Infobip takes 130; the words of verticals are the schema's."""
    field = line.partition(":")[0]
    kept = [x for x in FULL.splitlines() if not x.strip().startswith(f"{field}:")]

    assert [(code, "error")] == _told(tmp_path, "\n".join([*kept, f"  {line}"]))


def test_a_full_profile_at_its_limits_is_clean(tmp_path):
    """As long as Meta takes it."""
    assert [] == _told(tmp_path, FULL.replace("Fresh bread since 1950", "a" * 139))


@pytest.mark.parametrize(
    ("name", "code"), [("ACME BREAD", "WA042"), ("Acme WhatsApp", "WA043"), ("a" * 76, "WA040")]
)
def test_the_name_of_a_new_number_is_a_display_name(name, code, tmp_path):
    """Meta reviews it."""
    assert [(code, "error")] == _told(tmp_path, NEW.replace("Acme Bread", name))


def test_a_number_of_two_providers_has_two_owners_and_its_profile_is_none(tmp_path):
    """What is set on a number does not register it."""
    sender = (
        'kind: infobip.WhatsAppSender\nname: main\nspec: {country_code: "1", phone_number: "6145551234"}\n'
    )

    (tmp_path / "a").mkdir()
    assert [("WA010", "error")] == _told(tmp_path / "a", f"{NEW}---\n{sender}")
    (tmp_path / "b").mkdir()
    assert [] == _told(tmp_path / "b", f"{FULL}---\n{sender}")
