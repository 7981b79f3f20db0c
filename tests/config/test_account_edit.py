"""Settings are put into an account block; everything else in the file stays as it is."""

from __future__ import annotations

import pytest

from msgops.config.account_edit import with_settings

FILE = """\
# Who we are
workspace: care
accounts:
  dx:   # the tenant
    provider: cxone
    access_key_id: ${env:KEY}

  other: {provider: infobip}
policy:
  max_deletes: 1
"""
FOUND = {"calibration": {"focus_lock": {"when_offline": 2}}}


def test_a_setting_is_added_and_all_else_stays():
    """Comments, order, the other accounts."""
    done = with_settings(FILE, "dx", FOUND)

    added = "    calibration:\n      focus_lock:\n        when_offline: 2\n"
    assert added in done
    assert done.replace(added, "") == FILE


def test_a_setting_that_is_there_is_merged():
    """What is known stays, what is found is added or corrected."""
    once = with_settings(FILE, "dx", FOUND)

    twice = with_settings(once, "dx", {"calibration": {"focus_lock": {"when_available": 5}}})

    assert "        when_offline: 2\n        when_available: 5\n" in twice
    assert twice.count("calibration:") == 1
    assert twice.replace("        when_available: 5\n", "") == once


def test_a_file_without_a_last_newline_is_completed():
    """The added lines do not stick to what stood last."""
    text = "accounts:\n  dx:\n    provider: cxone"

    assert with_settings(text, "dx", {"a": 1}) == f"{text}\n    a: 1\n"


@pytest.mark.parametrize(
    ("text", "account", "why"),
    [
        (FILE, "nobody", "no block"),
        (FILE, "other", "cannot be edited safely|no mapping"),
        ("- a list", "dx", "no mapping"),
        ("accounts: [", "dx", "no mapping"),
        ("accounts: []", "dx", "no block"),
    ],
)
def test_what_cannot_be_edited_is_refused(text, account, why):
    """Rather than written wrongly."""
    with pytest.raises(ValueError, match=why):
        with_settings(text, account, FOUND)
