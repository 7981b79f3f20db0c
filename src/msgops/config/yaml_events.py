"""Builds plain values from a parser's events, counting as it goes. Tags construct nothing.

Events, not nodes: the C composer recurses without bound and can be made to crash; events let depth be checked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from msgops.config.yaml_places import LOADER
from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.scalar import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NO_TAGS = frozenset({"tag:yaml.org,2002:str", "!"})
_OPEN = object()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that no honest file reaches. `values` and `expanded` (by aliases) count per file."""

    file_bytes: int = 64 << 20
    scalar_chars: int = 1 << 20
    depth: int = 50
    values: int = 5_000_000
    expanded: int = 100_000
    problems: int = 200


class Refused(Exception):  # noqa: N818  # a signal between two modules
    """A document cannot be used; when `final`, nor can the rest of its file."""

    def __init__(self, diagnostic: Diagnostic, *, final: bool = False) -> None:
        self.diagnostic, self.final = diagnostic, final
        super().__init__(diagnostic.summary)


@dataclass(slots=True)
class Count:
    """What a whole file has used of its limits."""

    values: int = 0
    expanded: int = 0


@dataclass(frozen=True, slots=True)
class _Anchor:
    value: Any
    size: int = 0
    height: int = 0


class Builder:
    """Reads the documents of one text. `start` is the index of the document in hand, for going on after an error."""

    def __init__(
        self, text: str, shown: str, limits: Limits, *, first_line: int, count: Count, found: list[Diagnostic]
    ) -> None:
        self.start = 0
        self._loader = LOADER(text)
        self._get = self._loader.get_event
        self._shown, self._limits, self._first_line = shown, limits, first_line
        self._count, self._found = count, found
        self._anchors: dict[str, _Anchor] = {}
        self._deepest = 0

    def documents(self) -> Iterator[tuple[Any, int, int, int]]:
        """Yield each document that is not empty: value, index and line (from 0) of its start, line of its content."""
        get = self._get
        try:
            get()
            while (event := get()).__class__ is not StreamEndEvent:
                mark = event.start_mark
                self.start, line = mark.index, mark.line + self._first_line
                self._anchors = {}
                event = get()
                content = event.start_mark.line + self._first_line
                value = self._node(event, 0)
                get()
                if value is not None:
                    yield value, self.start, line, content
        finally:
            self._loader.dispose()

    def _node(self, event: Any, depth: int) -> Any:
        self._count.values += 1
        if event.__class__ is not ScalarEvent:
            return (
                self._alias(event, depth)
                if event.__class__ is AliasEvent
                else self._collection(event, depth + 1)
            )
        value = event.value
        if len(value) > self._limits.scalar_chars:
            raise self._too_long(event)
        if event.tag is not None:
            self._refuse_tag(event)
        elif not event.style:
            value = None if value in _NULLS else Plain(value)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value, 1)
        return value

    def _collection(self, event: Any, depth: int) -> Any:
        if depth > self._limits.depth:
            raise self._too_deep(event)
        if self._count.values > self._limits.values:
            detail = f"the file holds more than {self._limits.values} values"
            raise Refused(
                self._problem(event, "MC008", "Too many values", detail, "Split the file."), final=True
            )
        if event.tag is not None:
            self._refuse_tag(event)
        build = self._map if event.__class__ is MappingStartEvent else self._list
        if event.anchor is None:
            self._deepest = max(self._deepest, depth)
            return build(depth)
        self._anchors[event.anchor] = _Anchor(_OPEN)
        above, self._deepest, before = self._deepest, depth, self._count.values
        value = build(depth)
        self._anchors[event.anchor] = _Anchor(
            value, self._count.values - before + 1, self._deepest - depth + 1
        )
        self._deepest = max(above, self._deepest)
        return value

    def _list(self, depth: int) -> list[Any]:
        out: list[Any] = []
        get, node, limit = self._get, self._node, self._limits.values
        while (event := get()).__class__ is not SequenceEndEvent:
            out.append(node(event, depth))
            if len(out) > limit:
                raise Refused(
                    self._problem(event, "MC008", "Too many values", f"more than {limit}"), final=True
                )
        return out

    def _map(self, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        marks: list[Any] = []
        bases: list[Any] = []
        get, node = self._get, self._node
        while (event := get()).__class__ is ScalarEvent:
            key = intern(event.value)
            if event.tag is not None or event.anchor is not None or not key:
                self._odd_key(event, key)
            value = node(get(), depth)
            if key in out or (key == "<<" and bases):
                self._duplicate(event, key, marks[list(out).index(key)] if key in out else None)
            elif key == "<<" and not event.style:
                bases = self._bases(event, value)
            else:
                out[key] = value
                marks.append(event.start_mark)
        if event.__class__ is not MappingEndEvent:
            detail, remedy = (
                "a list, a map or an alias stands as a key",
                "Put text that starts with {, [ or * in quotes.",
            )
            raise Refused(self._problem(event, "MC013", "Key is not text", detail, remedy))
        for base in bases:
            for key, value in base.items():
                out.setdefault(key, value)
        return out

    def _odd_key(self, event: Any, key: str) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(key, 1)
        if not key and not event.style:
            self._report(
                self._problem(
                    event, "MC013", "Key is not text", "a key is missing before the colon", "Write one."
                )
            )

    def _bases(self, event: Any, value: Any) -> list[Any]:
        bases = value if isinstance(value, list) else [value]
        if all(isinstance(base, dict) for base in bases):
            return bases or [{}]
        self._report(
            self._problem(
                event,
                "MC018",
                "Merge of something else",
                "<< takes a map, or a list of maps",
                "Write an alias of a map.",
            )
        )
        return [{}]

    def _duplicate(self, event: Any, key: str, mark: Any) -> None:
        place = (
            f"line {mark.line + 1 + self._first_line}, column {mark.column + 1}" if mark else "a line above"
        )
        remedy = "Write << once, with a list: <<: [*a, *b]." if key == "<<" else "Keep one of them."
        self._report(
            self._problem(event, "MC014", "Duplicate key", f'"{key[:80]}" is already set at {place}', remedy)
        )

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in _NO_TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:80]
            self._report(
                self._problem(
                    event,
                    "MC010",
                    "Tag",
                    f"{tag} has no meaning here",
                    "Remove it, or put the text in quotes.",
                )
            )

    def _alias(self, event: Any, depth: int) -> Any:
        name = event.anchor
        anchor = self._anchors.get(name)
        if anchor is None:
            detail, remedy = (
                f"there is no anchor &{name} above in this document",
                "Put text that starts with * in quotes.",
            )
            raise Refused(self._problem(event, "MC017", "Unknown alias", detail, remedy))
        if anchor.value is _OPEN:
            detail = f"*{name} is part of &{name}: it would never end"
            raise Refused(
                self._problem(event, "MC011", "Alias inside itself", detail, "Write the value out.")
            )
        if depth + anchor.height > self._limits.depth:
            raise self._too_deep(event)
        self._deepest = max(self._deepest, depth + anchor.height)
        self._count.values += anchor.size - 1
        self._count.expanded += anchor.size
        if self._count.expanded > self._limits.expanded:
            detail = f"the file's aliases expand to more than {self._limits.expanded} values"
            raise Refused(
                self._problem(event, "MC012", "Alias bomb", detail, "Write the values out."), final=True
            )
        return _copy(anchor.value)

    def _too_deep(self, event: Any) -> Refused:
        detail = f"more than {self._limits.depth} lists and maps inside one another"
        return Refused(self._problem(event, "MC007", "Nested too deeply", detail, "Flatten it."))

    def _too_long(self, event: Any) -> Refused:
        detail = f"{len(event.value)} characters; the limit is {self._limits.scalar_chars}"
        return Refused(
            self._problem(event, "MC009", "Text too long", detail, "Keep it in a file of its own.")
        )

    def _report(self, diagnostic: Diagnostic) -> None:
        self._found.append(diagnostic)
        if len(self._found) >= self._limits.problems:
            raise Refused(too_many_problems(self._shown), final=True)

    def _problem(self, event: Any, code: str, summary: str, detail: str, remedy: str = "") -> Diagnostic:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        origin = Origin(self._shown, start.line + 1 + self._first_line, start.column + 1)
        return Diagnostic(code, summary, detail, remedy, origin=origin, width=max(1, width))


def too_many_problems(shown: str) -> Diagnostic:
    """Return the finding that ends a file's list of findings."""
    return Diagnostic(
        "MC016",
        "Too many problems",
        "the rest of the file was not read",
        "Mend the first ones.",
        origin=Origin(shown),
    )


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value
