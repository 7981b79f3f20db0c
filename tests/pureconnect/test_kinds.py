"""What kinds write and what they leave alone."""

from __future__ import annotations

from msgops_pureconnect.kinds.onboarding import form
from pureconnect.bench import asked, bench, console

GROUP = {"kind": "pureconnect.Workgroup", "name": "care", "spec": {"queue_type": "acd", "members": ["jdoe"]}}
USER = {"kind": "pureconnect.User", "name": "jdoe", "spec": {"licenses": ["I3_ACCESS_ACD_WHATSAPP"]}}


def row(workspace, type_, name):
    return workspace.simulator.world.table(type_)[name]


def test_a_licence_is_added_to_those_that_a_user_has(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([USER])

    assert 0 == workspace.apply(), workspace.last_errors
    had = row(workspace, "users", "jdoe")["licenseProperties"]
    assert ["I3_ACCESS_CLIENT", "I3_ACCESS_ACD_WHATSAPP"] == [x["id"] for x in had["additionalLicenses"]]
    assert (True, 1, 0) == (had["hasClientAccess"], had["mediaLevel"], had["allocationType"])
    assert {} == workspace.actions(workspace.plan())


def test_a_licence_that_leaves_the_file_is_taken_and_no_other(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([USER])
    workspace.apply()
    workspace.write([{**USER, "spec": {"licenses": []}}])

    assert 0 == workspace.apply(), workspace.last_errors
    had = row(workspace, "users", "jdoe")["licenseProperties"]["additionalLicenses"]
    assert ["I3_ACCESS_CLIENT"] == [x["id"] for x in had]


def test_what_a_user_inherits_is_not_written_to_the_user(tmp_path):
    workspace = bench(tmp_path)
    row(workspace, "users", "jdoe")["roles"]["inheritedValue"] = [{"id": "Administrator"}]
    workspace.write([{**USER, "spec": {"roles": ["Agent"]}}])

    assert 0 == workspace.apply(), workspace.last_errors
    assert [{"id": "Agent"}] == row(workspace, "users", "jdoe")["roles"]["actualValue"]


def test_a_user_who_is_not_there_is_not_made(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([{**USER, "name": "nobody"}])

    assert 0 != workspace.apply()
    assert "nobody" not in workspace.simulator.world.table("users")
    console(workspace.simulator, "user", name="nobody")
    assert 0 == workspace.apply(), workspace.last_errors


def test_one_user_of_thousands_is_read_alone(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([USER])
    workspace.plan()

    assert {"GET /configuration/users/jdoe"} == set(asked(workspace.simulator, "GET"))


def test_of_a_workgroup_the_changed_properties_are_written_and_others_stay(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([GROUP])
    assert 0 == workspace.apply(), workspace.last_errors
    row(workspace, "workgroups", "care").update(wrapUpTimeout=30, isActive=True)
    workspace.write([{**GROUP, "spec": {**GROUP["spec"], "members": ["jdoe", "asmith"]}}])

    assert 0 == workspace.apply(), workspace.last_errors
    found = row(workspace, "workgroups", "care")
    assert ({"jdoe", "asmith"}, 30, 5, True) == (
        {m["id"] for m in found["members"]},
        found["wrapUpTimeout"],
        found["queueType"],
        found["isActive"],
    )


def test_a_number_of_a_queue_type_that_nobody_knows_is_shown_as_it_is(tmp_path):
    workspace = bench(tmp_path)
    workspace.write([GROUP])
    workspace.apply()
    row(workspace, "workgroups", "care")["queueType"] = 9

    found = [c.before for c in workspace.plan().pending[0].fields if c.path == "queue_type"]

    assert ["9"] == found


def test_a_parameter_without_its_document_stays(tmp_path):
    name = "Directmessage Interaction Recovery Enabled"
    workspace = bench(tmp_path)
    workspace.write(
        [{"kind": "pureconnect.ServerParameter", "name": "dm", "spec": {"name": name, "value": 1}}]
    )
    assert 0 == workspace.apply(), workspace.last_errors
    workspace.write([])

    assert 0 == workspace.apply(), workspace.last_errors
    assert "1" == row(workspace, "server-parameters", name)["value"]
    assert not [a for a in asked(workspace.simulator, "DELETE") if "parameters" in a]


def test_enabling_social_media_waits_for_the_accounts_word(tmp_path):
    """That its POST does without the address of the Hub is only inferred."""
    spec = {"processor": "https://smp.acme.example"}
    document = {"kind": "pureconnect.SocialMedia", "name": "social", "spec": spec}
    workspace = bench(tmp_path)
    workspace.write([document])
    plan = workspace.plan()
    assert plan.refused, workspace.describe(plan)

    allowed = bench(tmp_path / "allowed", allow_inferred=["pureconnect.SocialMedia"])
    allowed.write([document])

    assert 0 == allowed.apply(), allowed.last_errors
    assert spec["processor"] == row(allowed, "social-media", "settings")["socialMediaProcessor"]


def test_a_server_without_an_account_says_so(tmp_path):
    workspace = bench(tmp_path)
    workspace.write(
        [{"kind": "pureconnect.SocialMediaAccount", "name": "a", "spec": {"email": "a@b.example"}}]
    )

    assert 6 == workspace.apply()
    workspace.run("gate", "show", "pureconnect.SocialMediaAccount/a")
    assert "there is no account" in workspace.last_output


def test_the_form_is_text_and_table_with_what_is_known():
    wire = {"company": "ACME Bread", "numbers": ["+2", "+1"], "displayName": 'ACME "Care"', "website": None}

    text, table = form(wire)

    assert (
        "form.txt",
        'Company: ACME Bread\nWhatsApp channel name: ACME "Care"\nWhatsApp phone numbers: +1, +2\n',
    ) == (
        text.name,
        text.content,
    )
    assert table.content.splitlines() == [
        "Question,Answer",
        "Company,ACME Bread",
        'WhatsApp channel name,"ACME ""Care"""',
        'WhatsApp phone numbers,"+1, +2"',
    ]
