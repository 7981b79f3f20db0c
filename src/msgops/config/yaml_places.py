"""Where each key and value of a document stands, found out only when a finding asks."""

from __future__ import annotations

import re
from typing import Any

import yaml

from msgops.config.yaml_source import boundary, line_start

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGED = re.compile(r"<<(\[\d+\])?\.?")


class Places:
    """Line and column, from 1, of the keys and values of one document by dotted path (`spec.events[0]`).

    Keeping the places of every key of ten thousand documents would cost more than reading them;
    a document with a finding is read once more instead.
    """

    __slots__ = ("_ends", "_index", "_keys", "_line", "_text", "_values")

    def __init__(self, text: str, index: int, line: int) -> None:
        """Remember the text, where the document starts in it, and that line's number from 0."""
        self._text, self._index, self._line = text, index, line
        self._keys: dict[str, tuple[int, int]] | None = None
        self._values: dict[str, tuple[int, int]] = {}
        self._ends: dict[str, tuple[int, int]] = {}

    def key(self, path: str) -> tuple[int, int] | None:
        """Return the place of a key, or of a list's element."""
        keys = self._filled()
        return keys.get(path) or self._values.get(path)

    def value(self, path: str) -> tuple[int, int] | None:
        """Return the place of a value."""
        self._filled()
        return self._values.get(path)

    def end(self, path: str) -> tuple[int, int] | None:
        """Return the place after the last character of a value; a map or list in block style has none."""
        self._filled()
        return self._ends.get(path)

    def _filled(self) -> dict[str, tuple[int, int]]:
        if self._keys is None:
            start = line_start(self._text, self._index)
            end = boundary(self._text, self._index + 1)
            walk = _Walk(self._text[start:end], self._line)
            self._keys, self._values, self._ends, self._text = walk.keys, walk.values, walk.ends, ""
        return self._keys


class _Walk:
    """Reads one document that was read without error before."""

    def __init__(self, text: str, line: int) -> None:
        self.keys: dict[str, tuple[int, int]] = {}
        self.values: dict[str, tuple[int, int]] = {}
        self.ends: dict[str, tuple[int, int]] = {}
        self._line = line + 1
        self._order: list[str] = []
        self._anchors: dict[str, tuple[str, int, int]] = {}
        loader = LOADER(text)
        try:
            self._get = loader.get_event
            self._get()
            self._get()
            self._node(self._get(), "")
        finally:
            loader.dispose()

    def _node(self, event: Any, path: str) -> None:
        start = len(self._order)
        self._order.append(path)
        self.values[path] = self._at(event.start_mark)
        if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            self.ends[path] = self._at(event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            origin, first, last = self._anchors[str(event.anchor)]
            for inner in self._order[first + 1 : last]:
                self._copy(inner, path + inner[len(origin) :])
            return
        if isinstance(event, yaml.MappingStartEvent):
            self._map(path, flow=bool(event.flow_style))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._list(path, flow=bool(event.flow_style))
        if event.anchor:
            self._anchors[event.anchor] = (path, start, len(self._order))

    def _map(self, path: str, *, flow: bool) -> None:
        while not isinstance(event := self._get(), yaml.MappingEndEvent):
            key = event.value
            if event.anchor:
                self._anchors[event.anchor] = ("", 0, 0)
            inner = f"{path}.{key}" if path else key
            start = len(self._order)
            if inner in self.values and inner in self.keys:
                inner = f"{inner} (again)"  # a duplicate: the first one is kept
            self.keys[inner] = self._at(event.start_mark)
            self._node(self._get(), inner)
            if key == "<<" and not event.style:
                self._merge(inner, start)
        if flow:
            self.ends[path] = self._at(event.end_mark)

    def _merge(self, merge: str, start: int) -> None:
        prefix = merge[: -len("<<")]
        for inner in self._order[start:]:
            rest = _MERGED.sub("", inner[len(prefix) :], count=1)
            if rest and prefix + rest not in self.values:
                self._copy(inner, prefix + rest)

    def _list(self, path: str, *, flow: bool) -> None:
        count = 0
        while not isinstance(event := self._get(), yaml.SequenceEndEvent):
            self._node(event, f"{path}[{count}]")
            count += 1
        if flow:
            self.ends[path] = self._at(event.end_mark)

    def _copy(self, source: str, target: str) -> None:
        self._order.append(target)
        self.values[target] = self.values[source]
        if source in self.keys:
            self.keys[target] = self.keys[source]
        if source in self.ends:
            self.ends[target] = self.ends[source]

    def _at(self, mark: Any) -> tuple[int, int]:
        return mark.line + self._line, mark.column + 1
