"""Routing queues of the Digital API: shown, never written; a digital skill has one of its name (dossier B.2, B.20)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops_cxone.simulator.api import digital
from msgops_cxone.simulator.knobs import knob
from msgops_cxone.simulator.lists import Row
from msgops_cxone.simulator.shapes import flag, number
from msgops_cxone.simulator.store import add, rows

DIGITAL_MEDIA = 9
_TIMERS = (
    "agentResponseEnabled",
    "agentFirstResponseTime",
    "agentFollowOnResponseTime",
    "timeExtensionEnabled",
    "customerResponseEnabled",
    "customerIdleTime",
)
"""Shown here and by the skill; written by a person only. [documented]"""


def install(simulator: Simulator) -> None:
    """Declare the one operation."""
    digital(simulator, "GET", "/routing-queues", _list, "DigitalEngagement.View")


def make(world: World, skill: Row) -> int:
    """Make the queue of a new digital skill."""
    row = {"skillId": skill["skillId"], "made": world.now().isoformat()}
    return int(add(world, "queues", row, "number", 9001)["number"])


def _list(call: Call) -> Reply:
    """Return at most `size` queues, 50 unasked; there is no next page. [documented]"""
    text, wanted, deleted = (
        call.one("nameContains").casefold(),
        call.query.get("id[]"),
        flag(call, "withDeleted"),
    )
    found = [
        queue
        for queue in (_shown(call, row) for row in rows(call.world, "queues") if _visible(call, row))
        if text in queue["name"].casefold()
        and (wanted is None or queue["id"] in wanted)
        and (deleted or not queue["isDeleted"])
    ]
    return Reply(200, {"hits": len(found), "data": found[: number(call, "size", 50)]})


def _visible(call: Call, row: Row) -> bool:
    """A new digital skill takes its time to arrive. [documented: up to five minutes]"""
    made = datetime.fromisoformat(row["made"])
    return call.world.now() >= made + timedelta(seconds=float(knob(call.world, "queue_lag")))


def _shown(call: Call, row: Row) -> Row:
    skill = call.world.table("skills")[str(row["skillId"])]
    return {
        "id": str(row["number"]),
        "name": skill["skillName"],
        "isSubqueue": skill["IsSubSkill"],
        "isDeleted": not skill["isActive"],
        "skillId": skill["skillId"],
        **{k: skill[k] for k in _TIMERS},
    }
