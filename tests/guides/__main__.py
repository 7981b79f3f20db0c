"""`PYTHONPATH=tests python -m guides`: print the shares; with `--write`, bring the pages under docs/coverage up to date."""

from __future__ import annotations

import sys

from guides import clients, steps


def main(words: list[str]) -> None:
    """Print what is covered by whom, and write the pages when asked to."""
    coverage = steps.read()
    missing = coverage.missing()
    if missing:
        raise SystemExit("\n".join(["Nothing stands for these steps:", *missing]))
    sys.stdout.write(f"{len(coverage.steps)} steps: {steps.shares(coverage)}\n")
    if "--write" in words:
        steps.PAGE.write_text(steps.page(coverage), encoding="utf-8")
        clients.PAGE.write_text(clients.page(clients.run()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
