"""Reports and worksheets as one self-contained page: no network, light and dark, good on paper.

A report carries one small script, which a hash in its policy allows; without it everything is shown.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgops.report.graph import graph
from msgops.report.guides import tables
from msgops.report.timeline import timeline
from msgops.report.values import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msgops.model.scene import Scene
    from msgops.model.worksheet import Worksheet
    from msgops.report.document import Document, Tags

TEMPLATES = Path(__file__).parent
_PARTS = 10
"""More parts than this are no help to find one's way."""
_FEW = 5
"""Up to so many subjects there is nothing to search."""
_SLUG = re.compile(r"[^A-Za-z0-9._-]+")
_BREAKS = re.compile(r".+?(?:[./_,:?&=]+|(?<=[a-z])(?=[A-Z])|$)")
_TITLES = {
    "plan": "Plan",
    "apply": "Apply",
    "drift": "Drift report",
    "gates": "Open gates",
    "history": "History",
    "permissions": "Least permissions",
    "output": "Outputs",
    "diagnostics": "Findings",
    "pack": "Evidence pack",
}
_CLASSES = {
    "+": "add",
    "~": "alter",
    "±": "swap",
    "-": "drop",
    "»": "adopt",
    ".": "quiet",
    "?": "wait",
    "!": "alarm",
    " ": "alter",
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of tags: each value with how often it is there, the most frequent first."""

    group: str
    values: tuple[tuple[str, int], ...]


def document_html(document: Document, scene: Scene | None = None) -> str:
    """Return the document as a page; everything in it is escaped by the template engine."""
    page: str = _template("page.html.j2").render(**document_values(document, scene))
    return page


def document_values(document: Document, scene: Scene | None = None) -> dict[str, Any]:
    """Return what `page.html.j2` shows of a document."""
    symbols = {b.subject: b.head.symbol for s in reversed(document.sections) for b in s.blocks if b.subject}
    symbols |= dict.fromkeys(document.table.subjects if document.table else (), "~")
    anchors = {subject: f"at-{_SLUG.sub('-', subject)}-{n}" for n, subject in enumerate(symbols)}
    free = dict(anchors)
    guides = tables(scene.guides) if scene else []
    steps = [row.tags for guide in guides for row in guide.rows]
    drawn = graph(scene.nodes, symbols) if scene else None
    runs = timeline(scene.runs) if scene else None
    parts = [(f"part-{n}", s.title) for n, s in enumerate(document.sections, 1)][:_PARTS]
    parts += [(f"guide-{n}", f"Steps of the guide: {guide.use}") for n, guide in enumerate(guides, 1)]
    parts += [("graph", "Resources")] if drawn else []
    parts += [("runs", "Runs")] if runs else []
    return {
        "document": document,
        "heading": _TITLES[document.name],
        "classes": _CLASSES,
        "pieces": pieces,
        "anchor": lambda subject: free.pop(subject, ""),
        "linked": anchors.get,
        "facets": facets([*_tagged(document), *steps]),
        "long": len(_tagged(document)) + len(steps) > _FEW,
        "guides": guides,
        "parts": parts,
        "graph": drawn,
        "timeline": runs,
        **script_values(),
    }


def script_values() -> dict[str, str]:
    """Return the script of a report, and its hash as a policy names it."""
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    return {
        "script": script,
        "script_hash": f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}",
    }


def facets(tagged: Iterable[Tags]) -> list[Facet]:
    """Return the groups by which there is something to narrow, in the order in which they occur."""
    groups: dict[str, Counter[str]] = {}
    for tags in tagged:
        for group, value in tags:
            groups.setdefault(group, Counter())[value] += 1
    return [
        Facet(group, tuple(sorted(values.items(), key=lambda v: (-v[1], v[0]))))
        for group, values in groups.items()
        if len(values) > 1
    ]


def _tagged(document: Document) -> list[Tags]:
    blocks = [b.tags for s in document.sections for b in s.blocks]
    return [*blocks, *(document.table.tags if document.table else ())]


def worksheet_html(sheet: Worksheet) -> str:
    """Return a worksheet as a page; values are selected as a whole by a click or by Tab, without any script."""
    page: str = _template("worksheet.html.j2").render(**worksheet_values(sheet))
    return page


def worksheet_values(sheet: Worksheet) -> dict[str, Any]:
    """Return what `worksheet.html.j2` shows of a worksheet."""
    from msgops.report import worksheets  # noqa: PLC0415  # only where a page is asked for

    return {
        "sheet": sheet,
        "verdict": worksheets.verdict(sheet),
        "facts": worksheets.facts(sheet),
        "changes": worksheets.changes(sheet),
        "kept": [row for row in sheet.rows if not row.asked],
        "values": [a for a in sheet.asked if not a.removed],
        "command": worksheets.command(sheet),
        "exact": worksheets.exact,
        "plain": plain,
        "pieces": pieces,
    }


def pieces(text: str) -> list[str]:
    """Split text where a line may break."""
    return _BREAKS.findall(text)


@lru_cache(maxsize=2)
def _template(name: str) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # only where a page is asked for

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
