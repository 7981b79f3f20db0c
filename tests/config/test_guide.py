"""The guide that a blueprint follows: its steps, what stands for them, and how far that is."""

from __future__ import annotations

import pytest

from config.blueprints import CATALOG, USE, Desk
from msgops.cli.options import Common
from msgops.cli.runtime import Runtime
from msgops.cli.scenery import scene
from msgops.config.blueprint_find import place_of, shipped
from msgops.config.guide import guides, read_guide
from msgops.engine.standing import of_plan, of_record
from msgops.model.change import Action
from msgops.model.diagnostic import ConfigError
from msgops.model.guide import Standing
from msgops.model.outcome import Outcome, Result
from msgops.model.state import GateRecord, GateState, StateEntry
from report.samples import FULL

GUIDE = """guide: The guide to hooks
steps:
  "1": {what: Make the profile, by: [infobip.NotificationProfile]}
  "2a": {what: Subscribe, by: ["infobip.Subscription/*"], note: one per channel}
  "2b": {what: Copy the id, by: [infobip.NotificationProfile], output: profileId}
  "3": {what: A chatbot, by: [infobip.ChatbotHandover]}
"""
_GUIDE = "blueprints/hooks/guide.yaml"


@pytest.fixture
def desk(tmp_path):
    """A workspace that uses a blueprint with a guide."""
    desk = Desk(tmp_path)
    desk.start()
    desk.put(_GUIDE, GUIDE)
    return desk


def steps(desk, use=0):
    return {s.number: s for s in guides(desk.load(), CATALOG)[use].steps}


def test_steps_name_the_resources_of_their_use(desk):
    """Without a name the one called as the use is; a star stands for what the parameters make."""
    desk.use(USE.replace("}", ", channels: [SMS, MMS]}"))
    found = steps(desk)

    assert ["infobip.NotificationProfile/care"] == [str(a) for a in found["1"].addresses]
    assert ["infobip.Subscription/care-mms", "infobip.Subscription/care-sms"] == [
        str(a) for a in found["2a"].addresses
    ]
    assert ("output", "care.profileId") == (found["2b"].hand, found["2b"].output)
    assert ("person", ()) == (found["3"].hand, found["3"].addresses)


def test_a_use_follows_its_guide_alone(desk):
    """Two uses whose names begin alike do not share their resources."""
    desk.use(USE + "---\n" + USE.replace("name: care", "name: care-uk"))

    assert ["infobip.Subscription/care-sms"] == [str(a) for a in steps(desk)["2a"].addresses]
    assert ["infobip.Subscription/care-uk-sms"] == [str(a) for a in steps(desk, 1)["2a"].addresses]


def test_a_blueprint_without_a_guide_has_none(desk):
    """Most blueprints follow no guide."""
    (desk.root / _GUIDE).unlink()

    assert [] == guides(desk.load(), CATALOG)


def test_the_worst_of_its_resources_is_how_far_a_step_is(desk):
    """What waits counts most; a step without a resource is left out, one of which nothing is known is unknown."""
    (guide,) = guides(desk.load(), CATALOG)
    (profile,), (subscription,) = guide.steps[0].addresses, guide.steps[1].addresses
    at = guide.at({profile: Standing.IN_PLACE})

    assert ["in place", "unknown", "in place", "left out"] == [s.standing.value for s in at.steps]
    assert Standing.WAITS is guide.at({subscription: Standing.WAITS}).steps[1].standing


@pytest.mark.parametrize(
    ("text", "code"),
    [("guide: x\nsteps: {a: {by: [x.Y]}}\n", "MC102"), ("guide: x\nsteps: [\n", "MC00"), ("- x\n", "MC")],
)
def test_a_guide_that_is_not_well_written_costs_the_page_its_steps(desk, text, code, capsys):
    """The finding is told, and the report is made."""
    desk.put(_GUIDE, text)
    runtime = Runtime(Common(desk.root, "", (), False), CATALOG)

    with pytest.raises(ConfigError) as error:
        guides(desk.load(), CATALOG)
    assert error.value.diagnostics[0].code.startswith(code)
    assert () == scene(runtime).guides
    assert _GUIDE in capsys.readouterr().err


def test_a_guide_that_leads_out_of_the_workspace_is_refused(desk, tmp_path_factory):
    """A link to a file elsewhere is not followed."""
    outside = tmp_path_factory.mktemp("outside") / "guide.yaml"
    outside.write_text(GUIDE, encoding="utf-8")
    (desk.root / _GUIDE).unlink()
    (desk.root / _GUIDE).symlink_to(outside)

    assert [("MC015", "resources/use.yaml:3:6")] == desk.found()


@pytest.mark.parametrize("name", shipped(CATALOG))
def test_the_guides_that_are_shipped_name_kinds_that_exist(name):
    """Each entry begins with a kind."""
    guide = read_guide(place_of(shipped(CATALOG)[name]))
    entries = [by for step in guide.steps.values() for by in step.by] if guide else []

    assert [] == [by for by in entries if by.partition("/")[0] not in CATALOG]


def test_a_plan_says_how_far_each_resource_is():
    """What became of it, and what changed outside msgops, is newer."""
    found = of_plan(FULL)
    by_action = {c.action: found[c.address] for c in FULL.changes}
    created = next(c for c in FULL.changes if c.action is Action.CREATE)

    assert Standing.IN_PLACE is by_action[Action.NOOP]
    assert Standing.WAITS is by_action[Action.GATE]
    assert Standing.TO_CHANGE is by_action[Action.CREATE]
    for result, standing in (
        (Result.DONE, Standing.IN_PLACE),
        (Result.WAITING, Standing.WAITS),
        (Result.FAILED, Standing.TO_CHANGE),
    ):
        assert standing is of_plan(FULL, [Outcome(created.address, created.action, result)])[created.address]


def test_the_state_says_what_it_remembers():
    """A record is in place, an open gate waits, a confirmed one is done."""
    a, b, c = (c.address for c in FULL.changes[:3])
    gates = {
        one: GateRecord(one, state, "", "ana", "")
        for one, state in ((b, GateState.PENDING), (c, GateState.CONFIRMED))
    }

    assert {a: Standing.IN_PLACE, b: Standing.WAITS, c: Standing.IN_PLACE} == of_record(
        {a: StateEntry(a, "infobip", "1", {})}, gates
    )
