"""Templates and their surroundings: every page is escaped by the engine and passes redaction once more as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from msgops.model.redact import redact
from msgops.report.html import TEMPLATES, pieces, script_values
from msgops.report.values import plain
from msgops.report.words import counted
from msgops.web.guard import NONCE

if TYPE_CHECKING:
    from starlette.requests import Request

SECTIONS = (
    ("/", "Overview"),
    ("/runs", "Runs"),
    ("/drift", "Drift"),
    ("/gates", "Gates"),
    ("/resources", "Resources"),
    ("/log", "Log"),
)


def answer(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; `values` are what its template shows."""
    page = _environment().get_template(template)
    text = page.render(
        **{
            **script_values(),
            "nonce": request.scope[NONCE],
            "sections": SECTIONS,
            "here": f"/{request.url.path.split('/')[1]}",
            "workspace": request.app.state.source.title,
            "pieces": pieces,
            "plain": plain,
            **values,
        }
    )
    return HTMLResponse(redact(text), status)


def path_of(name: object) -> str:
    """Return a name as a part of a link."""
    return quote(str(name), safe="/@")


def _pretty(value: Any) -> str:
    """Return a value as JSON of several lines; what cannot be seen in it is escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return "\n".join(plain(line) for line in text.split("\n"))


def _compact(value: Any) -> str:
    if not isinstance(value, Mapping):
        return plain(value)
    return plain(", ".join(f"{k}: {v}" for k, v in value.items() if v not in ("", None)))


def _moment(text: str) -> str:
    """Return an ISO time without what nobody reads: fractions, and the zone, which is UTC."""
    return plain(text).replace("+00:00", "").replace("T", " ").partition(".")[0]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(Path(__file__).parent / "templates"), FileSystemLoader(TEMPLATES)]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        plain=plain, path=path_of, pretty=_pretty, compact=_compact, moment=_moment, counted=counted
    )
    return environment
