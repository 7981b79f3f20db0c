"""Every kind keeps every law; a kind that is added to the catalogue is tested without anybody writing a test."""

from __future__ import annotations

import pytest

from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from providers.conformance import LAWS, Subject, api_kinds
from providers.contract import load, spec_dir
from providers.recording import RecordingTransport
from providers.tenants import tenant

CATALOG = Catalog.installed()
SPECS = spec_dir()


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_kind_keeps_every_law(kind, law, tmp_path):
    """Apply, second plan empty, update, replace, drift, state loss, export, delete: for every kind."""
    law(Subject(CATALOG, kind, tmp_path, tenant(CATALOG, kind.partition(".")[0])))


@pytest.mark.skipif(SPECS is None, reason="the vendor's specifications are not beside this checkout")
@pytest.mark.parametrize("kind", [k for k in api_kinds(CATALOG) if k.startswith("infobip.")])
def test_every_exchange_agrees_with_the_vendors_specification(kind, tmp_path):
    """Every request we send and every answer the simulator gives, over all laws, is valid against the specification."""
    assert SPECS is not None
    violations = set()
    for number, law in enumerate(LAWS):
        simulator = tenant(CATALOG, "infobip")
        recorder = RecordingTransport(InProcess(simulator))
        law(Subject(CATALOG, kind, tmp_path / str(number), simulator, recorder))
        assert recorder.exchanges
        violations.update(recorder.violations(load(SPECS)))

    assert set() == violations
