"""What msgops sends and what the simulator answers is what Meta's specification has, but for what it has wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from msgops_meta.simulator import build
from providers.conformance import Subject, api_kinds
from providers.contract import Contract
from providers.hands import Hands, hand_kinds
from providers.recording import RecordingTransport

CATALOG = Catalog.installed()
KINDS = [k for k in api_kinds(CATALOG) if k.startswith("meta.")]
READ = [k for k in hand_kinds(CATALOG) if k.startswith("meta.") and CATALOG.kind(k).api.by.verify is not None]
FILE = Path(__file__).parent / "graph.openapi.json"
OTHERWISE = (
    # Meta's page and pywa: the profile stands in `data[0]` itself, and a vertical that is not set is UNDEFINED.
    r"GET \S*/whatsapp_business_profile: answer 200 at /data/0/(about|vertical|websites|messaging_product)",
    # pywa: a single link stands below `data`.
    r"GET \S*/message_qrdls/\S+: answer 200",
    # Meta, Webhook overrides: the app stands in an object of its own, with its URL beside it.
    r"GET \S*/subscribed_apps: answer 200 at /data/0/(whatsapp_business_api_data|override_callback_uri)",
    # Meta's pages and pywa: two fields of a number that are read when they are asked for.
    r"GET /\{Version\}/\{Phone-Number-ID\}: answer 200 at /(conversational_automation|webhook_configuration)",
    # Meta's pages: an active number is CONNECTED; pywa: the verification is written in small letters.
    r"GET \S*/phone_numbers: answer 200 at /data/\d/status",
    r"GET /v23.0/102290129340398: answer 200 at /business_verification_status",
)
"""Where the specification and what is seen of Meta differ; pages and clients are nearer to Meta."""


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    room = tmp_path_factory.mktemp("specification")
    shutil.copy(FILE, room / FILE.name)
    return Contract(room)


def _wrong(recording, contract):
    found = {line for e in recording.exchanges for line in e.violations(contract)}
    return sorted(line for line in found if not any(re.match(o, line) for o in OTHERWISE))


@pytest.mark.parametrize("kind", KINDS)
def test_every_call_of_a_kind_is_in_the_specification(kind, tmp_path, contract):
    """Created, read, changed, deleted."""
    simulator = build()
    recording = RecordingTransport(InProcess(simulator))
    one = Subject(CATALOG, kind, tmp_path, simulator, recording)

    one.write()
    one.settle()
    one.write(without=True)
    one.settle()

    assert recording.exchanges
    assert [] == _wrong(recording, contract)


@pytest.mark.parametrize("kind", READ)
def test_every_read_of_a_step_is_in_the_specification(kind, tmp_path, contract):
    """Before and after somebody did it."""
    simulator = build()
    recording = RecordingTransport(InProcess(simulator))
    hands = Hands(CATALOG, kind, tmp_path, simulator, recording)

    hands.finish()

    assert recording.exchanges
    assert [] == _wrong(recording, contract)
