"""The normal form of files."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msgops.config.format import format_text
from msgops.config.yaml import read_text
from msgops.model.diagnostic import ConfigError

UNTIDY = """\
# yaml-language-server: $schema=../schemas/infobip.Subscription.json

spec:
    # which channel
    channel:   WHATSAPP   # the only one
    events:
    # first
    -   INBOUND_MESSAGE
    -   a : 1
        b:
          -   - x
              - z
    # after the list
    text: |
       hello
         more

       end
    long: "abc
       def"
    flow: {a: 1,
      b: 2}   # in flow
    country: NO
    time: 08:00
    version: 1.10
    phone: +385911234567
    nothing:
    escaped: "\\u00e9"
# about the name
name : whatsapp-inbound

kind: infobip.Subscription
# the end
---
---
# about the tag
---
labels: {team:   care}
kind: infobip.Tag
name: 'vip'
"""
TIDY = """\
# yaml-language-server: $schema=../schemas/infobip.Subscription.json

kind: infobip.Subscription
# about the name
name: whatsapp-inbound
spec:
  # which channel
  channel: WHATSAPP   # the only one
  events:
    # first
    - INBOUND_MESSAGE
    - a: 1
      b:
        - - x
          - z
  # after the list
  text: |
    hello
      more

    end
  long: "abc
    def"
  flow: {a: 1,
    b: 2}   # in flow
  country: NO
  time: 08:00
  version: 1.10
  phone: +385911234567
  nothing:
  escaped: "\\u00e9"
