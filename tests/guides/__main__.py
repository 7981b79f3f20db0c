"""`PYTHONPATH=tests python -m guides`: print the shares; with `--write`, bring the pages under docs/coverage up to date."""

from __future__ import annotations

import sys

from guides import clients, steps


def main(words: list[str]) -> None:
    """Print what is covered by whom, and write the pages when asked to."""
    for name in steps.EXAMPLES:
        coverage = steps.read(name)
        missing = coverage.missing()
        if missing:
            raise SystemExit("\n".join([f"{name}: nothing stands for these steps:", *missing]))
        sys.stdout.write(f"{name}: {len(coverage.steps)} steps: {steps.shares(coverage)}\n")
        if "--write" in words:
            steps.page_of(name).write_text(steps.page(coverage), encoding="utf-8")
    if "--write" in words:
        clients.PAGE.write_text(clients.page(clients.run()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
