"""Plays the people who help where msgops rightly stops, until nothing is left to do; then the strict laws hold."""

from __future__ import annotations

from collections import Counter

from fuzz import invariants as law
from fuzz.estate import SUBJECTS, TEMPLATE
from fuzz.world import Run, World

_TRIES = 8


def settle(world: World) -> None:
    """Let everything go well, and require that it ends with an empty plan; returns early where a person must decide."""
    world.simulator.faults.clear()
    if world.held:
        world.expire_lease()
    for _ in range(_TRIES):
        world.pass_time(days=31)
        run = world.apply()
        law.after_apply(world, run)
        if run.code in (0, 6):
            break
        if not _help(world, run):
            return
    else:
        raise law.Violation(f"I1: it does not converge: {run.text}")
    law.after_step(world)
    law.i1_second_plan_empty(world)
    law.i6_recovery_is_idempotent(world)
    law.i11_export_plans_empty(world)
    world.lost = False


def _help(world: World, run: Run) -> bool:
    """Do what the refusal or the failure asks for; returns whether trying again makes sense."""
    refused = run.planned.plan.refused if run.planned else ()
    if refused:
        return all(_answer(world, d.code, d.address) for d in refused)
    if "In use by" in run.text or "MG112" in run.text:
        for kind in ("infobip.Subscription", "infobip.NotificationProfile", "infobip.Queue"):
            _clean(world, kind)
        # What was declared before the state was lost is a field that nobody declares any more.
        for kind, name in (("infobip.NotificationProfile", "security"), ("infobip.Queue", "workingHoursId")):
            for id_ in [i for i, wire in world.live(kind).items() if wire.get(name)]:
                world.console_change(kind, id_, name, None)
    if "MG112" in run.text:
        world.console_route(None)
    return True


def _answer(world: World, code: str, address: object) -> bool:
    kind, _, name = str(address).partition("/")
    if code == "MG107":
        _require_twins(world, kind)
        _clean(world, kind)
        return True
    if code == "MG102":
        where = (kind, name.partition("~")[0])
        if where not in world.docs and where in world.graveyard:
            world.revive(where)
            return where in world.docs
        return False
    if code == "MG109":
        law.require(kind == TEMPLATE, "I1", f"{address} cannot be replaced")
        return False
    if code in ("MG113", "WA123", "WA124", "WA125") and kind == TEMPLATE:
        return False
    if code == "MG123":  # two names cannot be exchanged in one step, unless a stranger has one
        return _clean(world, kind)
    if code == "MG110":
        law.require(kind == TEMPLATE, "I1", f"{address} cannot be changed")
        return False
    raise law.Violation(f"I1: refused with {code}: {address}")


def _require_twins(world: World, kind: str) -> None:
    keys = Counter(SUBJECTS[kind].natural(w) for w in world.live(kind).values())
    law.require(
        max(keys.values(), default=0) > 1, "I1", f"{kind} is called ambiguous, but no two share a key: {keys}"
    )


def _clean(world: World, kind: str) -> bool:
    """Delete what people made by hand and nobody manages; returns whether there was anything."""
    before = len(world.live(kind))
    recorded = {(a.full_kind, e.id) for a, e in world.entries().items()}
    for id_ in list(world.live(kind)):
        if (kind, id_) in world.theirs - recorded:
            world.console_delete(kind, id_)
    return len(world.live(kind)) < before
