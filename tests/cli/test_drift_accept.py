"""`msgops drift accept`: the live value goes into the file, and nothing else moves."""

from __future__ import annotations

import difflib

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
FILE = """\
# Inbound: who may speak to us.
kind: infobip.NotificationProfile
name: care   # the care team's
spec:
    webhook: { notify_url: "https://care.example.com/in", content_type: 'application/json' }   # theirs
    connect_timeout:   3000
    security: hmac

---
# Keys are rotated by the vault.
kind: infobip.WebhookSecurity
name: hmac
spec: {type: HMAC, credentials: {secret_key: "${env:HOOK}", algorithm: HMAC_SHA_256}}
---
kind: infobip.Subscription
name: inbound
lifecycle: {prevent_delete: false}
spec:
  channel: WHATSAPP
  # What we are told about:
  events:
    - INBOUND_MESSAGE   # the customer speaks
    - DELIVERY          # for the dashboard
  profile: care
"""


@pytest.fixture
def bench(tmp_path):
    """The three documents, applied."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator, environ={"HOOK": "canary-hook"})
    bench.write_text(FILE)
    assert 0 == bench.apply()
    return bench


def live(bench, table: str, key: str) -> dict:
    """Return a stored object, to be changed as if in the console."""
    rows = bench.simulator.world.table(table)
    return rows[key] if key in rows else next(r for r in rows.values() if key in r.values())


def patch(bench, file: str = "resources/all.yaml", before: str = FILE) -> list[str]:
    """Return the lines that went out of a file (-) and came in (+)."""
    lines = difflib.ndiff(before.splitlines(), (bench.root / file).read_text().splitlines())
    return [line for line in lines if line[0] in "+-"]


HOOK = next(f" {line}" for line in FILE.splitlines() if "webhook:" in line)


def test_the_live_value_goes_into_its_line_and_no_other(bench):
    """Comments, order, quotes and spacing stay; the next plan only records; then nothing is left."""
    stored = live(bench, "profiles", "care")
    stored["webhook"]["notifyUrl"] = "https://elsewhere.example.com/x"
    live(bench, "subscriptions", "inbound")["events"] = ["SEEN", "INBOUND_MESSAGE"]

    assert 0 == bench.run("drift", "accept"), bench.last_errors
    assert [
        f"-{HOOK}",
        f"+{HOOK}".replace("care.example.com/in", "elsewhere.example.com/x"),
        "-     - DELIVERY          # for the dashboard",
        "+     - SEEN          # for the dashboard",
    ] == patch(bench)
    assert "+    - SEEN          # for the dashboard" in bench.last_output
    assert {} == bench.actions(bench.plan())
    assert 0 == bench.apply()
    assert [] == bench.drift()


def test_only_what_is_named_is_accepted(bench):
    """With an address, the rest stays drift."""
    live(bench, "profiles", "care")["connectTimeout"] = 5000
    live(bench, "subscriptions", "inbound")["events"] = ["INBOUND_MESSAGE"]

    assert 0 == bench.run("drift", "accept", "infobip.Subscription/*")
    assert ["-     - DELIVERY          # for the dashboard"] == patch(bench)
    assert {"infobip.NotificationProfile/care": "update"} == bench.actions(bench.plan())


def test_a_dry_run_prints_the_patch_and_writes_nothing(bench):
    """The patch is on stdout, the file as it was."""
    live(bench, "profiles", "care")["connectTimeout"] = 5000

    assert 0 == bench.run("drift", "accept", "--dry-run")
    assert "+++ b/resources/all.yaml" in bench.last_output
    assert [] == patch(bench)


def test_an_object_that_was_deleted_takes_its_document_along(bench):
    """Its comments go too; the other documents stay as they are."""
    bench.simulator.world.table("subscriptions").clear()

    assert 0 == bench.run("drift", "accept"), bench.last_errors
    assert (
        FILE[: FILE.index("---\nkind: infobip.Subscription")]
        == (bench.root / "resources/all.yaml").read_text()
    )
    assert {"infobip.Subscription/inbound": "forget"} == bench.actions(bench.plan())


def test_what_others_refer_to_is_not_taken_out(bench):
    """Exit 3 names who refers to it; nothing is written."""
    bench.simulator.world.table("profiles").clear()
    live(bench, "subscriptions", "inbound")["events"] = ["INBOUND_MESSAGE", "DELIVERY"]

    assert 3 == bench.run("drift", "accept")
    assert "infobip.Subscription/inbound refer to it" in bench.last_errors
    assert [] == patch(bench)


def test_a_reference_is_written_as_a_name_where_the_target_is_declared(bench):
    """Else as the vendor's id."""
    rows = bench.simulator.world.table("security")
    rows["other"] = {**rows["hmac"], "authId": "other"}
    live(bench, "profiles", "care")["security"]["authId"] = "other"

    assert 0 == bench.run("drift", "accept"), bench.last_errors
    assert ["-     security: hmac", "+     security: {id: other}"] == patch(bench)
    assert {} == bench.actions(bench.plan())


