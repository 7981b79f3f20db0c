"""Read YAML safely and fast: plain scalars stay text, every key keeps its place, hostile input ends early.

Built on the C parser's events, one document at a time; nothing is constructed from tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.scalar import Plain

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_STR = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that no honest file reaches."""

    file_bytes: int = 64 << 20
    scalar_chars: int = 1 << 20
    depth: int = 50
    nodes: int = 2_000_000
    expanded: int = 100_000


class Places:
    """Line and column, from 1, of every key and value of one document, by dotted path."""

    __slots__ = ("_keys", "_values")

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._values: dict[str, int] = {}

    def key(self, path: str) -> tuple[int, int] | None:
        """Return the place of a key, or of a list element."""
        return _unpack(self._keys.get(path) or self._values.get(path))

    def value(self, path: str) -> tuple[int, int] | None:
        """Return the place of a value."""
        return _unpack(self._values.get(path))



def _unpack(packed: int | None) -> tuple[int, int] | None:
    return None if packed is None else (packed >> 20, packed & 0xFFFFF)


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: plain dictionaries, lists and text."""

    data: Any
    places: Places
    line: int


class _Refused(Exception):  # noqa: N818  # a signal inside this module
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.summary)


def read_documents(
    path: Path, shown: str, *, limits: Limits = Limits()  # noqa: B008  # frozen
) -> tuple[list[Document], list[Diagnostic]]:
    """Read a file; never raises for bad content."""
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            return [], [_file_problem(shown, "MC006", "File too large", f"{size} bytes; the limit is {limits.file_bytes}")]
        raw = path.read_bytes()
    except OSError as error:
        return [], [_file_problem(shown, "MC001", "The file cannot be read", error.strerror or str(error))]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return [], [_file_problem(shown, "MC002", "Not UTF-8", "the file is UTF-16", "Save it as UTF-8.")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        origin = Origin(shown, line, column)
        found = Diagnostic("MC002", "Not UTF-8", f"byte 0x{raw[error.start]:02x} is no UTF-8", "Save the file as UTF-8.", origin=origin)
        return [], [found]
    return read_text(text, shown, limits=limits)


def read_text(
    text: str, shown: str, *, limits: Limits = Limits()  # noqa: B008  # frozen
) -> tuple[list[Document], list[Diagnostic]]:
    """Read every document of a text. After a syntax error, reading goes on at the next `---`."""
    documents: list[Document] = []
    found: list[Diagnostic] = []
    bad = _bad_character(text, shown)
    if bad is not None:
        return [], [bad]
    deep = _too_deep(text, shown, limits)
    if deep is not None:
        return [], [deep]
    offset = 0
    while True:
        reader = _Reader(text, shown, limits, found, offset)
        try:
            documents.extend(reader.documents())
        except yaml.YAMLError as error:
            found.append(_syntax(error, text, shown, offset))
            following = _next_document(text, getattr(error, "problem_mark", None))
            if following is None:
                return documents, found
            text, skipped = following
            offset += skipped
            continue
        except _Refused as refused:
            found.append(refused.diagnostic)
        return documents, found


def _too_deep(text: str, shown: str, limits: Limits) -> Diagnostic | None:
    """Refuse absurd flow nesting before a parser meets it."""
    depth = 0
    if text.count("[") + text.count("{") < limits.depth:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if line.count("[") + line.count("{") > limits.depth * 4:
            for column, char in enumerate(line, 1):
                depth += (char in "[{") - (char in "]}")
                if depth > limits.depth:
                    return _nesting(Origin(shown, number, column), limits)
            depth = 0
    return None


def _nesting(origin: Origin, limits: Limits) -> Diagnostic:
    return Diagnostic("MC007", "Nested too deeply", f"more than {limits.depth} levels", "Flatten it.", origin=origin)


def _bad_character(text: str, shown: str) -> Diagnostic | None:
    for index in range(0, len(text), 1 << 20):
        piece = text[index : index + (1 << 20)]
        if piece.isprintable():
            continue
        for at, char in enumerate(piece):
            if (char < " " and char not in "\n\r\t") or char in "\x7f\ufffe\uffff":
                where = index + at
                line = text.count("\n", 0, where) + 1
                origin = Origin(shown, line, where - (text.rfind("\n", 0, where) + 1) + 1)
                return Diagnostic("MC003", "Control character", f"U+{ord(char):04X} may not stand in YAML", "Remove it.", origin=origin)
    return None


def _next_document(text: str, mark: Any) -> tuple[str, int] | None:
    lines = text.split("\n")
    start = mark.line if mark is not None else 0
    for number in range(max(start, 1), len(lines)):
        if lines[number].startswith("---"):
            return "\n".join(lines[number:]), number
    return None


def _syntax(error: yaml.YAMLError, text: str, shown: str, offset: int) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _file_problem(shown, "MC004", "Not YAML", str(error).partition("\n")[0])
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    origin = Origin(shown, mark.line + 1 + offset, mark.column + 1)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return Diagnostic("MC005", "Tab in indentation", "YAML is indented with spaces", "Replace the tab by spaces.", origin=origin)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    context = getattr(error, "context", None)
    detail = f"{problem} {context}" if context else str(problem)
    return Diagnostic("MC004", "Not YAML", detail, "Check the indentation, colons and quotes here.", origin=origin)


def _file_problem(shown: str, code: str, summary: str, detail: str, remedy: str = "") -> Diagnostic:
    return Diagnostic(code, summary, detail, remedy, origin=Origin(shown))


class _Reader:
    """Builds documents from parser events, counting as it goes."""

    def __init__(self, text: str, shown: str, limits: Limits, found: list[Diagnostic], offset: int) -> None:
        self.loader = _Loader(text)
        self.shown, self.limits, self.found, self.offset = shown, limits, found, offset
        self.nodes = self.expanded = 0
        self.places = Places()
        self.anchors: dict[str, tuple[Any, int]] = {}

    def documents(self) -> Iterator[Document]:
        """Yield each document that is not empty."""
        loader = self.loader
        try:
            loader.get_event()
            while loader.check_event(yaml.DocumentStartEvent):
                loader.get_event()
                self.places, self.anchors = Places(), {}
                event = loader.get_event()
                line = event.start_mark.line + 1 + self.offset
                data = self._node(event, "", 0)
                loader.get_event()
                if data is not None:
                    yield Document(data, self.places, line)
        finally:
            loader.dispose()

    def _node(self, event: Any, path: str, depth: int) -> Any:
        self.nodes += 1
        mark = event.start_mark
        if depth > self.limits.depth:
            raise _Refused(_nesting(self._origin(mark), self.limits))
        if self.nodes > self.limits.nodes:
            raise _Refused(self._problem(mark, "MC008", "Too many values", f"more than {self.limits.nodes} in one file"))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self.places._values[path] = (mark.line + 1 + self.offset) << 20 | (mark.column + 1)  # noqa: SLF001
        before = self.nodes
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        else:
            self._refuse_tag(event)
            if event.anchor:
                self.anchors[event.anchor] = (_OPEN, 0)
            value = self._map(path, depth) if isinstance(event, yaml.MappingStartEvent) else self._list(path, depth)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.nodes - before + 1)
        return value

    def _scalar(self, event: Any) -> Any:
        value = event.value
        if len(value) > self.limits.scalar_chars:
            detail = f"{len(value)} characters; the limit is {self.limits.scalar_chars}"
            raise _Refused(self._problem(event.start_mark, "MC009", "Text too long", detail, "Keep it in a file of its own."))
        if event.tag is not None:
            self._refuse_tag(event)
            return value
        if event.style is not None and event.style != "":
            return value
        return None if value in _NULLS else Plain(value)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag not in (_STR, "!"):
            self.found.append(self._problem(event.start_mark, "MC010", "Tag", f"{event.tag} is not used in this language", "Remove the tag."))

    def _alias(self, event: Any) -> Any:
        value, size = self.anchors.get(event.anchor, (None, 0))
        if value is _OPEN:
            raise _Refused(self._problem(event.start_mark, "MC011", "Alias inside itself", f"*{event.anchor} is part of &{event.anchor}"))
        if event.anchor not in self.anchors:
            raise _Refused(self._problem(event.start_mark, "MC004", "Not YAML", f"there is no anchor &{event.anchor} above"))
        self.expanded += size
        self.nodes += size - 1
        if self.expanded > self.limits.expanded:
            detail = f"aliases would expand to more than {self.limits.expanded} values"
            raise _Refused(self._problem(event.start_mark, "MC012", "Alias bomb", detail, "Write the values out."))
        return _copy(value)

    def _map(self, path: str, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        first: dict[str, Any] = {}
        merged: list[dict[str, Any]] = []
        loader = self.loader
        while not loader.check_event(yaml.MappingEndEvent):
            event = loader.get_event()
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(self._problem(event.start_mark, "MC013", "Key is no text", "keys are plain text"))
            key, mark = event.value, event.start_mark
            inner = f"{path}.{key}" if path else key
            value = self._node(loader.get_event(), inner, depth + 1)
            if key == "<<" and not event.style:
                merged.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict))
                continue
            if key in first:
                other = first[key]
                detail = f'"{key}" stands at line {other.line + 1 + self.offset} already'
                self.found.append(self._problem(mark, "MC014", "Duplicate key", detail, "Keep one of them.", len(key)))
                continue
            first[key] = mark
            self.places._keys[inner] = (mark.line + 1 + self.offset) << 20 | (mark.column + 1)  # noqa: SLF001
            out[key] = value
        loader.get_event()
        for base in merged:
            for key, value in base.items():
                out.setdefault(key, _copy(value))
        return out

    def _list(self, path: str, depth: int) -> list[Any]:
        out: list[Any] = []
        loader = self.loader
        while not loader.check_event(yaml.SequenceEndEvent):
            out.append(self._node(loader.get_event(), f"{path}[{len(out)}]", depth + 1))
        loader.get_event()
        return out

    def _origin(self, mark: Any) -> Origin:
        return Origin(self.shown, mark.line + 1 + self.offset, mark.column + 1)

    def _problem(self, mark: Any, code: str, summary: str, detail: str, remedy: str = "", width: int = 1) -> Diagnostic:
        return Diagnostic(code, summary, detail, remedy, origin=self._origin(mark), width=width)


_OPEN = object()


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value
