"""`msgops doctor`: a right setup is green, and everything that keeps Infobip from its token has a name."""

from __future__ import annotations

import json

import pytest

from fusion.bench import app, bench, live, page, ticket
from msgops_fusion.simulator import tokens


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """The application of the guide, with its secret kept."""
    monkeypatch.chdir(tmp_path)
    found = bench(tmp_path)
    found.write([app(secret_file="engage.secret"), ticket()])
    assert 6 == found.apply()
    return found


def _doctor(workspace):
    code = workspace.run("doctor", "--json")
    rows = json.loads(workspace.last_output)["diagnoses"]
    return code, {r["subject"]: r for r in rows}


def _engage(workspace):
    return next(a for a in live(workspace, "apps") if a["displayName"] == "Engage Messaging")


def test_a_right_setup_is_green(workspace):
    """The credentials are answered, and a token is obtained as Infobip will; it is shown nowhere."""
    code, found = _doctor(workspace)

    assert 0 == code, found
    told = found["fusion.ConfidentialApp/engage"]
    assert told["healthy"]
    assert "a token for the scope api/ was obtained as Infobip will; it lasts 3600 seconds" == told["found"]
    assert all(row["healthy"] for row in found.values())
    assert "eyJ" not in workspace.last_output
    assert _engage(workspace)["clientSecret"] not in workspace.last_output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"active": False}, "not active"),
        ({"audience": "other"}, "wrong audience: the domain has 'other', the file 'api'"),
        ({"scopes": [{"value": "/x", "fqs": "api/x"}]}, "wrong scope: the application offers no /"),
        ({"isOAuthClient": False}, "unauthorized_client"),
        ({"clientSecret": "rotated elsewhere"}, "invalid_client"),
        ({"accessTokenExpiry": 60}, "tokens last 60 seconds, not 3600"),
        ({"displayName": "Another"}, "the domain has no application 'Engage Messaging'"),
    ],
)
def test_what_keeps_infobip_from_its_token_is_named(workspace, change, words):
    """One cause at a time, with what to do."""
    _engage(workspace).update(change)

    code, found = _doctor(workspace)

    assert 1 == code
    told = found["fusion.ConfidentialApp/engage"]
    assert words in told["found"]
    assert told["remedy"]


def test_a_token_for_another_audience_is_named(workspace, monkeypatch):
    """What the token says counts, not what the domain shows."""
    real = tokens.issue

    def elsewhere(world, owner, audience, scope, lasts):
        return real(world, owner, ["elsewhere"] if "api" in audience else audience, scope, lasts)

    monkeypatch.setattr(tokens, "issue", elsewhere)

    code, found = _doctor(workspace)

    assert 1 == code
    assert "wrong audience: the token is for elsewhere" == found["fusion.ConfidentialApp/engage"]["found"]


def test_a_scope_that_support_was_told_wrongly_is_named(workspace):
    """The ticket is looked at too, with the scope that is right."""
    workspace.write([app(secret_file="engage.secret"), ticket(scope="api", client_id="another")])

    code, found = _doctor(workspace)

    assert 1 == code
    assert (
        "wrong client id: the application has another one" == found["fusion.SupportTicket/whatsapp"]["found"]
    )
    workspace.write([app(secret_file="engage.secret"), ticket(scope="api")])
    _, found = _doctor(workspace)
    told = found["fusion.SupportTicket/whatsapp"]
    assert "wrong scope: 'api' is none of the application's" == told["found"]
    assert "api/" in told["remedy"]


def test_without_a_secret_no_token_is_asked_for_and_nothing_is_claimed(workspace):
    """Neither good nor bad, with where the secret could come from."""
    workspace.write([app()])

    code, found = _doctor(workspace)

    assert 0 == code
    assert found["fusion.ConfidentialApp/engage"]["healthy"] is None
    assert "no token was asked for" in found["fusion.ConfidentialApp/engage"]["found"]


def test_a_domain_that_lets_resource_servers_ask_needs_no_client_configuration(tmp_path, monkeypatch):
    """The guide as it stands is green there, and is told what helps where it is not."""
    monkeypatch.chdir(tmp_path)
    workspace = bench(tmp_path)
    workspace.write([app(secret_file="engage.secret", oauth_client=None)])
    workspace.apply()

    code, found = _doctor(workspace)
    assert 1 == code
    assert "Set oauth_client: client_credentials" in found["fusion.ConfidentialApp/engage"]["remedy"]

    page(workspace, "knobs", lenient_skip=True)
    assert 0 == _doctor(workspace)[0]


def test_credentials_that_are_refused_are_told_and_nothing_else_is_tried(workspace):
    """Of pod and domain each; the text form has a line for each."""
    workspace.environ["FUSION_PASSWORD"] = "wrong"

    assert 1 == workspace.run("doctor")
    assert "BAD GET /crmRestApi/resources/11.13.18.05/queues" in workspace.last_output
    assert "ok  GET /admin/v1/Apps" in workspace.last_output
    assert "ConfidentialApp" not in workspace.last_output


def test_an_account_that_does_not_exist_is_a_wrong_use(workspace):
    """With the names that there are."""
    assert 64 == workspace.run("doctor", "--account", "nobody")
    assert "there is fusion" in workspace.last_errors
