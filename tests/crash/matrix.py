"""Kills one operation at each of its points, lets the next run recover, and counts what is not as it should be."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash import checks, process
from crash.hands import OPERATIONS as HANDS
from crash.hands import HandWorlds
from crash.points import LABELS, Point, Probe
from crash.vendor import Vendor, vendor
from crash.worlds import OPERATIONS, Case, Worlds, environ
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Hand
from providers.tenants import tenant


@dataclass(frozen=True)
class Variant:
    """How the vendor behaves: seconds by which lists lag, whether the first write's answer is lost."""

    name: str
    lag: float = 0.0
    lost: bool = False
    vendor_only: bool = True
    """Whether only the points around HTTP writes and after commits are killed: what a vendor does late or loses
    matters to the next run only by what was sent and what was recorded before.
    """


PLAIN = Variant("plain", vendor_only=False)
VARIANTS = (
    PLAIN,
    Variant("lost answer", lost=True),
    Variant("lag 5 s", lag=5.0),
    Variant("lag 30 s", lag=30.0),
)
_NEAR_VENDOR = frozenset({"write before", "write sent", "write answered", "committed"})
_GOOD = (0, 6)
_TRIES = 5
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


@dataclass(frozen=True)
class Expected:
    """How things stand in the end when nobody kills: what the vendor stores, and what is known of the gate."""

    objects: dict[str, int]
    gates: list[str]


@dataclass(frozen=True)
class Choice:
    """Which points are killed: those of some classes (default: all), at most so many of a case, evenly spread."""

    labels: frozenset[str] = frozenset(LABELS)
    most: int = 0

    def of(self, seen: Sequence[Point], variant: Variant) -> list[Point]:
        """Return the chosen points."""
        labels = self.labels & _NEAR_VENDOR if variant.vendor_only else self.labels
        points = [point for point in seen if point.label in labels]
        if not self.most or len(points) <= self.most:
            return points
        # The middles of as many equal parts: the very first point lies before anything was done, the last after everything.
        return [points[(2 * i + 1) * len(points) // (2 * self.most)] for i in range(self.most)]


EVERY = Choice()


def operations_of(kind: str) -> tuple[str, ...]:
    """Return the operations of a kind: those of an API, or those of a step or check."""
    return OPERATIONS if CATALOG.kind(kind).hand is Hand.API else HANDS


def run_kind(
    kind: str,
    operations: tuple[str, ...],
    variants: Sequence[Variant] = VARIANTS,
    choice: Choice = EVERY,
    logs: Path | None = None,
) -> Tally:
    """Run the matrix of one kind; what failed leaves its output in `logs`."""
    tally = Tally(kind)
    with tempfile.TemporaryDirectory(prefix="msgops-crash-") as directory:
        simulator = tenant(CATALOG, kind.partition(".")[0])
        made = Worlds if operations_of(kind) is OPERATIONS else HandWorlds
        try:
            worlds = made(CATALOG, kind, Path(directory), simulator)
            cases = worlds.cases(operations)
        except Exception as error:  # noqa: BLE001  # one kind's trouble must not hide the others' figures
            tally.failures, tally.problems = 1, [f"{kind}: its worlds cannot be built: {error!r}"]
            return tally
        with vendor(simulator, worlds.stored) as remote:
            for case in cases:
                expected = _Bench(case, PLAIN, remote, logs).expect(tally)
                for variant in variants if case.operation in OPERATIONS else (PLAIN,):
                    _Bench(case, variant, remote, logs, expected).run(tally, choice)
    return tally


class _Bench:
    """One case in one variant."""

    def __init__(
        self,
        case: Case,
        variant: Variant,
        remote: Vendor,
        logs: Path | None,
        expected: Expected | None = None,
    ) -> None:
        self.case, self.variant, self.vendor, self.logs = case, variant, remote, logs
        self.place = case.root / "run"
        self.environ = environ(self.place, remote.environ)
        self.probe = Probe()
        self.expected = expected

    def expect(self, tally: Tally) -> Expected:
        """Return how things stand in the end when nobody kills and the vendor is at its best."""
        findings = self._judge(tally, None, self._attempt(None))
        return Expected(self.vendor.objects(), findings["gates"] if findings is not None else [])

    def run(self, tally: Tally, choice: Choice) -> None:
        """Count the points without a kill, then kill at each."""
        status = self._attempt(None)
        seen = self.probe.seen
        self._judge(tally, None, status)
        for point in choice.of(seen, self.variant):
            status = self._kill(point)
            tally.points += 1
            if status == -9:
                tally.kills += 1
                tally.classes[point.label] += 1
            self._judge(tally, point, status)

    def _kill(self, point: Point) -> int:
        """Kill at a point; a run that has a page less to write than the first one ends before its last points."""
        for _ in range(_TRIES):
            status = self._attempt(point)
            if status not in _GOOD:
                break
        return status

    def _judge(self, tally: Tally, point: Point | None, status: int) -> dict[str, Any] | None:
        """Run once more, note what is wrong, and return what was found."""
        findings, extra = self._recover()
        problems = _wrong(findings, extra)
        if findings is not None and self.expected is not None and findings["gates"] != self.expected.gates:
            problems.append(f"the gate: {', '.join(findings['gates'])}, not {', '.join(self.expected.gates)}")
        if status not in ((-9, *_GOOD) if point else _GOOD):
            problems.insert(0, f"the first run ended with {status}")
        self._note(tally, f"killed at {point}" if point else "not killed", problems, findings, extra)
        return findings

    def _attempt(self, kill_at: Point | None) -> int:
        """Run the operation from its beginning, to be killed at a point."""
        self.case.lay_out(self.place)
        self.vendor.restore(self.case.world, lag=self.variant.lag, lost=self.variant.lost)
        self.probe.arm(kill_at)

        def work() -> int:
            process.VirtualClock(self.vendor.reconnected()).rule(CATALOG)
            self.probe.install()
            return checks.carry_out(self.place / "ws", self.case)

        return process.run(work, self.environ, self.place / "log")

    def _recover(self) -> tuple[dict[str, Any] | None, dict[str, int]]:
        """Run once more, look, and compare what the vendor stores with a run that nobody killed."""
        told = self.place / "findings"

        def work() -> int:
            clock = process.VirtualClock(self.vendor.reconnected())
            clock.rule(CATALOG)
            code, lost = checks.repeat(self.place / "ws", self.case, self.place / "log")
            found = checks.look(self.place / "ws", code, self.case, lambda: clock.pass_by(self.variant.lag))
            found.lost = lost
            found.write(told)
            return 0

        process.run(work, self.environ, self.place / "log")
        objects = self.vendor.objects()
        expected = objects if self.expected is None else self.expected.objects
        extra = {k: objects.get(k, 0) - expected.get(k, 0) for k in {*objects, *expected}}
        return process.told(told), {k: n for k, n in extra.items() if n}

    def _note(
        self,
        tally: Tally,
        where: str,
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
        what = f"{self.case.kind} {self.case.operation}, {self.variant.name}, {where}"
        tally.problems.append(f"{what}: {'; '.join(problems)}")
        if self.logs is not None:
            self.logs.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.place / "log", self.logs / f"{what.replace(' ', '-')}.log")


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
        ("lost", "a confirmation that was told is lost"),
    ):
        if findings[name]:
            yield f"{text}: {', '.join(findings[name])}"
    for kind, number in sorted(extra.items()):
        yield f"{abs(number)} {kind} too {'many' if number > 0 else 'few'} at the vendor"
