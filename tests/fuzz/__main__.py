"""`python -m tests.fuzz --examples 1000`: many sequences in two processes, and figures about them."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

BATCH = 20


def main() -> int:
    """Run and print the figures; exit 1 when a law was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=1000, help="sequences, default 1000")
    parser.add_argument("--steps", type=int, default=25, help="most steps of a sequence, default 25")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each batch takes the next")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    from fuzz.batches import batch

    batches = [
        (given.seed + n, min(BATCH, given.examples - n * BATCH), given.steps)
        for n in range(-(-given.examples // BATCH))
    ]
    started, counted, failures = time.monotonic(), Counter(), []
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        for (number, *_), (more, failure) in zip(batches, pool.imap(batch, batches), strict=True):
            counted += more
            print(f"{counted['sequences']} sequences …", file=sys.stderr, flush=True)
            if failure:
                failures.append(failure)
                print(f"seed {number}: {failure}\n", flush=True)
    seconds = time.monotonic() - started
    first = ("sequences", "steps", "edits", "applies", "writes", "kills", "thefts")
    told = [f"{counted[name]} {name}" for name in first]
    exits = ", ".join(f"{name}: {n}" for name, n in sorted(counted.items()) if name not in first)
    print(f"{', '.join(told)} ({exits})")
    print(f"{len(failures)} violations, {seconds:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
