"""Read YAML safely and fast: plain scalars stay text, every key keeps its place, hostile input ends early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yaml import YAMLError

from msgops.config.yaml_events import Builder, Count, Limits, Refused, too_many_problems
from msgops.config.yaml_places import Places
from msgops.config.yaml_source import (
    boundaries,
    count_breaks,
    decode,
    read_bytes,
    split_lines,
    without_bad_characters,
)
from msgops.config.yaml_syntax import syntax_problem
from msgops.model.diagnostic import Diagnostic, Origin

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Document", "Limits", "Places", "read_documents", "read_text"]

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: plain dictionaries, lists, text and nulls. `line` is where its content starts, from 1.

    Text that was written without quotes is `Plain`; a field's type decides what it means.
    """

    data: Any
    places: Places
    line: int


def read_documents(
    path: Path, shown: str, *, limits: Limits = _LIMITS
) -> tuple[list[Document], list[Diagnostic]]:
    """Read a file; never raises for bad content. `shown` is the path that findings carry."""
    try:
        raw = read_bytes(path, limits.file_bytes)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        return [], [Diagnostic("MC001", "The file cannot be read", detail, origin=Origin(shown))]
    if isinstance(raw, int):
        detail = f"{raw} bytes; the limit is {limits.file_bytes}"
        return [], [Diagnostic("MC006", "File too large", detail, "Split it.", origin=Origin(shown))]
    text = decode(raw, shown)
    return ([], [text]) if isinstance(text, Diagnostic) else read_text(text, shown, limits=limits)


def read_text(text: str, shown: str, *, limits: Limits = _LIMITS) -> tuple[list[Document], list[Diagnostic]]:
    """Read every document of a text. After an error, reading goes on at the next `---`."""
    text, found = without_bad_characters(text, shown, limits.problems)
    reading = _Reading(text, shown, limits, found)
    start, end = 0, len(text)
    while start < len(text) and len(found) < limits.problems:
        failed_at = reading.read(start, end)
        if failed_at is None:
            # The first pass covers the whole text; after an error, one document at a time keeps the cost linear.
            start = end
        elif failed_at < 0:
            break
        else:
            start = reading.skip(start, next(boundaries(text, failed_at + 1), len(text)))
        end = next(boundaries(text, start + 1), len(text))
    return reading.documents, found


class _Reading:
    """What reading one text has yielded so far."""

    def __init__(self, text: str, shown: str, limits: Limits, found: list[Diagnostic]) -> None:
        self.text, self.shown, self.limits, self.found = text, shown, limits, found
        self.documents: list[Document] = []
        self.line = 0
        self.count = Count()

    def skip(self, start: int, end: int) -> int:
        """Count the lines up to where reading goes on."""
        self.line += count_breaks(self.text, start, end)
        return end

    def read(self, start: int, end: int) -> int | None:
        """Read one stretch; return where the document that failed starts, -1 when the file is to be left alone."""
        text = self.text[start:end]
        builder = Builder(
            text, self.shown, self.limits, first_line=self.line, count=self.count, found=self.found
        )
        try:
            for data, index, line, content in builder.documents():
                self.documents.append(Document(data, Places(self.text, start + index, line), content + 1))
        except YAMLError as error:
            self.found.append(syntax_problem(error, split_lines(text), self.shown, self.line))
        except Refused as refused:
            self.found.append(refused.diagnostic)
            if refused.final:
                return -1
        else:
            self.line += count_breaks(self.text, start, end)
            return None
        if len(self.found) >= self.limits.problems:
            self.found.append(too_many_problems(self.shown))
            return -1
        return start + builder.start
