"""What the other kinds of CXone do beyond the laws: scripts and their versions, address books, channels, what does not stick."""

from __future__ import annotations

import orjson
import pytest

from cxone.bench import CAMPAIGN, bench, console, live, skill
from msgops.sandbox.control import control

SCRIPT = {
    "media_type": "phone",
    "actions": {"1": {"actionId": 1, "name": "BEGIN"}, "2": {"actionId": 2, "name": "REQAGENT"}},
    "branches": {"1": [{"to": 2, "label": "Default"}]},
}
INTEGRATION = "5d7a2c34-1111-4222-8333-94f0c1aa0001"


def _script(**more):
    return {"kind": "cxone.StudioScript", "name": "greet", "spec": {"path": "Voice\\Greet", **SCRIPT, **more}}


def _calls(workspace, method, part):
    return [r["path"] for r in workspace.simulator.requests if r["method"] == method and part in r["path"]]


def _book(**spec):
    return {"kind": "cxone.AddressBook", "name": "partners", "spec": spec}


def _channel(**spec):
    return {"kind": "cxone.ByocChannel", "name": "portal", "spec": {"integration": INTEGRATION, **spec}}


def test_a_new_version_of_a_script_leaves_its_skill_alone(tmp_path):
    """The number changes with every save; the skill is compared by the path."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill(script="greet"), _script()])
    assert 0 == workspace.apply(), workspace.last_output
    (before,) = [s["masterID"] for s in live(workspace, "scripts")]

    changed = {**SCRIPT["actions"], "2": {"actionId": 2, "name": "HANGUP"}}
    workspace.write([CAMPAIGN, skill(script="greet"), _script(actions=changed)])
    assert {"cxone.StudioScript/greet": "update"} == workspace.actions(workspace.plan())
    assert 0 == workspace.apply()

    assert not workspace.plan().pending
    assert [("PREV", before)] == [
        (s["status"], s["masterID"]) for s in live(workspace, "scripts") if s["status"] != "CURR"
    ]


def test_a_script_that_the_vendor_rejects_says_why(tmp_path):
    """The report of a 409 is shown."""
    workspace = bench(tmp_path)
    workspace.write([_script(branches={"1": [{"to": 9}]})])

    assert 5 == workspace.apply()
    assert "Action 1 leads to 9, which is not there" in workspace.last_output + workspace.last_errors


def test_a_script_of_desktop_studio_is_not_overwritten(tmp_path):
    """It cannot be read as JSON, so nobody knows what would be lost."""
    workspace = bench(tmp_path)
    console(workspace, "script", path="Voice\\Greet", media_type=4, desktop=True)
    workspace.write([_script()])

    (refused,) = workspace.plan().refused
    assert "Desktop Studio" in refused.detail


def test_a_script_that_somebody_edits_is_left_to_them(tmp_path):
    """The vendor's lock stands; nobody is kicked out."""
    workspace = bench(tmp_path)
    console(workspace, "script", path="Voice\\Greet", media_type=4, locked_by="Pat")
    workspace.write([_script()])

    assert 5 == workspace.apply()
    assert "locked by Pat" in workspace.last_output + workspace.last_errors
    assert not _calls(workspace, "POST", "kick")


def test_entries_of_a_dynamic_book_are_put_by_their_external_id(tmp_path):
    """Only what differs is sent, and what the file no longer names is deleted."""
    workspace = bench(tmp_path)
    ann = {"external_id": "1", "first_name": "Ann", "last_name": "Lee", "phone": "+15550100"}
    ben = {"external_id": "2", "first_name": "Ben", "last_name": "Fox"}
    cat = {"external_id": "3", "first_name": "Cat", "last_name": "Doe"}
    workspace.write([_book(type="Dynamic", entries=[ann, ben])])
    assert 0 == workspace.apply(), workspace.last_output
    workspace.simulator.requests.clear()
    workspace.write([_book(type="Dynamic", entries=[{**ann, "phone": "+15550199"}, cat])])

    assert 0 == workspace.apply(), workspace.last_output

    (book,) = live(workspace, "address_books")
    assert {"1": "+15550199", "3": ""} == {k: e["phone"] for k, e in book["entries"].items()}
    assert ["2"] == [p.rpartition("/")[2] for p in _calls(workspace, "DELETE", "/dynamic-entries/")]
    assert not workspace.plan().pending


def test_a_changed_entry_of_a_standard_book_is_made_anew(tmp_path):
    """How one is changed is not documented: the new one is added first, then the old one goes."""
    workspace = bench(tmp_path)
    workspace.write([_book(type="Standard", entries=[{"first_name": "Ann", "last_name": "Lee"}])])
    workspace.apply()
    workspace.write([_book(type="Standard", entries=[{"first_name": "Ann", "last_name": "Fox"}])])

    assert 0 == workspace.apply(), workspace.last_output

    (book,) = live(workspace, "address_books")
    assert ["Fox"] == [e["lastName"] for e in book["entries"].values()]
    assert not _calls(workspace, "PUT", "/entries")


def test_nobody_can_be_taken_off_an_address_book(tmp_path):
    """There is no such call; it is said before anything is written."""
    workspace = bench(tmp_path)
    team = {"kind": "cxone.Team", "name": "care", "spec": {}}
    workspace.write([team, _book(type="Standard", teams=["care"])])
    assert 0 == workspace.apply(), workspace.last_output
    workspace.write([team, _book(type="Standard", teams=[])])

    assert 5 == workspace.apply()
    assert "a person does it in the console" in workspace.last_output + workspace.last_errors


