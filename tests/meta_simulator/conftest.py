"""One account per test."""

from __future__ import annotations

import pytest

from meta_simulator.desk import Desk


@pytest.fixture
def desk() -> Desk:
    """A fresh account with two numbers."""
    return Desk()
