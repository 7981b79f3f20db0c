"""Outputs as a document and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgops.report.document import Document, Table
from msgops.report.parse import FORMAT_VERSION
from msgops.report.values import plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.model.output import Told


def outputs_document(told: Sequence[Told]) -> Document:
    """Return the outputs as a table; below it, what is missing and what to do."""
    if not told:
        return Document(
            "output", "", "There are no outputs: msgops.yaml and the blueprints in use declare none."
        )
    rows = tuple((plain(t.output.name), _cell(t), plain(t.output.description)) for t in told)
    return Document(
        name="output",
        title="",
        verdict=f"{counted(len(told), 'output')}.",
        remarks=tuple(_missing(told)),
        table=Table(("Output", "Value", "Description"), rows, mono=("Output", "Value")),
    )


def output_text(value: Any) -> str:
    """Return a value alone: text as it is but on one printable line, anything else as JSON."""
    return plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _cell(told: Told) -> str:
    return "(not known yet)" if told.needs else output_text(told.value)


def _missing(told: Sequence[Told]) -> Iterable[str]:
    for one in told:
        if one.needs:
            yield f"{plain(one.output.name)} needs {listed(map(plain, one.needs))}. {one.remedy}"


def outputs_json(told: Sequence[Told]) -> dict[str, Any]:
    """Return the outputs by name."""
    return {
        "format_version": FORMAT_VERSION,
        "outputs": {
            t.output.name: {
                "value": t.value,
                "description": t.output.description,
                "needs": list(t.needs),
            }
            for t in told
        },
    }
