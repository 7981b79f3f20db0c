"""A desk after its first apply: a step of a person is open, a sender waits for its code."""

from __future__ import annotations

import pytest

from web.desk import Desk


@pytest.fixture
def desk(tmp_path):
    found = Desk.at(tmp_path / "ws")
    assert 6 == found.bench.apply()
    return found
