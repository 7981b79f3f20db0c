"""The printed permissions suffice for every command, and apply stops before it writes when one is missing."""

from __future__ import annotations

import html
import json

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from providers.conformance import ALLOW, SECRETS, document, needed, pass_gates

CATALOG = Catalog.installed()
KINDS = [CATALOG.kind(name) for name in CATALOG.names if name.startswith("infobip.")]
SCOPES = (
    "account-management:manage",
    "application-entity:manage",
    "blocklist:manage",
    "conversations:manage",
    "numbers:manage",
    "rcs:provision",
    "sending-strategy:manage",
    "subscriptions:manage",
    "whatsapp:manage",
)
"""What apply needs for all kinds. A test says that this is what is printed."""
KEY_ONLY = {
    "provider": "infobip",
    "base_url": "${env:INFOBIP_BASE_URL}",
    "api_key": "${env:INFOBIP_API_KEY}",
    "allow_inferred": [k.name for k in KINDS],
}


class Desk(Bench):
    """A workspace whose API key has exactly the scopes that a test gives it."""

    def declare(self, *kinds):
        """Declare the examples of these kinds and of all that they refer to."""
        names = dict.fromkeys(n for k in kinds for n in (*needed(CATALOG, k), k.name))
        self.write([document(CATALOG.kind(n), dict(CATALOG.kind(n).example)) for n in names])

    def grant(self, *scopes):
        (key,) = (k for k in self.simulator.world.table("api_keys").values() if k["name"] == "msgops")
        key["scopeGuids"] = list(scopes)

    def printed(self, purpose):
        assert 0 == self.run("permissions", "--json")
        (account,) = json.loads(self.last_output)["accounts"]
        return [p["name"] for p in account["purposes"][purpose]["permissions"]]

    def writes(self):
        return [r for r in self.simulator.requests if r["method"] != "GET"]

    def settle(self):
        """Apply until nothing waits any more."""
        for _ in range(4):
            assert self.apply() in (0, 6), self.last_errors + self.last_output
            if not self.plan().gates:
                return
            pass_gates(self)


@pytest.fixture
def desk(tmp_path):
    return make(tmp_path)


def make(root, account=None):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Desk(root / "ws", simulator, environ=dict(SECRETS), allow=ALLOW, account=account)


def test_the_least_scopes_for_all_kinds_are_printed(desk):
    """Reading is asked for where plan only reads; the audit feed needs no scope of its own next to the balance."""
    desk.declare(*KINDS)
    reading = ["conversations:read" if s == "conversations:manage" else s for s in SCOPES]

    assert list(SCOPES) == desk.printed("apply")
    assert reading == desk.printed("plan")
    assert reading == desk.printed("drift")


def test_each_scope_names_who_needs_it(desk):
    """By kind, with the operations; keys, which no key may touch, name the user's role."""
    desk.declare(CATALOG.kind("infobip.Tag"), CATALOG.kind("infobip.ApiKey"))
    assert 0 == desk.run("permissions", "--json")
    (account,) = json.loads(desk.last_output)["accounts"]

    drift = account["purposes"]["drift"]
    assert [("audit-logs:read", [""]), ("conversations:read", ["infobip.Tag"])] == [
        (p["name"], [u["kind"] for u in p["needed_by"]]) for p in drift["permissions"]
    ]
    assert [{"kind": "infobip.Tag", "operations": ["list", "create", "delete"]}] == [
        u for p in account["purposes"]["apply"]["permissions"] for u in p["needed_by"]
    ]
    (role,) = account["purposes"]["apply"]["roles"]
    assert "Account Manager" in role["name"]
    assert ["infobip.ApiKey"] == [u["kind"] for u in role["needed_by"]]


def test_the_printed_text_and_json_are_the_same_every_time(desk):
    """Nothing depends on the order of a set."""
    desk.declare(*KINDS)
    first = [(desk.run("permissions", *words), desk.last_output) for words in ((), ("--json",))]

    desk.declare(*reversed(KINDS))
    assert first == [(desk.run("permissions", *words), desk.last_output) for words in ((), ("--json",))]


@pytest.mark.parametrize("name", ["markdown", "html", "sarif", "junit"])
def test_every_format_is_there(desk, name):
    """A permission is no verdict: the formats for findings are empty, the others name it."""
    desk.declare(CATALOG.kind("infobip.Tag"))

    assert 0 == desk.run("permissions", "--format", name)
    assert (name in ("markdown", "html")) == ("infobip.Tag" in html.unescape(desk.last_output))


def test_nothing_declared_needs_nothing(desk):
    """An empty workspace prints so, and uses no network."""
    assert 0 == desk.run("permissions")

    assert "Nothing is declared or recorded, so nothing is needed." in desk.last_output
    assert [] == list(desk.simulator.requests)


