"""What lint lets through, the vendors accept: lint is not weaker than the vendors that are simulated."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import Annotated

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from msgops.cli.linting import linted
from msgops.sdk.catalog import Catalog
from msgops.sdk.fields import Immutable, Key, Spec
from providers.conformance import Subject, api_kinds
from providers.mutate import valid
from providers.tenants import tenant
from rules.vocabulary import VOCABULARY
from rules.written import specs

CATALOG = Catalog.installed()
ASKED = "MSGOPS_LINT_EXAMPLES"
"""How many clean documents of a kind are applied; where it is set, their number is told in the end."""
EXAMPLES = int(os.environ.get(ASKED, "2"))
ACCEPTED = frozenset({"done", "recorded", "waiting"})
COUNTS: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _told(request):
    """Say how many documents were drawn and applied, where the number of examples was chosen."""
    yield
    if ASKED in os.environ:
        told = ", ".join(f"{name} {count}" for name, count in COUNTS.items())
        plugins = request.config.pluginmanager
        with plugins.getplugin("capturemanager").global_and_fixture_disabled():
            plugins.getplugin("terminalreporter").write_line(f"\ndocuments: {told}")


def _fixed(kind):
    """Return the fields whose words only the tenant knows; where nothing is created, the key names what is there."""
    keys = frozenset() if kind.can("create") else frozenset(kind.keys)
    return keys | VOCABULARY.get(kind.name, frozenset())


def _refusals(catalog, name, spec, root):
    """Return what is refused when a clean document is applied, by plan or vendor; `None` where lint finds an error."""
    subject = Subject(catalog, name, root, tenant(catalog, name.partition(".")[0]))
    subject.write(spec)
    if linted(subject.bench.runtime()).errors:
        return None
    code = subject.bench.apply()
    report = subject.bench.report
    found = [o for o in report.get("outcomes", ()) if o["result"] not in ACCEPTED]
    refused = [*found, *report.get("refused", ())]
    assert refused or code in (0, 6), f"apply ended with {code}: {subject.bench.last_errors}"
    return refused


def _said(refused):
    """Return the vendor's words for a failure."""
    found = [r.get("error") or r for r in refused]
    return "\n".join(f"{r['code']} {r['summary']}: {r['detail']}" for r in found)


def _every(catalog, name, examples, root_of):
    """Draw documents of a kind and apply those that lint finds clean."""
    kind = catalog.kind(name)
    drawn = specs(kind, _fixed(kind))

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data):
        spec = data.draw(drawn)
        COUNTS["drawn"] += 1
        assume(valid(kind, spec, "example"))
        refused = _refusals(catalog, name, spec, root_of("w"))
        assume(refused is not None)
        COUNTS["clean and applied"] += 1
        COUNTS["refused"] += bool(refused)
        assert not refused, _said(refused)

    check()


@pytest.mark.parametrize("name", api_kinds(CATALOG))
def test_the_vendor_accepts_what_lint_accepts(name, tmp_path_factory):
    """No write is refused for what stands in the file."""
    _every(CATALOG, name, EXAMPLES, tmp_path_factory.mktemp)


def test_a_limit_that_is_not_checked_is_noticed(tmp_path_factory, monkeypatch):
    """A spec that lost its length draws what the vendor refuses."""

    class EntitySpec(Spec):
        entity_id: Annotated[str | None, Key(from_name=True), Immutable] = None
        entity_name: str | None = None

    weak = Catalog(CATALOG.providers.values())
    entity = weak.kind("infobip.Entity")
    monkeypatch.setitem(weak._kinds, entity.name, replace(entity, spec=EntitySpec))

    with pytest.raises(AssertionError, match="size must be between 1 and 255"):
        _every(weak, entity.name, 40, tmp_path_factory.mktemp)
