"""The numbers of routing choices, which nobody publishes: every tenant of this simulator has its own (dossier B.20, D.5)."""

from __future__ import annotations

import random
from typing import Any

from msgops.sandbox.kit import World
from msgops_cxone.simulator.errors import Refused

CHOICES = {
    "evaluationCriteria": ("Skill Proficiency", "Preferred Agent"),
    "FocusMetric": ("Per Case", "Per Customer"),
    "FocusLock": ("When Offline", "When Available"),
}
"""Field of a skill to the words that the console shows."""


def choose(world: World) -> None:
    """Give every choice a number, by the tenant's seed alone. [assumed: that they are small]"""
    drawn = random.Random(world.seed)  # noqa: S311  # no secret
    for field, words in CHOICES.items():
        numbers = drawn.sample(range(1, 10), len(words))
        world.table("codes")[field] = dict(zip(words, numbers, strict=True))


def code(world: World, field: str, word: str) -> int:
    """Return the number of a word, as the console stores it."""
    known: dict[str, int] = world.table("codes")[field]
    if word not in known:
        raise Refused(f"{field} is one of {', '.join(known)}", field=field)
    return known[word]


def check(world: World, values: dict[str, Any]) -> str:
    """Return what is wrong with the codes of a skill; a fallback time goes with one lock only. [documented]"""
    for field in CHOICES:
        known = world.table("codes")[field]
        if values.get(field) not in (None, *known.values()):
            return f"{field} {values[field]} is not valid"
    offline = world.table("codes")["FocusLock"]["When Offline"]
    if values.get("FallbackTime") and values.get("FocusLock") not in (None, offline):
        return "FallbackTime needs the focus lock When Offline"
    return ""
