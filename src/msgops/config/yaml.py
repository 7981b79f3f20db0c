"""Read YAML safely and fast: plain scalars stay text, every key keeps its place, hostile input ends early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yaml import YAMLError

from msgops.config.yaml_events import Builder
from msgops.config.yaml_limits import Budget, Job, Limits, Refused
from msgops.config.yaml_places import Places
from msgops.config.yaml_source import boundary, count_breaks, decode, read_bytes, replace_bad, split_lines
from msgops.config.yaml_syntax import syntax_problem
from msgops.model.diagnostic import Diagnostic, Origin

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Budget", "Document", "Limits", "Places", "read_documents", "read_text"]

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: plain dictionaries, lists, text and nulls; `line` is where it starts, from 1.

    Text that was written without quotes is `Plain`; a field's type decides what it means.
    """

    data: Any
    places: Places
    line: int


def read_documents(
    path: Path, shown: str, *, limits: Limits = _LIMITS, budget: Budget | None = None
) -> tuple[list[Document], list[Diagnostic]]:
    """Read a file; never raises for bad content. `shown` is the path that findings carry.

    With a budget the file's cost is taken from it, and what is left of it are the limits.
    """
    limits = limits if budget is None else budget.limits()
    try:
        raw = read_bytes(path, limits.file_bytes)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        return [], [Diagnostic("MC001", "The file cannot be read", detail, origin=Origin(shown))]
    if isinstance(raw, int):
        detail = f"{raw} bytes; the limit is {limits.file_bytes}"
        return [], [Diagnostic("MC006", "File too large", detail, "Split it.", origin=Origin(shown))]
    if budget is not None:
        budget.file_bytes -= len(raw)
    text = decode(raw, shown)
    if isinstance(text, Diagnostic):
        return [], [text]
    return read_text(text, shown, limits=limits, budget=budget)


def read_text(
    text: str, shown: str, *, limits: Limits = _LIMITS, budget: Budget | None = None
) -> tuple[list[Document], list[Diagnostic]]:
    """Read every document of a text. After an error, reading goes on at the next `---`."""
    job = Job(shown, limits)
    documents: list[Document] = []
    try:
        text = replace_bad(text, job)
        start, end, line = 0, len(text), 0
        while start < len(text):
            failed = _read(text, slice(start, end), line, job, documents)
            following = end if failed is None else boundary(text, failed + 1)
            line += count_breaks(text, start, following)
            # The first stretch is the whole text; after an error, one document each keeps the cost linear.
            start, end = following, boundary(text, following + 1)
    except Refused as refused:
        job.found.append(refused.diagnostic)
    if budget is not None:
        budget.values -= job.values
    return documents, job.found


def _read(text: str, part: slice, line: int, job: Job, documents: list[Document]) -> int | None:
    """Read one stretch of a text; return where the document starts in which reading failed."""
    stretch = text[part]
    builder = Builder(stretch, job, line)
    try:
        for data, index, first, content in builder.documents():
            documents.append(Document(data, Places(text, part.start + index, first), content + 1))
    except YAMLError as error:
        job.report(syntax_problem(error, split_lines(stretch), job.shown, line))
    except Refused as refused:
        if refused.final:
            raise
        job.report(refused.diagnostic)
    else:
        return None
    return int(part.start) + builder.start
