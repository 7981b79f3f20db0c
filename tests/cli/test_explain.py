"""`msgops explain` speaks to somebody who reads it for the first time."""

from __future__ import annotations

import re

import pytest

from msgops.cli.main import execute
from msgops.sdk.catalog import Catalog


@pytest.mark.parametrize(
    ("kind", "hand"),
    [
        ("infobip.Subscription", "msgops calls the vendor"),
        ("infobip.PortalRole", "done by a person, with a worksheet"),
        ("infobip.Balance", "only checked"),
    ],
)
def test_a_kind_says_by_whose_hand_it_is_applied(kind, hand, capsys):
    """In words, beside its name."""
    assert 0 == execute(["explain", kind])
    assert f"{kind}  {hand}" == capsys.readouterr().out.splitlines()[0]


def test_a_field_tells_its_limits_in_grammatical_numbers(capsys):
    """One character, 255 characters."""
    assert 0 == execute(["explain", "infobip.Subscription.events"])
    out = capsys.readouterr().out
    assert "Limit:   at least 1 character\n" in out
    assert "Limit:   at most 255 characters\n" in out


def test_the_field_that_the_help_shows_exists(capsys):
    """Whoever copies the example gets an answer."""
    execute(["explain", "--help"])
    (example,) = re.findall(r"written with its kind:\s+(\S+)\.", capsys.readouterr().out)

    assert 0 == execute(["explain", example])


@pytest.mark.parametrize("kind", list(Catalog.installed().names))
def test_every_kind_can_be_explained(kind, capsys):
    """Each has its hand and its example."""
    assert 0 == execute(["explain", kind])
    assert f"\nkind: {kind}\n" in capsys.readouterr().out
