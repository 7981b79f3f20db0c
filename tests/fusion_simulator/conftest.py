"""One pod with its domain per test, reached in process."""

from __future__ import annotations

import pytest

from fusion_simulator.desk import Desk
from msgops_fusion.simulator import build


@pytest.fixture
def cloud() -> Desk:
    """A fresh pod and domain."""
    return Desk(build())
