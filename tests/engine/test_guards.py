"""Guards and consents as pure functions: limits with numbers, who allowed what, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from msgops.engine.consents import CONSENTABLE, UNCONSENTABLE, consented
from msgops.engine.guards import Review, check
from msgops.model.address import Address
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.state import Consent, StateEntry
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Risk

CATALOG = Catalog.installed()
TODAY = date(2026, 3, 2)
ENTITY = "infobip.Entity"


def address(name, kind=ENTITY):
    return Address.of(kind, name)


def consent(rule="MG106", pattern="", until="", reason="ticket 1"):
    return Consent(rule, pattern, reason, "ana", "2026-03-01T00:00:00+00:00", until)


def change(name, action=Action.DELETE, kind=ENTITY):
    return Change(address=address(name, kind), action=action, account="infobip")


def review(changes, consents=(), **more):
    recorded = {
        c.address: StateEntry(c.address, "infobip", c.address.name, {})
        for c in [*changes, *(change(f"kept-{n}") for n in range(more.pop("kept", 0)))]
    }
    return Review(CATALOG, changes, {}, recorded, consents=consents, today=TODAY, **more)


def codes(found):
    refused, _ = found
    return [d.code for d in refused]


def test_a_consent_names_one_address_a_pattern_or_the_whole_rule():
    """Nothing else is covered; without an address only the whole rule is."""
    for pattern, covered in (
        ("infobip.Entity/a", ["a"]),
        ("infobip.Entity/a*", ["a", "ab"]),
        ("infobip.Entity/?", ["a", "b"]),
        ("infobip.Tag/a", []),
        ("", ["a", "ab", "b"]),
    ):
        given = [consent(pattern=pattern)]
        found = [n for n in ("a", "ab", "b") if consented(given, "MG106", address(n), today=TODAY)]
        assert covered == found
        assert (pattern == "") is (consented(given, "MG106", None, today=TODAY) is not None)
    assert consented([consent("MG105")], "MG106", address("a"), today=TODAY) is None


@pytest.mark.parametrize(
    ("until", "holds"), [("", True), ("2026-03-01", False), ("2026-03-02", True), ("2026-03-03", True)]
)
def test_a_consent_counts_up_to_and_including_its_last_day(until, holds):
    """The day after, it is as if it had never been given."""
    found = consented([consent(until=until)], "MG106", address("a"), today=TODAY)

    assert holds is (found is not None)


def test_the_narrowest_consent_is_the_one_that_is_told():
    """An exact address before a pattern before the rule, a reason before none."""
    exact, pattern, rule = consent(pattern="infobip.Entity/a"), consent(pattern="infobip.*"), consent()

    assert exact == consented([rule, pattern, exact], "MG106", address("a"), today=TODAY)
    assert pattern == consented([rule, pattern, exact], "MG106", address("b"), today=TODAY)
    assert rule == consented([consent(reason=""), rule], "MG106", address("b"), today=TODAY)


@pytest.mark.parametrize("rule", sorted(UNCONSENTABLE))
def test_no_consent_covers_a_rule_that_nobody_can_consent_to(rule):
    """Also when a state file says so."""
    assert consented([consent(rule)], rule, address("a"), today=TODAY) is None
    assert rule not in CONSENTABLE


def test_too_many_deletes_tell_the_numbers_the_limit_and_the_flag():
    """MG101 says how many of how many in which account, which limit, and how to allow it."""
    changes = [change(f"e{n}") for n in range(4)]

    ((found, *_), _) = check(review(changes, [consent()], kept=8))

    assert "MG101" == found.code
    assert "account infobip: 4 of 12 managed objects (33.3 %) would go" in found.detail
    assert "the limit is 30 % (policy.max_delete_percent)" in found.detail
    assert '--allow MG101:infobip.Entity/e0 --reason "TEXT"\n' in found.remedy
    assert found.remedy.endswith('--allow MG101 --reason "TEXT"')


@pytest.mark.parametrize(("deletes", "refused"), [(3, False), (4, True)])
def test_a_share_is_compared_without_rounding(deletes, refused):
    """30.0 % of ten may go at a limit of 30 %, 30.8 % of thirteen may not."""
    changes = [change(f"e{n}") for n in range(deletes)]
    kept = 7 if deletes == 3 else 9

    assert refused is ("MG101" in codes(check(review(changes, kept=kept))))


def test_a_limit_by_count_holds_however_few_objects_there_are():
    """`max_deletes` needs no minimum."""
    assert ["MG101"] == codes(check(review([change("a"), change("b")], [consent()], max_deletes=1)))


def test_single_consents_bring_the_rest_below_the_limit():
    """What is allowed by address is not counted; who allowed it stands in the plan."""
    changes = [change(f"e{n}") for n in range(4)]
    given = [consent(), consent("MG101", "infobip.Entity/e0")]

    refused, allowed = check(review(changes, given, kept=8))

    assert [] == refused
    assert [address("e0")] == [a.address for a in allowed if a.rule == "MG101"]


def test_too_few_single_consents_are_told_beside_the_rest():
    """The message counts what is left, and what is allowed."""
    changes = [change(f"e{n}") for n in range(6)]

    ((found, *_), _) = check(review(changes, [consent("MG101", "infobip.Entity/e0")], kept=6))

    assert "5 of 12 managed objects (41.7 %) would go, besides 1 that are allowed" in found.detail


def test_below_the_limit_no_consent_is_used():
    """A consent that was not needed is not told."""
    _, allowed = check(review([change("a", kind="infobip.Queue")], [consent("MG101")], kept=20))

    assert [] == allowed


def test_money_is_told_with_the_amount():
    """MG105 carries the vendor's price where there is one."""
    bought = change("441134960077", Action.CREATE, "infobip.Number")

    ((found,), _) = check(review([bought], prices={bought.address: "10 EUR a month"}))

    assert "MG105" == found.code
    assert found.detail.endswith("buying a number starts a monthly fee: 10 EUR a month")
    assert f'--allow MG105:{bought.address} --reason "TEXT"' in found.remedy


