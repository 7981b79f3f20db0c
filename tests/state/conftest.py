"""Both databases: a test that takes `place` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from itertools import count

import pytest

from state import postgres
from state.states import Place

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL server's address with `{}` for the database; `MSGOPS_TEST_POSTGRES_URL` names another one.

    That address is `postgresql://user@host/{}`, and its user may create databases.
    """
    if given := os.environ.get("MSGOPS_TEST_POSTGRES_URL"):
        yield given
        return
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed, and MSGOPS_TEST_POSTGRES_URL names no server")
    with postgres.server(programs) as url:
        yield url


@pytest.fixture
def postgres_place(postgres_url, tmp_path):
    """An empty database of its own."""
    name = f"msgops_{os.getpid()}_{next(_NUMBERS)}"
    maintenance = Place(tmp_path, postgres_url.format("postgres"))
    maintenance.sql(f"CREATE DATABASE {name}")
    yield Place(tmp_path, postgres_url.format(name))
    maintenance.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """An empty place for a state, once on SQLite and once on PostgreSQL."""
    return Place(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres_place")
