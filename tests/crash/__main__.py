"""`make crash`: the whole matrix. `python -m tests.crash --kinds infobip.Tag --operations create --thin 20`."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from crash import process, sqlite_vfs, table
from crash.hands import OPERATIONS as HANDS
from crash.matrix import CATALOG, VARIANTS, Choice, Tally, Variant, operations_of, run_kind
from crash.points import LABELS
from crash.worlds import OPERATIONS
from providers.conformance import api_kinds
from providers.hands import hand_kinds

Task = tuple[str, str, tuple[Variant, ...], Choice, Path | None]


def main() -> int:
    """Run, print, and tell by the exit code whether anything was wrong."""
    given = _arguments()
    if Path("/dev/shm").is_dir():  # a kill does not empty the page cache: memory is as good as a disk
        tempfile.tempdir = "/dev/shm"
    process.warm_up()
    variants = tuple(v for v in VARIANTS if v.name in given.variants)
    choice = Choice(frozenset(given.points), given.thin)
    tasks: list[Task] = [
        (kind, operation, variants, choice, given.logs)
        for kind in given.kinds
        for operation in operations_of(kind)
        if operation in given.operations
    ]
    tallies = {kind: Tally(kind) for kind in given.kinds}
    left = Counter(kind for kind, *_ in tasks)
    started = time.monotonic()
    with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
        for done, found in enumerate(pool.imap_unordered(_work, tasks), 1):
            tallies[found.kind].add(found)
            for problem in found.problems:
                print(problem, file=sys.stderr, flush=True)
            left[found.kind] -= 1
            _progress(done, len(tasks), started, tallies[found.kind] if not left[found.kind] else None)
    return _report(given, [t for t in tallies.values() if t.points], time.monotonic() - started)


def _work(task: Task) -> Tally:
    kind, operation, variants, choice, logs = task
    return run_kind(kind, (operation,), variants, choice, logs)


def _progress(done: int, of: int, started: float, finished: Tally | None) -> None:
    """A counter on a terminal; in a log a row for each kind that is through, so that an ended run tells something."""
    at = f"{done}/{of} after {time.monotonic() - started:.0f} s"
    if sys.stderr.isatty():
        print(f"\r{at}", end="", file=sys.stderr, flush=True)
    elif finished:
        print(f"{at}: {' | '.join(table.row(finished))}", file=sys.stderr, flush=True)


def _report(given: argparse.Namespace, tallies: list[Tally], seconds: float) -> int:
    everything = table.total(tallies)
    print(table.text([table.COLUMNS, *(table.row(t) for t in (*tallies, everything))]))
    print(f"\n{', '.join(f'{n} {label}' for label, n in everything.classes.most_common() if n)}")
    if not sqlite_vfs.reachable():
        print("SQLite's own calls are out of reach here: the state's points are begin and commit only.")
    print(f"{everything.kills} kills in {seconds / 60:.1f} minutes with {given.jobs} jobs")
    if given.write:
        variants = ", ".join(given.variants)
        note = f"{everything.kills:,} kills; operations {', '.join(given.operations)}; variants {variants}."
        table.write(given.write, table.markdown(tallies, note))
    return 0 if everything.clean and everything.kills else 1


def _arguments() -> argparse.Namespace:
    names = [v.name for v in VARIANTS]
    kinds = [*api_kinds(CATALOG), *hand_kinds(CATALOG)]
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kinds", nargs="+", default=kinds, choices=kinds, metavar="KIND")
    operations = (*OPERATIONS, *HANDS)
    parser.add_argument("--operations", nargs="+", default=operations, choices=operations)
    parser.add_argument("--variants", nargs="+", default=names, choices=names)
    parser.add_argument("--points", nargs="+", default=LABELS, choices=LABELS, metavar="CLASS")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--thin", type=int, default=0, metavar="N", help="at most N points of a case, evenly spread"
    )
    parser.add_argument("--logs", type=Path, metavar="DIR", help="keep the output of what failed there")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables into this Markdown file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
