"""Codes are stable and explained."""

from __future__ import annotations

import re
from pathlib import Path

import msgops
from msgops.config.codes import CODES


def test_every_code_in_use_is_explained_and_every_explained_code_is_in_use():
    """A finding's code can be looked up; the table has nothing that cannot happen."""
    sources = [p for p in Path(msgops.__file__).parent.rglob("*.py") if p.name != "codes.py"]
    used = {code for path in sources for code in re.findall(r'"(MC\d{3})"', path.read_text(encoding="utf-8"))}
    assert sorted(CODES) == sorted(used)


def test_the_table_is_in_order_and_each_meaning_is_a_sentence():
    """The documentation prints it as it stands."""
    assert list(CODES) == sorted(CODES)
    assert all(meaning.endswith(".") and "\n" not in meaning for meaning in CODES.values())
