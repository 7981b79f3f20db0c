"""Keeps the engines of state files and the list of what is installed: what a process pays once, a thousand commands in one process pay once too."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from unittest import mock

from sqlalchemy import Engine

from msgops.state.database import open_engine

_entry_points = functools.cache(entry_points)
Engines = dict[tuple[Path, bool], Engine]


@contextmanager
def kept(engines: Engines) -> Iterator[None]:
    """Let states be opened with the engines of earlier commands; those were disposed of, and connect anew."""

    def reopen(url: str, base: Path, *, create: bool) -> Engine:
        path = base / url.removeprefix("sqlite:///")
        if not path.exists():
            return open_engine(url, base, create=create)
        if (path, create) not in engines:
            engines[path, create] = open_engine(url, base, create=create)
        return engines[path, create]

    with (
        mock.patch("msgops.state.schema.open_engine", reopen),
        mock.patch("importlib.metadata.entry_points", _entry_points),
    ):
        yield
