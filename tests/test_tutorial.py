"""A reader who knows nothing follows the tutorial: every block runs, in order, and prints what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tutorial

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
NEEDED = ("constraints.txt", "pyproject.toml")


@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="needs bash and curl")
def test_every_block_of_the_tutorial_does_what_the_page_shows(tmp_path):
    """A command ends with 0, unless the next one asks for its exit code; its output is the one that is shown."""
    clone, notes = tmp_path / "msgops", tmp_path / "notes"
    clone.mkdir()
    notes.mkdir()
    for name in NEEDED:
        shutil.copy(ROOT / name, clone)
    steps = tutorial.read(PAGE)

    outcomes = tutorial.follow(steps, clone, notes)

    assert [] == [
        f"$ {step.text}\n{outcome.printed}exit code {outcome.status}"
        for step, after, outcome in zip(steps, [*steps[1:], None], outcomes, strict=True)
        if not step.file
        and (
            (outcome.status != 0 and (after is None or after.text != "echo $?"))
            or outcome.status == -1
            or (step.shown is not None and not tutorial.agrees(step.shown, outcome.printed))
        )
    ]


def test_no_block_of_the_tutorial_is_left_out():
    """As many blocks are steps as the page has fences; the story has all its parts."""
    steps = tutorial.read(PAGE)
    blocks = sum(1 for line in PAGE.splitlines() if line.startswith("```")) // 2
    typed = " ".join(step.text for step in steps if not step.file)

    assert blocks <= len(steps)
    assert sum(1 for step in steps if step.shown is None) == PAGE.count("```sh\n") + PAGE.count("```yaml\n")
    for part in ("init", "sandbox", "plan", "apply", "drift", "drift accept", "gate confirm", "history"):
        assert f"msgops {part} " in f"{typed} ".replace("\n", " ")


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("since 2026-01-02T03:04:05.000006Z\n", "since 2027-11-12T13:14:15.100000Z\n", True),
        ("http://127.0.0.1:33219/x\n", "http://127.0.0.1:4/x\n", True),
        ("http://127.0.0.1:33219/x\n", "http://127.0.0.1:4/y\n", False),
        ("ana confirmed on 2026-01-02 stays\n", "ana confirmed on 2027-11-12 stays\n", True),
        ("with: kill 4711\n", "with: kill 27\n", True),
        ("with: kill 4711\n", "with: stop 4711\n", False),
    ],
)
def test_only_what_is_volatile_may_differ(shown, printed, same):
    """Times, ports and digests are masked; everything else counts, and a line `…` stands for any lines."""
    assert same == tutorial.agrees(shown, printed)


@pytest.mark.parametrize("block", ["```\nls\n```\n", "```console\nls\n```\n", "```yaml\nkind: x\n```\n"])
def test_a_block_that_cannot_be_followed_is_an_error(block):
    """A block without a language, a prompt or a file name is never passed over."""
    with pytest.raises(ValueError, match="block"):
        tutorial.read(block)
