"""Bad and hostile YAML ends early, with a place and a remedy."""

from __future__ import annotations

import os

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msgops.config import yaml_events, yaml_places
from msgops.config.yaml import Limits, read_documents, read_text
from msgops.config.yaml_syntax import syntax_problem
from msgops.model.diagnostic import Origin


@pytest.fixture(params=["c", "python"])
def parser(request, monkeypatch):
    """Run a test with the C parser and with the one that replaces it where it is absent."""
    loader = {"c": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "python": yaml.SafeLoader}[request.param]
    monkeypatch.setattr(yaml_events, "LOADER", loader)
    monkeypatch.setattr(yaml_places, "LOADER", loader)


def problems(text, **limits):
    _, found = read_text(text, "f.yaml", limits=Limits(**limits))
    return [(d.code, d.origin.line, d.origin.column) for d in found]


def of_bytes(tmp_path, raw, **limits):
    path = tmp_path / "f.yaml"
    path.write_bytes(raw)
    documents, found = read_documents(path, "f.yaml", limits=Limits(**limits))
    assert documents == []
    return [(d.code, d.origin.line, d.origin.column) for d in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", ("MC005", 2, 1)),
        ("a:\n  b: 1\n \tc: 2\n", ("MC005", 3, 2)),
        ("a:\n  - x\n\t- y\n", ("MC005", 3, 1)),
        ("a: b: c\n", ("MC004", 1, 5)),
        ('a: 1\nb: "x\nc: 1\n', ("MC004", 2, 4)),
        ("a: [1, 2\nb: 3\n", ("MC004", 2, 2)),
        ("a: @x\n", ("MC004", 1, 4)),
        ("a: *nowhere\n", ("MC017", 1, 4)),
        ("a: {b: ${env:X}}\n", ("MC004", 1, 9)),
        ("a: {{ x }}\n", ("MC013", 1, 5)),
        ("? [a]\n: 1\n", ("MC013", 1, 3)),
        ("?\n: x\n", ("MC013", 1, 2)),
        ("a: &a [*a]\n", ("MC011", 1, 8)),
        ("a: {<<: 5}\n", ("MC018", 1, 5)),
        ("a: !foo x\n", ("MC010", 1, 4)),
        ("a: !!binary aGk=\n", ("MC010", 1, 4)),
        ("a: !!python/object/apply:os.system [x]\n", ("MC010", 1, 4)),
        ("!!map {a: 1}\n", ("MC010", 1, 1)),
        ("!!int a: 1\n", ("MC010", 1, 1)),
        ("a: !e!x y\n", ("MC010", 1, 4)),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", ("MC010", 1, 1)),
        ("a: x\0y\n", ("MC003", 1, 5)),
        ("a: x\x1b[2Jy\n", ("MC003", 1, 5)),
        ("a: 1\nb: x\u2028y\n", ("MC003", 2, 5)),
        ("a: \ud800\n", ("MC003", 1, 4)),
    ],
)
def test_a_mistake_has_a_code_and_a_place(text, expected):
    """Each kind of mistake is found at its line and column."""
    assert [expected] == problems(text)


def test_a_parser_error_without_a_place_is_a_finding_about_the_file():
    """Parsers do not promise a place."""
    found = syntax_problem(yaml.YAMLError("odd\nmore"), [""], "f.yaml", 0)
    assert ("MC004", "odd", Origin("f.yaml")) == (found.code, found.detail, found.origin)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", (1, 1)),
        ("a: [1,\n\n", (1, 6)),
        ("\n\n[\n", (3, 1)),
        ("a:\n- {b: [", (2, 7)),
        ("b:\n  [1\n", (2, 3)),
        ("a: [1\n---\nb: 1\n", (2, 1)),
    ],
)
def test_what_is_never_closed_is_shown_in_the_text(text, place):
    """Not behind the last line, where there is nothing to see."""
    assert [("MC004", *place)] == problems(text)


@pytest.mark.usefixtures("parser")
def test_a_duplicate_key_names_both_places():
    """The finding stands at the second key and names the first; the first value is kept."""
    documents, found = read_text("a: 1\nspec:\n  x: 1\n  'x': 2\na: 3\n", "f.yaml")
    assert [("MC014", 4, 3), ("MC014", 5, 1)] == [(d.code, d.origin.line, d.origin.column) for d in found]
    assert ["f.yaml:3:3", "f.yaml:1:1"] == [d.detail.rpartition(" ")[2] for d in found]
    assert documents[0].data == {"a": "1", "spec": {"x": "1"}}
    assert documents[0].places.value("a") == (1, 4)


def test_two_merge_keys_are_a_duplicate():
    """A second << would be read by some tools and dropped by others."""
    (found,) = read_text("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", "f.yaml")[1]
    assert ("MC014", "Write << once, with a list: <<: [*a, *b].") == (found.code, found.remedy)


@pytest.mark.usefixtures("parser")
def test_every_problem_of_a_file_is_found_and_good_documents_are_kept():
    """After a mistake reading goes on at the next separator, with the right line numbers."""
    text = 'a: b: c\n---\nb: 1\nb: 2\n---\n"x\n--- \nc: 1\n---\nd: [\n---\ne: *e\n---\nf: 1\n'
    documents, found = read_text(text, "f.yaml")
    assert [({"b": "1"}, 3), ({"c": "1"}, 8), ({"f": "1"}, 14)] == [(d.data, d.line) for d in documents]
    assert [1, 4, 6, 10, 12] == [d.origin.line for d in found]
    assert documents[2].places.key("f") == (14, 1)


