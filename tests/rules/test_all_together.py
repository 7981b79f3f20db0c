"""The rules as a whole: the catalogue of WhatsApp's rules is covered, and all examples together say what each says alone."""

from __future__ import annotations

from msgops.cli.linting import linted
from msgops.rules.book import Book
from msgops.rules.check import DEFAULT_SETS
from msgops.sdk.rules import Phase
from rules.marked import CATALOG, EXAMPLES, apart, expected, sections, workspace

BOOK = Book.installed(CATALOG)
WHATSAPP = {
    "numbers": range(1, 20),
    "business profile": range(20, 31),
    "display name": range(40, 55),
    "business identity": range(60, 70),
    "templates": range(100, 133),
    "interactive messages": range(150, 160),
    "attachments": range(170, 177),
    "windows, consent, automation": range(180, 188),
    "Genesys Engage": range(200, 223),
    "PureConnect and Genesys Cloud": range(230, 241),
    "CXone": range(250, 263),
    "Salesforce with Infobip": range(270, 288),
    "Fusion with Infobip": range(290, 303),
    "Infobip's own limits": range(310, 318),
    "secrets": range(900, 902),
}
"""The numbers of the 201 rules, by section."""
IDS = [f"WA{n:03}" for numbers in WHATSAPP.values() for n in numbers]
ALONE = {("XS003", "no sender is declared at all")}
"""What holds only where no other example is."""
STRICT = {r.id for r in BOOK.rules.values() if r.set == "strict"}


def test_each_of_the_201_rules_is_there():
    """None is left out, and none is there that is in no catalogue."""
    assert 201 == len(set(IDS)) == len(IDS)
    assert set(IDS) == {r for r in BOOK.rules if r.startswith("WA")}


def _marks(diagnostics):
    return sorted(
        (d.origin.path, d.code, d.severity.value, d.origin.line, d.origin.column) for d in diagnostics
    )


def _together(root, verdict, *, first=False):
    """Put the examples of a verdict into one workspace, a file each; return what is marked and what is found."""
    files = {}
    for path in sorted(EXAMPLES.glob("*.yaml")):
        found = [
            text
            for kind, title, text in sections(path)
            if kind == verdict and path.stem not in STRICT and (path.stem, title) not in ALONE
        ]
        for text in found[:1] if first else found:
            number = len(files)
            files[f"{path.stem}-{number:03}.yaml"] = apart(text, number)
    marked = sorted((f"resources/{name}", *mark) for name, text in files.items() for mark in expected(text))
    return marked, linted(workspace(root, files), sets=DEFAULT_SETS).diagnostics


def test_all_failing_examples_together_report_each_rule_once(tmp_path):
    """One workspace of the first failing example of each rule: each at its line and column, and nothing else."""
    marked, told = _together(tmp_path, "fail", first=True)
    rules = [r for r in BOOK.rules.values() if r.id.startswith("WA") and r.needs is Phase.FILES]

    assert marked == _marks(told)
    assert sorted(r.id for r in rules) == sorted(d.code for d in told if d.code.startswith("WA"))


def test_every_failing_example_together_is_told_as_it_is_alone(tmp_path):
    """Also those that show other ways to be wrong."""
    marked, told = _together(tmp_path, "fail")

    assert marked == _marks(told)


def test_all_passing_examples_together_are_clean(tmp_path):
    """Nothing is told."""
    _, told = _together(tmp_path, "pass")

    assert [] == _marks(told)
