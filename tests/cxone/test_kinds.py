"""What the kinds of CXone do beyond the laws: parameters, what is only deactivated, people who become agents, codes of the wire."""

from __future__ import annotations

import pytest

from cxone.bench import CAMPAIGN, bench, console, live, skill

WEEK = [
    {"day": day, "start_time": "08:00:00", "end_time": "20:00:00"}
    for day in ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
]
PARAMETERS = {
    "general_settings": {"maximum_attempts": 3, "minimum_retry_minutes": 60, "load_fresh": "true"},
    "cpa_management": {
        "abandon_timeout": 4,
        "treat_progress_as_ringing": "true",
        "enable_cpa_logging": "true",
        "exceptions": [{"attempt": 2, "ans_machine_det_mode": 1, "ans_machine_msg": "bye.wav"}],
    },
    "delivery_preferences": {"confirmation_required_timeout": 20, "show_preview_button_snooze": "false"},
    "retry_settings": {"maximum_attempts": 3, "minimum_retry_minutes": 240},
    "schedule_settings": {"is_scheduled": "true", "schedules": WEEK},
    "xs_settings": {"xs_fresh_threshold": 5, "xs_skill_changed_active": "true"},
    "cadence_settings": {
        "destination_retry_rest_minutes": 30,
        "cadences": [
            {
                "field_name": "phone1",
                "attempts": 2,
                "time_constraints": {"weekday": [{"start_time": "09:00:00", "end_time": "17:00:00"}]},
            }
        ],
    },
    "time_zones": {
        "settings": [
            {"name": "Central European", "start_time": "09:00:00", "end_time": "18:00:00", "active": "true"}
        ]
    },
    "list_management": {
        "display_field_1": "Name",
        "ordering": [{"order_type": "Priority", "direction": "Ascending"}],
    },
}


def _calls(workspace, method, part):
    return [r["path"] for r in workspace.simulator.requests if r["method"] == method and part in r["path"]]


def _outbound(**spec):
    wanted = {"media_type": "phone", "is_outbound": "true", "outbound_strategy": "Personal Connection"}
    return skill("calls", **wanted, **spec)


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_block_of_parameters_is_a_field_of_the_skill(tmp_path, name):
    """Written by a call of its own, read with the others in another shape, and then there is nothing to do."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, _outbound(**{name: PARAMETERS[name]})])

    assert 0 == workspace.apply(), workspace.last_output
    plan = workspace.plan()

    assert not plan.pending, workspace.describe(plan)
    assert [f"/{name.replace('_', '-')}"] == [
        p[p.rindex("/") :] for p in _calls(workspace, "PUT", "/parameters/")
    ]


def test_parameters_are_read_only_where_they_are_declared(tmp_path):
    """A tenant has thousands of skills; most are digital and have none."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill(), _outbound(retry_settings=PARAMETERS["retry_settings"])])
    workspace.apply()
    workspace.simulator.requests.clear()

    workspace.plan()

    assert 1 == len(_calls(workspace, "GET", "/parameters"))


def test_only_what_differs_is_written(tmp_path):
    """A change of one block leaves the skill and the other blocks alone."""
    workspace = bench(tmp_path)
    both = {n: PARAMETERS[n] for n in ("retry_settings", "xs_settings")}
    workspace.write([CAMPAIGN, _outbound(**both)])
    workspace.apply()
    workspace.simulator.requests.clear()
    both["retry_settings"] = {"maximum_attempts": 5}
    workspace.write([CAMPAIGN, _outbound(**both)])

    assert 0 == workspace.apply()

    assert ["retry-settings"] == [p.rpartition("/")[2] for p in _calls(workspace, "PUT", "/skills/")]


def test_a_removed_skill_is_deactivated_and_its_name_brings_it_back(tmp_path):
    """The plan says so; the same object is adopted and active again, and nothing is created."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill()])
    workspace.apply()
    workspace.write([CAMPAIGN])

    (gone,) = workspace.plan().pending
    assert any("deactivated" in note for note in gone.notes)
    assert 0 == workspace.apply()
    (row,) = live(workspace, "skills")
    assert row["isActive"] is False
    assert not workspace.plan().pending

    workspace.write([CAMPAIGN, skill("whatsapp")])
    assert {"cxone.Skill/whatsapp": "adopt"} == workspace.actions(workspace.plan())
    assert 0 == workspace.apply()
    assert [(row["skillId"], True)] == [(s["skillId"], s["isActive"]) for s in live(workspace, "skills")]


def test_a_skill_can_be_declared_inactive_from_the_start(tmp_path):
    """The create does not know the field, so an update follows."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill(active="false")])

    assert 0 == workspace.apply()
    assert [False] == [s["isActive"] for s in live(workspace, "skills")]
    assert not workspace.plan().pending


