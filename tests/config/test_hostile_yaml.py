"""What YAML can do to a reader, and what ours makes of it."""

from __future__ import annotations

import pytest

from msgops.config.files import find_files
from msgops.config.yaml import read_documents, read_text
from msgops.model.scalar import Plain

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{n}: &{n} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n"
    for p, n in zip("abcdefg", "bcdefgh", strict=True)
)


def codes(text):
    _, found = read_text(text, "x.yaml")
    return [d.code for d in found]


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: " + "[" * 10_000,
        "a: &a [*a]\n",
        "a: 1\na: 2\n",
        "a:\n\t- b\n",
        "a: !!python/object/apply:os.system [x]\n",
        "a: \x07\n",
        "? [complex]\n: key\n",
        "a: " + "x" * (2 << 20) + "\n",
    ],
    ids=[
        "alias bomb",
        "depth",
        "recursion",
        "duplicate key",
        "tab",
        "tag",
        "control character",
        "complex key",
        "huge scalar",
    ],
)
def test_hostile_text_is_an_error_with_its_place(text):
    """Each is refused with a code and a line, and nothing is executed or expanded."""
    _, found = read_text(text, "x.yaml")

    assert found
    assert found[0].code.startswith("MC0")
    assert found[0].origin is not None
    assert found[0].origin.line >= 1


@pytest.mark.parametrize("raw", [b"\xff\xfea\x00", b"a: \xe9\n"], ids=["UTF-16", "Latin-1"])
def test_other_encodings_are_named(raw, tmp_path):
    """A file that is not UTF-8 is told as such."""
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)

    documents, found = read_documents(path, "x.yaml")

    assert [] == documents
    assert ["MC002"] == [d.code for d in found]


@pytest.mark.parametrize(
    "text", ["NO", "+385911234567", "08:00", "1.10", "0x1F", "1_000", "2026-01-01", "yes", "1e3"]
)
def test_plain_scalars_stay_what_was_written(text):
    """No scalar is guessed to be a number, a time or a boolean."""
    (document,), found = read_text(f"value: {text}\n", "x.yaml")

    assert [] == found
    assert text == document.data["value"]
    assert isinstance(document.data["value"], Plain)


def test_a_broken_document_does_not_hide_the_next():
    """After a syntax error reading goes on at the next document, with the right lines."""
    documents, found = read_text("a: [1\n---\nb: 2\n---\nc: 3\nc: 4\n", "x.yaml")

    assert [{"b": "2"}, {"c": "3"}] == [d.data for d in documents]
    assert [2, 6] == [d.origin.line for d in found]


def test_a_directory_of_a_thousand_files_is_read(tmp_path):
    """Every file is found once, in order, hidden ones left out."""
    folder = tmp_path / "resources"
    folder.mkdir()
    for number in range(1000):
        (folder / f"f{number:04d}.yaml").write_text(f"n: {number}\n", encoding="utf-8")
    (folder / ".hidden.yaml").write_text("x", encoding="utf-8")

    paths, found = find_files(tmp_path, ["resources/"])

    assert [] == found
    assert [f"f{n:04d}.yaml" for n in range(1000)] == [p.name for p in paths]


def test_a_link_that_leads_out_of_the_workspace_is_refused(tmp_path):
    """A symbolic link cannot bring in files from elsewhere."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("a: 1\n", encoding="utf-8")
    inside = tmp_path / "ws" / "resources"
    inside.mkdir(parents=True)
    (inside / "link.yaml").symlink_to(outside)

    paths, found = find_files(tmp_path / "ws", ["resources/"])

    assert [] == paths
    assert 1 == len(found)
