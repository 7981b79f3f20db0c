"""The engine of rules: junk breaks none, a broken one stops no other, packs are found, reports explain them."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import EntryPoint
from unittest import mock

import pytest

from msgops.model.address import Address
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.model.resource import Resource
from msgops.report.render import render_diagnostics
from msgops.rules.book import Book
from msgops.rules.check import check
from msgops.rules.general import PACK, plain_urls
from msgops.sdk.catalog import Catalog, CatalogError
from msgops.sdk.rules import Facts, Pack, Phase, Place, Value, text_rule

CATALOG = Catalog.installed()
BOOK = Book.installed(CATALOG)
JUNK = ("", " ", "x" * 5000, "+", "{{1}}", "${var.x}", "http://[", [], ["x"], {}, {"x": "y"}, 7, True)


def mutations(value):
    """Yield the value with each part of it replaced by junk, one at a time."""
    yield from JUNK
    if isinstance(value, dict):
        for key, inner in value.items():
            for other in mutations(inner):
                yield {**value, key: other}
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            for other in mutations(inner):
                yield [*value[:index], other, *value[index + 1 :]]


def resource(kind, attributes, number=0):
    address = Address.of(kind, f"n{number}")
    return Resource(address, "a", attributes, Origin("all.yaml", 1))


def facts(resources):
    made = {r.address: r for r in resources}
    return Facts(CATALOG, made, BOOK.subjects, BOOK.limits, refused=made)


@pytest.mark.parametrize("kind", CATALOG.names)
def test_no_document_breaks_a_rule(kind):
    """A document that its kind refuses is looked at too, whatever stands where."""
    example = dict(CATALOG.kind(kind).example)
    documents = [m for m in mutations(example) if isinstance(m, dict)]
    rules = [r for r in BOOK.rules.values() if r.needs is Phase.FILES]

    for start in range(0, len(documents), 200):
        part = documents[start : start + 200]
        _, broken = check(rules, facts([resource(kind, d, n) for n, d in enumerate(part)]))
        assert [] == broken


def test_a_rule_that_breaks_stops_no_other():
    """It is an error of its own, with the rule's name."""

    def find(_):
        raise KeyError("oops")

    bad = replace(plain_urls, id="XX001", find=find)
    given = facts([resource("infobip.NotificationProfile", {"webhook": {"notify_url": "http://a.example"}})])
    findings, broken = check([bad, plain_urls], given)

    assert ["ML103"] == [f.rule.id for f in findings]
    assert [("MP003", "XX001: KeyError: 'oops'")] == [(d.code, d.detail) for d in broken]


@text_rule(
    "ACME1",
    "acme.greeting",
    what="A greeting must not shout.",
    why="Nobody likes it.",
    remedy="Write it in lower case.",
    source="Acme's style guide",
    good="hello",
    bad="HELLO",
)
def shouting(text: Value) -> str | None:
    """Capitals only."""
    return f"{text.value} shouts" if text.value.isupper() else None


OURS = Pack(
    name="acme",
    title="Acme",
    rules=(shouting,),
    subjects={"acme.greeting": ("infobip.WhatsAppTemplate:structure.body.text",)},
)


def installed(*points):
    """Look for packs as if these entry points were installed too."""
    with mock.patch("importlib.metadata.entry_points", return_value=[*points]):
        return Book.installed(CATALOG)


def test_a_third_party_adds_rules_by_entry_point():
    """Its pack is found, and its subject stands in another vendor's kind."""
    book = installed(EntryPoint("acme", f"{__name__}:OURS", "msgops.rules"))
    given = replace(
        facts([resource("infobip.WhatsAppTemplate", {"structure": {"body": {"text": "HELLO"}}})]),
        subjects=book.subjects,
    )
    findings, _ = check([book.rules["ACME1"]], given)

    assert ["spec.structure.body.text: HELLO shouts"] == [f.diagnostic.detail for f in findings]


@pytest.mark.parametrize("place", ["nowhere:pack", "json:loads"])
def test_a_broken_pack_is_named(place):
    """One that cannot be imported, or is none, ends the command with its name."""
    with pytest.raises(CatalogError) as error:
        installed(EntryPoint("acme", place, "msgops.rules"))
    assert "MP002" == error.value.diagnostics[0].code
    assert f"acme ({place})" in error.value.diagnostics[0].detail


def test_two_rules_cannot_have_one_id():
    """The second pack is refused."""
    with pytest.raises(CatalogError, match="cannot be used"):
        Book((PACK, Pack(name="other", title="Other", rules=(plain_urls,))))


@pytest.mark.parametrize(
    ("migrate_from", "wrong"),
    [("", "other.Sender/n1"), ("infobip", "infobip.WhatsAppSender/n0")],
)
def test_wa010_a_number_has_one_provider(migrate_from, wrong):
    """The second provider is wrong, or the one that the number shall leave."""
    sender = {"country_code": "1", "phone_number": "6145551234"}
    made = [
        resource("infobip.WhatsAppSender", sender),
        resource("other.Sender", {"number": "+16145551234"}, 1),
        resource(
            "infobip.NumberPreparation",
            {"number": "+1 614 555 1234", **({"migrate_from": migrate_from} if migrate_from else {})},
            2,
        ),
    ]
    places = {
        **BOOK.subjects,
        "whatsapp.number": (*BOOK.subjects["whatsapp.number"], Place("other.Sender", "number")),
    }
    rule = BOOK.rules["WA010"]
    findings, _ = check([rule], replace(facts(made), subjects=places))

    assert [wrong] == [str(f.diagnostic.address) for f in findings]
    assert ([], []) == check([rule], replace(facts(made[:1]), subjects=places))


def test_sarif_explains_the_rules_and_ends_regions():
    """Code scanning shows what a rule wants, and underlines the very value."""
    origin = Origin("all.yaml", 4, 7, end=(4, 12))
    finding = Diagnostic("ML103", "A URL should use TLS", severity=Severity.WARNING, origin=origin)
    run = json.loads(render_diagnostics([finding], "sarif", rules=BOOK.texts))["runs"][0]
    (rule,) = run["tool"]["driver"]["rules"]

    assert "A URL should use TLS." == rule["shortDescription"]["text"]
    assert {"level": "warning"} == rule["defaultConfiguration"]
    assert "msgops explain ML103" in rule["help"]["text"]
    assert {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 12} == (
        run["results"][0]["locations"][0]["physicalLocation"]["region"]
    )


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda r: r.id)
def test_every_rule_tells_what_a_reader_wants_to_know(rule):
    """Sentences end, subjects stand somewhere, texts are not empty."""
    for text in (rule.what, rule.why, rule.remedy):
        assert text[0].isupper() or text[0] == "`"
        assert text.endswith(".")
    assert all((rule.source, rule.good, rule.bad))
    assert [] == [subject for subject in rule.at if not BOOK.subjects.get(subject)]
