"""Every CXone kind keeps every law."""

from __future__ import annotations

import pytest

from msgops.sdk.catalog import Catalog
from msgops_cxone import provider
from providers.conformance import LAWS, Subject, api_kinds
from providers.tenants import tenant

CATALOG = Catalog([provider])


@pytest.mark.parametrize("kind", api_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_kind_keeps_every_law(kind, law, tmp_path):
    """Apply, second plan empty, update, replace, drift, state loss, export, delete, lost answers."""
    law(Subject(CATALOG, kind, tmp_path, tenant(CATALOG, "cxone")))
