"""`msgops lint --fix` mends what a machine can mend, and changes no other character."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.config.mend import Mend, mended
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

BEFORE = """\
# our sender
kind: infobip.WhatsAppSender   # the only one
name: main
spec:
  country_code: "1"
  phone_number: "614 555-1234" # as on the sign
  business_account_id: "102290129340398"
  display_name:  Acme  Bread   # two spaces
  type: EXTERNAL_SMS
  locale: EN-us
---
kind: infobip.BusinessProfile
name: main
spec: {sender: main, about: Fresh bread, vertical: RETAIL}
"""
AFTER = (
    BEFORE.replace('"614 555-1234"', "'6145551234'")
    .replace("Acme  Bread", "Acme Bread")
    .replace("EN-us", "en_US")
    .replace("RETAIL", "SHOPPING_AND_RETAIL")
)


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def text(bench):
    return (bench.root / "resources" / "all.yaml").read_text(encoding="utf-8")


def test_values_are_mended_and_nothing_else(bench):
    """Comments, quotes of other values and spacing stay; the second run finds nothing to mend."""
    bench.write_text(BEFORE)

    assert 0 == bench.run("lint", "--fix")
    assert AFTER == text(bench)
    assert "Mended 4 values" in bench.last_errors
    assert 0 == bench.run("lint", "--fix")
    assert AFTER == text(bench)
    assert "Mended" not in bench.last_errors


def test_without_the_option_no_file_is_written(bench):
    """The same findings, told only."""
    bench.write_text(BEFORE)

    assert 1 == bench.run("lint")
    assert BEFORE == text(bench)


def test_what_no_machine_knows_is_left(bench):
    """A display name in capitals is somebody's decision."""
    loud = BEFORE.replace("Acme  Bread", "ACME BREAD")
    bench.write_text(loud)

    assert 1 == bench.run("lint", "--fix")
    assert "display_name:  ACME BREAD " in text(bench)
    assert "WA042" in bench.last_output


def test_a_value_that_an_anchor_repeats_is_left_alone():
    """Mending it would change the other place too."""
    shared = "a: &name Acme  Bread\nb: *name\n"

    assert (shared, []) == mended(shared, [Mend((1, 10), (1, 21), "a", "Acme Bread")])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_stay_as_they_are(end):
    """A file from another system keeps its line ends."""
    before = end.join(["a: x  y", "b: c", ""])
    after, done = mended(before, [Mend((1, 4), (1, 8), "a", "x y")])

    assert end.join(["a: x y", "b: c", ""]) == after
    assert 1 == len(done)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("MessagingServerOptions", 'endpoint: "1:session-chat"', "endpoint: ',1:session-chat'"),
        ("WorkspaceOptions", 'two_step_upload: "yes"', "two_step_upload: 'true'"),
        ("WorkspaceOptions", 'two_step_upload: "off" # not yet', "two_step_upload: 'false' # not yet"),
    ],
)
def test_an_option_of_another_system_is_mended_too(tmp_path, kind, before, after):
    """The comma that is missing, and the words for on and off; whatever else the document lacks stays."""
    (simulator,) = build(Catalog.installed().providers, ["engage"])
    bench = Bench(tmp_path / "ws", simulator, provider="engage")
    document = "kind: engage.{}\nname: care\nspec:\n  application: Application\n  {}\n"
    bench.write_text(document.format(kind, before))

    bench.run("lint", "--fix")
    assert document.format(kind, after) == text(bench)
