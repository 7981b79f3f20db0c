"""Reports as one self-contained page: no script, no network, light and dark, good on paper."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.report.document import Document

_TEMPLATE = Path(__file__).with_name("page.html.j2")
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
    page: str = _template().render(
        document=document, heading=_TITLES[document.name], classes=_CLASSES, pieces=_pieces
    )
    return page


def _pieces(text: str) -> list[str]:
    """Split text where a line may break."""
    return _BREAKS.findall(text)


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # only where a page is asked for

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE.name)
