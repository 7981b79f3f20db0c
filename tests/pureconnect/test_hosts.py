"""The password goes only to servers that the environment names, also to the second of a pair."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
GROUP = {
    "kind": "pureconnect.Workgroup",
    "name": "Care",
    "spec": {"has_queue": True},
}
TRUSTED = "cic1.acme.example,cic2.acme.example"


@pytest.mark.parametrize(
    ("alternates", "trusted"),
    [
        ([], ""),
        (["https://cic2.acme.example:8019"], "cic1.acme.example"),
        (["https://user:pass@cic2.acme.example"], TRUSTED),
        (["https://cic2.acme.example:8019", "http://cic3.acme.example"], TRUSTED),
    ],
)
def test_a_server_that_the_environment_does_not_name_gets_no_password(tmp_path, alternates, trusted):
    """Each of a pair counts, and so does an address that could be read in two ways; nothing is asked at all."""
    (simulator,) = build(CATALOG.providers, ["pureconnect"])
    account = {
        "provider": "pureconnect",
        "server_url": "https://cic1.acme.example:8019",
        "alternate_urls": alternates,
        "user": "msgops",
        "password": "${env:PURECONNECT_PASSWORD}",
    }
    environ = {"MSGOPS_TRUSTED_HOSTS": trusted}
    bench = Bench(tmp_path / "ws", simulator, provider="pureconnect", account=account, environ=environ)
    bench.write([GROUP])

    assert 3 == bench.run("plan"), bench.last_errors
    assert "MG104" in bench.last_errors
    assert [] == [*simulator.requests]
