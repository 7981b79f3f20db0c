"""`msgops doctor` by the command line, on the sandbox: what Infobip will meet when it asks for a token has a name."""

from __future__ import annotations

import json

import pytest

from msgops.sandbox.load import build
from msgops.sandbox.server import running
from office import CATALOG, Office

APP = "fusion.ConfidentialApp/care"


@pytest.fixture(scope="module")
def variables():
    """Both simulators on ports of their own."""
    with running(SIMULATORS) as found:
        yield found


SIMULATORS = build(CATALOG.providers, ["infobip", "fusion"])
FUSION = next(s for s in SIMULATORS if s.name == "fusion")


class Surgery(Office):
    """The example, applied once; `app` is the application as the domain has it."""

    def __init__(self, root, variables, capsys):
        super().__init__("infobip-fusion", root, {**variables, "ASSISTANT_PASSWORD": "canary"}, capsys)

    @property
    def app(self):
        rows = FUSION.world.table("apps").values()
        return next(a for a in rows if a["displayName"] == "Engage Messaging")

    def doctor(self):
        """Return the exit code, and what was found of the application."""
        code = self("doctor", "--account", "fusion", "--json")
        found = json.loads(self.output)["diagnoses"]
        assert self.app["clientSecret"] not in self.output + self.told
        return code, [d["found"] for d in found if d["subject"] == APP]


@pytest.fixture
def surgery(tmp_path, variables, capsys, monkeypatch):
    """A workspace whose apply kept the secret; what a test does to the application is taken back."""
    found = Surgery(tmp_path / "ws", variables, capsys)
    monkeypatch.chdir(found.root)
    if KEPT:
        (found.root / "engage-messaging.secret").write_text(KEPT["secret"], encoding="utf-8")
    else:
        assert 6 == found("apply", "--yes"), found.told + found.output
        KEPT["secret"] = (found.root / "engage-messaging.secret").read_text(encoding="utf-8")
    before = dict(found.app)
    yield found
    found.app.update(before)


KEPT: dict[str, str] = {}
"""The secret that the first apply of this file kept."""


def test_a_right_setup_is_green(surgery):
    """A token for the scope that the domain shows, which lasts as long as declared."""
    code, found = surgery.doctor()

    assert (0, ["a token for the scope api/ was obtained as Infobip will; it lasts 3600 seconds"]) == (
        code,
        found,
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"active": False}, "the application is not active: it gets no token"),
        ({"audience": "other"}, "wrong audience: the domain has 'other', the file 'api'"),
        ({"scopes": [{"value": "/read", "fqs": "api/read"}]}, "wrong scope: the application offers no /"),
        ({"isOAuthClient": False}, "no token: unauthorized_client"),
        ({"allowedGrants": []}, "no token: unauthorized_client"),
        ({"clientSecret": "rotated-elsewhere-42"}, "no token: invalid_client"),
        ({"accessTokenExpiry": 60}, "tokens last 60 seconds, not 3600"),
    ],
    ids=["inactive", "audience", "scope", "no client", "no grant", "secret", "expiry"],
)
def test_what_is_wrong_has_its_name(surgery, wrong, told):
    """Somebody changed the application in the console; the exit code is 1."""
    surgery.app.update(wrong)
    code, found = surgery.doctor()

    assert 1 == code, surgery.output
    assert [True] == [told in one for one in found], found


def test_a_domain_that_wants_a_client_configuration_says_so(surgery):
    """The guide skips it; the remedy is the line for the file."""
    surgery.app["isOAuthClient"] = False

    assert 1 == surgery("doctor", "--account", "fusion")
    assert "oauth_client: client_credentials" in surgery.output
