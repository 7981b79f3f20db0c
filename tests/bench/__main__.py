"""`make bench`: msgops over HTTP on the sandbox beside Terraform and octoDNS, in one run; prints ratios.

Terraform (no network at all) is left out where it is not installed. Figures are the best of three. N can be given:
`python -m tests.bench 1000 10000`.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import generate, queues

_HERE = Path(sys.executable).parent
_TRIES = 3


def measure(
    command: Sequence[str], cwd: Path, environ: dict[str, str], tries: int = _TRIES
) -> tuple[float, float]:
    """Run a command and return (best seconds, most MB); it must end with 0."""
    best, memory = math.inf, 0.0
    for _ in range(tries):
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(
                f"{' '.join(command)} ended with {process.returncode}:\n{errors.decode()[-2000:]}"
            )
        best = min(best, time.perf_counter() - started)
        memory = max(memory, usage.ru_maxrss / 1024)
    return best, memory


class Sandbox:
    """A sandbox process of its own."""

    def __init__(self, root: Path, *words: str) -> None:
        self.file = root / "sandbox.env"
        self.process = subprocess.Popen(
            [_HERE / "msgops", "sandbox", "--env-file", self.file, *words], stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> dict[str, str]:
        for _ in range(200):
            if self.file.exists():
                lines = self.file.read_text(encoding="utf-8").splitlines()
                return dict(line.split("=", 1) for line in lines)
            time.sleep(0.05)
        raise SystemExit("the sandbox did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def environment(root: Path, more: dict[str, str]) -> dict[str, str]:
    """Return the surroundings of a run: compiled modules are kept, as on a user's machine."""
    environ = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "TF_CLI_CONFIG_FILE")
    }
    return {**environ, "MSGOPS_HOME": str(root / "home"), "CHECKPOINT_DISABLE": "1", **more}


def plans(count: int, root: Path) -> dict[str, tuple[float, float]]:
    """Time a plan in which nothing changed, for every tool."""
    out: dict[str, tuple[float, float]] = {}
    generate.msgops(root / "m", count)
    with Sandbox(root) as variables:
        environ = environment(root, variables)
        apply = [str(_HERE / "msgops"), "apply", "--yes"]
        out["msgops apply"] = measure(apply, root / "m", environ, 1)
        out["msgops"] = measure([str(_HERE / "msgops"), "plan"], root / "m", environ)
        out["msgops validate"] = measure([str(_HERE / "msgops"), "validate"], root / "m", environ)
    if shutil.which("terraform"):
        generate.terraform(root / "t", count)
        environ = environment(root, {})
        measure(["terraform", "init"], root / "t", environ, 1)
        out["terraform"] = measure(["terraform", "plan"], root / "t", environ, 2)
    if (_HERE / "octodns-sync").exists():
        generate.octodns(root / "o", count)
        sync = [str(_HERE / "octodns-sync"), "--config-file", "config.yaml"]
        out["octodns"] = measure(sync, root / "o", environment(root, {}), 2)
    return out


def lint(root: Path) -> float:
    """Time the rules over 1,000 documents of WhatsApp, in a process of its own."""
    generate.whatsapp(root / "w", 1000)
    return measure([str(_HERE / "msgops"), "lint"], root / "w", environment(root, {}))[0]


def creates(root: Path) -> float:
    """Time the apply of 1,000 creates at 20 ms latency."""
    generate.msgops(root / "m", 1000)
    with Sandbox(root, "--latency-ms", "20") as variables:
        return measure(
            [str(_HERE / "msgops"), "apply", "--yes"], root / "m", environment(root, variables), 1
        )[0]


def main(counts: Sequence[int]) -> None:
    """Print the table and the ratios."""
    found: dict[int, dict[str, tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="msgops-bench-") as temporary:
        base = Path(temporary)
        environ = environment(base, {})
        for words in (["version"], ["--help"]):
            seconds, _ = measure([str(_HERE / "msgops"), *words], base, environ, 5)
            print(f"msgops {words[0]}: {seconds * 1000:.0f} ms")
        for count in counts:
            root = base / str(count)
            root.mkdir()
            found[count] = plans(count, root)
            for tool, (seconds, memory) in found[count].items():
                print(f"N={count:6} {tool:16} {seconds:7.2f} s {memory:7.0f} MB")
            for peer in ("terraform", "octodns"):
                if peer in found[count]:
                    (mine, mine_mb), (other, other_mb) = found[count]["msgops"], found[count][peer]
                    print(
                        f"N={count:6} msgops / {peer}: time {mine / other:.2f}, memory {mine_mb / other_mb:.2f}"
                    )
        first, last = counts[0], counts[-1]
        if first != last:
            ratio = found[last]["msgops"][0] / found[first]["msgops"][0]
            print(
                f"growth exponent of plan between {first} and {last}: {math.log(ratio) / math.log(last / first):.2f}"
            )
        queues.report(base / "queues", environment(base, {}))
        root = base / "lint"
        root.mkdir()
        print(f"lint of 1000 documents of WhatsApp: {lint(root):.2f} s with start-up; 2 s are allowed")
        root = base / "latency"
        root.mkdir()
        seconds = creates(root)
        ideal = 1000 / 16 * 0.020
        print(
            f"apply of 1000 creates at 20 ms, 16 connections: {seconds:.2f} s; latency alone {ideal:.2f} s, ratio {seconds / ideal:.2f} with start-up"
        )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1000, 10000])
