"""Files that msgops renders and people import: where they lie, who may read them, and when they are written."""

from __future__ import annotations

import json
import stat

import pytest

import paper_vendor
from harness import Bench

ADDRESS = "paper.Leaflet/door"
PLACE = f".msgops/files/{ADDRESS}/__leaflet.txt"
"""The kind asks for a name that leads out of the directory."""


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setenv("LEAFLET", "4711-4711")
    return Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )


def leaflet(**more):
    return {"kind": "paper.Leaflet", "name": "door", "spec": {"title": "Open at 8", **more}}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_apply_writes_the_file_of_a_step_that_waits_and_a_person_confirms_its_import(bench):
    """Exit 6 with the file in a directory of its own; confirmed, the next plan is empty; a changed value opens it again."""
    bench.write([leaflet()])
    assert 6 == bench.apply()

    assert "title: Open at 8\n" == (bench.root / PLACE).read_text()
    assert (0o600, 0o700) == (mode(bench.root / PLACE), mode((bench.root / PLACE).parent))
    assert "*\n" == (bench.root / ".msgops" / ".gitignore").read_text()
    assert 0 == bench.run("gate", "confirm", ADDRESS, "--note", "printed")
    assert not bench.plan().gates
    bench.write([leaflet(title="Open at 9")])
    assert 6 == bench.apply()
    assert "title: Open at 9\n" == (bench.root / PLACE).read_text()


def test_the_worksheet_says_where_the_files_are(bench):
    """In its steps and as a fact."""
    bench.write([leaflet()])
    bench.apply()
    bench.run("gate", "show", ADDRESS, "--json")
    sheet = json.loads(bench.last_output)

    assert f".msgops/files/{ADDRESS}" == sheet["files"]
    assert [f"Take .msgops/files/{ADDRESS}."] == sheet["steps"]


def test_a_plan_writes_no_file_and_shows_no_secret(bench):
    """The file is made by apply, and holds the value; no report does."""
    bench.write([leaflet(number="${env:LEAFLET}")])
    plan = bench.plan()
    assert [ADDRESS] == [str(c.address) for c in plan.gates]
    assert not (bench.root / PLACE).exists()

    assert 6 == bench.apply()
    assert "4711-4711" not in bench.last_output + bench.last_errors
    assert "title: Open at 8\nnumber: 4711-4711\n" == (bench.root / PLACE).read_text()


def test_render_writes_what_changed_and_check_only_tells(bench):
    """Paths go to stdout; `--check` ends with 2 and leaves the disk alone."""
    bench.write([leaflet(path="printed")])
    place = bench.root / "printed" / "__leaflet.txt"

    assert 2 == bench.run("render", "--check")
    assert ("printed/__leaflet.txt\n", False) == (bench.last_output, place.exists())
    assert 0 == bench.run("render")
    assert ("printed/__leaflet.txt\n", 0o644) == (bench.last_output, mode(place))
    assert 0 == bench.run("render", "--check")
    assert "" == bench.last_output
    place.write_text("edited by hand")
    assert 2 == bench.run("render", "--check", ADDRESS)


def test_a_file_with_a_secret_goes_to_the_private_directory_only(bench):
    """Another path is refused before anything is written, and no rule of the workspace silences that."""
    bench.write([leaflet(path="printed", number="${env:LEAFLET}")])

    assert 1 == bench.run("render")
    assert "WA901" in bench.last_errors + bench.last_output
    assert not (bench.root / "printed").exists()


def test_a_file_that_others_may_read_is_closed_again(bench):
    """A private file whose mode was widened differs from what is rendered."""
    bench.write([leaflet(number="${env:LEAFLET}")])
    assert 0 == bench.run("render")
    (bench.root / PLACE).chmod(0o644)

    assert 2 == bench.run("render", "--check")
    assert 0 == bench.run("render")
    assert 0o600 == mode(bench.root / PLACE)


@pytest.mark.parametrize("path", ["/etc", "../out", "a/../../out", "a\\b", "..", ".git/hooks", "./.GIT"])
def test_no_path_leads_out_of_the_workspace(bench, path):
    """It is refused at its line."""
    bench.write([leaflet(path=path)])

    assert 1 == bench.run("render")
    assert "inside of the workspace" in bench.last_errors + bench.last_output


def test_a_link_leads_nowhere_else(bench, tmp_path):
    """A directory of the working tree that is a link out of it is refused, with the path."""
    (tmp_path / "elsewhere").mkdir()
    bench.write([leaflet(path="printed")])
    (bench.root / "printed").symlink_to(tmp_path / "elsewhere")

    assert 1 == bench.run("render")
    assert "MC134" in bench.last_errors + bench.last_output
    assert [] == list((tmp_path / "elsewhere").iterdir())
    assert 5 == bench.apply()


def test_a_secret_without_a_value_fails_that_file_alone(bench, monkeypatch):
    """Apply says which secret is missing and ends with 5; another file is written all the same."""
    monkeypatch.delenv("LEAFLET")
    other = {"kind": "paper.Leaflet", "name": "window", "spec": {"title": "Closed"}}
    bench.write([leaflet(number="${env:LEAFLET}"), other])

    assert 5 == bench.apply()
    assert "LEAFLET" in bench.last_errors + bench.last_output
    assert (bench.root / ".msgops/files/paper.Leaflet/window/__leaflet.txt").exists()
    assert not (bench.root / PLACE).exists()


def test_a_value_that_apply_makes_is_in_the_file_of_the_next_run(bench):
    """Render alone says that it is not known yet; nothing half done is written."""
    flow = {"kind": "paper.Flow", "name": "one", "spec": {"text": "hello"}}
    bench.write([flow, leaflet(flow="${paper.Flow/one.id}")])

    assert 1 == bench.run("render")
    assert "MC133" in bench.last_errors + bench.last_output
    assert 6 == bench.apply()
    assert not (bench.root / PLACE).exists()
    assert 6 == bench.apply()
    (made,) = bench.simulator.world.table("flows")
    assert f"flow: {made}\n" in (bench.root / PLACE).read_text()


def test_render_of_another_kind_is_a_usage_error(bench):
    """Nothing is to be rendered there."""
    bench.write([{"kind": "paper.Flow", "name": "one", "spec": {"text": "hello"}}])

    assert 64 == bench.run("render", "paper.Flow/one")
