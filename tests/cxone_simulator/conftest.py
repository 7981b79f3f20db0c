"""One tenant per test, reached in process."""

from __future__ import annotations

import pytest

from cxone_simulator.desk import Desk
from msgops_cxone.simulator import build


@pytest.fixture
def tenant() -> Desk:
    """A fresh tenant with a token of the seeded access key."""
    return Desk(build())
