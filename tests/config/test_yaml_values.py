"""What YAML means to msgops: text stays text, keys keep their places."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msgops.config import yaml_events, yaml_places
from msgops.config.yaml import read_documents, read_text
from msgops.model.scalar import Plain


@pytest.fixture(params=["c", "python"])
def parser(request, monkeypatch):
    """Run a test with the C parser and with the one that replaces it where it is absent."""
    loader = {"c": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "python": yaml.SafeLoader}[request.param]
    monkeypatch.setattr(yaml_events, "LOADER", loader)
    monkeypatch.setattr(yaml_places, "LOADER", loader)


def one(text):
    documents, found = read_text(text, "f.yaml")
    assert found == []
    (document,) = documents
    return document


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "+385911234567",
        "08:00",
        "1.10",
        "0x1F",
        "1_000",
        "2026-01-01",
        "on",
        "true",
        "=",
        "1e3",
        "12:30:45",
        ".5",
    ],
)
@pytest.mark.usefixtures("parser")
def test_a_plain_scalar_stays_the_text_that_was_written(text):
    """`country: NO` is Norway, and a version keeps its zero."""
    value = one(f"field: {text}").data["field"]
    assert (text, Plain) == (value, type(value))


@pytest.mark.usefixtures("parser")
def test_quoted_text_is_never_plain():
    """A quoted scalar is exact text, also when it looks like a number or like nothing."""
    data = one("a: '1'\nb: \"null\"\nc: |\n  1\nd: >-\n  ~\ne: ''\nf: !!str 5\ng: ! x\n").data
    assert data == {"a": "1", "b": "null", "c": "1\n", "d": "~", "e": "", "f": "5", "g": "x"}
    assert {type(v) for v in data.values()} == {str}


@pytest.mark.parametrize("text", ["null", "~", "Null", "NULL", ""])
@pytest.mark.usefixtures("parser")
def test_the_spellings_of_null_are_none(text):
    """Null is written in five ways."""
    assert one(f"a: {text}\nb: x").data == {"a": None, "b": "x"}


def test_a_null_inside_a_list_is_kept():
    """A list keeps its empty elements, so that they can be reported."""
    assert one("[a, ~, ]").data == ["a", None]


@pytest.mark.usefixtures("parser")
def test_documents_are_separate_and_empty_ones_are_ignored():
    """Empty documents, comments and nulls between separators are no documents."""
    documents, found = read_text("# head\n---\na: 1\n---\n---\n# nothing\n---\n~\n---\nb: 2\n...\n", "f.yaml")
    assert found == []
    assert [(d.data, d.line) for d in documents] == [({"a": "1"}, 3), ({"b": "2"}, 10)]


@pytest.mark.usefixtures("parser")
def test_keys_and_values_have_their_places():
    """Places are lines and columns from 1, through maps, lists and flow style."""
    places = one("# head\n\nspec:\n  events: [IN, OUT]\n  webhook:\n    'url': x\n").places
    assert places.key("spec.webhook.url") == (6, 5)
    assert places.value("spec.webhook.url") == (6, 12)
    assert places.value("spec.events[1]") == (4, 16)
    assert places.key("spec.events[1]") == (4, 16)
    assert places.key("spec.absent") is None


@pytest.mark.usefixtures("parser")
def test_places_count_characters_and_every_kind_of_line_end():
    """Wide characters, carriage returns and earlier documents do not move a place."""
    documents, _ = read_text("\ufeffa: 😀\r\n---\r\n  b: {😀: 1, c: [x,\r\n    y]}\r---\nd: 1\n", "f.yaml")
    assert documents[1].places.key("b.c") == (3, 13)
    assert documents[1].places.value("b.c[1]") == (4, 5)
    assert documents[2].places.key("d") == (6, 1)


@pytest.mark.usefixtures("parser")
def test_aliases_and_merges_repeat_values():
    """A merged map gives what the map itself does not set; earlier bases win."""
    data = one("b: &b {x: 1, y: &y [2]}\nc: {<<: *b, y: 3}\nd: *y\ne: {<<: [{x: 9}, *b]}\n").data
    assert data["c"] == {"x": "1", "y": "3"}
    assert data["d"] == ["2"]
    assert data["e"] == {"x": "9", "y": ["2"]}


def test_repeated_values_are_independent():
    """Changing one copy of an aliased value leaves the other as it is."""
    data = one("a: &a {x: [1]}\nb: *a\nc: {<<: *a}\n").data
    data["b"]["x"].append("2")
    assert data["a"] == {"x": ["1"]}


@pytest.mark.usefixtures("parser")
def test_the_place_of_a_repeated_value_is_where_it_was_written():
    """A finding inside an aliased or merged map points to the text that has to change."""
    places = one("b: &b\n  x: {y: 1}\nc:\n  <<: *b\nd: *b\n").places
    assert places.key("c.x.y") == (2, 7)
    assert places.key("d.x") == (2, 3)
    assert places.value("d") == (5, 4)


def test_the_place_of_a_repeated_element_is_where_it_was_written():
    """Elements of an aliased list have places too."""
    assert one("b: &b [x, y]\nc: *b\n").places.value("c[1]") == (1, 11)


def test_places_of_a_map_merged_from_a_list():
    """Merging a list of maps keeps the place of every key."""
    places = one("b: &b {x: 1}\nc: {<<: [*b, {z: 1}], w: 2}\n").places
    assert (places.key("c.x"), places.key("c.z"), places.key("c.w")) == ((1, 8), (2, 15), (2, 23))


def test_an_anchor_on_a_key_can_be_repeated():
    """A key is a value too."""
    document = one("&k a: 1\nb: *k\n")
    assert document.data == {"a": "1", "b": "a"}
    assert document.places.value("b") == (2, 4)


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    """Editors on Windows put a mark in front; it is no part of the first key."""
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffname: Zoë\n".encode())
    documents, found = read_documents(path, "f.yaml")
    assert found == []
    assert documents[0].data == {"name": "Zoë"}


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_JSON = st.recursive(
    _TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4)
)


class _Quoted(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


_Quoted.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@settings(derandomize=True)
@given(_JSON)
def test_any_value_with_quoted_text_reads_back_equal(value):
    """Whatever JSON-like value is written with its text in quotes comes back as it was."""
    assert one(yaml.dump(value, Dumper=_Quoted)).data == value


@settings(derandomize=True)
@given(_JSON)
def test_every_place_points_at_its_key(value):
    """The place of a key is where its quote opens."""
    text = yaml.dump({"root": value}, Dumper=_Quoted, allow_unicode=False, width=10**6)
    document, lines = one(text), text.split("\n")
    for key, inner in _keys(document.data):
        line, column = document.places.key(inner)
        if inner.count(key) == 1:
            assert lines[line - 1][column - 1] == '"'


def _keys(value, path=""):
    for key, inner in value.items() if isinstance(value, dict) else ():
        below = f"{path}.{key}" if path else key
        yield key, below
        yield from _keys(inner, below)
    for index, inner in enumerate(value if isinstance(value, list) else ()):
        yield from _keys(inner, f"{path}[{index}]")
