"""What the property test found: each sequence that broke a law, as short as it can be, now kept as a law."""

from __future__ import annotations

from unittest import mock

import pytest

from fuzz import invariants as law
from fuzz.knife import Knife
from fuzz.settling import settle
from fuzz.world import Run, World
from msgops_infobip.kinds import working_hours

APPLICATION, QUEUE, TAG = "infobip.Application", "infobip.Queue", "infobip.Tag"
PROFILE, SECURITY = "infobip.NotificationProfile", "infobip.WebhookSecurity"
HOURS, TEMPLATE = "infobip.WorkingHours", "infobip.WhatsAppTemplate"


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def applied(world: World) -> Run:
    """Apply, under every law."""
    run = world.apply()
    law.after_apply(world, run)
    law.after_step(world)
    return run


def test_a_create_announces_the_second_call_for_fields_that_the_first_does_not_take(world):
    world.add((QUEUE, "a"), {"auto_assignment_algorithm": "LOAD_BALANCING"})
    run = applied(world)
    assert next((w.method, w.path) for w in run.sent) == ("POST", "/ccaas/1/queues")
    assert len(run.sent) == run.changes[0].calls == 2


def test_the_directory_of_time_zones_is_read_once(world):
    for name in "abc":
        world.add((HOURS, name), {})
    with mock.patch("zoneinfo.available_timezones", return_value={"Europe/Zagreb"}) as read:
        working_hours._zones.cache_clear()
        world.command("validate")
    working_hours._zones.cache_clear()
    assert read.call_count == 1


def test_two_objects_of_one_name_export_to_a_workspace_that_loads(world):
    world.console_create(QUEUE, "a")
    world.console_create(QUEUE, "a")
    plan = world.export_plan([QUEUE])
    assert [c["action"] for c in plan["changes"]] in (["adopt"], ["noop"], [])


def test_two_plans_of_the_same_inputs_are_the_same_but_for_what_was_measured(world):
    world.add((QUEUE, "a"), {})
    applied(world)
    world.console_delete(QUEUE, next(iter(world.live(QUEUE))))
    law.i12_same_plan_bytes(world)


@pytest.mark.parametrize("kind", [PROFILE, SECURITY, TAG, APPLICATION, TEMPLATE, QUEUE])
def test_a_renamed_document_that_keeps_its_key_keeps_its_object(world, kind):
    world.add((kind, "a"), {})
    applied(world)
    before = set(world.live(kind))
    world.rename((kind, "a"), "b", previously=False, keep=True)
    settle(world)
    assert set(world.live(kind)) == before
    assert [a.name for a in world.entries() if a.full_kind == kind] == ["b"]


@pytest.mark.parametrize("stranger_first", [False, True])
def test_an_exported_stranger_does_not_take_the_name_of_a_managed_document(world, stranger_first):
    if stranger_first:
        world.console_create(APPLICATION, "b")
    world.add((APPLICATION, "a"), {})
    applied(world)
    world.rename((APPLICATION, "a"), "b", previously=True, keep=True)
    applied(world)
    if not stranger_first:
        world.console_create(APPLICATION, "b")
    plan = world.export_plan([APPLICATION])
    assert len(plan["changes"]) == 2


def test_credentials_of_another_type_are_not_sent_along_masked(world):
    world.console_create(SECURITY, "a")
    world.add((SECURITY, "a"), {})
    applied(world)
    (wire,) = world.live(SECURITY).values()
    assert set(wire["credentials"]) == {"secretKey", "algorithm"}
    settle(world)


def test_a_name_that_its_owner_cannot_give_up_yet_is_refused_at_once(world):
    world.add(("infobip.Subscription", "a"), {})
    world.add((PROFILE, "c"), {})
    applied(world)
    world.edit(lambda docs: (docs.pop((PROFILE, "a")), docs[PROFILE, "c"]["spec"].update(profile_id="a")))
    world.refer(("infobip.Subscription", "a"), "profile", "c")
    run = applied(world)
    assert run.code == 3
    assert "MG123" in run.text


def test_a_name_that_a_stranger_has_is_refused_at_once(world):
    world.add((PROFILE, "a"), {})
    applied(world)
    world.console_create(PROFILE, "b")
    world.rename((PROFILE, "a"), "b", previously=True, keep=False)
    run = applied(world)
    assert run.code == 3
    assert "msgops state rm infobip.NotificationProfile/a" in run.text
    settle(world)
    assert list(world.live(PROFILE)) == ["b"]


def test_a_name_that_may_occur_twice_is_given_up_before_it_is_taken_too(world):
    world.add((QUEUE, "c"), {})
    applied(world)
    world.set((QUEUE, "c"), "name", "a")
    world.add((QUEUE, "a"), {"name": "c"})
    run = applied(world)
    assert [w.method for w in run.sent] == ["PUT", "POST"]
    settle(world)


def test_an_exchange_of_names_cut_short_whose_records_are_lost_is_asked_about(world):
    world.add((QUEUE, "a"), {})
    world.add((QUEUE, "c"), {})
    applied(world)
    world.swap((QUEUE, "a"), (QUEUE, "c"), keep=True)
    world.apply(knife=Knife("answered", 3))
    assert [w["name"] for w in world.live(QUEUE).values()] == ["Default", "a", "a"]
    world.lose_state()
    run = applied(world)
    assert run.code == 3
    assert "MG107" in run.text
    settle(world)


def test_a_name_that_may_occur_twice_and_a_stranger_has_is_refused_too(world):
    world.add((QUEUE, "c"), {})
    applied(world)
    world.rename((QUEUE, "c"), "b", previously=False, keep=False)
    world.lose_state()
    applied(world)
    world.rename((QUEUE, "b"), "c", previously=True, keep=False)
    run = applied(world)
    assert run.code == 3
    assert "msgops state rm infobip.Queue/b" in run.text
    settle(world)
    assert [w["name"] for w in world.live(QUEUE).values()] == ["Default", "c"]
