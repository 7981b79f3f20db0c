"""Changes values in a YAML text, and leaves every other character of it alone: comments, order, quotes, line ends.

Nothing that parses and dumps can promise that; so the parser only says where things stand, and the text is cut there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from msgops.config.yaml import read_text
from msgops.config.yaml_cuts import Cuts, Unfit
from msgops.config.yaml_source import boundary

__all__ = ["Unfit", "YamlText"]

_LOADER = yaml.SafeLoader


class YamlText:
    """The text of a file, document by document."""

    def __init__(self, text: str) -> None:
        """Cut the text at its `---` lines."""
        self._parts: list[str] = []
        start = 0
        while start < len(text):
            end = boundary(text, start + 1)
            self._parts.append(text[start:end])
            start = end
        self._found: dict[tuple[str, str], int] | None = None

    def __str__(self) -> str:
        """Return the whole text."""
        return "".join(self._parts)

    def put(self, document: tuple[str, str] | None, path: Sequence[str], value: Any) -> None:
        """Bring the value at a path of a document (its kind and name; `None`: the only one) to this one; `None` takes it out.

        Raise `Unfit` when that cannot be done without touching something else; the text is then as it was.
        """
        number = self._number(document)
        before = self._parts[number]
        after = Cuts(before, _composed(before)).put(path, value)
        if _plain(_data(after)) != _plain(_with(_data(before), path, value)):
            raise Unfit("the value is written in a way that cannot be changed by itself, such as an anchor")
        self._parts[number] = after

    def value(self, document: tuple[str, str] | None, path: Sequence[str]) -> Any:
        """Return what stands at a path, as text, lists and maps; `None` when nothing does."""
        found = _data(self._parts[self._number(document)])
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def drop(self, document: tuple[str, str]) -> None:
        """Take a document out, with the comments inside of it; those above its first key stay."""
        number = self._number(document)
        root = _composed(self._parts[number])
        part = self._parts[number]
        above = part[: root.start_mark.index]
        bare = above.strip().removeprefix("---").strip()
        self._parts[number] = above if bare else ""
        if number == 0 and not bare and len(self._parts) > 1:
            self._parts[1] = self._parts[1].removeprefix("---").lstrip("\r\n")
        self._found = None

    def add(self, documents: Sequence[str]) -> None:
        """Put documents behind the last one."""
        for one in documents:
            text = str(self)
            glue = "" if not text.strip() else "---\n" if text.endswith("\n") else "\n---\n"
            self._parts.append(glue + one)
        self._found = None

    def holds(self, document: tuple[str, str]) -> bool:
        """Whether the text has this document."""
        return document in self._documents()

    def _number(self, document: tuple[str, str] | None) -> int:
        known = self._documents()
        if document is None and len(known) == 1:
            return next(iter(known.values()))
        if document is None or document not in known:
            raise Unfit("the document is not where it was")
        return known[document]

    def _documents(self) -> dict[tuple[str, str], int]:
        if self._found is None:
            self._found = {}
            for number, part in enumerate(self._parts):
                data = _data(part)
                if isinstance(data, Mapping):
                    self._found[str(data.get("kind", "")), str(data.get("name", ""))] = number
        return self._found


def _data(part: str) -> Any:
    documents, problems = read_text(part, "text")
    if problems:
        raise Unfit("the file cannot be read")
    return documents[0].data if documents else None


def _composed(part: str) -> Any:
    try:
        return next(n for n in yaml.compose_all(part, Loader=_LOADER) if isinstance(n, yaml.MappingNode))
    except (yaml.YAMLError, StopIteration):
        raise Unfit("the file cannot be read") from None


def _with(data: Any, path: Sequence[str], value: Any) -> Any:
    """Return the data with the value at the path; maps that become empty go with their last key."""
    key, *rest = path
    out = dict(data) if isinstance(data, Mapping) else {}
    inner = _with(out.get(key), rest, value) if rest else value
    if inner is None or (rest and inner == {}):
        out.pop(key, None)
    else:
        out[key] = inner
    return out


def _plain(value: Any) -> Any:
    """Return what a reader of the text sees: every scalar is text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
