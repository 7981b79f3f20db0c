"""A fresh organization for each test; its server and the vendor's client are there for the whole module."""

from __future__ import annotations

import pytest

from genesys_simulator.desk import Desk, serving
from msgops_genesys.simulator import build


@pytest.fixture
def org() -> Desk:
    """A fresh organization, in process."""
    return Desk(build())


@pytest.fixture
def cloud():
    """A fresh organization on a port of its own, with the vendor's client in front."""
    with serving() as found:
        yield found
