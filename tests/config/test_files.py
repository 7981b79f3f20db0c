"""Which files belong to a workspace."""

from __future__ import annotations

import pytest

from msgops.config.files import find_files
from msgops.config.yaml import read_documents
from msgops.model.diagnostic import Origin


def put(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n", encoding="utf-8")


def names(root, *patterns):
    found, problems = find_files(root, patterns)
    return [p.relative_to(root).as_posix() for p in found], [p.code for p in problems]


def test_directories_are_searched_and_sorted(tmp_path):
    """Both endings count, at any depth; hidden and other files do not."""
    put(
        tmp_path,
        "r/b.yaml",
        "r/a.yml",
        "r/deep/er/c.yaml",
        "r/.hidden.yaml",
        "r/.git/x.yaml",
        "r/notes.txt",
        "other/z.yaml",
    )
    assert names(tmp_path, "r/") == (["r/a.yml", "r/b.yaml", "r/deep/er/c.yaml"], [])


def test_each_file_is_found_once(tmp_path):
    """Entries may overlap, in any spelling."""
    put(tmp_path, "r/a.yaml", "r/s/b.yaml")
    entries = ("r", "r/a.yaml", "./r/", "r/../r/s", "r/s/../a.yaml", str(tmp_path / "r"))
    assert names(tmp_path, *entries) == (["r/a.yaml", "r/s/b.yaml"], [])


def test_the_root_itself_may_be_searched(tmp_path):
    """The workspace's own files are no resources."""
    put(tmp_path, "msgops.yaml", "environments/prod.yaml", "a.yaml", "r/msgops.yaml")
    assert names(tmp_path, ".") == (["a.yaml", "r/msgops.yaml"], [])


def test_a_missing_entry_is_an_error_at_its_place(tmp_path):
    """Nothing is planned from half a workspace."""
    place = Origin("msgops.yaml", 9, 13)
    _, (found,) = find_files(tmp_path, ["resource/"], [place])
    assert ("MC001", place, 'resources: "resource/" does not exist') == (
        found.code,
        found.origin,
        found.detail,
    )


def test_a_pattern_with_a_star_is_told_what_to_write(tmp_path):
    """Globs are not part of the language."""
    _, (found,) = find_files(tmp_path, ["r/*.yaml"])
    assert found.remedy == "Name a file or a directory: a directory is read with all below it."


@pytest.mark.parametrize("entry", ["..", "../other", "/etc", "r/../../other", "link", "link/x.yaml", "nul\0"])
def test_no_entry_leads_out_of_the_workspace(tmp_path, entry):
    """Neither dots nor absolute paths nor links reach other files."""
    root = tmp_path / "w"
    put(root, "r/a.yaml")
    put(tmp_path, "other/x.yaml", "w-secrets/x.yaml")
    (root / "link").symlink_to(tmp_path / "other")
    assert names(root, entry) == ([], ["MC015"])


def test_links_that_lead_outside_are_refused_on_the_way(tmp_path):
    """A link inside a directory is checked too; one to a file that is not YAML is no matter."""
    root = tmp_path / "w"
    put(root, "r/a.yaml", "shared/s.yaml")
    put(tmp_path, "other/x.yaml", "other/x.txt")
    (root / "r/out.yaml").symlink_to(tmp_path / "other/x.yaml")
    (root / "r/outdir").symlink_to(tmp_path / "other")
    (root / "r/notes.txt").symlink_to(tmp_path / "other/x.txt")
    (root / "r/in").symlink_to(root / "shared")
    assert names(root, "r") == (["r/a.yaml", "r/in/s.yaml"], ["MC015", "MC015"])


def test_links_in_a_circle_end(tmp_path):
    """A directory that contains itself is read once."""
    put(tmp_path, "r/a.yaml")
    (tmp_path / "r/again").symlink_to(tmp_path / "r")
    assert names(tmp_path, "r") == (["r/a.yaml"], [])


def test_a_broken_link_is_not_lost(tmp_path):
    """It is listed, and reading it says what is wrong."""
    (tmp_path / "r").mkdir()
    (tmp_path / "r/gone.yaml").symlink_to(tmp_path / "r/nowhere.yaml")
    assert names(tmp_path, "r") == (["r/gone.yaml"], [])
    assert ["MC001"] == [d.code for d in read_documents(tmp_path / "r/gone.yaml", "gone.yaml")[1]]


def test_a_directory_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    """A lost directory would look like deletes."""
    put(tmp_path, "r/a.yaml")

    def refuse(path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("msgops.config.files.os.scandir", refuse)
    assert names(tmp_path, "r") == ([], ["MC001"])


def test_a_thousand_files_are_found_and_read(tmp_path):
    """A directory of a thousand files is nothing special."""
    put(tmp_path, *(f"r/{n // 100}/f{n:04}.yaml" for n in range(1000)))
    found, problems = find_files(tmp_path, ["r"])
    assert problems == []
    assert sum(len(read_documents(path, path.name)[0]) for path in found) == 1000
