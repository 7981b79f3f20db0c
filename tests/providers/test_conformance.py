"""Every kind keeps every law; a kind that is added to the catalogue is tested without anybody writing a test."""

from __future__ import annotations

import dataclasses

import pytest

from msgops.sdk.catalog import Catalog
from msgops.sdk.fields import Spec
from msgops.sdk.kind import Provider
from msgops.sandbox.load import build
from providers.conformance import LAWS, Subject, api_kinds, second_plan_is_empty

CATALOG = Catalog.installed()


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_kind_keeps_every_law(kind, law, tmp_path):
    """Apply, second plan empty, update, replace, drift, state loss, export, delete: for every kind."""
    (simulator,) = build(CATALOG.providers, [kind.partition(".")[0]])

    law(Subject(CATALOG, kind, tmp_path, simulator))
