"""Metadata as XML."""

from __future__ import annotations

import pytest

from msgops.sdk.errors import Refused
from msgops_salesforce.xml import write


@pytest.mark.parametrize("text", ["a\x18b", "\x00", "\ud800", "\uffff"])
def test_what_xml_cannot_carry_is_refused_with_the_text(text):
    """An error of the vendor's kind, and no bug of ours."""
    with pytest.raises(Refused, match="a character that metadata cannot have"):
        write("Queue", {"label": text})


def test_line_breaks_and_tabs_are_carried():
    """As they are."""
    assert b"<label>a\tb\nc</label>" in write("Queue", {"label": "a\tb\nc"})
