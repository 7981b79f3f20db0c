"""Values on one line, and what differs between two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msgops.model.change import UNKNOWN
from msgops.model.secret import Secret
from msgops.report.values import Limits, differences, flow, plain, whole

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
LIMITS = Limits()


def shown(lines):
    """Return lines as a terminal would indent them."""
    return [f"{'  ' * line.depth}{line.symbol} {line.text}".rstrip() for line in lines]


def test_plain_escapes_what_a_terminal_would_obey():
    """Control, C1 and bidirectional characters and newlines are written as escapes."""
    assert r"a\x1b[31m\x9b2J\n\u202eb" == plain("a\x1b[31m\x9b2J\n\u202eb")


def test_plain_keeps_printable_text_of_any_language():
    """Letters of any script stay what they are."""
    assert "Dobrodošli, 欢迎" == plain("Dobrodošli, 欢迎")


def test_flow_writes_the_flow_style_of_yaml():
    """Maps are sorted, texts quoted, other scalars bare."""
    assert '{a: [1, true, null], "b c": "x\\"y\\\\"}' == flow({"b c": 'x"y\\', "a": [1, True, None]}, LIMITS)


def test_flow_shows_unknown_values_bare():
    """A value that only apply knows is not quoted."""
    assert "(known after apply)" == flow(UNKNOWN, LIMITS)


def test_flow_never_reveals_a_secret():
    """A secret that strays into a report shows as stars."""
    assert "hunter2" not in flow(Secret("env:X", "hunter2"), LIMITS)


def test_long_text_is_shortened_with_the_number_of_characters_left_out():
    """A long text shows its beginning and how much is missing."""
    assert f'"{"a" * 160}"… (840 more characters)' == flow("a" * 1000, LIMITS)


def test_only_the_differing_part_of_a_list_is_shown():
    """Equal elements are counted, not shown."""
    lines = differences("tags: ", ["a", "b", "c"], ["a", "c", "d"], LIMITS)

    assert ["~ tags:", '  - "b"', '  + "d"', "   (2 unchanged)"] == shown(lines)


def test_only_the_differing_keys_of_nested_maps_are_shown():
    """A nested difference is shown at its own path."""
    before = [{"type": "HEADER"}, {"type": "BODY", "text": "old", "n": 1}]
    after = [{"type": "HEADER"}, {"type": "BODY", "text": "new", "n": 1}]

    lines = differences("components: ", before, after, LIMITS)

    assert [
        "~ components:",
        "  ~ [1]:",
        '    ~ text: "old" -> "new"',
        "     (2 unchanged)",
        "   (1 unchanged)",
    ] == shown(lines)


def test_texts_of_several_lines_are_compared_line_by_line():
    """Only the lines that differ are shown."""
    lines = differences("text: ", "one\ntwo", "one\n2", LIMITS)

    assert ["~ text:", "  - | two", "  + | 2"] == shown(lines)


def test_long_texts_are_shown_from_where_they_part():
    """The equal beginning of two long texts is counted, not shown."""
    (first, second) = differences("text: ", "a" * 500 + "x", "a" * 500 + "y", LIMITS)

    assert f'text: … (476 equal characters) "{"a" * 24}x"' == first.text
    assert second.text.endswith(f'-> … (476 equal characters) "{"a" * 24}y"')


def test_a_value_too_wide_for_a_line_is_written_part_by_part():
    """What does not fit one line gets one line for each part."""
    lines = whole("m: ", "+", {"a": "x" * 50, "b": ["y" * 50]}, LIMITS)

    assert ["+ m:", f'  + a: "{"x" * 50}"', f'  + b: ["{"y" * 50}"]'] == shown(lines)


def test_a_huge_value_is_cut_after_some_lines():
    """A field takes a bounded number of lines, and says how many are missing."""
    lines = whole("m: ", "+", [str(n) for n in range(1000)], LIMITS)

    assert 41 == len(lines)
    assert "… 961 more lines" == lines[-1].text


@given(JSON, JSON)
def test_every_line_is_printable(before, after):
    """Whatever the values are, each line of a difference is one printable line."""
    for line in (*differences("f: ", before, after, LIMITS), *whole("f: ", "+", after, LIMITS)):
        assert line.text.isprintable()


@given(JSON, JSON)
def test_values_that_differ_show_a_difference(before, after):
    """Two values with different forms never look the same."""
    if flow(before, LIMITS) != flow(after, LIMITS):
        assert any(
            line.symbol in "+-~ " and line.symbol for line in differences("f: ", before, after, LIMITS)
        )
