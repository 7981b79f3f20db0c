"""Every kind keeps every law; a kind that is added to the catalogue is tested without anybody writing a test."""

from __future__ import annotations

import pytest

from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from providers.conformance import LAWS, Begun, Subject, api_kinds, second_plan_is_empty
from providers.contract import load, spec_dir
from providers.recording import RecordingTransport
from providers.tenants import tenant

CATALOG = Catalog.installed()
SPECS = spec_dir()
SPECIFIED = "infobip"
"""Whose own specifications there are; of the others, their own tests judge what is known."""

BEGUN = Begun()
"""Most laws begin with an object that is there: it is made once in each process."""


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_kind_keeps_every_law(kind, law, tmp_path):
    """Apply, second plan empty, update, replace, drift, state loss, export, delete: for every kind.

    Where a vendor's specification is at hand, every request and every answer on the way is valid against it.
    """
    provider = kind.partition(".")[0]
    simulator = tenant(CATALOG, provider)
    if provider != SPECIFIED or SPECS is None:
        law(Subject(CATALOG, kind, tmp_path, simulator, begun=BEGUN))
        return
    recorder = RecordingTransport(InProcess(simulator))
    law(Subject(CATALOG, kind, tmp_path, simulator, recorder, BEGUN))
    assert recorder.exchanges or law is not second_plan_is_empty, "nothing was recorded"
    assert set() == set(recorder.violations(load(SPECS)))