def test_what_is_only_recorded_needs_to_be_deleted(desk):
    """A document that is gone from the files leaves the scopes for the delete."""
    tag = CATALOG.kind("infobip.Tag")
    desk.declare(tag)
    desk.settle()
    desk.write([])

    assert ["conversations:manage"] == desk.printed("apply")
    assert '"delete"' in desk.last_output
    assert '"create"' not in desk.last_output


def test_the_printed_scopes_suffice_for_all_kinds(desk):
    """With exactly them apply, the second plan and drift work, and none is ever refused."""
    desk.declare(*KINDS)
    desk.grant(*desk.printed("apply"))
    desk.settle()
    desk.grant(*desk.printed("plan"))
    assert [] == list(desk.plan().pending), desk.describe(desk.plan())
    desk.grant(*desk.printed("drift"))
    assert [] == desk.drift()

    assert [] == [r for r in desk.simulator.requests if r["status"] == 403]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_printed_scopes_suffice_for_each_kind_alone(desk, kind):
    """Every purpose has what it needs of its own, not what another kind happens to bring along."""
    desk.declare(kind)
    desk.grant(*desk.printed("plan"))
    desk.plan()
    desk.grant(*desk.printed("apply"))
    desk.settle()
    desk.grant(*desk.printed("drift"))
    desk.drift()
    desk.grant(*desk.printed("apply"))
    desk.write([])
    assert desk.apply() in (0, 3), desk.last_errors

    assert [] == [r for r in desk.simulator.requests if r["status"] == 403]


@pytest.mark.parametrize("account", [None, KEY_ONLY], ids=["with-portal-user", "key-only"])
@pytest.mark.parametrize("missing", SCOPES)
def test_apply_stops_before_it_writes_when_any_printed_scope_is_missing(tmp_path, missing, account):
    """Exit 3, the scope and its users are named, and the sandbox saw no write. Keys need the user, so they stay out."""
    desk = make(tmp_path, account)
    desk.declare(*(k for k in KINDS if account is None or k.name != "infobip.ApiKey"))
    desk.grant(*(s for s in SCOPES if s != missing))

    assert 3 == desk.apply()
    (told,) = [d for d in desk.report["refused"] if d["code"] == "MG115"]
    assert f"account infobip lacks the scope {missing}; it is needed for infobip." in told["detail"]
    assert "msgops permissions" in told["remedy"]
    assert told["file"].endswith("msgops.yaml")
    assert [] == desk.writes()


def test_a_missing_scope_stops_also_a_saved_plan(desk):
    """What was granted when the plan was made may be gone."""
    desk.declare(CATALOG.kind("infobip.Queue"))
    assert 0 == desk.run("plan", "--out", str(desk.root / "p.json"))
    desk.grant("conversations:read")

    assert 3 == desk.apply(str(desk.root / "p.json"))
    assert ["MG115"] == [d["code"] for d in desk.report["refused"]]
    assert [] == desk.writes()


def test_nothing_is_asked_when_nothing_would_be_written(desk):
    """A second apply reads no key."""
    desk.declare(CATALOG.kind("infobip.Tag"))
    desk.settle()
    desk.simulator.requests.clear()

    assert 0 == desk.apply()
    assert [] == [r for r in desk.simulator.requests if r["path"].startswith("/settings")]


def test_what_no_read_can_show_is_said_and_refused_at_the_write(tmp_path):
    """A key with `conversations:read` alone looks like one that may write until it writes."""
    desk = make(tmp_path, KEY_ONLY)
    desk.declare(CATALOG.kind("infobip.Tag"))
    desk.grant("conversations:read")

    assert 5 == desk.apply()
    assert "whether its credential has conversations:manage shows only at the first write" in desk.last_errors
    (error,) = [o["error"] for o in desk.report["outcomes"] if o["error"]]
    assert "MP113" == error["code"]
    assert "msgops permissions" in error["remedy"]


def test_a_portal_user_who_may_not_look_at_keys_is_no_obstacle(desk):
    """Then small reads are tried instead."""
    desk.declare(CATALOG.kind("infobip.Tag"))
    desk.simulator.add_fault("GET", "/settings/*", "403", 10, {})
    desk.grant("numbers:manage")

    assert 3 == desk.apply()
    assert "lacks the scope conversations:manage" in desk.report["refused"][0]["detail"]


def test_the_keys_secret_is_written_nowhere(desk):
    """It goes into one query; no output and no request log shows it."""
    desk.environ["MSGOPS_LOG"] = "debug"
    secret = desk.environ["INFOBIP_API_KEY"]
    desk.declare(CATALOG.kind("infobip.Tag"))

    assert 0 == desk.run("apply", "--yes")
    assert "/settings/2/api-keys" in desk.last_errors
    assert secret not in desk.last_errors + desk.last_output + str(list(desk.simulator.requests))
