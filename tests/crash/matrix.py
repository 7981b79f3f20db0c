"""Kills one operation at each of its points, lets the next run recover, and counts what is not as it should be."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash import checks, process
from crash.points import Probe
from crash.vendor import Vendor, vendor
from crash.worlds import OPERATIONS, Case, Worlds, environ
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog


@dataclass(frozen=True)
class Variant:
    """How the vendor behaves: seconds by which lists lag, whether the first write's answer is lost."""

    name: str
    lag: float = 0.0
    lost: bool = False
    vendor_only: bool = True
    """Whether only points around HTTP and commits are killed; between them nothing differs from the plain case."""


VARIANTS = (
    Variant("plain", vendor_only=False),
    Variant("lost answer", lost=True),
    Variant("lag 5 s", lag=5.0),
    Variant("lag 30 s", lag=30.0),
)
_NEAR_VENDOR = frozenset({"http before", "http sent", "http answered", "commit", "committed"})
_GOOD = (0, 6)
CATALOG = Catalog.installed()


@dataclass
class Tally:
    """The figures of one kind."""

    kind: str
    points: int = 0
    kills: int = 0
    duplicates: int = 0
    orphans: int = 0
    repairs: int = 0
    failures: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another part of the same kind."""
        for name in ("points", "kills", "duplicates", "orphans", "repairs", "failures"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.classes += other.classes
        self.problems += other.problems

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


Thin = Callable[[Sequence[int]], Sequence[int]]


def every(points: Sequence[int]) -> Sequence[int]:
    """Choose all points."""
    return points


def evenly(most: int) -> Thin:
    """Choose at most so many points, evenly spread, the first and the last among them."""

    def choose(points: Sequence[int]) -> Sequence[int]:
        if len(points) <= most:
            return points
        return [points[round(i * (len(points) - 1) / max(1, most - 1))] for i in range(most)]

    return choose


def run_kind(
    kind: str,
    operations: tuple[str, ...] = OPERATIONS,
    variants: Sequence[Variant] = VARIANTS,
    thin: Thin = every,
    logs: Path | None = None,
) -> Tally:
    """Run the matrix of one kind; what failed leaves its output in `logs`."""
    tally = Tally(kind)
    with tempfile.TemporaryDirectory(prefix="msgops-crash-") as directory:
        (simulator,) = build(CATALOG.providers, [kind.partition(".")[0]])
        worlds = Worlds(CATALOG, kind, Path(directory), simulator)
        try:
            cases = worlds.cases(operations)
        except Exception as error:  # noqa: BLE001  # one kind's trouble must not hide the others' figures
            tally.failures, tally.problems = 1, [f"{kind}: its worlds cannot be built: {error!r}"]
            return tally
        with vendor(simulator, worlds.stored) as remote:
            for case in cases:
                for variant in variants:
                    _Bench(case, variant, remote, logs).run(tally, thin)
    return tally


class _Bench:
    """One case in one variant."""

    def __init__(self, case: Case, variant: Variant, remote: Vendor, logs: Path | None) -> None:
        self.logs = logs
        self.case, self.variant, self.vendor = case, variant, remote
        self.place = case.root / "run"
        self.environ = environ(self.place, remote.environ)
        self.probe = Probe()
        self.reference: dict[str, int] = {}

    def run(self, tally: Tally, thin: Thin) -> None:
        """Count the points without a kill, then kill at each."""
        status = self._attempt(0)
        seen = self.probe.seen
        problems = [] if status in _GOOD else [f"the run without a kill ended with {status}"]
        findings, extra = self._recover()
        self.reference = self.vendor.objects()
        problems += _wrong(findings, extra)
        self._note(tally, 0, "no kill", problems, findings, extra)
        points = [
            n for n, label in enumerate(seen, 1) if not self.variant.vendor_only or label in _NEAR_VENDOR
        ]
        for point in thin(points):
            tally.points += 1
            status = self._attempt(point)
            tally.kills += status == -9
            tally.classes[seen[point - 1]] += status == -9
            findings, extra = self._recover()
            problems = _wrong(findings, extra)
            if status not in (-9, *_GOOD):
                problems.append(f"the run to be killed ended with {status}")
            self._note(tally, point, seen[point - 1], problems, findings, extra)

    def _attempt(self, kill_at: int) -> int:
        """Run the operation from its beginning, to be killed at a point."""
        self.case.lay_out(self.place)
        self.vendor.restore(self.case.world, lag=self.variant.lag, lost=self.variant.lost)
        self.probe.arm(kill_at)

        def work() -> int:
            process.VirtualClock(self.vendor.reconnected()).rule(CATALOG)
            self.probe.install()
            return checks.apply(self.place / "ws")

        return process.run(work, self.environ, self.place / "log")

    def _recover(self) -> tuple[dict[str, Any] | None, dict[str, int]]:
        """Run once more, look, and compare what the vendor stores with a run that nobody killed."""
        told = self.place / "findings"

        def work() -> int:
            clock = process.VirtualClock(self.vendor.reconnected())
            clock.rule(CATALOG)
            code = checks.apply(self.place / "ws")
            clock.vendor.advance(self.variant.lag)  # what lags is seen by now
            checks.look(self.place / "ws", code).write(told)
            return 0

        process.run(work, self.environ, self.place / "log")
        __import__("os").environ.get("CRASH_LOG") and __import__("builtins").print(
            (self.place / "log").read_text()
        )
        objects = self.vendor.objects()
        kinds = {*objects, *self.reference} if self.reference else ()
        extra = {k: objects.get(k, 0) - self.reference.get(k, 0) for k in kinds}
        return process.told(told), {k: n for k, n in extra.items() if n}

    def _note(
        self,
        tally: Tally,
        point: int,
        label: str,
        problems: list[str],
        findings: dict[str, Any] | None,
        extra: dict[str, int],
    ) -> None:
        if not problems:
            return
        twins = bool(findings and findings["twins"])
        tally.duplicates += twins
        tally.orphans += not twins and any(n > 0 for n in extra.values())
        tally.repairs += bool(
            findings is None or findings["code"] not in _GOOD or findings["refused"] or findings["unsettled"]
        )
        tally.failures += 1
        where = f"{self.case.kind} {self.case.operation}, {self.variant.name}, point {point} ({label})"
        tally.problems.append(f"{where}: {'; '.join(problems)}")
        if self.logs is not None:
            name = f"{self.case.kind}-{self.case.operation}-{self.variant.name.replace(' ', '-')}-{point}.log"
            shutil.copy(self.place / "log", self.logs / name)


def _wrong(findings: dict[str, Any] | None, extra: dict[str, int]) -> list[str]:
    """Say in words what is wrong."""
    if findings is None:
        return ["the recovering run came to no end"]
    return [text for text in _each(findings, extra) if text]


def _each(findings: dict[str, Any], extra: dict[str, int]) -> Iterator[str]:
    if findings["code"] not in _GOOD:
        yield f"the recovering run ended with {findings['code']}"
    if findings["plan_code"] != 0:
        yield f"the second plan ended with {findings['plan_code']}"
    if findings["audit"] != 0:
        yield "the audit log is broken"
    for name, text in (
        ("pending", "the second plan is not empty"),
        ("refused", "the second plan refuses"),
        ("unsettled", "the journal is not settled"),
        ("untrue", "the state is not true"),
        ("twins", "there are two live objects of one key"),
    ):
        if findings[name]:
            yield f"{text}: {', '.join(findings[name])}"
    for kind, number in sorted(extra.items()):
        yield f"{abs(number)} {kind} too {'many' if number > 0 else 'few'} at the vendor"