def test_an_own_channel_gets_the_same_id_again(tmp_path):
    """The id follows from integration and name: after a loss of the state nothing is made twice."""
    workspace = bench(tmp_path)
    workspace.write([_channel()])
    assert 0 == workspace.apply()
    workspace.lose_state()

    assert {"cxone.ByocChannel/portal": "adopt"} == workspace.actions(workspace.plan())
    assert 0 == workspace.apply()
    assert 1 == len(live(workspace, "channels"))


def test_an_upsert_repeats_what_nobody_declared(tmp_path):
    """Whether a flag that is left out would be reset is not documented, so none is left out."""
    workspace = bench(tmp_path)
    workspace.write([_channel(has_reply="true")])
    workspace.apply()
    (row,) = live(workspace, "channels")
    row["hasAbilityToSendFiles"] = True
    workspace.write([_channel(has_reply="false")])

    assert 0 == workspace.apply()
    (row,) = live(workspace, "channels")
    assert (False, True) == (row["hasReply"], row["hasAbilityToSendFiles"])


def test_a_channel_of_nices_own_is_never_made(tmp_path):
    """Without it the plan refuses; a person signs up."""
    workspace = bench(tmp_path)
    workspace.write([{"kind": "cxone.DigitalChannel", "name": "whatsapp", "spec": {"has_reply": "true"}}])

    (refused,) = workspace.plan().refused
    assert "MG109" == refused.code


def test_a_channel_of_nices_own_is_written_only_when_the_account_allows_it(tmp_path):
    """Nobody documents that such a write changes anything."""
    workspace = bench(tmp_path)
    console(workspace, "whatsapp-channel", name="whatsapp", facebook_login=True, code="123456")
    channel = {"kind": "cxone.DigitalChannel", "name": "whatsapp"}
    workspace.write([{**channel, "spec": {"has_reply": "true"}}])
    assert {"cxone.DigitalChannel/whatsapp": "adopt"} == workspace.actions(workspace.plan())

    workspace.write([{**channel, "spec": {"has_reply": "false"}}])
    assert ["MG108"] == [d.code for d in workspace.plan().refused]


def test_dispositions_that_a_tenant_ignores_are_reported(tmp_path):
    """The write is read back: a success that changed nothing is none."""
    workspace = bench(tmp_path)
    answered = {"kind": "cxone.Disposition", "name": "answered", "spec": {}}
    workspace.write([CAMPAIGN, skill(), answered])
    workspace.apply()
    console(workspace, "knobs", dispositions_stick=False)
    links = [{"disposition": "answered", "priority": 1}]
    workspace.write([CAMPAIGN, skill(dispositions=links), answered])

    assert 5 == workspace.apply()
    assert "MA110" in workspace.last_output


def test_a_routing_attribute_whose_answer_is_lost_is_made_once(tmp_path):
    """The call that makes it is an update by its method, and is not sent twice all the same."""
    workspace = bench(tmp_path, allow_inferred=["cxone.RoutingAttribute"])
    workspace.write([{"kind": "cxone.RoutingAttribute", "name": "spanish", "spec": {}}])
    workspace.simulator.add_fault("PUT", "/incontactapi/*", "drop_after", 1, {})
    workspace.apply()

    assert 1 == len(_calls(workspace, "PUT", "/routing-attributes/0"))
    assert 0 == workspace.apply()
    assert 1 == len(live(workspace, "routing_attributes"))


def test_agents_leave_a_group_that_no_longer_names_them(tmp_path):
    """The list of a group is whole; without the list its members are left alone."""
    workspace = bench(tmp_path)
    group = {"kind": "cxone.AgentGroup", "name": "desk"}
    by_name = {a["userName"]: str(a["agentId"]) for a in live(workspace, "agents")}
    everybody = [{"id": i} for i in by_name.values()]
    workspace.write([{**group, "spec": {"agents": everybody}}])
    assert 0 == workspace.apply(), workspace.last_output
    assert len(by_name) == len(live(workspace, "groups")[0]["members"])

    workspace.write([{**group, "spec": {}}])
    assert not workspace.plan().pending
    workspace.write([{**group, "spec": {"agents": everybody[:1]}}])
    assert 0 == workspace.apply()
    assert [everybody[0]["id"]] == [str(n) for n in live(workspace, "groups")[0]["members"]]


@pytest.mark.parametrize(("kind", "actor"), [("Campaign", "jane"), ("Team", "unknown")])
def test_only_kinds_with_a_history_name_who_changed_them(tmp_path, kind, actor):
    """Numbers of one kind mean nothing for another: a team is not blamed on who changed a campaign."""
    workspace = bench(tmp_path)
    both = [{"kind": f"cxone.{k}", "name": "care", "spec": {"notes": "ours"}} for k in ("Campaign", "Team")]
    workspace.write(both)
    workspace.apply()
    number = live(workspace, "campaigns")[0]["id"]
    edit = {"method": "PUT", "actor": "jane"}
    _edit(
        workspace,
        {
            **edit,
            "path": f"/incontactapi/services/v33.0/campaigns/{number}",
            "body": {"name": "care", "notes": "theirs"},
        },
    )
    team = next(t for t in live(workspace, "teams") if t["teamName"] == "care")
    team["notes"] = "theirs"

    found = {f.address.kind: f.actor for f in workspace.drift()}
    assert actor == found[kind]


def _edit(workspace, sent):
    reply = control(workspace.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body
