"""What a component's document looks like, and the way between XML, JSON and values.

A shape is written as text: `name` for a text, `name:int`, `name:boolean`, `name:double` for the others, `name:A|B` for
an enumeration, `name{…}` for a structure, `name:Shape` for a named one. `*` makes it a list, `!` required, `@64` known
from version 64 on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgops_salesforce.simulator.xml import DECLARATION, METADATA, Node, render

Content = dict[str, Any]
_TOKEN = re.compile(
    r"(?P<name>[A-Za-z]\w*)(?P<list>\*)?(?P<required>!)?(?:@(?P<since>\d+))?(?::(?P<type>[\w|\-]+))?(?P<open>\{)?|(?P<close>\})"
)
_SCALARS = frozenset({"string", "boolean", "int", "double"})
SHAPES: dict[str, Shape] = {}
"""Named shapes; component types and what they share."""


class BadContent(Exception):  # noqa: N818  # the document is bad, this is no fault of ours
    """A document does not have its type's shape: what is wrong, and where."""

    def __init__(self, problem: str, line: int = 0) -> None:
        self.problem, self.line = problem, line
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its type is a scalar, an enumeration or a structure."""

    name: str
    repeated: bool = False
    required: bool = False
    since: int = 0
    scalar: str = "string"
    values: tuple[str, ...] = ()
    named: str = ""
    inner: Shape | None = None

    @property
    def shape(self) -> Shape | None:
        """The structure of the element, `None` for a scalar."""
        return SHAPES[self.named] if self.named else self.inner


@dataclass(frozen=True, slots=True)
class Shape:
    """The elements of a structure by name."""

    name: str
    elements: Mapping[str, Element]


def define(name: str, text: str) -> Shape:
    """Read the text of a shape and give it its name."""
    tokens = list(_TOKEN.finditer(text))
    shape, rest = _read(name, tokens)
    assert not rest, f"{name} has a closing brace too many"
    SHAPES[name] = shape
    return shape


def _read(name: str, tokens: list[re.Match[str]]) -> tuple[Shape, list[re.Match[str]]]:
    elements: dict[str, Element] = {}
    while tokens:
        token, *tokens = tokens
        if token["close"]:
            break
        inner = None
        if token["open"]:
            inner, tokens = _read(token["name"], tokens)
        elements[token["name"]] = _element(token, inner)
    return Shape(name, elements), tokens


def _element(token: re.Match[str], inner: Shape | None) -> Element:
    type_ = token["type"] or "string"
    scalar = type_ in _SCALARS
    values = tuple(type_.split("|")) if "|" in type_ else ()
    return Element(
        token["name"],
        bool(token["list"]),
        bool(token["required"]),
        int(token["since"] or 0),
        type_ if scalar else "string",
        values,
        "" if scalar or values else type_,
        inner,
    )


def from_xml(shape: Shape, node: Node) -> Content:
    """Return the values of a document; an element that the type does not have is refused. [assumed: the words]"""
    out: Content = {}
    for child in node:
        element = shape.elements.get(child.name)
        if (element is None and child.name == "fullName") or child.attributes.get("nil") == "true":
            continue
        if element is None:
            raise BadContent(
                f"Error parsing file: Element {{http://soap.sforce.com/2006/04/metadata}}{child.name} invalid at this location in type {shape.name}",
                child.line,
            )
        value = from_xml(element.shape, child) if element.shape else _scalar(element, child.text, child.line)
        _put(out, element, value)
    return _complete(shape, out, node.line)


def from_json(shape: Shape, given: Any) -> Content:
    """Return the values of a `Metadata` compound; nulls count as absent."""
    if not isinstance(given, Mapping):
        raise BadContent(f"Metadata of {shape.name} must be an object")
    out: Content = {}
    for name, value in given.items():
        element = shape.elements.get(name)
        if (element is None and name == "fullName") or value is None:
            continue
        if element is None:
            raise BadContent(f"Unknown property '{name}' in {shape.name}")
        values = value if isinstance(value, list) else [value]
        for one in values:
            _put(out, element, from_json(element.shape, one) if element.shape else _json(element, one))
    return _complete(shape, out, 0)


def _put(out: Content, element: Element, value: Any) -> None:
    if value is None:
        return
    if element.repeated:
        out.setdefault(element.name, []).append(value)
    elif element.name in out:
        raise BadContent(f"Error parsing file: Duplicate element {element.name}")
    else:
        out[element.name] = value


def _json(element: Element, value: Any) -> Any:
    kinds: dict[str, type | tuple[type, ...]] = {"boolean": bool, "int": int, "double": (int, float)}
    kind = kinds.get(element.scalar, str)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise BadContent(f"Cannot deserialize {element.name}: {value!r} is no {element.scalar}")
    return _scalar(element, value, 0) if isinstance(value, str) else value


def _scalar(element: Element, text: str, line: int) -> Any:
    if text == "" and element.scalar != "string":
        return None
    if element.values and text not in element.values:
        raise BadContent(f"'{text}' is not a valid value for the enum '{element.name}'", line)
    try:
        if element.scalar == "int":
            return int(text)
        if element.scalar == "double":
            return float(text)
    except ValueError:
        raise BadContent(
            f"Error parsing file: {element.name}: '{text}' is no {element.scalar}", line
        ) from None
    if element.scalar == "boolean":
        if text.lower() not in ("true", "false", "1", "0"):
            raise BadContent(f"Error parsing file: {element.name}: '{text}' is no boolean", line)
        return text.lower() in ("true", "1")
    return text


def _complete(shape: Shape, out: Content, line: int) -> Content:
    missing = [e.name for e in shape.elements.values() if e.required and out.get(e.name) is None]
    if missing:
        raise BadContent(f"Required field is missing: {missing[0]}", line)
    return out


def full(shape: Shape, content: Mapping[str, Any]) -> Content:
    """Return a `Metadata` compound as the Tooling API shows it: absent texts are null, absent lists empty. [assumed]"""
    out: Content = {}
    for element in shape.elements.values():
        value = content.get(element.name)
        if element.shape and value is not None:
            inner = element.shape
            out[element.name] = [full(inner, v) for v in value] if element.repeated else full(inner, value)
        else:
            out[element.name] = [] if value is None and element.repeated else value
    return out


def ordered(shape: Shape, content: Mapping[str, Any], version: int = 99) -> Content:
    """Return the values in the order of the shape, without what a version does not know."""
    out: Content = {}
    for element in shape.elements.values():
        value = content.get(element.name)
        if value is None or element.since > version:
            continue
        if element.shape:
            inner = element.shape
            value = (
                [ordered(inner, v, version) for v in value]
                if element.repeated
                else ordered(inner, value, version)
            )
        out[element.name] = value
    return out


def document(root: str, shape: Shape, content: Mapping[str, Any]) -> str:
    """Return the file of a component."""
    body = render(root, ordered(shape, content), attributes={"xmlns": METADATA}, indent=0)
    return DECLARATION + body
