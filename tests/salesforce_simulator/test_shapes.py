"""The shapes of the components agree with the vendor's WSDL, as simple-salesforce brings it along."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import pytest
from lxml import etree

from msgops_salesforce.simulator.metadata import shapes, shapes_apps, shapes_flow
from msgops_salesforce.simulator.metadata.shape import (
    SHAPES,
    BadContent,
    define,
    from_json,
    from_xml,
    ordered,
)
from msgops_salesforce.simulator.xml import BadXml, parse

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_KNOWN_SINCE = {
    # Documented for later versions than the WSDL's 63.0 (dossier B12, B15, B18, B20).
    ("ConversationMessageDefinition", "contentCategory"),
    ("ConversationMessageDefinition", "type"),
    ("MessagingChannel", "sessionHandlerType"),
    ("CustomObject", "eventType"),
}
_NEEDED = {
    # Required in fact: by the dossier, or because nothing could be said without it.
    "ConversationVendorInfo.vendorType",
    "CustomObject.fields.fullName",
    "MessagingChannel.sessionHandlerQueue",
}


@cache
def _wsdl():
    text = (resources.files("simple_salesforce") / "metadata.wsdl").read_bytes()
    root = etree.fromstring(text)
    types = {t.get("name"): t for t in root.iter(f"{_XSD}complexType")}
    enums = {
        t.get("name"): {e.get("value") for e in t.iter(f"{_XSD}enumeration")}
        for t in root.iter(f"{_XSD}simpleType")
    }
    return types, enums


def _elements(name):
    """Return the elements of a type of the WSDL with those of the types it extends."""
    types, _ = _wsdl()
    type_ = types[name]
    found = {e.get("name"): e for e in type_.iter(f"{_XSD}element")}
    extension = type_.find(f".//{_XSD}extension")
    if extension is not None:
        found = {**_elements(extension.get("base").partition(":")[2]), **found}
    return found


def _scalar_of(type_, types):
    if type_ in types:
        return "a structure"
    return type_ if type_ in ("boolean", "int", "double") else "string"


def _compare(path, shape, wsdl_name, wrong, seen):
    if (shape.name, wsdl_name) in seen:
        return
    seen.add((shape.name, wsdl_name))
    types, enums = _wsdl()
    theirs = _elements(wsdl_name)
    for element in shape.elements.values():
        where = f"{path}.{element.name}"
        if element.since:
            continue
        if element.name not in theirs:
            wrong.append(f"{where} is not in the WSDL")
            continue
        their = theirs[element.name]
        type_ = their.get("type").partition(":")[2]
        if element.repeated != (their.get("maxOccurs") == "unbounded"):
            wrong.append(f"{where}: a list or not")
        if element.required and their.get("minOccurs") == "0" and where not in _NEEDED:
            wrong.append(f"{where} is not required")
        if element.shape is not None:
            _compare(where, element.shape, type_, wrong, seen)
        elif element.values:
            if not set(element.values) <= enums[type_] and (path, element.name) not in _KNOWN_SINCE:
                wrong.append(f"{where}: {set(element.values) - enums[type_]} are no values")
        elif element.scalar != _scalar_of(type_, types):
            wrong.append(f"{where} is {type_}")


@pytest.mark.parametrize("name", sorted(n for n in SHAPES if n in _wsdl()[0]))
def test_a_shape_is_part_of_the_vendors_type(name):
    """Every element exists there, a list where theirs is one, with their type and values."""
    wrong = []
    _compare(name, SHAPES[name], name, wrong, set())

    assert [] == wrong


def test_the_comparison_notices_a_wrong_shape():
    """An invented element, a list that is none, a wrong type."""
    shape = define("Wrong", "label:int queueSobject{sobjectType!} invented")
    del SHAPES["Wrong"]
    wrong = []
    _compare("Queue", shape, "Queue", wrong, set())

    assert ["label is not in the WSDL", "queueSobject: a list or not", "invented is not in the WSDL"] == [
        w.removeprefix("Queue.") for w in wrong
    ]


def test_what_has_no_type_in_the_wsdl_is_known():
    """A structure's own name, or a type that the WSDL does not have."""
    own = {n for n in SHAPES if n not in _wsdl()[0]}

    assert {"ExtlClntAppOauthSecuritySettings"} <= own
    assert all(
        re.fullmatch(r"(Flow|Page|Message)\w+|NamedField|ExtlClntAppOauthSecuritySettings", n) for n in own
    )


def test_a_document_comes_back_as_it_went_in():
    """XML to values to XML order, booleans and numbers as such."""
    node = parse(
        b"<Queue><name>Care</name><doesSendEmailToMembers>true</doesSendEmailToMembers>"
        b"<queueSobject><sobjectType>Case</sobjectType></queueSobject></Queue>"
    )
    content = from_xml(SHAPES["Queue"], node)

    assert {
        "name": "Care",
        "doesSendEmailToMembers": True,
        "queueSobject": [{"sobjectType": "Case"}],
    } == content
    assert ["doesSendEmailToMembers", "name", "queueSobject"] == list(ordered(SHAPES["Queue"], content))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"<Queue><name>A</name><nothing/></Queue>", "nothing invalid at this location in type Queue"),
        (b"<Queue/>", "Required field is missing: name"),
        (b"<Queue><name>A</name><name>B</name></Queue>", "Duplicate element name"),
        (
            b"<Queue><name>A</name><doesSendEmailToMembers>maybe</doesSendEmailToMembers></Queue>",
            "no boolean",
        ),
    ],
)
def test_a_bad_document_says_what_is_wrong(text, problem):
    """The element, and what is the matter with it."""
    with pytest.raises(BadContent, match=problem):
        from_xml(SHAPES["Queue"], parse(text))


def test_json_of_the_wrong_type_is_refused():
    """A number where a text belongs."""
    with pytest.raises(BadContent, match="is no string"):
        from_json(SHAPES["Queue"], {"name": 3})


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>",
        b"",
    ],
)
def test_a_document_with_a_type_or_without_an_end_is_refused(text):
    """No entity is expanded, nothing is fetched."""
    with pytest.raises(BadXml):
        parse(text)


assert shapes and shapes_apps and shapes_flow
