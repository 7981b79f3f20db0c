"""`msgops export`: the whole tenant as files, over every vendor at once; what stands in a file stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import estate
from harness import Bench

VENDORS = ("infobip", "salesforce", "cxone", "fusion")


def fresh(root: Path, simulators) -> Bench:
    """Return a workspace with accounts and nothing else: no documents, no state."""
    made = estate.bench(root, simulators)
    (made.root / "resources/all.yaml").unlink()
    return made


def files(made: Bench) -> dict[str, str]:
    """Return every exported file by its path."""
    root = made.root / "resources"
    return {p.relative_to(root).as_posix(): p.read_text() for p in sorted(root.rglob("*.yaml"))}


def export(made: Bench, *words: str) -> None:
    """Export into `resources/`, and set the secrets that it asks for."""
    assert 0 == made.run("export", *words, "--out", str(made.root / "resources")), made.last_errors
    asked = re.findall(r"set before apply: (\w+)", made.last_errors)
    made.environ.update(dict.fromkeys(asked, "Y2FuYXJ5LWZpdmU="))


def test_five_hundred_objects_over_four_vendors_are_adopted_and_then_nothing_is_left(tmp_path):
    """Export, plan without state: adoptions and nothing else; apply; the next plan is empty; a second export writes nothing."""
    simulators = estate.vendors(VENDORS)
    maker = estate.bench(tmp_path / "maker", simulators)
    maker.write(estate.documents(VENDORS, 10))
    estate.settle(maker)
    made = fresh(tmp_path / "fresh", simulators)

    export(made)

    written = files(made)
    plan = made.plan()
    assert len(plan.changes) >= 500
    assert {"adopt": len(plan.changes)} == Counter(c.action.value for c in plan.changes), made.describe(plan)
    assert not plan.refused
    assert all(f.sensitive for c in plan.changes for f in c.fields), made.describe(
        plan
    )  # no vendor shows secrets
    assert {"channel", "plumbing", "role", "routing-queue", "sender", "sla", "template"} < {
        name.partition("/")[0] for name in written
    }

    assert 0 == made.apply()
    after = made.plan()
    assert not after.pending, made.describe(after)
    export(made)
    assert "0 file(s) written: 0 new objects" in made.last_errors
    assert written == files(made)
    other = fresh(tmp_path / "other", simulators)
    export(other)
    assert written == files(other)


FILE = """\
# Who tells us what.
kind: infobip.NotificationProfile
name: the-care-team   # our name, not theirs
spec:
    profile_id: care
    security: { lookup: hmac }   # the vault rotates it
    connect_timeout:   3000
    webhook: { notify_url: "https://care.example.com/in" }
---
kind: infobip.WebhookSecurity
name: hmac
spec: {type: HMAC, credentials: {secret_key: "${env:HOOK_SECRET}", algorithm: HMAC_SHA_256}}   # a secret
"""
KINDS = ("--kind", "infobip.NotificationProfile", "--kind", "infobip.WebhookSecurity")


@pytest.fixture
def made(tmp_path):
    """Two objects that a file declares under names of its own; the state is lost."""
    made = estate.bench(tmp_path / "ws", estate.vendors(["infobip"]))
    made.write_text(FILE.replace("{ lookup: hmac }", "hmac"))
    assert 0 == made.apply(), made.last_errors
    made.write_text(FILE)
    made.lose_state()
    return made


def test_a_file_that_agrees_stays_as_it_is(made):
    """Names, explicit defaults, lookups and the user's own secret are kept; objects are found by their natural keys."""
    export(made, *KINDS)

    assert {"all.yaml": FILE} == files(made)


def test_what_is_live_goes_into_the_lines_that_differ(made):
    """A changed value changes its line, what the file leaves out stays out; a new object goes to its concept."""
    profiles = made.simulator.world.table("profiles")
    profiles["care"] |= {"connectTimeout": 5000, "rateLimit": 77}
    profiles["shop"] = {**profiles["care"], "profileId": "shop"}

    export(made, *KINDS)

    found = files(made)
    changed = FILE.replace("connect_timeout:   3000", "connect_timeout:   5000")
    assert changed == found.pop("all.yaml")
    assert ["plumbing/infobip.NotificationProfile.yaml"] == list(found)
    (new,) = found.values()
    assert new.startswith("kind: infobip.NotificationProfile\nname: shop\nspec:\n")
    assert "security: hmac\n" in new
    assert {"adopt"} == set(made.actions(made.plan()).values())


def test_fields_that_a_document_leaves_out_are_written_on_demand(made):
    """With --fill they come in behind the others; what is ignored does not."""
    made.write_text(FILE.replace("spec:\n", "lifecycle: {ignore: [webhook]}\nspec:\n"))
    made.simulator.world.table("profiles")["care"]["rateLimit"] = 77

    export(made, *KINDS, "--fill")

    added = set(files(made)["all.yaml"].splitlines()) - set(FILE.splitlines())
    assert {"lifecycle: {ignore: [webhook]}", "    read_timeout: 10000", "    rate_limit: 77"} == added


