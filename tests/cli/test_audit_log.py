"""`msgops audit`: every way to tamper with the log is found at its record."""

from __future__ import annotations

import json
import sqlite3

import pytest

import paper_vendor
from harness import Bench


@pytest.fixture
def bench(tmp_path):
    made = Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        provider="paper",
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )
    for text in ("one", "two", "three"):
        made.write([{"kind": "paper.Flow", "name": "ask", "spec": {"text": text}}])
        assert 0 == made.apply()
    return made


def tamper(bench, *statements):
    connection = sqlite3.connect(bench.root / ".msgops" / "state.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def broken(bench):
    code = bench.run("audit", "verify", "--json")
    found = json.loads(bench.last_output)
    assert code == (1 if found["first_broken"] else 0)
    return found["first_broken"]


LAST = 9


@pytest.mark.parametrize(
    ("statements", "record"),
    [
        (["update audit set actor = 'mallory' where sequence = 4"], 4),
        (["update audit set detail = '{}' where sequence = 2"], 2),
        (["update audit set at = '2020-01-01T00:00:00.000+00:00' where sequence = 1"], 1),
        (["delete from audit where sequence = 5"], 5),
        (["delete from audit where sequence = 1"], 1),
        (
            [
                "update audit set sequence = 1000 where sequence = 3",
                "update audit set sequence = 3 where sequence = 4",
                "update audit set sequence = 4 where sequence = 1000",
            ],
            3,
        ),
        ([f"delete from audit where sequence = {LAST}"], LAST),
        (["delete from audit where sequence > 2"], 3),
    ],
    ids=["altered", "detail", "first", "deleted", "first deleted", "reordered", "last cut off", "truncated"],
)
def test_tampering_is_found_at_the_right_record(bench, statements, record):
    """Alter, delete, reorder, truncate."""
    assert broken(bench) is None
    tamper(bench, *statements)
    assert record == broken(bench)


def exported(bench, tmp_path):
    assert 0 == bench.run("audit", "export")
    path = tmp_path / "audit.jsonl"
    path.write_text(bench.last_output, encoding="utf-8")
    return path


def test_an_export_is_proved_whole_without_the_state(bench, tmp_path):
    """The file has a line for each record and the head; a changed, a missing and a cut line are found."""
    path = exported(bench, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert LAST + 1 == len(lines)
    assert 0 == bench.run("audit", "verify", "--file", str(path))
    for forged in (
        [*lines[:3], lines[3].replace('"actor"', '"actor" '), *lines[4:]],
        [*lines[:3], lines[3].replace("update", "create"), *lines[4:]],
        [*lines[:3], *lines[4:]],
        [*lines[:-2], lines[-1]],
    ):
        path.write_text("\n".join(forged), encoding="utf-8")
        same = [json.loads(line) for line in forged] == [json.loads(line) for line in lines]
        assert (0 if same else 1) == bench.run("audit", "verify", "--file", str(path))


def test_what_is_no_export_is_an_error(bench, tmp_path):
    """Not a traceback."""
    for text in ("", "{}\n", "not json\n", '{"records": 1}\n'):
        path = tmp_path / "x"
        path.write_text(text, encoding="utf-8")
        assert 1 == bench.run("audit", "verify", "--file", str(path))
        assert "MC171" in bench.last_errors


def test_a_broken_log_is_not_exported(bench):
    """Nothing is handed over that would not stand."""
    tamper(bench, "update audit set actor = 'mallory' where sequence = 4")
    assert 1 == bench.run("audit", "export")
    assert "" == bench.last_output
