"""`--outputs-file` and `MSGOPS_IN_AUTOMATION`: what a pipeline gets, and what it is spared."""

from __future__ import annotations

import re
import sys

import pytest

from harness import Bench
from msgops.cli.outputs_file import lines
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

PROFILE = """\
kind: infobip.NotificationProfile
name: care
spec: {webhook: {notify_url: "https://care.example.com/in"}}
"""


@pytest.fixture
def made(tmp_path):
    """A workspace with one profile, in front of Infobip's simulator."""
    made = Bench(tmp_path / "ws", build(Catalog.installed().providers, ["infobip"])[0])
    made.write_text(PROFILE)
    return made


def read(text: str) -> dict[str, str]:
    """Read outputs as GitHub's runner does; a line that is neither form is an error."""
    found, rest = {}, text.splitlines()
    while rest:
        line = rest.pop(0)
        key, sign, word = re.fullmatch(r"(\w+)(=|<<)(.*)", line).groups()
        if sign == "=":
            found[key] = word
            continue
        end = rest.index(word)
        found[key] = "\n".join(rest[:end])
        del rest[: end + 1]
    return found


def test_plan_tells_digest_and_counts(made):
    """The digest is that of the saved plan; what other steps wrote stays."""
    file, saved = made.root.parent / "out", made.root.parent / "plan.json"
    file.write_text("before=1\n")

    assert 0 == made.run("plan", "--outputs-file", str(file), "--out", str(saved)), made.last_errors
    told = read(file.read_text())

    assert ("1", "1", "1", "0", "", "0") == tuple(
        told[k] for k in ("before", "changes", "create", "delete", "refused", "exit_code")
    )
    assert f'"digest": "{told["digest"]}"' in saved.read_text()


def test_apply_of_a_saved_plan_tells_its_digest(made):
    """The outputs of apply are those of the plan that it performs."""
    first, second, saved = (made.root.parent / n for n in ("first", "second", "plan.json"))
    made.run("plan", "--outputs-file", str(first), "--out", str(saved))

    assert 0 == made.run("apply", "--outputs-file", str(second), str(saved)), made.last_errors
    assert read(first.read_text()) == read(second.read_text())


def test_a_stale_plan_ends_with_its_code(made):
    """Exit 4 is told although nothing was performed."""
    file, saved = made.root.parent / "out", made.root.parent / "plan.json"
    made.run("plan", "--out", str(saved))
    made.write_text(PROFILE.replace("care.example", "other.example"))

    assert 4 == made.run("apply", "--outputs-file", str(file), str(saved))
    assert "4" == read(file.read_text())["exit_code"]


def test_an_error_before_there_is_a_plan_is_told_too(made):
    """Files that cannot be read give an exit code and nothing to rely on."""
    file = made.root.parent / "out"
    made.write_text("kind: infobip.Nothing\nname: x\nspec: {}\n")

    assert 1 == made.run("plan", "--outputs-file", str(file))
    assert {"refused": "", "exit_code": "1"} == read(file.read_text())


def test_a_refused_plan_names_each_refusal(made):
    """One line for each, with the code first."""
    file = made.root.parent / "out"
    assert 0 == made.run("apply", "--yes"), made.last_errors
    made.write_file("msgops.yaml", (made.root / "msgops.yaml").read_text() + "policy: {max_deletes: 0}\n")
    made.write_text("# nothing\n")

    assert 3 == made.run("plan", "--outputs-file", str(file)), made.last_errors
    assert re.match(r"MG101.*: ", read(file.read_text())["refused"])


@pytest.mark.parametrize("value", ["two\nlines", "a\nend\nexit_code=0", "line\r\nends", "\n", "\u2028x"])
def test_a_value_of_several_lines_cannot_become_another_key(value):
    """Whatever a value holds, what is read back is that value under that key."""
    text = lines("key", value)
    name, word = text.partition("\n")[0].split("<<")

    assert ("key", f"key<<{word}\n{value}\n{word}\n") == (name, text)
    assert word not in value


def test_outputs_do_not_go_through_a_link_of_the_workspace(made):
    """A committed link does not lead a pipeline's writing elsewhere."""
    victim = made.root.parent / "victim"
    victim.write_text("mine\n")
    (made.root / "out").symlink_to(victim)

    assert 1 == made.run("plan", "--outputs-file", str(made.root / "out"))
    assert "mine\n" == victim.read_text()


def test_in_automation_nobody_is_told_what_to_type(made, monkeypatch):
    """Hints and counters are gone; what happens is still said."""
    saved = str(made.root.parent / "plan.json")
    made.run("plan", "--out", saved)
    assert "To perform exactly this plan" in made.last_errors
    made.environ["MSGOPS_IN_AUTOMATION"] = "1"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)

    made.run("plan", "--out", saved)
    assert "Saved to" in made.last_errors
    assert "To perform" not in made.last_errors
    made.run("apply", saved)
    assert "Refreshing" in made.last_errors
    assert "[1/1]" not in made.last_errors
