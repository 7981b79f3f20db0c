"""The password goes to a host that the environment names, whatever the files say."""

from __future__ import annotations

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
ROLE = {
    "kind": "engage.Role",
    "name": "agents",
    "spec": {"privileges": ["InteractionWorkspace.WhatsApp.canUse"]},
}


def test_a_host_that_the_environment_does_not_name_gets_no_password(tmp_path):
    """Engage has no domain of its own: any host could be somebody else's."""
    (simulator,) = build(CATALOG.providers, ["engage"])
    environ = {"ENGAGE_BASE_URL": "https://gws.example.com"}
    bench = Bench(tmp_path / "ws", simulator, provider="engage", environ=environ)
    bench.write([ROLE])

    assert 3 == bench.run("plan")
    assert "MG104" in bench.last_errors
    assert [] == [*simulator.requests]
    bench.environ["MSGOPS_TRUSTED_HOSTS"] = "gws.example.com"
    assert 0 == bench.run("plan"), bench.last_errors
    assert simulator.requests
