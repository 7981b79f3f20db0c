"""Unquoted scalars in free-form fields."""

from __future__ import annotations

import pytest

from msgops.model.scalar import Plain, resolve_plain
from msgops.model.suggest import suggest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("NO", "NO"), ("on", "on"), ("1", 1), ("-7", -7), ("+1", 1), ("010", 10),
        ("0x1F", 31), ("0o17", 15), ("0b1", "0b1"), ("1_000", "1_000"), ("1.10", 1.1), ("1e3", 1000.0), (".5", 0.5),
        ("2026-01-01", "2026-01-01"), ("08:00", "08:00"), (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"),
        ("9223372036854775807", 9223372036854775807), ("9223372036854775808", "9223372036854775808"),
        ("9" * 9999, "9" * 9999), ("\u0661", "\u0661"), ("", ""),
    ],
)  # fmt: skip
def test_plain_scalars_resolve_by_the_core_schema(text, value):
    """YAML 1.2: no Norway, no dates; what JSON cannot carry exactly stays text."""
    found = resolve_plain(Plain(text))
    assert (value, type(value)) == (found, type(found))


def test_only_plain_scalars_are_resolved_through_lists_and_maps():
    """A quoted number stays text at any depth."""
    value = {Plain("1"): [Plain("1"), "1", {"a": Plain("true")}], "n": None}
    assert resolve_plain(value) == {"1": [1, "1", {"a": True}], "n": None}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("webook", "webhook"),
        ("WHATSAP", "WHATSAPP"),
        ("Whatsapp", "WHATSAPP"),
        ("zebra", None),
        ("x" * 10**6, None),
    ],
)
def test_the_nearest_word_is_suggested(word, expected):
    """Case does not matter; nothing is better than a wild guess."""
    assert suggest(word, ["webhook", "WHATSAPP", "SMS"]) == expected
