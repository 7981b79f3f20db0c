"""Builds plain values from a parser's events, counting as it goes. Tags construct nothing.

Events, not nodes: the C composer recurses without bound and can be crashed; here depth is checked first.
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

from msgops.config.yaml_limits import Job, Refused
from msgops.config.yaml_places import LOADER
from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.scalar import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NO_TAGS = frozenset({"tag:yaml.org,2002:str", "!"})
_OPEN = object()


@dataclass(frozen=True, slots=True)
class _Anchor:
    value: Any
    size: int = 0
    height: int = 0


class Builder:
    """Reads the documents of one text; `start` is the index of the one in hand, to go on after an error."""

    def __init__(self, text: str, job: Job, first_line: int) -> None:
        self.start = 0
        self._loader = LOADER(text)
        self._get = self._loader.get_event
        self._job, self._limits, self._first_line = job, job.limits, first_line
        self._anchors: dict[str, _Anchor] = {}
        self._deepest = 0

    def documents(self) -> Iterator[tuple[Any, int, int, int]]:
        """Yield each document that is not empty: value, index and line of its start, line of its content."""
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
        self._job.values += 1
        if event.__class__ is not ScalarEvent:
            return (
                self._alias(event, depth)
                if event.__class__ is AliasEvent
                else self._collection(event, depth + 1)
            )
        value: str | None = event.value
        if len(event.value) > self._limits.scalar_chars:
            raise self._too_long(event)
        if event.tag is not None:
            self._refuse_tag(event)
        elif not event.style:
            value = None if value in _NULLS else Plain(value)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value, 1)
        return value

    def _collection(self, event: Any, depth: int) -> Any:
        job = self._job
        if depth > self._limits.depth:
            raise self._too_deep(event)
        if event.tag is not None:
            self._refuse_tag(event)
        build = self._map if event.__class__ is MappingStartEvent else self._list
        if event.anchor is None:
            self._deepest = max(self._deepest, depth)
            return build(depth)
        self._anchors[event.anchor] = _Anchor(_OPEN)
        above, self._deepest, before = self._deepest, depth, job.values
        value = build(depth)
        self._anchors[event.anchor] = _Anchor(value, job.values - before + 1, self._deepest - depth + 1)
        self._deepest = max(above, self._deepest)
        return value

    def _list(self, depth: int) -> list[Any]:
        out: list[Any] = []
        get, node, job, limit = self._get, self._node, self._job, self._limits.values
        while (event := get()).__class__ is not SequenceEndEvent:
            out.append(node(event, depth))
            if job.values > limit:
                raise self._too_many(event)
        return out

    def _map(self, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        marks: list[Any] = []
        bases: list[Any] = []
        get, node, longest = self._get, self._node, self._limits.scalar_chars
        job, most, most_keys = self._job, self._limits.values, self._limits.keys
        while (event := get()).__class__ is ScalarEvent:
            key = intern(event.value)
            if event.tag is not None or event.anchor is not None or not 0 < len(key) <= longest:
                self._odd_key(event, key)
            value = node(get(), depth)
            if len(out) > most_keys or job.values > most:
                raise self._too_many(event)
            if key in out or (key == "<<" and bases):
                self._duplicate(event, key, marks[list(out).index(key)] if key in out else None)
            elif key == "<<" and not event.style:
                bases = self._bases(event, value)
            else:
                out[key] = value
                marks.append(event.start_mark)
        if event.__class__ is not MappingEndEvent:
            detail = "a list, a map or an alias stands as a key"
            raise self._refused(
                event, "MC013", "Key is not text", detail, "Quote text that starts with {, [ or *."
            )
        for base in bases:
            for key, value in base.items():
                out.setdefault(key, value)
        return out

    def _odd_key(self, event: Any, key: str) -> None:
        if len(key) > self._limits.scalar_chars:
            raise self._too_long(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(key, 1)
        if not key and not event.style:
            self._report(event, "MC013", "Key is not text", "a key is missing before the colon", "Write one.")

    def _bases(self, event: Any, value: Any) -> list[Any]:
        bases = value if isinstance(value, list) else [value]
        if all(isinstance(base, dict) for base in bases):
            return bases or [{}]
        detail, remedy = "<< takes a map, or a list of maps", "Write an alias of a map: <<: *name."
        self._report(event, "MC018", "Merge of something else", detail, remedy)
        return [{}]

    def _duplicate(self, event: Any, key: str, mark: Any) -> None:
        place = f"{mark.line + 1 + self._first_line}:{mark.column + 1}" if mark else ""
        detail = f'"{key[:80]}" is set already' + (f" at {self._job.shown}:{place}" if place else "")
        remedy = "Write << once, with a list: <<: [*a, *b]." if key == "<<" else "Keep one of them."
        self._report(event, "MC014", "Duplicate key", detail, remedy)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in _NO_TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:80]
            remedy = "Remove it, or put the text in quotes."
            self._report(event, "MC010", "Tag", f"{tag} has no meaning here", remedy)

    def _alias(self, event: Any, depth: int) -> Any:
        name, job = event.anchor, self._job
        anchor = self._anchors.get(name)
        if anchor is None:
            detail = f"there is no anchor &{name[:80]} above in this document"
            raise self._refused(event, "MC017", "Unknown alias", detail, "Quote text that starts with *.")
        if anchor.value is _OPEN:
            detail = f"*{name[:80]} is part of &{name[:80]}: it would never end"
            raise self._refused(event, "MC011", "Alias inside itself", detail, "Write the value out.")
        if depth + anchor.height > self._limits.depth:
            raise self._too_deep(event)
        self._deepest = max(self._deepest, depth + anchor.height)
        job.values += anchor.size - 1
        job.expanded += anchor.size
        if job.expanded > self._limits.expanded:
            detail = f"the file's aliases expand to more than {self._limits.expanded} values"
            raise self._refused(event, "MC012", "Alias bomb", detail, "Write the values out.", final=True)
        return _copy(anchor.value)

    def _too_deep(self, event: Any) -> Refused:
        detail = f"more than {self._limits.depth} lists and maps inside one another"
        return self._refused(event, "MC007", "Nested too deeply", detail, "Flatten it.")

    def _too_long(self, event: Any) -> Refused:
        detail = f"{len(event.value)} characters; the limit is {self._limits.scalar_chars}"
        return self._refused(event, "MC009", "Text too long", detail, "Keep it in a file of its own.")

    def _too_many(self, event: Any) -> Refused:
        detail = f"more than {self._limits.values} values in a file, or {self._limits.keys} keys in a map"
        return self._refused(event, "MC008", "Too many values", detail, "Split the file.", final=True)

    def _refused(self, event: Any, *words: str, final: bool = False) -> Refused:
        return Refused(self._problem(event, *words), final=final)

    def _report(self, event: Any, *words: str) -> None:
        self._job.report(self._problem(event, *words))

    def _problem(self, event: Any, code: str, summary: str, detail: str, remedy: str) -> Diagnostic:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        origin = Origin(self._job.shown, start.line + 1 + self._first_line, start.column + 1)
        return Diagnostic(code, summary, detail, remedy, origin=origin, width=max(1, width))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value
