"""Where to cut a YAML text so that one value becomes another: the fewest pieces, as they were written around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml

from msgops.config.dump import dump_mapping, flow_text, scalar_text


class Unfit(ValueError):  # noqa: N818  # names what happened
    """The text does not lend itself to the change; the message says why."""


class Cuts:
    """The pieces of one document's text to replace; `root` is its mapping as the parser found it."""

    def __init__(self, text: str, root: yaml.MappingNode) -> None:
        self._root = root
        self._cuts: list[tuple[int, int, str]] = []
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._added = "" if text.endswith("\n") else self._break  # so that every line has an end
        self._text = text + self._added

    def put(self, path: Sequence[str], value: Any) -> str:
        """Return the text with this value at the path; `None` takes the key out, and maps that it leaves empty."""
        node: Any = self._root
        trail: list[tuple[yaml.MappingNode, int]] = []
        for depth, key in enumerate(path):
            found = _index(node, key)
            if found is None:
                if value is not None:
                    for outer in reversed(path[depth + 1 :]):
                        value = {outer: value}
                    self._insert(node, key, value)
                return self._done()
            trail.append((node, found))
            node = node.value[found][1]
            if depth < len(path) - 1 and not isinstance(node, yaml.MappingNode):
                raise Unfit(f'"{key}" is no map there')
        if value is None:
            while len(trail) > 1 and len(trail[-1][0].value) == 1:
                trail.pop()
            self._remove(*trail[-1])
        else:
            self._make(node, value, trail[-1][0].value[trail[-1][1]][0])
        return self._done()

    def _done(self) -> str:
        text = self._text
        for start, end, piece in sorted(self._cuts, reverse=True):
            text = text[:start] + piece.replace("\n", self._break) + text[end:]
        return text.removesuffix(self._added)

    def _cut(self, start: int, end: int, piece: str = "") -> None:
        self._cuts.append((start, end, piece))

    def _make(self, node: yaml.Node, value: Any, key: yaml.Node | None) -> None:
        """Turn a node into a value; `key` is what it stands behind, `None` in a list."""
        if _same(node, value):
            return
        if isinstance(node, yaml.MappingNode) and isinstance(value, Mapping) and _share(node, value):
            self._map(node, value)
        elif (
            isinstance(node, yaml.MappingNode)
            and isinstance(value, Mapping)
            and value
            and not node.flow_style
        ):
            indent = " " * node.value[0][0].start_mark.column
            shown = f"\n{indent}".join(_lines(value))
            self._cut(node.value[0][0].start_mark.index, self._end(node), shown)
        elif isinstance(node, yaml.SequenceNode) and isinstance(value, list | tuple) and value and node.value:
            self._list(node, list(value))
        elif isinstance(node, yaml.CollectionNode) and not node.flow_style:
            self._collapse(node, value, key)
        elif isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            self._cut(node.start_mark.index, self._end(node), self._block(node, value))
        else:
            style = node.style if isinstance(node, yaml.ScalarNode) and isinstance(value, str) else None
            shown = scalar_text(value, style) if isinstance(value, str) else flow_text(value)
            if isinstance(value, str) and style is None:
                shown = flow_text(value)  # fits inside of a flow collection too
            self._cut(node.start_mark.index, node.end_mark.index, shown)

    def _block(self, node: yaml.ScalarNode, value: Any) -> str:
        """Return a value in place of a text block, as a block of the same indentation where it has several lines."""
        if not (isinstance(value, str) and "\n" in value):
            return scalar_text(value, None) if isinstance(value, str) else flow_text(value)
        head, _, body = dump_mapping({"k": value}).removeprefix("k: ").partition("\n")
        if not head.startswith("|"):
            return head
        old = self._text[node.start_mark.index : self._end(node)].splitlines()[1:]
        own = next((len(line) - len(line.lstrip()) for line in old if line.strip()), 2)
        lines = [" " * own + line[2:] if line.strip() else "" for line in body.splitlines()]
        if "2" in head:
            head = head.replace("2", str(own - self._column_of_line(node.start_mark.index)))
        return "\n".join([head, *lines])

    def _map(self, node: yaml.MappingNode, value: Mapping[str, Any]) -> None:
        there = [k.value for k, _ in node.value]
        gone = [index for index, name in enumerate(there) if name not in value]
        for index, (key, inner) in enumerate(node.value):
            if index not in gone:
                self._make(inner, value[key.value], key)
        if node.flow_style:
            self._take_out([(k.start_mark.index, self._end(v)) for k, v in node.value], gone)
        else:
            for index in gone:
                self._remove(node, index)
        for name, new in value.items():
            if name not in there:
                self._insert(node, name, new)

    def _insert(self, node: yaml.MappingNode, name: str, value: Any) -> None:
        if node.flow_style:
            shown = flow_text({name: value})[1:-1]
            last = node.value[-1][1] if node.value else None
            at = self._end(last) if last is not None else node.start_mark.index + 1
            self._cut(at, at, f", {shown}" if last is not None else shown)
            return
        indent = " " * node.value[0][0].start_mark.column
        at = self._next_line(self._end(node))
        self._cut(at, at, "".join(f"{indent}{line}\n" if line else "\n" for line in _lines({name: value})))

    def _remove(self, node: yaml.MappingNode, index: int) -> None:
        key, value = node.value[index]
        start = key.start_mark.index
        following = node.value[index + 1][0].start_mark.index if index + 1 < len(node.value) else None
        if node.flow_style:
            self._take_out([(k.start_mark.index, self._end(v)) for k, v in node.value], [index])
        elif self._first_in_line(start):
            self._cut_lines(start, self._end(value))
        elif following is not None:
            self._cut(start, following)
        else:
            raise Unfit("the key shares its line with what is around it")

    def _list(self, node: yaml.SequenceNode, value: list[Any]) -> None:
        old, new = [_seen(i) for i in node.value], [_told(v) for v in value]
        gone: list[int] = []
        for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "equal":
                continue
            both = min(b - a, d - c)
            for one in range(both):
                self._make(node.value[a + one], value[c + one], None)
            gone += range(a + both, b)
            if d > c + both:
                self._insert_items(node, a + both, value[c + both : d])
        if node.flow_style:
            self._take_out([(i.start_mark.index, self._end(i)) for i in node.value], gone)
        else:
            for index in gone:
                self._remove_item(node.value[index])

    def _remove_item(self, item: yaml.Node) -> None:
        dash = self._dash(item)
        if not self._first_in_line(dash):
            raise Unfit("the element shares its line with what is around it")
        self._cut_lines(dash, self._end(item))

    def _insert_items(self, node: yaml.SequenceNode, index: int, values: list[Any]) -> None:
        """Put elements before the one with this index."""
        if node.flow_style:
            shown = ", ".join(flow_text(v) for v in values)
            at = self._end(node.value[index - 1]) if index else node.value[0].start_mark.index
            self._cut(at, at, f", {shown}" if index else f"{shown}, ")
            return
        dash = self._dash(node.value[0])
        column = dash - self._line_start(dash)
        lines = [" " * column + line for v in values for line in _item_lines(v)]
        if index:
            at = self._next_line(self._end(node.value[index - 1]))
            self._cut(at, at, "".join(f"{line}\n" for line in lines))
        elif self._first_in_line(dash):
            at = self._line_start(dash)
            self._cut(at, at, "".join(f"{line}\n" for line in lines))
        else:
            raise Unfit("the list shares its line with what is around it")

    def _collapse(self, node: yaml.CollectionNode, value: Any, key: yaml.Node | None) -> None:
        """Put a value behind the key, and take out the lines of the list or map that stood below it."""
        shown = scalar_text(value, None) if isinstance(value, str) else flow_text(value)
        if key is None:
            self._cut(node.start_mark.index, self._end(node), shown)
            return
        at = self._text.index(":", key.end_mark.index) + 1
        first = self._dash(node.value[0]) if isinstance(node, yaml.SequenceNode) else node.start_mark.index
        if not self._first_in_line(first):
            raise Unfit("the value shares its line with what is around it")
        self._cut(at, at, f" {shown}")
        self._cut_lines(first, self._end(node))

    def _take_out(self, spans: Sequence[tuple[int, int]], gone: Sequence[int]) -> None:
        """Take parts of a flow collection out, each with one comma."""
        kept = max((i for i in range(len(spans)) if i not in gone), default=-1)
        for index in gone:
            if index < kept:
                start, end = spans[index][0], spans[index + 1][0]
                if "#" in self._text[spans[index][1] : end]:
                    raise Unfit("a comment stands between the values")
                self._cut(start, end)
        if kept + 1 < len(spans):
            start = spans[kept][1] if kept >= 0 else spans[0][0]
            if "#" in self._text[start : spans[kept + 1][0]]:
                raise Unfit("a comment stands between the values")
            self._cut(start, spans[-1][1])

    def _cut_lines(self, start: int, end: int) -> None:
        self._cut(self._line_start(start), self._next_line(end))

    def _end(self, node: yaml.Node) -> int:
        """Return where the last character of a node ends; a block has no end of its own."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return int(start + len(self._text[start:end].rstrip()))
        return int(end)

    def _dash(self, item: yaml.Node) -> int:
        dash = self._text.rfind("-", self._line_start(item.start_mark.index), item.start_mark.index)
        if dash < 0:
            raise Unfit("an element does not stand in the line of its dash")
        return dash

    def _first_in_line(self, at: int) -> bool:
        return not self._text[self._line_start(at) : at].strip(" ")

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _next_line(self, at: int) -> int:
        return self._text.index("\n", at) + 1

    def _column_of_line(self, at: int) -> int:
        line = self._text[self._line_start(at) :]
        return len(line) - len(line.lstrip(" "))


def _index(node: Any, key: str) -> int | None:
    if not isinstance(node, yaml.MappingNode):
        raise Unfit(f'"{key}" cannot stand there')
    return next((i for i, (k, _) in enumerate(node.value) if k.value == key), None)


def _lines(mapping: Mapping[str, Any]) -> list[str]:
    return dump_mapping(mapping).splitlines()


def _item_lines(value: Any) -> list[str]:
    return [line[2:] for line in dump_mapping({"k": [value]}).splitlines()[1:]]


def _share(node: yaml.MappingNode, value: Mapping[str, Any]) -> bool:
    return any(k.value in value for k, _ in node.value)


def _same(node: yaml.Node, value: Any) -> bool:
    return bool(_seen(node) == _told(value))


def _seen(node: yaml.Node) -> Any:
    """Return what a reader sees in a node, in a form that can be compared and hashed."""
    if isinstance(node, yaml.MappingNode):
        return ("map", tuple(sorted((k.value, _seen(v)) for k, v in node.value)))
    if isinstance(node, yaml.SequenceNode):
        return ("list", tuple(_seen(v) for v in node.value))
    return ("text", node.value)


def _told(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ("map", tuple(sorted((str(k), _told(v)) for k, v in value.items())))
    if isinstance(value, list | tuple):
        return ("list", tuple(_told(v) for v in value))
    if isinstance(value, bool):
        return ("text", "true" if value else "false")
    return ("text", str(value))
