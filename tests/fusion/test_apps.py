"""Confidential applications: secrets that go to one place only, scopes that are unique, activation, deletion."""

from __future__ import annotations

import pytest

from fusion.bench import app, bench, live, page, ticket
from msgops_fusion import scim


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace below the directory where apply runs."""
    monkeypatch.chdir(tmp_path)
    return bench(tmp_path)


def engage(workspace):
    return next(a for a in live(workspace, "apps") if a["displayName"] == "Engage Messaging")


def _everything(workspace):
    """Return all that was written or said, besides the place of the secret."""
    files = [p for p in workspace.root.parent.rglob("*") if p.is_file() and p.name != "engage.secret"]
    said = (workspace.last_output + workspace.last_errors).encode()
    return said + b"".join(p.read_bytes() for p in files)


def test_the_guide_is_one_document(workspace):
    """Resource server, audience, scope, 3600 seconds, active; what others need is told, the next plan is empty."""
    workspace.write([app()])

    assert 0 == workspace.apply()

    made = engage(workspace)
    assert (True, "api", 3600, True) == (
        made["isOAuthResource"],
        made["audience"],
        made["accessTokenExpiry"],
        made["active"],
    )
    assert [{"fqs": "api/"}] == [{"fqs": s["fqs"]} for s in made["allowedScopes"]]
    assert not workspace.plan().pending


def test_the_secret_goes_to_its_file_and_nowhere_else(workspace):
    """Not into state, journal, report or log; only its owner may read it, and no read of the domain asks for it."""
    workspace.write([app(secret_file="engage.secret"), ticket(client_secret="${file:engage.secret}")])
    workspace.apply()
    secret = engage(workspace)["clientSecret"]
    kept = workspace.root / "engage.secret"

    assert f"{secret}\n" == kept.read_text()
    assert 0o600 == kept.stat().st_mode & 0o777
    workspace.plan()
    workspace.drift()
    assert secret.encode() not in _everything(workspace)
    reads = [r for r in workspace.simulator.requests if r["method"] == "GET" and "/Apps" in r["path"]]
    assert reads
    assert not any("clientSecret" in str(r.get("query", "")) for r in reads)


def test_no_read_of_the_domain_can_ask_for_a_secret():
    """The helper refuses it, and refuses to read whatever the domain shows."""
    for attributes in ((), ("displayName", "clientSecret"), ("hashedClientSecret",)):
        with pytest.raises(PermissionError):
            scim._named(attributes)


def test_a_file_with_a_secret_is_never_overwritten(workspace):
    """The run stops before anything is made."""
    (workspace.root / "engage.secret").write_text("another one")
    workspace.write([app(secret_file="engage.secret")])

    assert 5 == workspace.apply()
    assert "exists already and is never overwritten" in workspace.last_output
    assert [] == [a for a in live(workspace, "apps") if a["displayName"] == "Engage Messaging"]


def test_a_scope_that_another_application_has_is_refused_with_its_name(workspace):
    """A domain has each qualified scope once; the one of Live Experience has the same pair."""
    workspace.write([app("old", display_name="Live Experience", oauth_client=None)])
    workspace.apply()
    workspace.write([app("old", display_name="Live Experience", oauth_client=None), app(secret_file="new")])

    assert 5 == workspace.apply()
    assert "the scope api/ belongs to the application 'Live Experience' already" in workspace.last_output
    assert not (workspace.root / "new").exists()


def test_a_secret_is_rotated_only_when_it_is_asked_for_and_stored_first(workspace):
    """Another value of rotation makes one new secret, after a consent; the old one is dead, other runs leave it."""
    workspace.write([app(secret_file="one")])
    workspace.apply()
    first = engage(workspace)["clientSecret"]
    workspace.write([app(secret_file="one", description="Another text")])
    workspace.apply()
    assert first == engage(workspace)["clientSecret"]

    workspace.write([app(secret_file="two", description="Another text", rotation="2026-11")])
    workspace.allow = frozenset()
    assert ["MG106"] == [d.code for d in workspace.plan().refused]
    workspace.allow = frozenset({"MG106"})
    assert 0 == workspace.apply()

    second = engage(workspace)["clientSecret"]
    assert first != second
    assert f"{second}\n" == (workspace.root / "two").read_text()
    assert not workspace.plan().pending


def test_a_rotation_without_a_place_for_the_secret_is_no_valid_document(workspace):
    """And one whose file has content is refused before the old secret dies."""
    workspace.write([app(secret_file="one")])
    workspace.apply()
    first = engage(workspace)["clientSecret"]
    workspace.write([app(secret_file="one", rotation="now")])

    assert 5 == workspace.apply()
    assert first == engage(workspace)["clientSecret"]
    workspace.write([app(rotation="now")])
    assert 1 == workspace.run("validate")


def test_a_secret_whose_answer_is_lost_is_replaced_until_one_arrives(workspace):
    """The one in the file is the one that counts; where none arrives the run fails and says what to do."""
    workspace.write([app(secret_file="one")])
    workspace.apply()
    lose = ("POST", "/admin/v1/AppClientSecretRegenerator", "drop_after")
    workspace.simulator.add_fault(*lose, 1, {})
    workspace.write([app(secret_file="two", rotation="a")])
    assert 0 == workspace.apply()
    assert f"{engage(workspace)['clientSecret']}\n" == (workspace.root / "two").read_text()

    workspace.simulator.add_fault(*lose, 100, {})
    workspace.write([app(secret_file="three", rotation="b")])
    assert 5 == workspace.apply()
    assert "the new one did not arrive" in workspace.last_output
    assert not (workspace.root / "three").exists()
    workspace.simulator.faults.clear()
    assert 0 == workspace.apply()
    assert f"{engage(workspace)['clientSecret']}\n" == (workspace.root / "three").read_text()


def test_what_invalidates_infobips_scope_needs_a_consent(workspace):
    """A changed audience or scope, with the reason; a description needs none."""
    workspace.write([app()])
    workspace.apply()
    workspace.allow = frozenset()

    workspace.write([app(audience="messages")])
    (refused,) = workspace.plan().refused
    assert "MG106" == refused.code
    assert "no message arrives until Infobip Support has the new one" in refused.detail
    workspace.write([app(description="Another text")])
    assert [] == list(workspace.plan().refused)


def test_a_console_that_deactivates_it_makes_one_change_with_a_name(workspace):
    """Drift names the field and jane; apply activates it again."""
    workspace.write([app()])
    workspace.apply()
    with_jane = {"active": False}
    _console(workspace, with_jane)

    (found,) = workspace.drift()
    assert ("active", True, False, "jane") == (found.field, found.before, found.after, found.actor)
    assert 0 == workspace.apply()
    assert engage(workspace)["active"]


def _console(workspace, fields):
    """Change the application as jane, by the domain's own operation."""
    import asyncio

    import httpx

    from harness import Console

    schema = "urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"

    async def send():
        transport = Console(workspace.simulator, "jane")
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
            path = f"/admin/v1/AppStatusChanger/{engage(workspace)['id']}"
            answer = await client.put(path, json={"schemas": [schema], **fields})
            assert 200 == answer.status_code

    asyncio.run(send())


