"""Reports and worksheets as one self-contained page: no script, no network, light and dark, good on paper."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgops.report.values import plain

if TYPE_CHECKING:
    from msgops.model.worksheet import Worksheet
    from msgops.report.document import Document

_TEMPLATES = Path(__file__).parent
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


def document_html(document: Document) -> str:
    """Return the document as a page; everything in it is escaped by the template engine."""
    page: str = _template("page.html.j2").render(
        document=document, heading=_TITLES[document.name], classes=_CLASSES, pieces=_pieces
    )
    return page


def worksheet_html(sheet: Worksheet) -> str:
    """Return a worksheet as a page; values are selected as a whole by a click or by Tab, without any script."""
    from msgops.report import worksheets  # noqa: PLC0415  # only where a page is asked for

    page: str = _template("worksheet.html.j2").render(
        sheet=sheet,
        verdict=worksheets.verdict(sheet),
        facts=worksheets.facts(sheet),
        changes=worksheets.changes(sheet),
        kept=[row for row in sheet.rows if not row.asked],
        values=[a for a in sheet.asked if not a.removed],
        command=worksheets.command(sheet),
        exact=worksheets.exact,
        plain=plain,
        pieces=_pieces,
    )
    return page


def _pieces(text: str) -> list[str]:
    """Split text where a line may break."""
    return _BREAKS.findall(text)


@lru_cache(maxsize=2)
def _template(name: str) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # only where a page is asked for

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