# the end
---
# about the tag
kind: infobip.Tag
name: 'vip'
labels: {team:   care}
"""


def values(text):
    documents, found = read_text(text, "f.yaml")
    assert found == []
    return [d.data for d in documents]


def test_the_normal_form_has_ordered_keys_two_spaces_and_every_comment():
    """Indentation, order and separators change; comments move with their keys; scalars stay as written."""
    assert format_text(UNTIDY) == TIDY


def test_the_normal_form_of_the_normal_form_is_itself():
    """A second run changes nothing."""
    assert format_text(TIDY) == TIDY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("# only a comment", "# only a comment\n"),
        ("---\na: 1", "a: 1\n"),
        ("--- # why\na: 1\n", "--- # why\na: 1\n"),
        ("a: 1\n\n\n", "a: 1\n"),
        ("\ufeffa: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("a: 1\n...\n---\nb: 2\n...\n", "a: 1\n---\nb: 2\n"),
        ("a: 1\n---\n# bye\n", "a: 1\n# bye\n"),
        ("a: 1\n--- # why\n---\nb: 1\n", "a: 1\n---\n# why\nb: 1\n"),
        ("a:\n    b:\n    - c\n    # d\n    - e\n", "a:\n  b:\n    - c\n    # d\n    - e\n"),
        ("a: &x {b: 1}\nc:\n    <<: *x\n", "a: &x {b: 1}\nc:\n  <<: *x\n"),
        ("a:\n   'plain text\n\n     over lines'\n", "a:\n  'plain text\n\n  over lines'\n"),
        ("a:\n    - |2\n        x\n       y\n", "a:\n  - |2\n      x\n     y\n"),
        ("a: |+\n    x\n\n", "a: |+\n  x\n\n"),
        ("a:   \n      b\t\n", "a:\n  b\n"),
        ("- a\n-\n  b: |+\n     x\n\n- c\n", "- a\n-\n  b: |+\n    x\n\n- c\n"),
    ],
)
def test_every_form_has_its_normal_form(text, expected):
    """Line ends, empty documents, markers, anchors and blocks of text."""
    assert expected == format_text(text)
    assert expected == format_text(expected)
    assert values(text) == values(expected)


def test_other_files_keep_the_order_of_their_keys():
    """Only resource documents have an order: a workspace file is laid out but not sorted."""
    assert format_text("workspace: x\nresources: [r]\naccounts:\n    a: {}\n") == (
        "workspace: x\nresources: [r]\naccounts:\n  a: {}\n"
    )


def test_unknown_keys_come_last():
    """They are errors elsewhere; here they are kept."""
    assert format_text("x: 1\nspec: {}\nname: a\nkind: b.C\n") == "kind: b.C\nname: a\nspec: {}\nx: 1\n"


@pytest.mark.parametrize(
    "text", ["%YAML 1.2\n---\nb:   1\n", "? a\n:   1\n", "a: |\n      x", "a: |+\n      x"]
)
def test_what_cannot_be_laid_out_safely_is_left_alone(text):
    """Directives, question marks, and a block whose last line end would be new."""
    assert format_text(text) == text


def test_an_order_that_would_part_an_alias_from_its_anchor_is_not_made():
    """The values decide: a file that would mean something else is not written."""
    text = "spec: &s {a: 1}\nkind: a.B\nname: x\nlabels: *s\n"
    assert format_text(text) == text


def test_quotes_are_part_of_a_value(monkeypatch):
    """A layout that turned text into a plain scalar would not be written."""
    monkeypatch.setattr("msgops.config.format._format", lambda text: text.replace("'1'", "1"))
    assert format_text("a: '1'\n") == "a: '1'\n"


def test_a_file_with_errors_is_not_formatted():
    """The errors are given, with their places."""
    with pytest.raises(ConfigError) as caught:
        format_text("a: 1\na: 2\n", "r/f.yaml")
    assert ["r/f.yaml:2:1"] == [str(d.origin) for d in caught.value.diagnostics]


_WORDS = st.sampled_from(
    [
        *(
            "a",
            "b c",
            "NO",
            "08:00",
            "1.10",
            "",
            "null",
            "~",
            "x: y",
            "# h",
            "it's",
            'q"q',
            "l1\nl2",
            "l1\nl2\n",
        ),
        *("  lead\nx", "t\n\n", "é😀", "+385", "- x", "*a", "long " * 30, "a\n\n\n b\n", "tab\tx", "---"),
        "# c\n# d\n",
    ]
)
_KEYS = st.sampled_from(["a", "b", "kind", "name", "spec", "labels", "key 1", "n#o"])
_VALUES = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_STYLES = st.sampled_from([None, "'", '"', "|", ">"])


@st.composite
def _files(draw):
    """Write values in many styles, with comments between their lines."""
    style = draw(_STYLES)
    indented = draw(st.booleans())

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow=False, indentless=False):
            return super().increase_indent(flow, indentless and not indented)

    Dumper.add_representer(str, lambda d, t: d.represent_scalar("tag:yaml.org,2002:str", t, style=style))
    text = yaml.dump_all(
        draw(st.lists(_VALUES, min_size=1, max_size=3)),
        Dumper=Dumper,
        sort_keys=False,
        indent=draw(st.integers(2, 6)),
        width=draw(st.sampled_from([20, 80])),
        default_flow_style=draw(st.sampled_from([None, False, True])),
        allow_unicode=True,
    )
    lines = text.split("\n")
    for at in draw(st.lists(st.integers(0, len(lines) - 1), max_size=3)):
        lines.insert(at, " " * draw(st.integers(0, 6)) + "# remark")
    commented = "\n".join(lines)
    same = read_text(commented, "")[0] and not read_text(commented, "")[1]
    return commented if same and values(commented) == values(text) else text


@settings(derandomize=True)
@given(_files())
def test_formatting_keeps_every_value_and_comment_and_is_done_once(text):
    """Whatever the style: equal values, no remark lost, nothing left to do."""
    after = format_text(text)
    assert values(text) == values(after)
    assert text.count("# remark") == after.count("# remark")
    assert after == format_text(after)


@settings(derandomize=True)
@given(_files())
def test_formatting_does_not_need_its_safety_net(text):
    """Only a file that ends inside a block is left alone."""
    from msgops.config import format as module

    after = module._format(text)
    assert after is not None
    assert values(text) == values(after)
