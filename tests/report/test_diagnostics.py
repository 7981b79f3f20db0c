"""Findings as people and programs read them."""

from __future__ import annotations

from msgops.model.address import Address
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.report.diagnostics import render, to_json

UNKNOWN = Diagnostic(
    "MC101",
    "Unknown field",
    '"webook" is not a field of spec',
    'Did you mean "webhook"?',
    address=Address("infobip", "NotificationProfile", "service-cloud"),
    origin=Origin("resources/inbound.yaml", 4, 3),
    excerpt="  webook: {notify_url: https://x.example/in}",
    width=6,
)


def caret(excerpt, column, width=1):
    found = Diagnostic("MC104", "S", origin=Origin("f.yaml", 1, column), excerpt=excerpt, width=width)
    return tuple(line[9:] for line in render([found]).splitlines()[-2:])


def test_a_finding_says_what_where_and_what_to_do():
    """Title and code, the object, the remedy, the place, the line, a caret below the word."""
    assert render([UNKNOWN]) == (
        "Error: Unknown field [MC101]\n"
        '  infobip.NotificationProfile/service-cloud: "webook" is not a field of spec.\n'
        '  Did you mean "webhook"?\n'
        "  at resources/inbound.yaml:4:3\n"
        "     4 |   webook: {notify_url: https://x.example/in}\n"
        "       |   ^^^^^^\n"
    )


def test_a_detail_is_a_sentence():
    """Words get a capital and a full stop; names and several lines are left alone."""
    details = ["the file is UTF-16", "f.yaml: odd", "really?", "a\nb"]
    shown = [render([Diagnostic("MC001", "S", detail)]).partition("\n")[2] for detail in details]
    assert shown == ["  The file is UTF-16.\n", "  f.yaml: odd.\n", "  really?\n", "  a\n  b\n"]


def test_findings_come_in_the_order_of_files_and_lines():
    """Findings without a place come first."""
    places = [
        Origin("b.yaml", 1, 1),
        Origin("a.yaml", 10, 1),
        None,
        Origin("a.yaml", 9, 7),
        Origin("a.yaml", 9, 2),
    ]
    text = render(Diagnostic("MC104", f"S{n}", origin=place) for n, place in enumerate(places))
    assert [text.index(f"S{n}") for n in (2, 4, 3, 1, 0)] == sorted(text.index(f"S{n}") for n in range(5))


def test_nothing_is_rendered_as_nothing():
    """No finding, no text."""
    assert render([]) == ""


def test_user_text_cannot_speak_to_the_terminal():
    """Escapes, carriage returns, line ends, direction marks and half characters are shown, not sent."""
    hostile = Diagnostic(
        "MC104",
        "S\n::error",
        "x\x1b[2J\r\u202ey\U000e0001",
        origin=Origin("a\nb\udcff.yaml", 1, 1),
        excerpt="k\x1b: \x07",
        width=9,
    )
    text = render([hostile])
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "x\\x1b[2J\\r\\u202ey\\U000e0001." in text
    assert "  at a\\nb\\udcff.yaml:1:1\n" in text
    assert len(text.splitlines()) == 5


def test_the_caret_stands_below_its_word_whatever_the_width_of_the_characters():
    """Tabs, wide characters, combining marks and escapes take the room that they take."""
    assert caret("ab: x", 5) == ("ab: x", "    ^")
    assert caret("\tab: x", 2, 2) == (" ab: x", " ^^")
    assert caret("日本: 語語", 5, 2) == ("日本: 語語", "      ^^^^")
    assert caret("e\u0301: x", 5) == ("e\u0301: x", "   ^")
    assert caret("\x07: x", 4) == ("\\x07: x", "      ^")
    assert caret("abc", 99, 5) == ("abc", "   ^")


def test_a_long_line_is_cut_around_the_place():
    """The caret still stands below its word."""
    line = "x" * 500 + "HERE" + "y" * 500
    shown, below = caret(line, 501, 4)
    assert (shown[0], shown[-1]) == ("…", "…")
    assert shown[below.index("^") : below.rindex("^") + 1] == "HERE"
    assert len(shown) == 102


def test_a_detail_without_end_is_cut():
    """A megabyte of key is not printed."""
    assert len(render([Diagnostic("MC104", "S", "k" * 10**6)])) < 3000


def test_colour_is_only_on_title_and_caret():
    """Without escapes the text is the same."""
    text = render([UNKNOWN], colour=True)
    assert text.startswith("\x1b[1;31mError\x1b[0m: Unknown field")
    assert text.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == render([UNKNOWN])


def test_a_finding_as_json_has_fixed_keys():
    """Programs get the parts apart."""
    assert to_json(UNKNOWN) == {
        "severity": "error",
        "code": "MC101",
        "summary": "Unknown field",
        "detail": '"webook" is not a field of spec',
        "remedy": 'Did you mean "webhook"?',
        "address": "infobip.NotificationProfile/service-cloud",
        "file": "resources/inbound.yaml",
        "line": 4,
        "column": 3,
        "end_line": None,
        "end_column": None,
        "used_at": None,
    }


def test_a_finding_without_a_place_has_no_file():
    """Absent is null; bytes in a file's name that are no UTF-8 can still be encoded."""
    found = to_json(Diagnostic("MC001", "S", "\udcff", severity=Severity.WARNING))
    assert (None, None, None, None) == (found["address"], found["file"], found["line"], found["column"])
    assert ("warning", "\\udcff") == (found["severity"], found["detail"])
