"""Sequences in batches: one seed each, so that a failure can be had again."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from fuzz.machine import Estate
from fuzz.story import failure, law_of, shortest, tell


def batch(given: tuple[int, int, int]) -> tuple[Counter[str], str]:
    """Run some sequences with a seed; returns what was counted, and the failure if there was one."""
    number, examples, steps = given
    counted: Counter[str] = Counter()

    class Counted(Estate):
        """Counts, and remembers the sequence that ran last."""

        last: Estate

        def __init__(self) -> None:
            super().__init__()
            counted["sequences"] += 1
            Counted.last = self

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                counted.update(self.world.counts)

        def check_invariants(self, *args, **kwargs):
            counted["steps"] += 1
            return super().check_invariants(*args, **kwargs)

    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(Counted), settings=chosen)
    except Exception as error:  # noqa: BLE001  # every failure is a result here
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        story = shortest(Counted.last.story, law_of(error))
        error = failure(story) or error
        return counted, f"{type(error).__name__}: {error}\n\n{tell(story)}"
    return counted, ""
