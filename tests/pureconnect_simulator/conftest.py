"""One server per test, reached by plain HTTP."""

from __future__ import annotations

import pytest

from msgops_pureconnect.simulator import build
from pureconnect_simulator.desk import Desk


@pytest.fixture
def server() -> Desk:
    """A fresh server."""
    return Desk(build())