def test_a_new_object_goes_behind_those_of_its_file(made):
    """Comments of an exported file survive the next export."""
    profiles = made.simulator.world.table("profiles")
    profiles["shop"] = {**profiles["care"], "profileId": "shop"}
    export(made, *KINDS)
    (name,) = set(files(made)) - {"all.yaml"}
    path = made.root / "resources" / name
    path.write_text("# Ours since May.\n" + path.read_text())
    before = path.read_text()
    profiles["bar"] = {**profiles["care"], "profileId": "bar"}

    export(made, *KINDS)

    assert path.read_text().startswith(before + "---\nkind: infobip.NotificationProfile\nname: bar\n")


def test_a_directory_that_the_workspace_does_not_name_is_merged_too(made):
    """The second export into it adds nothing; outside of the workspace a file is never written over."""
    out = made.root / "tenant"
    (made.root / "resources/all.yaml").unlink()
    assert 0 == made.run("export", "--out", str(out))
    before = {p: p.read_text() for p in out.rglob("*.yaml")}
    assert 0 == made.run("export", "--out", str(out)), made.last_errors
    assert before == {p: p.read_text() for p in out.rglob("*.yaml")}

    elsewhere = made.root.parent / "elsewhere"
    assert 0 == made.run("export", "--out", str(elsewhere))
    assert 64 == made.run("export", "--out", str(elsewhere))
    assert "exists outside of the workspace" in made.last_errors


def test_two_live_objects_of_one_name_are_kept_in_sight_once(made):
    """The second one is a comment, also after another export; what refers to it names its id."""
    queues = made.simulator.world.table("queues")
    made.write_text("kind: infobip.Queue\nname: care\nspec: {}\n")
    assert 0 == made.apply(), made.last_errors
    (queue,) = [q for q in queues.values() if q.get("name") == "care"]
    queues["twin"] = {**queue, "id": "twin"}
    export(made, "--kind", "infobip.Queue")
    before = files(made)
    export(made, "--kind", "infobip.Queue")

    assert before == files(made)
    assert 1 == sum(text.count("# Its natural key is that of infobip.Queue/care") for text in before.values())
    assert not made.plan().refused


def test_a_kind_that_cannot_be_read_keeps_nobody_from_the_others(made):
    """Exit 5 names kind, account, status and the permission; the rest is written."""
    made.simulator.add_fault("GET", "/subscriptions/1/profiles*", "403", 9, {})

    assert 5 == made.run("export", *KINDS, "--out", str(made.root / "tenant"))
    assert (
        "infobip.NotificationProfile of account infobip: GET /subscriptions/1/profiles answered 403"
        in made.last_errors
    )
    assert "Reading infobip.NotificationProfile takes the " in made.last_errors
    assert "Not read, and not written: infobip.NotificationProfile.\n" in made.last_errors
    assert "hmac" in "".join(p.read_text() for p in (made.root / "resources").rglob("*.yaml"))


def test_where_nothing_can_be_read_the_export_failed(made):
    """Exit 1: nothing was written that could be incomplete."""
    made.simulator.add_fault("GET", "/subscriptions/1/profiles*", "403", 9, {})

    assert 1 == made.run("export", "--kind", "infobip.NotificationProfile")
    assert "" == made.last_output


def test_a_plain_api_key_exports_everything_but_the_keys(made):
    """Who reads keys is told; everything else is written, and the exit code says that something lacks."""
    text = (made.root / "msgops.yaml").read_text()
    made.write_file("msgops.yaml", re.sub(r"    (username|password): .*\n", "", text))

    assert 5 == made.run("export", "--out", str(made.root / "tenant"))

    assert "infobip.ApiKey of account infobip: GET /settings/2/api-keys answered 401" in made.last_errors
    assert "Only a portal user reads API keys: give username and password in the account." in made.last_errors
    assert "Not read, and not written: infobip.ApiKey.\n" in made.last_errors


def test_two_accounts_of_one_vendor_share_no_address(made):
    """The second one's objects get names of their own and name their account."""
    text = (made.root / "msgops.yaml").read_text()
    first = text.partition("accounts:\n")[2].partition("\nworkspace")[0]
    made.write_file(
        "msgops.yaml", text.replace(first, first + "\n" + first.replace("  infobip:", "  second:", 1))
    )
    made.write_text(FILE.replace("\nname:", "\naccount: infobip\nname:"))

    export(made, *KINDS)

    found = files(made)
    assert found.pop("all.yaml") == FILE.replace("\nname:", "\naccount: infobip\nname:")
    assert (
        all("account: second" in text and "/second." in f"/{name}" for name, text in found.items()) or found
    )
    assert {"adopt"} == set(made.actions(made.plan()).values()), made.describe(made.plan())
