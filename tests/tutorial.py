"""Reads the tutorial as a reader does, and follows it with bash: every block, in order, in one shell."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# ([\w./-]+\.\w+)\n")
_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"(?<=confirmed on )\d{4}-\d\d-\d\d"), "DAY"),
    (re.compile(r"(?<=kill )\d+"), "PROCESS"),
    (re.compile(r"\b[0-9a-f]{10}\b"), "DIGEST"),
    (re.compile(r"(?<=  ana on )\S+"), "HOST"),
    (re.compile(r"(?<=\S) {2,}"), "  "),  # columns are as wide as what is masked
    (re.compile(r" +$", re.MULTILINE), ""),
)
# pip would fetch from the network; here it links the msgops that is under test.
_PRELUDE = """\
installed=$(command -v msgops) && original=$(command -v python3) || exit 1
python3() { "$original" "$@" --without-pip; }
pip() {
    [ "$*" = "install -c constraints.txt ." ] && [ -f constraints.txt ] && [ -f pyproject.toml ] || return 1
    ln -s "$installed" .venv/bin/msgops
}
step() { . "$STEPS/$1.sh" >"$STEPS/$1.out" 2>&1; set -- "$1" $?; echo "$2" >"$STEPS/$1.status"; return "$2"; }
"""


@dataclass(frozen=True)
class Step:
    """One thing that the reader does: `file` is written with `text`, or else `text` is typed; `shown` is what they should see.

    `shown` is nothing where the page shows no output.
    """

    text: str
    file: str = ""
    shown: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a command printed, on both channels, and its exit code; -1 where it was never reached."""

    printed: str
    status: int


def read(page: str) -> list[Step]:
    """Take every fenced block of a page as steps; a block that is neither commands nor a named file is an error."""
    steps: list[Step] = []
    for language, body in _FENCE.findall(page):
        named = _NAMED.match(body)
        if language == "sh":
            steps.append(Step(body))
        elif language == "console":
            prompts = re.split(r"^\$ ", body, flags=re.MULTILINE)
            if prompts[0] or len(prompts) == 1:
                raise ValueError(f"a console block begins with a prompt: {body[:60]!r}")
            for prompt in prompts[1:]:
                command, _, shown = prompt.partition("\n")
                steps.append(Step(command, shown=shown))
        elif named:
            steps.append(Step(body, file=named[1]))
        else:
            raise ValueError(f"nobody knows what to do with this block: {body[:60]!r}")
    return steps


def follow(steps: list[Step], clone: Path, notes: Path) -> list[Outcome]:
    """Do the steps in `clone`, in one bash; `notes` takes what each printed."""
    script = [_PRELUDE]
    for number, step in enumerate(steps):
        place = notes / f"{number}.sh"
        place.write_text(step.text, encoding="utf-8")
        if step.file:
            script.append(f"cp {shlex.quote(str(place))} {shlex.quote(step.file)} || exit 1")
            continue
        script.append(f"step {number}")
    _run("\n".join(script), clone, notes)
    return [_outcome(notes, n) for n in range(len(steps))]


def _run(script: str, clone: Path, notes: Path) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(notes / "home"),
        "LANG": "C.UTF-8",
        "STEPS": str(notes),
    }
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    ) as shell:
        try:
            shell.wait(timeout=500)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)  # what the reader would have left running


def _outcome(notes: Path, number: int) -> Outcome:
    status, printed = notes / f"{number}.status", notes / f"{number}.out"
    if not status.exists():
        return Outcome("", -1)
    return Outcome(printed.read_text(encoding="utf-8"), int(status.read_text(encoding="utf-8")))


def agrees(shown: str, printed: str) -> bool:
    """Say whether the output is the one that is shown; a line `…` stands for any lines, and what is volatile is masked."""
    pattern = re.escape(masked(shown))
    pattern = re.sub(r"(?m)^…\\\n", "(?:.*\\n)*?", pattern)
    return re.fullmatch(pattern, masked(printed)) is not None


def masked(text: str) -> str:
    """Put one word in place of times, ports, digests and the host; the width of gaps does not count."""
    for found, word in _VOLATILE:
        text = found.sub(word, text)
    return text
