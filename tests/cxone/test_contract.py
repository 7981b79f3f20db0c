"""What the kinds send and the tenant answers is valid against the reconstructed specifications (not the vendor's own files)."""

from __future__ import annotations

import dataclasses
import re

import pytest

from cxone_simulator.specification import directory, excused, judge
from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from msgops_cxone import provider
from providers import conformance
from providers.conformance import Subject, api_kinds
from providers.hands import Hands, apply_opens_it_and_it_closes, hand_kinds
from providers.recording import RecordingTransport
from providers.tenants import tenant

CATALOG = Catalog([provider])
LAWS = (conformance.drift_is_seen_and_attributed, conformance.delete_makes_it_gone)
"""Between them they list, read, create, update and delete; `each_mutable_field_is_updated` finds no more and takes minutes."""
BEYOND = (
    r"GET /dfo/3\.0/tags: unknown query parameter page",
    r"GET /rich-message-settings/1\.0/quick-responses: no such operation$",
    r"GET \S+/external-platform-templates: unknown query parameter includeTemplatesWithMultimedia$",
    r"(POST|PUT) \S*/workflow-data: request at /data/\w+: unknown property$",
)
"""What an SDK does and the specification does not name (dossier B.6); and a name that stands in it for any (dossier B.40)."""

pytestmark = pytest.mark.skipif(
    directory() is None,
    reason="set MSGOPS_CXONE_SPECS to a directory with CXone's reconstructed specifications",
)


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    """The judge of the reconstruction."""
    return judge(directory(), tmp_path_factory.mktemp("specifications"))


def _named(exchange):
    """Return an exchange of the one version that the reconstruction has."""
    return dataclasses.replace(exchange, path=re.sub(r"/v\d+\.0/", "/v33.0/", exchange.path))


def _excused(text):
    return excused(text) or any(re.match(pattern, text) for pattern in BEYOND)


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
def test_every_exchange_agrees_with_the_reconstruction(kind, contract, tmp_path):
    """Method, path, query, body and answer, while the object is made, changed and deleted."""
    found = set()
    for number, law in enumerate(LAWS):
        simulator = tenant(CATALOG, "cxone")
        recorder = RecordingTransport(InProcess(simulator))
        law(Subject(CATALOG, kind, tmp_path / str(number), simulator, recorder))
        assert recorder.exchanges
        found.update(v for e in recorder.exchanges for v in _named(e).violations(contract))

    assert set() == {text for text in found if not _excused(text)}


@pytest.mark.parametrize("kind", [k for k in hand_kinds(CATALOG) if CATALOG.kind(k).can("verify")])
def test_every_proof_is_read_as_the_reconstruction_has_it(kind, contract, tmp_path):
    """The reads of steps and checks, while they are red and when they are green."""
    simulator = tenant(CATALOG, "cxone")
    recorder = RecordingTransport(InProcess(simulator))
    apply_opens_it_and_it_closes(Hands(CATALOG, kind, tmp_path, simulator, recorder))

    found = {v for e in recorder.exchanges for v in _named(e).violations(contract)}
    assert set() == {text for text in found if not _excused(text)}
