"""XML in and out. Documents that declare a type are refused, so no entity is ever expanded or fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

METADATA = "http://soap.sforce.com/2006/04/metadata"
PARTNER = "urn:partner.soap.sforce.com"
FAULT = "urn:fault.partner.soap.sforce.com"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class BadXml(Exception):  # noqa: N818  # the document is bad, this is no fault of ours
    """The text is no XML, or declares a document type."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element without namespaces: name, text, attributes, children in their order."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    line: int = 0

    def __iter__(self) -> Iterator[Node]:
        return iter(self.children)

    def first(self, *names: str) -> Node | None:
        """Return the first element of a path below this one; the case of a first letter does not matter."""
        found: Node | None = self
        for name in names:
            wanted = name.lower()
            found = next((c for c in found.children if c.name.lower() == wanted), None) if found else None
        return found

    def value(self, *names: str, default: str = "") -> str:
        """Return the text of an element of a path."""
        found = self.first(*names)
        return found.text if found is not None else default

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return [c for c in self.children if c.name == name]


def parse(content: bytes) -> Node:
    """Return the root element."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadXml("a document type declaration is not allowed")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXml(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise BadXml("a document type declaration is not allowed")
    return _node(root)


def _node(element: Any) -> Node:
    """Blanks between elements are layout; in a text they count."""
    return Node(
        etree.QName(element).localname,
        "" if len(element) else element.text or "",
        {etree.QName(str(k)).localname: str(v) for k, v in element.attrib.items()},
        tuple(_node(c) for c in element),
        element.sourceline or 0,
    )


def render(name: str, value: Any, *, attributes: Mapping[str, str] | None = None, indent: int = -1) -> str:
    """Return an element: a mapping holds elements, a list repeats the element, `None` is left out.

    `indent` is how deep the element stands in a document written for people; -1 writes everything on one line.
    """
    if value is None:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(render(name, v, attributes=attributes, indent=indent) for v in value)
    given = "".join(f" {k}={quoteattr(v)}" for k, v in (attributes or {}).items())
    pad, end = ("    " * indent, "\n") if indent >= 0 else ("", "")
    if isinstance(value, Mapping):
        deeper = indent + 1 if indent >= 0 else -1
        inside = "".join(render(k, v, indent=deeper) for k, v in value.items())
        return f"{pad}<{name}{given}>{end}{inside}{pad}</{name}>{end}"
    return f"{pad}<{name}{given}>{escape(_text(value))}</{name}>{end}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
