"""A value changes and everything around it stays: comments, order, quotes, spacing, line ends."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgops.config.yaml_edit import Unfit, YamlText

SPEC = """\
# The inbound side.
kind: infobip.Subscription   # who is told
name: 'inbound'
spec:
    channel:   WHATSAPP   # not SMS
    # what is told
    events:
    - INBOUND_MESSAGE   # theirs
    -   DELIVERY        # ours

    criteria: { keyword: STOP, count: 1 }   # odd spacing
    tags: [a,  b , c]
    webhook:
        url: "https://a.example/x"  # quoted
        retries: 3
    text: |
        one
        two

    # the end
"""
KEY = ("infobip.Subscription", "inbound")


def edited(path: str, value, text: str = SPEC) -> list[str]:
    """Return the lines that a change takes out (-) and puts in (+)."""
    found = YamlText(text)
    found.put(KEY, path.split("."), value)
    lines = difflib.ndiff(text.splitlines(), str(found).splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (
            "spec.channel",
            "SMS",
            ["-     channel:   WHATSAPP   # not SMS", "+     channel:   SMS   # not SMS"],
        ),
        (
            "spec.webhook.url",
            "https://b.example",
            [
                '-         url: "https://a.example/x"  # quoted',
                '+         url: "https://b.example"  # quoted',
            ],
        ),
        ("spec.webhook.retries", 5, ["-         retries: 3", "+         retries: 5"]),
        ("spec.webhook.retries", None, ["-         retries: 3"]),
        ("spec.webhook.secure", True, ["+         secure: true"]),
        ("spec.extra.deep", "NO", ["+     extra:", "+       deep: 'NO'"]),
        ("spec.events", ["INBOUND_MESSAGE"], ["-     -   DELIVERY        # ours"]),
        ("spec.events", ["INBOUND_MESSAGE", "SEEN", "DELIVERY"], ["+     - SEEN"]),
        ("spec.events", ["SEEN", "INBOUND_MESSAGE", "DELIVERY"], ["+     - SEEN"]),
        (
            "spec.events",
            ["INBOUND_MESSAGE", "SEEN"],
            ["-     -   DELIVERY        # ours", "+     -   SEEN        # ours"],
        ),
        (
            "spec.events",
            [],
            [
                "-     events:",
                "-     - INBOUND_MESSAGE   # theirs",
                "-     -   DELIVERY        # ours",
                "+     events: []",
            ],
        ),
        ("spec.tags", ["a", "c"], ["-     tags: [a,  b , c]", "+     tags: [a,  c]"]),
        ("spec.tags", ["a", "b"], ["-     tags: [a,  b , c]", "+     tags: [a,  b]"]),
        (
            "spec.tags",
            ["a", "x, y", "b", "c"],
            ["-     tags: [a,  b , c]", "+     tags: [a, 'x, y',  b , c]"],
        ),
        ("spec.tags", [], ["-     tags: [a,  b , c]", "+     tags: []"]),
        (
            "spec.criteria",
            {"keyword": "STOP"},
            [
                "-     criteria: { keyword: STOP, count: 1 }   # odd spacing",
                "+     criteria: { keyword: STOP }   # odd spacing",
            ],
        ),
        (
            "spec.criteria.keyword",
            "GO: on",
            [
                "-     criteria: { keyword: STOP, count: 1 }   # odd spacing",
                "+     criteria: { keyword: 'GO: on', count: 1 }   # odd spacing",
            ],
        ),
        ("spec.text", "one\ntwo\nthree\n", ["+         three"]),
        ("spec.text", "one", ["-     text: |", "-         one", "-         two", "+     text: one"]),
        (
            "spec.channel",
            {"id": "7"},
            ["-     channel:   WHATSAPP   # not SMS", "+     channel:   {id: '7'}   # not SMS"],
        ),
    ],
)
def test_only_the_lines_of_the_value_change(path, value, lines):
    """Every other line is the same, to the last space."""
    assert sorted(lines) == sorted(line for line in edited(path, value) if line.strip("+- "))


def test_the_last_key_takes_its_map_along():
    """What is left empty goes too, up to the document's own keys."""
    text = "kind: infobip.Subscription\nname: inbound\nspec:\n  a:\n    b: 1 # why\n# end\n"
    found = YamlText(text)
    found.put(KEY, ("spec", "a", "b"), None)

    assert "kind: infobip.Subscription\nname: inbound\n# end\n" == str(found)