def test_an_active_application_is_deactivated_before_its_delete(workspace):
    """The domain refuses otherwise; one that the domain protects is not deleted."""
    workspace.write([app()])
    workspace.apply()
    page(workspace, "protect-app", id=engage(workspace)["id"], operations=["delete"])
    workspace.write([])
    assert 5 == workspace.apply()
    assert "idcsPreventedOperations" in workspace.last_output

    page(workspace, "protect-app", id=engage(workspace)["id"], operations=[])
    assert 0 == workspace.apply()
    assert [] == [a for a in live(workspace, "apps") if a["displayName"] == "Engage Messaging"]


def test_the_scope_of_the_ticket_is_what_the_domain_shows(workspace):
    """Scope, client id and token URL of the worksheet come from the live application."""
    workspace.write([app(), ticket()])
    assert 6 == workspace.apply()

    workspace.run("gate", "show", "fusion.SupportTicket/whatsapp")

    shown = workspace.last_output
    assert engage(workspace)["name"] in shown
    assert "Scope: `api/`" in shown
    assert "http://sandbox.test/oauth2/v1/token" in shown
    assert "https://api-`11111111-2222-3333-4444-555555555555`.engage.oci.oraclecloud.com" in shown


def test_a_confirmed_ticket_opens_again_when_the_client_id_changes(workspace):
    """A confirmation holds for the values that the worksheet showed, also those of the application."""
    workspace.write([app(), ticket()])
    workspace.apply()
    assert 0 == workspace.run("gate", "confirm", "fusion.SupportTicket/whatsapp", "--note", "ticket 4711")
    assert not workspace.plan().gates
    engage(workspace)["name"] = "made_anew"

    (gate,) = workspace.plan().gates

    assert "fusion.SupportTicket/whatsapp" == str(gate.address)
    assert "the values changed since it was confirmed" in gate.reason
