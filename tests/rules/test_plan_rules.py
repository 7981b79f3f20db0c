"""Rules about what a plan would do: edits and names of templates, which the vendor counts and remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from harness import Bench
from msgops.model.address import Address
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.diagnostic import Origin
from msgops.model.resource import Resource
from msgops.model.state import GateRecord, GateState, Intent, IntentState
from msgops.rules.book import Book
from msgops.rules.check import check
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.sdk.rules import Facts

CATALOG = Catalog.installed()
BOOK = Book.installed(CATALOG)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SENDER = {"id": "441134960000"}


def template(name, text="Your order is ready.", language="en_GB", **more):
    spec = {
        "sender": SENDER,
        "name": name,
        "language": language,
        "category": "UTILITY",
        "structure": {"body": {"text": text}},
    }
    return {"kind": "infobip.WhatsAppTemplate", "name": more.get("as_", name), "spec": spec}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, allow=frozenset({"MG101", "MG106"}))


def approved(bench, *documents):
    """Apply, and let Meta approve."""
    bench.write(documents)
    assert bench.apply() == 6
    bench.simulator.world.offset += timedelta(hours=26)
    assert bench.apply() == 0


def refused(bench, *documents):
    bench.write(documents)
    return [(d.code, str(d.address), d.origin and d.origin.line) for d in bench.plan().refused]


def test_wa123_an_approved_template_is_edited_once_a_day(bench):
    """The second edit is refused before Meta refuses it, and planned again when the day has passed."""
    approved(bench, template("hello"))
    bench.write([template("hello", "Your parcel is ready.")])
    assert bench.apply() == 6
    bench.simulator.world.offset += timedelta(hours=5)
    again = template("hello", "Your letter is ready.")

    assert [("WA123", "infobip.WhatsAppTemplate/hello", 6)] == refused(bench, again)
    bench.simulator.world.offset += timedelta(hours=20)
    assert [] == refused(bench, again)


def test_wa124_a_deleted_name_is_not_used_again_for_30_days(bench):
    """Another name is taken at once, the same one after a month."""
    approved(bench, template("hello"))
    bench.write([])
    assert bench.apply() == 0

    assert [("WA124", "infobip.WhatsAppTemplate/hello", 6)] == refused(bench, template("hello"))
    assert [] == refused(bench, template("hello_v2"))
    bench.simulator.world.offset += timedelta(days=31)
    assert [] == refused(bench, template("hello"))


def test_wa125_one_language_is_not_deleted_while_another_is_kept(bench):
    """The delete would take the other language along; all of them may go."""
    german = template("hello", "Ihre Bestellung ist da.", "de", as_="hallo")
    approved(bench, template("hello"), german)

    assert [("WA125", "infobip.WhatsAppTemplate/hello", None)] == refused(bench, german)
    assert [] == refused(bench)


def facts(changes, specs, *, history=()):
    """Make facts of changes without a vendor."""
    resources = {}
    for number, spec in enumerate(specs):
        address = Address.of(spec.pop("kind"), f"n{number}")
        resources[address] = Resource(address, "infobip", spec, Origin("all.yaml", number + 1))
    made = [
        Change(address=a, action=action, account="infobip", fields=fields)
        for a, (action, fields) in zip(resources, changes, strict=True)
    ]
    return Facts(CATALOG, resources, BOOK.subjects, BOOK.limits, changes=made, history=history, now=NOW)


def found(rule, given):
    findings, broken = check([BOOK.rules[rule]], given)
    assert [] == broken
    return [str(f.found.resource.address) for f in findings]


def fields(*paths):
    return tuple(FieldChange(p, "a", "b", Cause.CONFIG) for p in paths)


@pytest.mark.parametrize(
    ("changed", "count"), [(("display_name",), 0), (("display_name", "locale"), 1), (("locale",), 0)]
)
def test_wa053_a_display_name_changes_alone(changed, count):
    """A second change to the same sender is told at the name."""
    sender = {"kind": "infobip.WhatsAppSender", "display_name": "Acme Bread", "locale": "en"}

    assert count == len(found("WA053", facts([(Action.UPDATE, fields(*changed))], [sender])))


@pytest.mark.parametrize(
    ("state", "count"),
    [(None, 1), (GateState.PENDING, 1), (GateState.CONFIRMED, 0), (GateState.APPROVED, 0)],
)
def test_wa068_a_number_waits_for_the_proof_of_its_business(state, count):
    """An open step, or one that nobody looked at, is told at the number; without a step there is nothing to wait for."""
    sender = {"kind": "infobip.WhatsAppSender", "country_code": "1", "phone_number": "6145551234"}
    signup = {"kind": "infobip.EmbeddedSignup", "business_name": "Acme"}
    given = facts([(Action.CREATE, ()), (Action.NOOP, ())], [{**sender}, signup])
    address = Address.of("infobip.EmbeddedSignup", "n1")
    gates = {address: GateRecord(address, state, "d", "ann", NOW.isoformat())} if state else {}

    assert count == len(found("WA068", replace(given, gates=gates)))
    assert [] == found("WA068", facts([(Action.CREATE, ())], [sender]))


@pytest.mark.parametrize(("count", "told"), [(40, []), (120, ["infobip.WhatsAppTemplate/n100"])])
def test_wa126_a_plan_makes_at_most_100_templates(count, told):
    """The first that is too many is told."""
    specs = [{"kind": "infobip.WhatsAppTemplate", "name": f"t{n}", "language": "en"} for n in range(count)]

    assert told == found("WA126", facts([(Action.CREATE, ())] * count, specs))


def test_wa126_a_workspace_has_at_most_250_names():
    """Languages of one name count once."""
    specs = [
        {"kind": "infobip.WhatsAppTemplate", "name": f"t{n % 251}", "language": "en"} for n in range(300)
    ]

    assert ["infobip.WhatsAppTemplate/n250"] == found("WA126", facts([(Action.NOOP, ())] * 300, specs))


def test_wa123_ten_edits_a_month_are_the_limit():
    """Nine leave one."""
    spec = {"kind": "infobip.WhatsAppTemplate", "name": "hello", "language": "en"}
    address = Address.of("infobip.WhatsAppTemplate", "n0")
    edits = [
        Intent(n, "r", address, "update", IntentState.DONE, (NOW - timedelta(days=2 + n)).isoformat())
        for n in range(10)
    ]
    change = [(Action.UPDATE, fields("structure"))]

    assert ["infobip.WhatsAppTemplate/n0"] == found("WA123", facts(change, [{**spec}], history=edits))
    assert [] == found("WA123", facts(change, [{**spec}], history=edits[1:]))


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        (("structure.body.examples",), 1),
        (("structure.body.examples", "structure.header.example"), 1),
        (("structure.body.examples", "structure.body.text"), 0),
        (("structure.body.text",), 0),
        ((), 0),
    ],
)
def test_wa317_examples_alone_are_no_edit(changed, count):
    """What is only for the reviewer is told at the name; together with a text it goes along."""
    spec = {"kind": "infobip.WhatsAppTemplate", "name": "hello", "language": "en"}

    assert count == len(found("WA317", facts([(Action.UPDATE, fields(*changed))], [{**spec}])))
    assert [] == found("WA317", facts([(Action.CREATE, fields(*changed))], [{**spec}]))
