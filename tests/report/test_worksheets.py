"""Worksheets as text, Markdown, JSON and HTML: exact values, nothing that speaks to the reader's machine."""

from __future__ import annotations

import json
import re

import pytest

from msgops.model.address import Address
from msgops.model.worksheet import Asked, Confirmation, Part, Row, Worksheet
from msgops.report.render import render_worksheet
from msgops.report.worksheets import exact
from report.samples_worksheets import AGAIN, DONE, EVIL, FIRST, HOSTILE

ALL = {"first": FIRST, "again": AGAIN, "done": DONE, "hostile": HOSTILE}
NAMES = ("text", "markdown", "html", "json")


def render(sheet, name):
    return render_worksheet(sheet, [], name)


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_worksheet_says_who_where_what_and_how_to_confirm(name):
    """Each format has the clicks in their order with the values in them."""
    page = render(FIRST, name)

    for words in ("Paste into Url", "https://t.example/s?id=1%s", "WhatsApp UK", "gate confirm cxone.Sla/uk"):
        assert words in page, words
    assert page.index("Paste into Url") < page.index("Click Save")
    assert "administrator" in page


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_step_that_is_open_again_says_what_changed_and_who_confirmed(name):
    """The old value and the new one, the last confirmation with its note; what is not asked again is counted."""
    page = render(AGAIN, name)

    for words in ("ann@acme.example", "2026", "Ticket 4711", "solution.hours", "2 values changed"):
        assert words in page.replace("&#64;&#8203;", "@").replace("&#46;", "."), words
    assert "Not asked again: 1 step" in page
    assert "not ask" in page


def test_a_step_that_is_done_asks_for_nothing():
    """It says who confirmed it, and there is no command to run."""
    for name in ("text", "markdown", "html"):
        page = render(DONE, name)
        assert "Done: confirmed by" in page
        assert "gate confirm" not in page


def test_json_has_the_rows_the_changes_and_the_confirmation():
    """`steps` are those asked for; `rows` are all, with their values."""
    told = json.loads(render(AGAIN, "json"))

    assert ["Set Solution Time to 4 hours.", "Click Save."] == told["steps"]
    assert [True, False, True] == [r["asked"] for r in told["rows"]]
    assert [["4"], ["15"], []] == [r["values"] for r in told["rows"]]
    assert {"solution.hours", "gone"} == {c["path"] for c in told["changed"]}
    assert ("ann@acme.example", "Ticket 4711") == (told["confirmed"]["by"], told["confirmed"]["note"])


def test_the_page_is_one_file_without_script_and_without_network():
    """The policy in it forbids both; the only addresses are links that a person follows."""
    page = render(HOSTILE, "html")

    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(
        r"<(script|img|iframe|object|link|form)\b|\son\w+=|javascript:|@import|url\(", page, re.IGNORECASE
    )
    assert not re.findall(r'href="(?!https://help\.example)', page)


@pytest.mark.parametrize("name", NAMES)
def test_a_value_reaches_no_format_as_its_syntax(name):
    """Markup, terminal sequences and characters that turn the direction are shown, not obeyed."""
    page = render(HOSTILE, name)

    assert "\x1b" not in page
    assert "\u202e" not in page or name == "json"
    if name == "html":
        assert "<b>" not in page
        assert "&lt;b&gt;" in page
        assert EVIL[:6] not in page
    if name == "markdown":
        assert "\n# " not in page
        prose = re.sub(r"(`+).*?(?<!`)\1(?!`)", "", page)
        assert "[x](https" not in prose
        assert "@everyone" not in prose


def test_a_value_with_backticks_is_still_one_code_span():
    """The fence is longer than what it holds; of many lines it is a block."""
    page = render(HOSTILE, "markdown")

    assert "``tick ` tick``" in page
    assert re.search(r"\n  ````text\n  ```\n  two\n  ````\n", page)


def test_what_is_pasted_is_exact():
    """Line ends, quotes and angle brackets are in the field as they are in the file; several lines have a field of lines."""
    page = render(HOSTILE, "html")

    assert "<textarea readonly" in page
    assert "```\ntwo</textarea>" in page
    assert EVIL not in page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["a", "b"], "a, b"),
        ({"server": "one", "on": True}, "server one, on yes"),
        ([{"server": "one"}, {"server": "two", "id": 2}], "server one; server two, id 2"),
        ([], ""),
    ],
)
def test_lists_and_objects_are_said_in_words(value, text):
    """No brackets and quotes of a programming language."""
    assert text == exact(value)


def test_a_secret_is_not_shown():
    """Neither as a value nor among the changes."""
    sheet = Worksheet(
        address=Address.parse("cxone.Sla/uk"),
        who="somebody",
        where="",
        rows=(Row((Part("Enter "), Part("(a secret)"))),),
        asked=(Asked("key", None, secret=True),),
        last=Confirmation("ann", "2026-01-02T03:04:05+00:00"),
    )
    for name in NAMES:
        page = render(sheet, name)
        assert "None" not in page
        assert "(a secret)" in page


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
@pytest.mark.parametrize("sheet", ALL.values(), ids=ALL)
def test_every_format_has_every_sheet(sheet, name):
    """Nothing raises, and the address is in it."""
    page = render(sheet, name).replace("<wbr>", "").replace("&#46;", ".").replace("&#47;", "/")

    assert str(sheet.address) in page
