"""Every row of the matrix has a test for every client."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from salesforce_simulator.matrix import MATRIX

_HERE = Path(__file__).parent


@cache
def _tests(file):
    """Return the names of the tests of a file, and the texts in it."""
    tree = ast.parse((_HERE / file).read_text(encoding="utf-8"))
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}
    return names, {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}


@pytest.mark.parametrize(("row", "client"), [(r, c) for r, clients in MATRIX.items() for c in clients])
def test_a_row_has_its_test(row, client):
    """The function exists, and its parameter stands in the file."""
    file, _, name = MATRIX[row][client].partition("::")
    function, _, parameter = name.rstrip("]").partition("[")
    names, texts = _tests(file)

    assert function in names
    assert not parameter or parameter in texts


def test_both_clients_are_in_every_row():
    """None is left out."""
    assert {("simple-salesforce", "jsforce")} == {tuple(clients) for clients in MATRIX.values()}