def test_a_document_without_a_spec_gets_one():
    """A missing final newline is no obstacle."""
    found = YamlText("kind: infobip.Subscription\nname: inbound")
    found.put(KEY, ("spec", "a", "b"), "1")

    assert "kind: infobip.Subscription\nname: inbound\nspec:\n  a:\n    b: '1'" == str(found)


def test_windows_line_ends_stay():
    """Old and new lines end as the file's lines do."""
    text = SPEC.replace("\n", "\r\n")
    found = YamlText(text)
    found.put(KEY, ("spec", "webhook", "secure"), value=True)

    assert text.replace("retries: 3\r\n", "retries: 3\r\n        secure: true\r\n") == str(found)


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("x: &u http://a\nspec:\n  url: *u\n", "spec.url", "http://b"),
        ("spec: {a: &m [1], b: *m}\n", "spec.a", [2]),
        ("spec:\n  url: one\n  url: two\n", "spec.url", "three"),
        ("spec: one\n", "spec.url", "two"),
        ("spec: {a: [1, # why\n  2]}\n", "spec.a", [1]),
    ],
)
def test_what_would_change_something_else_is_refused(text, path, value):
    """The text stays as it was."""
    found = YamlText(text)

    with pytest.raises(Unfit):
        found.put(None, path.split("."), value)
    assert text == str(found)


def test_documents_come_and_go():
    """A document that is taken out leaves the others alone; a new one goes behind the last."""
    text = "# head\n---\nkind: a\nname: one\n---\n# second\nkind: a\nname: two\n---\nkind: a\nname: three"
    found = YamlText(text)
    found.drop(("a", "one"))
    found.add(["kind: a\nname: four\n"])

    assert (
        "# head\n---\n# second\nkind: a\nname: two\n---\nkind: a\nname: three\n---\nkind: a\nname: four\n"
        == str(found)
    )
    found.drop(("a", "two"))
    assert "# head\n---\n# second\n---\nkind: a\nname: three\n---\nkind: a\nname: four\n" == str(found)


def test_the_first_document_leaves_no_empty_one():
    """The separator of the next document goes with it."""
    found = YamlText("kind: a\nname: one\n---\nkind: a\nname: two\n")
    found.drop(("a", "one"))

    assert "kind: a\nname: two\n" == str(found)


_WORDS = st.text(alphabet="ab:#-'\"{}[], \n|>&*!%@né\u2028", max_size=12)
_LEAF = st.one_of(_WORDS, st.integers(-5, 5), st.booleans())
_VALUES = st.recursive(
    _LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)),
    max_leaves=6,
)
_PATHS = [
    "channel",
    "events",
    "criteria",
    "criteria.keyword",
    "tags",
    "webhook",
    "webhook.url",
    "text",
    "new.key",
]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(_PATHS), _VALUES), max_size=3))
def test_any_value_reads_back(changes):
    """After every change the text says the new value, the comments are there, and other values are as they were."""
    found = YamlText(SPEC)
    for path, value in changes:
        before = found.value(KEY, ["spec"])
        parent = found.value(KEY, ["spec", *path.split(".")[:-1]])
        if parent is not None and not isinstance(parent, dict):
            continue
        found.put(KEY, ("spec", *path.split(".")), value)  # checks that it reads back
        after, top = found.value(KEY, ["spec"]), path.split(".")[0]

        assert {k: v for k, v in before.items() if k != top} == {k: v for k, v in after.items() if k != top}
        assert "# The inbound side." in str(found)
        assert "# the end" in str(found)
