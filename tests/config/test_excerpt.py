"""Excerpts show the line of a finding, and never a secret."""

from __future__ import annotations

import pytest

from msgops.config.excerpt import with_excerpts
from msgops.model.diagnostic import Diagnostic, Origin


def excerpt(tmp_path, text, line=1, column=1, code="MC104", width=1):
    path = tmp_path / "f.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    place = Origin("f.yaml", line, column)
    (found,) = with_excerpts([Diagnostic(code, "Summary", origin=place, width=width)], {"f.yaml": path})
    return found.excerpt, found.width


def test_the_line_and_the_word_are_shown(tmp_path):
    """Without a width of its own the caret underlines the word."""
    assert excerpt(tmp_path, "a: 1\r\n  webook: {x: y}\n", 2, 3) == ("  webook: {x: y}", 6)


def test_a_width_that_is_known_is_kept(tmp_path):
    """The reader of YAML knows best how long a key is."""
    assert excerpt(tmp_path, "'a b': 1\n", width=5) == ("'a b': 1", 5)


@pytest.mark.parametrize(
    "line",
    [
        "secret_key: hunter2",
        "  client_secret: 'hunter2'",
        "x: {password: hunter2}",
        '"apiKey": hunter2',
        "api_key:hunter2 token: hunter2",
        "-----BEGIN PRIVATE KEY-----",
        "    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    ],
)
def test_a_line_that_may_hold_a_secret_is_not_shown(tmp_path, line):
    """A syntax error beside a password must not print the password."""
    assert excerpt(tmp_path, line)[0] == ""


@pytest.mark.parametrize(
    "line",
    ["api_key: ${env:KEY}", "token: '${file:x}'", "credentials: {", "secret: |", "token_url: https://x"],
)
def test_a_line_that_only_names_a_secret_is_shown(tmp_path, line):
    """References and structure are no secrets."""
    assert excerpt(tmp_path, line)[0] == line


def test_a_line_with_a_secret_in_clear_is_hidden_from_every_finding(tmp_path):
    """Another finding on the same line shows no excerpt either."""
    path = tmp_path / "f.yaml"
    path.write_text("odd: hunter2\nb: 1\n", encoding="utf-8")
    place = [Origin("f.yaml", 1, 1), Origin("f.yaml", 1, 6), Origin("f.yaml", 2, 1)]
    found = [
        Diagnostic(code, "S", origin=at) for code, at in zip(("MC103", "MC104", "MC104"), place, strict=True)
    ]
    assert ["", "", "b: 1"] == [d.excerpt for d in with_excerpts(found, {"f.yaml": path})]


def test_findings_without_a_line_stay_as_they_are(tmp_path):
    """No place, an unknown file, a line beyond the end, an endless line: no excerpt."""
    path = tmp_path / "f.yaml"
    path.write_text("x" * 5000, encoding="utf-8")
    files = {"f.yaml": path, "gone.yaml": tmp_path / "gone.yaml"}
    places = [
        None,
        Origin("f.yaml"),
        Origin("g.yaml", 1, 1),
        Origin("f.yaml", 9, 1),
        Origin("gone.yaml", 1, 1),
        Origin("f.yaml", 1, 1),
    ]
    found = with_excerpts([Diagnostic("MC104", "S", origin=at) for at in places], files)
    assert {d.excerpt for d in found} == {""}


def test_bytes_that_are_no_utf8_are_shown_as_such(tmp_path):
    """A replacement character stands where the byte is."""
    assert excerpt(tmp_path, b"a: \xff\n", 1, 4, code="MC002") == ("a: \ufffd", 1)
