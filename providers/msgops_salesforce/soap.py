"""The read side of the Metadata API, which exists as SOAP only (dossier A10). Nothing here can write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from msgops.sdk.http import Reader
from msgops_salesforce.account import SOAP_PATH, VERSION
from msgops_salesforce.xml import NAMESPACE, Element, all_of, parse, tree

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_PER_CALL = 10
"""Components of one readMetadata call."""
_READS = re.compile(rb"<(?:\w+:)?Body><(?:\w+:)?(readMetadata|listMetadata|describeMetadata)[ >]")


async def read_metadata(read: Reader, kind: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the components of one type by full name; one that is not there is left out."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(names), _PER_CALL):
        content = {"type": kind, "fullNames": list(names[start : start + _PER_CALL])}
        for record in all_of(await _call(read, "readMetadata", content), "records"):
            component = tree(record)
            if component.get("fullName"):
                found[component.pop("fullName")] = component
    return found


async def list_metadata(read: Reader, kind: str, folder: str = "") -> list[dict[str, Any]]:
    """Return what the org says of every component of a type: fullName, id, lastModifiedDate, …"""
    query = {"folder": folder, "type": kind} if folder else {"type": kind}
    answer = await _call(read, "listMetadata", {"queries": query, "asOfVersion": VERSION})
    return [tree(found) for found in all_of(answer, "result")]


async def _call(read: Reader, operation: str, content: Mapping[str, Any]) -> Element:
    def sent(token: str) -> bytes:
        return _envelope(operation, content, token)

    return await read.search_raw(SOAP_PATH, sent, "text/xml; charset=UTF-8", searches=is_read, parse=parse)


def _envelope(operation: str, content: Mapping[str, Any], token: str) -> bytes:
    envelope = etree.Element(f"{{{_ENVELOPE}}}Envelope", nsmap={"e": _ENVELOPE, None: NAMESPACE})
    header = etree.SubElement(envelope, f"{{{_ENVELOPE}}}Header")
    session = etree.SubElement(header, f"{{{NAMESPACE}}}SessionHeader")
    etree.SubElement(session, f"{{{NAMESPACE}}}sessionId").text = token
    body = etree.SubElement(envelope, f"{{{_ENVELOPE}}}Body")
    _fill(etree.SubElement(body, f"{{{NAMESPACE}}}{operation}"), content)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def is_read(content: bytes) -> bool:
    """Whether an envelope asks for nothing but a read."""
    return _READS.search(content) is not None


def _fill(element: Element, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        for one in value if isinstance(value, list) else (value,):
            child = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
            if isinstance(one, Mapping):
                _fill(child, one)
            else:
                child.text = str(one)
