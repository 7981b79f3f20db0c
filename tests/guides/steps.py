"""How a vendor's guide is covered: each step, what stands for it, who does it, and why that is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from msgops.config.load import load
from msgops.config.workspace import Workspace
from msgops.model.address import Address
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Confidence, Hand, Kind

ROOT = Path(__file__).parents[2]
_FOLDER = ROOT / "docs" / "coverage"
DATA = _FOLDER / "seed-001.yaml"
GUIDES = {
    _FOLDER / "seed-000.yaml": "fusion.md",
    DATA: "salesforce.md",
    _FOLDER / "seed-002.yaml": "cxone.md",
}
"""The lists of steps, and the dossier that each was taken from. The page of a list lies beside it."""
HANDS = ("api", "check", "person", "output")
_DOES = {
    "api": ("create", "update", "list"),
    "check": ("verify",),
    "person": ("instruct", "confirm", "verify"),
}
_ROW = re.compile(
    r"^\| ([CF]?\d+(?:\.\d+)?[a-z]?(?:-\d+\.\d+|-\d+|-[a-z])?(?:, F\d+)?) \| (.+?) \|", re.MULTILINE
)
_PART = re.compile(r"^# part c\b(.*?)^# part d\b", re.MULTILINE | re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One step of the guide; `hand` is who does it, `output` the value that it only copies."""

    number: str
    what: str
    addresses: tuple[Address, ...]
    output: str
    note: str
    hand: str


@dataclass(frozen=True)
class Coverage:
    """A guide, its steps, and the workspace in which they are declared."""

    guide: str
    example: str
    use: str
    steps: tuple[Step, ...]
    beyond: Mapping[Address, str]
    workspace: Workspace
    catalog: Catalog
    remark: str = ""

    def missing(self) -> list[str]:
        """Return the steps for which nothing stands in the example, with what they name."""
        known = {str(a) for a in self.workspace.desired}
        found = [f"{s.number}: {a}" for s in self.steps for a in s.addresses if str(a) not in known]
        outputs = self.workspace.outputs
        found += [
            f"{s.number}: {s.output}"
            for s in self.steps
            if s.output and f"{self.use}.{s.output}" not in outputs
        ]
        return found + [s.number for s in self.steps if not s.addresses]

    def shares(self) -> dict[str, int]:
        """Return the number of steps of each hand."""
        counts = Counter(s.hand for s in self.steps)
        return {hand: counts[hand] for hand in HANDS}


def read(path: Path = DATA) -> Coverage:
    """Read the list of steps, and the example that covers them."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    catalog = Catalog.installed()
    workspace = load(ROOT / "examples" / data["example"], catalog)
    steps = tuple(_step(catalog, number, given) for number, given in data["steps"].items())
    beyond = {Address.parse(address): why for address, why in (data["beyond"] or {}).items()}
    return Coverage(
        data["guide"],
        data["example"],
        data["use"],
        steps,
        beyond,
        workspace,
        catalog,
        data.get("remark", ""),
    )


def _step(catalog: Catalog, number: str, given: Mapping[str, Any]) -> Step:
    addresses = tuple(Address.parse(a) for a in given["by"])
    output, hands = given.get("output", ""), [catalog.kind(a.full_kind).hand.value for a in addresses]
    hand = "person" if "person" in hands else "output" if output else hands[0]
    return Step(number, given["what"], addresses, output, given.get("note", ""), hand)


def of_guide(text: str) -> list[str]:
    """Return the numbers of the steps in the map of a vendor's dossier (its Part C)."""
    part = _PART.search(text)
    return [m[1] for m in _ROW.finditer(part[1] if part else "")]


def page_of(path: Path) -> Path:
    """Return where the page of a list of steps lies."""
    return path.with_suffix(".md")


def page(coverage: Coverage) -> str:
    """Return the page."""
    lines = [
        f"# Coverage: {coverage.guide}",
        "",
        "Every step of the guide, and what stands for it in",
        f"[`examples/{coverage.example}`](../../examples/{coverage.example}). The hand says who does the step: `api` msgops alone,",
        "`check` nobody, it is verified, `person` also a person with a worksheet, `output` is a value to copy that",
        f"`msgops output {coverage.use}.NAME` prints. The evidence is that of the first resource: `doc` a page of the vendor says that",
        "the call does it, `spec` its specification, `sdk` its own code, `inferred` nobody says so.",
        *([coverage.remark] if coverage.remark else []),
        "",
        f"{len(coverage.steps)} steps, all with a resource: {shares(coverage)}.",
        "",
        "| Step | What | Resource | Hand | Evidence |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(coverage, step))} |" for step in coverage.steps]
    if coverage.beyond:
        lines += ["", "What the example has beyond the guide:", ""]
        lines += [f"- `{address}`: {why}." for address, why in coverage.beyond.items()]
    return "\n".join(lines) + "\n"


def shares(coverage: Coverage) -> str:
    """Return the share of each hand: `api 54 (63 %), …`."""
    total = len(coverage.steps)
    return ", ".join(f"{hand} {n} ({100 * n / total:.0f} %)" for hand, n in coverage.shares().items())


def _cells(coverage: Coverage, step: Step) -> Iterator[str]:
    yield step.number
    yield f"{step.what} ({step.note})" if step.note else step.what
    yield "<br>".join(f"`{a}`" for a in step.addresses)
    yield f"output `{step.output}`" if step.output else step.hand
    yield _evidence(coverage.catalog.kind(step.addresses[0].full_kind), reads=bool(step.output))


def _evidence(kind: Kind, *, reads: bool) -> str:
    """Return the calls by which the step is done, those that are sure first."""
    operations = [o for o in _DOES[kind.hand.value] if kind.can(o)]
    if reads:
        operations = ["list"]
    elif kind.hand is Hand.API:
        # What may be created on a guess only is made by a person, and then brought to its values.
        operations = [o for o in operations if not kind.inferred(o)][:1]
    rank = list(Confidence)
    found = sorted(
        (e for e in kind.evidence if e.operation in operations), key=lambda e: rank.index(e.confidence)
    )
    return "<br>".join(f"{e.confidence.value}: {e.operation} `{e.call}`" for e in found)
