"""How a vendor's guide is covered: each step, what stands for it, who does it, and why that is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from msgops.config.blueprint_find import Place, place_of, shipped
from msgops.config.guide import GuideFile, follow, read_guide, standing_for
from msgops.config.load import load
from msgops.config.workspace import Workspace
from msgops.model.address import Address
from msgops.model.guide import Step
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Confidence, Hand, Kind

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "coverage"
EXAMPLES: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8")
)
"""What each page shows: a blueprint's guide, in an example; and the dossier that the steps were taken from."""
HANDS = ("api", "check", "person", "file", "output")
_DOES = {
    "api": ("create", "update", "list"),
    "check": ("verify",),
    "person": ("instruct", "confirm", "verify"),
    "file": ("instruct", "verify"),
}
_ROW = re.compile(
    r"^\| ([A-CF]?\d+(?:\.\d+)?[a-z]?(?:-\d+\.\d+|-\d+|-[a-z])?(?:, F\d+)?) \| (.+?) \|", re.MULTILINE
)
_PART = r"^# part {}\b(.*?)(?:^# part |^## sources|\Z)"


@dataclass(frozen=True)
class Coverage:
    """A guide as its blueprint has it, its steps as the example has them, and what the example has beyond.

    `steps` name one resource for each entry of `by`, the one that the page shows.
    """

    file: GuideFile
    steps: tuple[Step, ...]
    settings: Mapping[str, Any]
    use: str
    beyond: Mapping[Address, str]
    workspace: Workspace
    catalog: Catalog

    def missing(self) -> list[str]:
        """Return the steps for which nothing stands in the example, with what they name."""
        known, outputs = [*self.workspace.desired], self.workspace.outputs
        found = [
            f"{number}: {by}"
            for number, step in self.file.steps.items()
            for by in step.by
            if not standing_for(by, self.use, known)
        ]
        return found + [f"{s.number}: {s.output}" for s in self.steps if s.output and s.output not in outputs]

    def shares(self) -> dict[str, int]:
        """Return the number of steps of each hand."""
        counts = Counter(s.hand for s in self.steps)
        return {hand: counts[hand] for hand in HANDS}


def guide_path(name: str) -> Path:
    """Return where the guide of a page lies, in its blueprint."""
    place = place_of(shipped(Catalog.installed())[EXAMPLES[name]["blueprint"]])
    assert place.guide is not None
    return place.guide[1]


def read(name: str, path: Path | None = None) -> Coverage:
    """Read the guide of a page, from `path` if it is given, and the example that covers it."""
    settings, catalog = EXAMPLES[name], Catalog.installed()
    workspace = load(ROOT / "examples" / settings["example"], catalog)
    (used,) = workspace.uses
    file = read_guide(Place("", (), {}, ours=False, guide=("guide.yaml", path or guide_path(name))))
    assert file is not None
    beyond = {Address.parse(address): why for address, why in settings["beyond"].items()}
    shown = {n: Address.parse(a) for n, a in settings.get("shown", {}).items()}
    known = [a for a in workspace.desired if a not in beyond]
    steps = tuple(
        replace(s, addresses=(shown[s.number],))
        if s.number in shown
        else replace(
            s,
            addresses=tuple(
                a for by in file.steps[s.number].by for a in standing_for(by, used.name, known)[:1]
            ),
        )
        for s in follow(file, used, workspace, catalog).steps
    )
    return Coverage(file, steps, settings, used.name, beyond, workspace, catalog)


def of_guide(text: str, part_name: str) -> list[str]:
    """Return the numbers of the steps in the map of a vendor's dossier, in one of its parts."""
    part = re.search(_PART.format(part_name), text, re.MULTILINE | re.DOTALL | re.IGNORECASE)
    return [m[1] for m in _ROW.finditer(part[1] if part else "")]


def page_of(name: str) -> Path:
    """Return where the page lies."""
    return PAGES / f"{name}.md"


def page(coverage: Coverage) -> str:
    """Return the page."""
    lines = [
        f"# Coverage: {coverage.file.guide}",
        "",
        "Every step of the guide, and what stands for it in",
        f"[`examples/{coverage.settings['example']}`](../../examples/{coverage.settings['example']}). The hand says who does the step: `api` msgops alone,",
        "`check` nobody, it is verified, `person` also a person with a worksheet, `file` a person who imports what msgops rendered, `output` is a value to copy that",
        f"`msgops output {coverage.use}.NAME` prints. The evidence is that of the first resource: `doc` a page of the vendor says that",
        "the call does it, `spec` its specification, `sdk` its own code, `inferred` nobody says so.",
        *([coverage.settings["remark"]] if "remark" in coverage.settings else []),
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
    yield f"output `{step.output.partition('.')[2]}`" if step.output else step.hand
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
