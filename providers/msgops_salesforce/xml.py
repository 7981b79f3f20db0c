"""Metadata as XML: parsed without entities or network, written in the form that the org writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from msgops.sdk.errors import Refused

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PREFIX = re.compile(r"[</\s]([^\W\d][\w.-]*):\w")
_IMPOSSIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Element = etree._Element  # noqa: SLF001  # the library's name for its public type

Tree = Mapping[str, Any]
"""An element as nested values: text, a nested tree, or a list of either where an element is repeated."""


def parse(content: bytes) -> Element:
    """Parse; `ValueError` for what is no XML. Entities are not expanded, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


def well_formed(markup: str) -> str:
    """Return the markup of a component; `ValueError` where it is no XML. Nobody declares its prefixes, such as `aura:`."""
    prefixes = sorted({*_PREFIX.findall(markup)} - {"xml", "xmlns"})
    spaces = "".join(f' xmlns:{p}="markup:{p}"' for p in prefixes)
    parse(f"<markup{spaces}>{_DECLARATION.sub('', markup)}</markup>".encode())
    return markup


def find(element: Element, path: str) -> str:
    """Return the text at a path of local names, empty where there is none."""
    found = element.find("/".join(f"{{*}}{part}" for part in path.split("/")))
    return "" if found is None or found.text is None else found.text


def all_of(element: Element, name: str) -> list[Element]:
    """Return every descendant with a local name."""
    return list(element.iter(f"{{*}}{name}"))


def tree(element: Element) -> dict[str, Any]:
    """Return the children of an element; repeated ones as lists, empty ones left out."""
    out: dict[str, Any] = {}
    for child in element:
        if child.get(_XSI_NIL) == "true":
            continue
        name = etree.QName(child).localname
        value: Any = tree(child) if len(child) else (child.text or "")
        if name in out:
            known = out[name]
            out[name] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            out[name] = value
    return out


def write(root: str, content: Tree, *, namespace: str = NAMESPACE) -> bytes:
    """Return a document; `None` is left out, booleans are `true` and `false`, lists repeat their element."""
    element = etree.Element(f"{{{namespace}}}{root}", nsmap={None: namespace})
    _fill(element, content, namespace)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _fill(element: Element, content: Tree, namespace: str) -> None:
    for name, value in content.items():
        for one in _each(value):
            child = etree.SubElement(element, f"{{{namespace}}}{name}")
            if isinstance(one, Mapping):
                _fill(child, one, namespace)
            else:
                child.text = _text(one)


def _each(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _text(value: Any) -> str:
    """Return what stands in an element; `Refused` for what no XML can carry."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _IMPOSSIBLE.search(text):
        raise Refused("POST metadata", f"{text!r} has a character that metadata cannot have")
    return text
