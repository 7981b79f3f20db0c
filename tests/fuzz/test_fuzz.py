"""A bounded number of sequences; `make fuzz` runs a thousand."""

from hypothesis import HealthCheck, Phase, settings

from fuzz.machine import Estate

TestEstate = Estate.TestCase
TestEstate.settings = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