def test_an_update_repeats_what_nobody_declared(tmp_path):
    """The vendor wants the whole object: what a person set in the console survives."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill(notes="one")])
    workspace.apply()
    (row,) = live(workspace, "skills")
    row.update(maxPriority=777, emailParking=True, screenPopDetail="https://crm.example")
    workspace.write([CAMPAIGN, skill(notes="two")])

    assert 0 == workspace.apply()

    (row,) = live(workspace, "skills")
    assert ("two", 777, True, "https://crm.example") == (
        row["notes"],
        row["maxPriority"],
        row["emailParking"],
        row["screenPopDetail"],
    )


def test_a_media_type_cannot_be_changed(tmp_path):
    """And the skill cannot be replaced, because its name stays taken."""
    workspace = bench(tmp_path)
    workspace.write([CAMPAIGN, skill()])
    workspace.apply()
    workspace.write([CAMPAIGN, {**skill(), "spec": {**skill()["spec"], "media_type": "email"}}])

    (refused,) = workspace.plan().refused
    assert "MG109" == refused.code
    assert "its name stays taken" in refused.detail


def test_a_skill_that_the_list_shows_late_is_made_once(tmp_path):
    """Lists lag by seconds; the next run waits for it instead of making a second one."""
    workspace = bench(tmp_path)
    console(workspace, "knobs", skill_list_lag=20)
    workspace.write([CAMPAIGN, skill()])

    assert 0 == workspace.apply()
    assert not workspace.plan().pending
    assert 1 == len(live(workspace, "skills"))


def test_a_user_is_made_an_agent_and_gets_a_skill_in_one_run(tmp_path):
    """User, agent, team, skill and assignment, in the order that they need each other."""
    workspace = bench(tmp_path)
    person = {
        "user_name": "mia@acme.example",
        "first_name": "Mia",
        "last_name": "Miller",
        "email": "mia@acme.example",
        "role": "Agent",
    }
    agent = {"user": "mia", "team": "care", "digital_engagement": "true", "digital_threshold": 4}
    workspace.write(
        [
            CAMPAIGN,
            skill(),
            {"kind": "cxone.Team", "name": "care", "spec": {}},
            {"kind": "cxone.User", "name": "mia", "spec": person},
            {"kind": "cxone.Agent", "name": "mia", "spec": agent},
            {"kind": "cxone.SkillAssignment", "name": "mia", "spec": {"agent": "mia", "skill": "whatsapp"}},
        ]
    )

    assert 0 == workspace.apply(), workspace.last_output
    plan = workspace.plan()
    assert not plan.pending, workspace.describe(plan)
    row = next(a for a in live(workspace, "agents") if a["userName"] == "mia@acme.example")
    assert row["digitalEngagementEnabled"] is True
    assert row["digitalThreshold"] == 4


def test_hours_may_be_written_short_and_come_back_long(tmp_path):
    """08:00 is 08:00:00, and days in another order are the same days."""
    workspace = bench(tmp_path)
    monday = {"day": "Monday", "open_time": "08:00", "close_time": "18:00"}
    friday = {"day": "Friday", "open_time": "08:00:00", "close_time": "16:00"}
    hours = {"kind": "cxone.HoursOfOperation", "name": "eu-desk"}
    workspace.write([{**hours, "spec": {"days": [monday, friday]}}])
    assert 0 == workspace.apply()

    workspace.write([{**hours, "spec": {"days": [friday, monday]}}])
    assert not workspace.plan().pending


def test_a_person_who_has_left_comes_back_under_the_same_name(tmp_path):
    """Deactivated when the document goes, revived when it returns."""
    workspace = bench(tmp_path)
    spec = {"first_name": "Mia", "last_name": "Miller", "email": "mia@acme.example", "role": "Agent"}
    mia = {"kind": "cxone.User", "name": "mia", "spec": {"user_name": "mia@acme.example", **spec}}
    workspace.write([mia])
    workspace.apply()
    workspace.write([])
    assert 0 == workspace.apply()
    assert ["DELETED"] == [a["status"] for a in live(workspace, "agents") if a["userName"].startswith("mia")]

    workspace.write([mia])
    assert 0 == workspace.apply()
    assert ["ACTIVE"] == [a["status"] for a in live(workspace, "agents") if a["userName"].startswith("mia")]
    assert not workspace.plan().pending