def test_control_characters_do_not_hide_other_mistakes():
    """Each of them is reported, and so is the duplicate key below."""
    assert [("MC003", 1, 4), ("MC003", 2, 4), ("MC014", 3, 1)] == problems("a: \x00\nb: \x07\na: 1\n")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 10_000, (1, 51)),
        ("{a: " * 10_000, (1, 201)),
        ("- " * 10_000 + "x", (1, 101)),
        ("[\n" * 10_000, (51, 1)),
        ("".join(" " * n + "a:\n" for n in range(200)), (51, 51)),
    ],
)
def test_deep_nesting_is_refused_before_it_is_built(text, place):
    """Ten thousand levels end at the fifty-first, whatever the style."""
    assert [("MC007", *place)] == problems(text)


def test_fifty_levels_are_read():
    """The limit itself is allowed."""
    assert problems("[" * 50 + "]" * 50) == []


def test_aliases_cannot_nest_deeper_than_text():
    """Depth counts through aliases."""
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    assert [("MC007", 50, 12)] == problems(text)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "layer", ["[{0},{0},{0},{0},{0},{0},{0},{0},{0}]", "{{a: {0}, b: {0}, c: {0}, <<: {0}}}"]
)
def test_an_alias_bomb_is_refused(layer):
    """Nine to the power of nine values are never built, by aliases or by merges."""
    text = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {layer.format(f'*a{n - 1}')}\n" for n in range(1, 20))
    (found,) = problems(text + "---\nb: 1\n")
    assert found[0] == "MC012"


def test_many_small_aliases_are_an_alias_bomb_too():
    """The bound holds for the file, not for one document."""
    text = f"a: &a [{'x,' * 99}]\nb: [{'*a,' * 60}]\n---\n"
    assert problems(text) == []
    assert problems(text * 20)[0][0] == "MC012"


@pytest.mark.parametrize("form", ["a: {}\n", "a: '{}'\n", "a: |\n  {}\n", "? {}\n: x\n"])
def test_a_huge_text_is_refused(form):
    """More than a megabyte in one scalar belongs in a file of its own; the next document is read."""
    documents, found = read_text(form.format("x" * (1 << 20 | 1)) + "---\nb: 1\n", "f.yaml")
    assert ["MC009"] == [d.code for d in found]
    assert [{"b": "1"}] == [d.data for d in documents]


def test_too_many_values_are_refused():
    """A file's values are counted over its documents, in lists and in maps."""
    assert [("MC008", 1, 14)] == problems("[1, 2, 3, 4, 5, 6, 7]", values=5)
    assert ["MC008"] == [p[0] for p in problems("{a: 1, b: 2}\n---\n" * 9, values=12)]


def test_a_file_with_endless_problems_ends():
    """The list of findings has an end, whether documents are broken or only wrong."""
    assert ["MC004"] * 5 + ["MC016"] == [p[0] for p in problems("a: b: c\n---\n" * 9, problems=5)]
    assert ["MC010"] * 5 + ["MC016"] == [p[0] for p in problems("- !x y\n" * 9, problems=5)]
    assert ["MC003"] * 5 + ["MC016"] == [p[0] for p in problems("\0" * 9, problems=5)]
    assert ["MC010"] * 5 + ["MC016"] == [p[0] for p in problems("%TAG ! t:\n" * 9, problems=5)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a: é\n".encode("utf-16"), ("MC002", 0, 0)),
        ("a: é\n".encode("utf-16-le"), ("MC002", 0, 0)),
        ("a: é\n".encode("utf-32"), ("MC002", 0, 0)),
        ("a: 1\nb: ü, Zoë\n".encode("latin-1"), ("MC002", 2, 4)),
        (b"\xef\xbb\xbfa: \xff\n", ("MC002", 1, 5)),
        (b"\x89PNG\r\n\x1a\n\0\0", ("MC002", 1, 1)),
    ],
)
def test_a_file_that_is_not_utf8_is_refused(tmp_path, raw, expected):
    """The finding says which byte, or which encoding."""
    assert [expected] == of_bytes(tmp_path, raw)


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    """The size is looked at first: a sparse file of a terabyte costs nothing."""
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    _, found = read_documents(path, "f.yaml")
    assert ["MC006"] == [d.code for d in found]


def test_a_pipe_a_directory_and_an_absent_file_are_findings(tmp_path):
    """What is no file is said to be none, and never waited for."""
    os.mkfifo(tmp_path / "pipe.yaml")
    found = [
        read_documents(tmp_path / name, name)[1][0]
        for name in ("pipe.yaml", ".", "absent.yaml", "nul\0.yaml")
    ]
    assert ["MC001"] * 4 == [d.code for d in found]
    assert found[0].detail == "it is not a file"


def test_an_endless_device_is_not_read():
    """A link to /dev/zero is refused like a pipe."""
    assert ["MC001"] == [d.code for d in read_documents("/dev/zero", "zero.yaml")[1]]


@settings(derandomize=True)
@given(st.text(st.sampled_from("ab:-,[]{}&*!|>'\"%@#?~<\n\t \\0é\0"), max_size=60))
def test_no_text_whatever_raises(text):
    """Any text is either read or explained, and both parsers agree on places being within it."""
    documents, found = read_text(text, "f.yaml")
    lines = text.count("\n") + 1
    assert all(0 <= d.origin.line <= lines for d in found)
    for document in documents:
        assert 1 <= document.line <= lines
        assert document.places.value("") is not None


@settings(derandomize=True)
@given(st.binary(max_size=60))
def test_no_bytes_whatever_raise(tmp_path_factory, raw):
    """Any file is either read or explained."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    read_documents(path, "any.yaml")
