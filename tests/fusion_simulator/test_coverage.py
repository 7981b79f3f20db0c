"""The page that says what Oracle's SDK was tried with names tests that there are."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "coverage" / "fusion-clients.md").read_text(encoding="utf-8")


def test_every_row_of_the_page_is_a_test():
    """And a row that says it is the SDK's is in a file that uses it."""
    rows = re.findall(r"\| (oci|requests) \| `(test_\w+)` \|", PAGE)
    files = {path: path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py")}
    homes = {
        name: text for text in files.values() for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    }

    assert len(rows) == PAGE.count("| `test_")
    assert [] == [
        name for by, name in rows if name not in homes or (by == "oci" and "import oci" not in homes[name])
    ]


def test_every_test_of_the_sdk_is_of_the_page_s_version():
    """The version that ran is the one that the page names."""
    assert f"`oci` {version('oci')}" in PAGE
