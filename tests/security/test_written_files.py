"""What msgops writes is for its owner, and no link of the working tree makes it write elsewhere."""

from __future__ import annotations

import os
import stat

import pytest

from harness import Bench
from msgops.cli.files import write
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

DOCUMENT = {"kind": "infobip.Entity", "name": "acme", "spec": {"entity_name": "Acme"}}
SECRET = {
    "kind": "infobip.WebhookSecurity",
    "name": "hook",
    "spec": {"type": "HMAC", "credentials": {"secret_key": "${env:HOOK}", "algorithm": "HMAC_SHA_256"}},
}


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A workspace, which is also the working directory."""
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator, environ={"HOOK": "canary-hook"})
    bench.write([DOCUMENT, SECRET])
    monkeypatch.chdir(bench.root)
    return bench


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_that_a_run_writes_is_for_its_owner_alone(bench, tmp_path):
    """Saved plan, reports, state and key are 0600, the directories of state and key 0700, whatever the umask."""
    before = os.umask(0)
    try:
        assert 0 == bench.run("plan", "--out", "p.json")
        assert 0 == bench.run(
            "apply", "p.json", "--format", "html:report.html", "--format", "json:report.json"
        )
    finally:
        os.umask(before)

    home = tmp_path / "home"
    files = [bench.root / n for n in ("p.json", "report.html", "report.json")]
    files += [*(bench.root / ".msgops").iterdir(), home / "fingerprint.key"]
    assert {0o600} == {mode(f) for f in files}
    assert {0o700} == {mode(bench.root / ".msgops"), mode(home)}
    assert len(files) >= 5


@pytest.mark.parametrize("words", [("--out", "{}"), ("--format", "html:{}"), ("--format", "json:{}")])
def test_a_committed_link_is_replaced_and_not_followed(bench, tmp_path, words):
    """A link in place of a report or of a saved plan, or of their temporary file, leaves its target alone."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("out", "out.tmp"):
        (bench.root / name).symlink_to(victim)

    assert 0 == bench.run("plan", *(w.format("out") for w in words))

    assert "precious" == victim.read_text()
    assert not (bench.root / "out").is_symlink()


@pytest.mark.parametrize("words", [("--out", "{}"), ("--format", "html:{}")])
@pytest.mark.parametrize("name", ["reports/x", "./reports/x", "sub/../reports/x", "{root}/reports/x"])
def test_a_committed_link_to_a_directory_is_refused(bench, tmp_path, words, name):
    """Nothing is written into the directory that it leads to."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (bench.root / "sub").mkdir()
    (bench.root / "reports").symlink_to(elsewhere)

    assert 1 == bench.run("plan", *(w.format(name.format(root=bench.root)) for w in words))

    assert "MS090" in bench.last_errors
    assert [] == list(elsewhere.iterdir())


def test_a_state_behind_a_committed_link_is_refused(bench, tmp_path):
    """.msgops as a link to elsewhere gets no state."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (bench.root / ".msgops").symlink_to(elsewhere)

    assert 1 == bench.run("apply", "--yes")

    assert "MC183" in bench.last_errors
    assert [] == list(elsewhere.iterdir())


def test_outside_of_the_workspace_the_caller_decides(bench, tmp_path):
    """A path, a link, a pipe that the caller names elsewhere is written to as named."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write(link, b"new", root=bench.root)
    assert ("new", True) == (real.read_text(), link.is_symlink())

    write("/dev/null", b"x", root=bench.root)
    write(tmp_path / "plain", b"x", root=bench.root)
    assert 0o600 == mode(tmp_path / "plain")


def test_a_failure_leaves_no_half_file(bench, monkeypatch):
    """The old report stays whole, and no temporary file is left."""
    (bench.root / "report").write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        write("report", b"new", root=bench.root)

    assert "old" == (bench.root / "report").read_text()
    assert [] == list(bench.root.glob(".msgops-*"))


def test_formatting_keeps_the_mode_of_a_file(bench):
    """YAML stays as readable as it was."""
    path = bench.root / "resources" / "all.yaml"
    path.chmod(0o640)
    (path.parent / ".all.yaml.tmp").symlink_to("/nowhere/at/all")

    bench.run("fmt")

    assert 0o640 == mode(path)