def test_what_both_sides_changed_is_decided_by_name(bench):
    """Without the address the file wins nothing and loses nothing."""
    live(bench, "profiles", "care")["connectTimeout"] = 5000
    mine = FILE.replace("3000", "4000")
    bench.write_text(mine)

    assert 3 == bench.run("drift", "accept")
    assert "msgops drift accept infobip.NotificationProfile/care" in bench.last_errors
    assert [] == patch(bench, before=mine)
    assert 0 == bench.run("drift", "accept", "infobip.NotificationProfile/care")
    assert mine.replace("4000", "5000") == (bench.root / "resources/all.yaml").read_text()


def test_a_value_that_is_filled_in_is_not_written_over(bench):
    """The variable is named, with the line that uses it."""
    text = FILE.replace("connect_timeout:   3000", "connect_timeout: '${var.patience}'")
    settings = (bench.root / "msgops.yaml").read_text()
    bench.write_file("msgops.yaml", settings + "variables: {patience: 3000}\n")
    bench.write_text(text)
    live(bench, "profiles", "care")["connectTimeout"] = 5000

    assert 3 == bench.run("drift", "accept")
    assert "its value comes from ${var.patience}" in bench.last_errors
    assert "resources/all.yaml:6:" in bench.last_errors
    assert [] == patch(bench, before=text)


def test_what_an_environment_patches_is_written_there(bench):
    """The document itself stays as it is for the other environments."""
    overlay = "patches:\n  infobip.NotificationProfile/care:\n    spec: {connect_timeout: 3500} # slow\n"
    bench.write_file("environments/prod.yaml", overlay)
    assert 0 == bench.run("apply", "-e", "prod")
    live(bench, "profiles", "care")["connectTimeout"] = 5000

    assert 0 == bench.run("drift", "accept", "-e", "prod"), bench.last_errors
    assert [] == patch(bench)
    assert [
        "-     spec: {connect_timeout: 3500} # slow",
        "+     spec: {connect_timeout: 5000} # slow",
    ] == patch(bench, "environments/prod.yaml", overlay)


def test_what_a_blueprint_made_is_refused_with_template_and_use(bench):
    """Exit 3 points to both; the files stay."""
    template = (
        "kind: infobip.NotificationProfile\nname: {{ name }}\n"
        "spec: {webhook: {notify_url: '{{ url }}'}, connect_timeout: 3000}\n"
    )
    bench.write_file("blueprints/hook/blueprint.yaml", "title: Hook\nparameters: {url: {type: string}}\n")
    bench.write_file("blueprints/hook/hook.yaml.j2", template)
    use = "kind: msgops.Blueprint\nname: shop\nuse: hook\nwith: {url: https://shop.example.com/in}\n"
    bench.write_file("resources/shop.yaml", use)
    assert 0 == bench.apply(), bench.last_errors
    live(bench, "profiles", "shop")["connectTimeout"] = 5000

    assert 3 == bench.run("drift", "accept")
    assert "MG141" in bench.last_errors
    assert "blueprints/hook/hook.yaml.j2:1" in bench.last_errors
    assert "resources/shop.yaml:1" in bench.last_errors
    assert use == (bench.root / "resources/shop.yaml").read_text()


def test_files_that_would_have_errors_are_put_back(bench):
    """A live value that the language refuses is not written."""
    live(bench, "profiles", "care")["connectTimeout"] = 99

    assert 1 == bench.run("drift", "accept")
    assert "nothing was written" in bench.last_errors
    assert [] == patch(bench)


def test_options_before_accept_are_not_lost(bench):
    """They are refused: they would belong to `drift`."""
    from msgops.cli.main import execute

    assert 64 == execute(["drift", "-C", str(bench.root), "accept"])


def test_a_secret_that_somebody_pasted_into_another_field_reaches_no_file(bench):
    """The live value is refused, by accept and by export alike."""
    live(bench, "profiles", "care")["webhook"]["notifyUrl"] = "https://care.example.com/canary-hook"

    assert 3 == bench.run("drift", "accept")
    assert "the live value holds a secret" in bench.last_errors
    bench.run("export", "--fill", "--out", str(bench.root / "resources"))
    assert "canary-hook" not in "".join(p.read_text() for p in bench.root.rglob("*.yaml"))
    assert "canary-hook" not in bench.last_output + bench.last_errors
