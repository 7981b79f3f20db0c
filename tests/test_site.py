"""The documentation site: every page is in the navigation, and every msgops command that a page shows can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from msgops.cli.main import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
_FENCE = re.compile(r"^ *```(sh|bash|console)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^ *(\$ )?(?:[A-Z_]+=\S+ )*msgops (.*)$", re.MULTILINE)
_END = frozenset(["&", "&&", "|", ">", "<", "2>", ";"])


def _navigation(entries):
    for entry in entries:
        (target,) = entry.values()
        if isinstance(target, str):
            yield target
        else:
            yield from _navigation(target)


def _calls(page):
    for language, block in _FENCE.findall(page.read_text(encoding="utf-8")):
        for prompt, line in _CALL.findall(block.replace("\\\n", " ")):
            if language == "console" and not prompt:
                continue  # what a command printed
            words = shlex.split(line, comments=True)
            end = next((n for n, word in enumerate(words) if word in _END), len(words))
            yield words[:end]


def _parse(words):
    """Parse as `msgops` would, through every subcommand, and run nothing."""
    command, context = main, None
    while True:
        context = command.make_context(command.name, list(words), parent=context)
        rest = [*context._protected_args, *context.args]
        if not isinstance(command, click.Group) or not rest:
            return
        _, command, words = command.resolve_command(context, rest)


def test_the_navigation_lists_every_page_once():
    """A page that mkdocs.yml does not name would be on the site, and nobody would find it."""
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    assert sorted(p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md")) == sorted(
        _navigation(site["nav"])
    )


def test_the_first_page_leads_to_every_guide():
    """docs/index.md links the tutorial and each guide."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")

    assert [] == [p.stem for p in HOW_TO if f"(how-to/{p.name})" not in index]
    assert "(tutorial.md)" in index


@pytest.mark.parametrize("page", HOW_TO, ids=lambda p: p.stem)
def test_a_guide_is_short_and_shows_what_to_type(page):
    """At most 80 lines, with at least one block to copy."""
    text = page.read_text(encoding="utf-8")

    assert 80 >= len(text.splitlines())
    assert "```" in text


@pytest.mark.parametrize(
    "page", [p for p in PAGES if list(_calls(p))], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_every_msgops_command_on_a_page_can_be_typed(page, monkeypatch):
    """Commands, options, their values and the number of arguments are those that click accepts; nothing is run."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)  # files need not exist
    wrong = []
    for words in _calls(page):
        try:
            _parse(words)
        except click.exceptions.Exit:
            continue
        except click.UsageError as error:
            wrong.append(f"msgops {shlex.join(words)}: {error.message}")

    assert [] == wrong


def test_a_command_that_does_not_exist_is_noticed():
    """Also in a subcommand, an option, and an argument that is missing."""
    for line in ("plan --colour", "drift accpet --dry-runn", "gate confirm X", "gate show", "nothing"):
        with pytest.raises(click.UsageError):
            _parse(line.split())
