"""A refusal that a consent can lift says exactly which options lift it."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, date, datetime

import pytest

from msgops.cli.allow import Allowance, binding
from msgops.engine.consents import CONSENTABLE, flags
from msgops.engine.guards import Review, check
from msgops.model.address import Address
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.state import StateEntry
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
NAME = "it's a name; with spaces"


def changes():
    """Every change of every kind that a guard looks at twice, and too many deletes of an ordinary one."""
    for kind in CATALOG:
        if kind.on_create:
            yield f"{kind.name} create", [changed(kind.name, Action.CREATE)]
        if kind.on_delete:
            yield f"{kind.name} delete", [changed(kind.name, Action.DELETE)]
        for field in kind.on_change:
            yield f"{kind.name} {field}", [changed(kind.name, Action.UPDATE, field)]
    yield (
        "many",
        [changed("infobip.NotificationProfile", Action.DELETE, name=f"{NAME} {n}") for n in range(4)],
    )


def changed(kind, action, field="", name=NAME):
    fields = (FieldChange(field, 1, 2, Cause.CONFIG),) if field else ()
    return Change(address=Address.of(kind, name), action=action, account="a", fields=fields, calls=1)


CASES = dict(changes())


def review(found, consents=()):
    recorded = {c.address: StateEntry(c.address, "a", c.address.name, {}) for c in found}
    return Review(CATALOG, found, {}, recorded, max_deletes=2, consents=consents, today=TODAY)


def hinted(remedy):
    """Read the commands of a hint as a shell does."""
    return [shlex.split(line) for line in re.findall(r"^ {4}(--.*)$", remedy, re.MULTILINE)]


def given(words):
    """Give the consents of these words as the command line does; they must suffice to write."""
    assert "--allow" == words[0]
    assert "--reason" == words[2]
    consents = Allowance.parse([words[1]], reason=words[3]).consents("ana", NOW)
    return binding(consents, (), TODAY)


@pytest.mark.parametrize("case", CASES)
def test_what_the_hint_says_lifts_the_refusal(case):
    """Typed as it stands, the last command of every hint is accepted and leaves nothing refused."""
    refused, _ = check(review(CASES[case]))

    assert refused
    for finding in refused:
        commands = hinted(finding.remedy)
        assert commands, finding.remedy
        consents = [c for other in refused for c in given(hinted(other.remedy)[-1])]
        assert [] == check(review(CASES[case], consents))[0]


def test_the_hint_for_one_object_takes_that_object_out_of_the_count():
    """The first command of MG101 names an object of the plan, and allows it alone."""
    ((found,), _) = check(review(CASES["many"]))
    (consent,) = given(hinted(found.remedy)[0])

    ((left,), _) = check(review(CASES["many"], [consent]))
    assert "3 of 4 managed objects (75 %) would go, besides 1 that are allowed" in left.detail


@pytest.mark.parametrize("rule", CONSENTABLE)
def test_every_rule_that_can_be_consented_to_is_among_the_cases(rule):
    """The hint of each is tried above."""
    assert rule in {d.code for found in CASES.values() for d in check(review(found))[0]}


@pytest.mark.parametrize("kind", list(CATALOG), ids=lambda kind: kind.name)
def test_money_has_its_own_rule(kind):
    """MG105 is about money and MG106 about nothing else but what cannot be undone."""
    for risk in (kind.on_create, kind.on_delete, *kind.on_change.values()):
        assert risk is None or (risk.code == "MG105") is risk.money


def test_an_address_is_quoted_for_the_shell():
    """A name with a blank is one word."""
    assert ["--allow", "MG106:a.B/x y", "--reason", "TEXT"] == shlex.split(flags("MG106", "a.B/x y"))