def test_what_cannot_be_undone_is_refused_and_allowed_by_address():
    """MG106 for a delete; the consent of another address does not help."""
    gone = change("acme")

    assert ["MG106"] == codes(check(review([gone], [consent(pattern="infobip.Entity/other")])))
    refused, (allowed,) = check(review([gone], [consent(pattern=str(gone.address))]))
    assert [] == refused
    assert ("MG106", gone.address, "ana") == (allowed.rule, allowed.address, allowed.consent.by)


def test_a_field_whose_change_breaks_something_needs_consent():
    """Only the change of that field, and only where something is written."""
    kind = replace(CATALOG.kind(ENTITY), on_change={"audience": Risk("MG106", "tokens are refused then")})
    known = type("Known", (), {"kind": lambda _, __: kind, "__contains__": lambda _, __: True})()

    def found(*paths, action=Action.UPDATE, calls=1, consents=()):
        fields = tuple(FieldChange(p, "a", "b", Cause.CONFIG) for p in paths)
        made = Change(address=address("a"), action=action, account="infobip", fields=fields, calls=calls)
        return check(Review(known, [made], {}, {}, consents=consents, today=TODAY))

    refused, _ = found("audience", "name")
    assert ["MG106"] == [d.code for d in refused]
    assert "tokens are refused then" in refused[0].detail
    assert ([], []) == found("name")
    assert ([], []) == found("audience", action=Action.ADOPT, calls=0)
    assert ["MG106"] == [a.rule for a in found("audience", consents=[consent()])[1]]


def test_a_kind_that_no_provider_has_is_no_obstacle_for_the_guards():
    """A record of an unknown kind is only counted."""
    assert [] == codes(check(review([change("x", Action.FORGET, "gone.Thing")])))
