"""Each lint rule finds what it is for, and nothing in a tidy workspace."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.engine.lint import lint
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
HMAC = {"type": "HMAC", "credentials": {"secret_key": "${env:X}", "algorithm": "HMAC_SHA_256"}}


def profile(name, **more):
    spec = {"webhook": {"notify_url": f"https://{name}.example.com/in"}, **more.pop("spec", {})}
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": spec, **more}


@pytest.mark.parametrize(
    ("code", "documents"),
    [
        ("ML101", [{"kind": "infobip.WebhookSecurity", "name": "s", "spec": HMAC}, profile("a")]),
        ("ML102", [profile("a"), {**profile("a"), "name": "b"}]),
        ("ML103", [profile("a", spec={"webhook": {"notify_url": "http://a.example.com/in"}})]),
        ("ML104", [profile("a", lifecycle={"ignore": ["conect_timeout"]})]),
        ("ML105", [profile("a"), profile("b", previously="a")]),
        ("ML106", [profile("a", labels={"team": "care"}), profile("b")]),
    ],
)
def test_each_rule_finds_its_case(code, documents, tmp_path):
    """A workspace made wrong in one way yields exactly that finding, at its document."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator)
    bench.write(documents)

    found = lint(CATALOG, bench.runtime().workspace.desired)

    assert [code] == [d.code for d in found]
    assert "resources/all.yaml" == found[0].origin.path


def test_a_tidy_workspace_has_no_findings(tmp_path):
    """Nothing is found where nothing is wrong; the command ends 0."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator)
    security = {"kind": "infobip.WebhookSecurity", "name": "s", "spec": HMAC}
    bench.write([security, profile("a", spec={"security": "s"})])

    assert [] == lint(CATALOG, bench.runtime().workspace.desired)
    assert 0 == bench.run("lint")
