"""What a refusal tells its reader to do."""

from __future__ import annotations

import pytest

from msgops.sdk.errors import Denied, Fault


@pytest.mark.parametrize("hint", ["", "Ask your administrator."])
def test_a_refused_credential_leads_to_the_list_of_permissions(hint):
    """Also where the vendor has a hint of its own, which comes first."""
    found = Denied(
        "GET /x", "Forbidden", status=403, fault=Fault("FORBIDDEN", "Forbidden", hint)
    ).diagnostic()

    assert "MP113" == found.code
    assert found.remedy.startswith(hint)
    assert "`msgops permissions`" in found.remedy
