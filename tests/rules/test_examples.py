"""Each rule finds its failing examples, at the value and nothing else, and is quiet about its passing ones.

An example file holds workspaces below the lines `#: pass` and `#: fail`, with a title where there are several. A comment with a
caret names the rule that finds the value above the caret, and its severity unless it is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from msgops.cli.linting import linted
from msgops.cli.options import Common
from msgops.cli.runtime import Runtime
from msgops.rules.book import Book
from msgops.rules.check import DEFAULT_SETS
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
BOOK = Book.installed(CATALOG)
EXAMPLES = Path(__file__).parent / "examples"
_SECTION = re.compile(r"^#: (pass|fail)(?:: (.*))?$", re.MULTILINE)
_MARK = re.compile(r"^#? *\^ (\S+)(?: (warning|note))?$")
ELSEWHERE = {
    *(r for r in BOOK.rules if r.startswith("ML")),
    *(r.id for r in BOOK.rules.values() if r.needs == "plan"),
    "WA010",
    "WA027",
}
"""Rules with tests of their own."""


def sections(path):
    parts = _SECTION.split(path.read_text(encoding="utf-8"))
    assert not parts[0].strip(), f"{path.name} has text before its first section"
    return [(parts[i], parts[i + 1] or "", parts[i + 2].removeprefix("\n")) for i in range(1, len(parts), 3)]


def expected(text):
    """Return (rule, severity, line, column) of every mark: it stands below its line."""
    found, line = [], 0
    for number, content in enumerate(text.split("\n"), start=1):
        if mark := _MARK.match(content):
            found.append((mark[1], mark[2] or "error", line, content.index("^") + 1))
        else:
            line = number
    return sorted(found)


def workspace(root, text):
    """Write the documents, with an account of each provider that they use."""
    kinds = {str(d.get("kind", "")) for d in yaml.safe_load_all(text) if isinstance(d, dict)}
    providers = {k.partition(".")[0] for k in kinds} & set(CATALOG.providers)
    accounts = {p: {"provider": p, **CATALOG.providers[p].example_account} for p in providers}
    (root / "resources").mkdir()
    (root / "msgops.yaml").write_text(yaml.safe_dump({"workspace": "example", "accounts": accounts}))
    (root / "resources" / "all.yaml").write_text(text, encoding="utf-8")
    return Runtime(Common(root, "", (), None), CATALOG)


CASES = [
    pytest.param(path.stem, verdict, text, id=f"{path.stem}-{verdict}{'-' if title else ''}{title}")
    for path in sorted(EXAMPLES.glob("*.yaml"))
    for verdict, title, text in sections(path)
]


@pytest.mark.parametrize(("rule", "verdict", "text"), CASES)
def test_each_example_has_exactly_the_findings_that_it_marks(rule, verdict, text, tmp_path):
    """A failing example marks its rule; a passing one marks nothing."""
    marked = expected(text)
    told = linted(workspace(tmp_path, text), sets=DEFAULT_SETS | {BOOK.rules[rule].set}).diagnostics
    found = sorted((d.code, d.severity.value, d.origin.line, d.origin.column) for d in told)

    assert ({rule} if verdict == "fail" else set()) == {name for name, *_ in marked}
    assert marked == found, "\n".join(f"{d.origin} {d.code} {d.summary}: {d.detail}" for d in told)


def test_every_rule_has_examples():
    """One that passes and one that fails for each rule, and no file without a rule."""
    have = {(rule, verdict) for rule, verdict, _ in (case.values for case in CASES)}
    wanted = set(BOOK.rules) - ELSEWHERE

    assert sorted((r, v) for r in wanted for v in ("fail", "pass")) == sorted(have)
