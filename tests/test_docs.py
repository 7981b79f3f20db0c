"""The documentation tells the truth: pages, options, codes, links, and the code of the provider page."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import click
import pytest

import msgops
from harness import Bench
from msgops.cli.kinds_markdown import kinds_markdown
from msgops.cli.main import COMMANDS, main
from msgops.rules.book import Book
from msgops.rules.markdown import rules_markdown
from msgops.sdk.catalog import Catalog
from providers.conformance import ALLOW, LAWS, Subject

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / ".github").glob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"""["'](M[ACGPS][0-9]{3})["']""")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _commands(command: click.Command) -> list[click.Command]:
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *(c for one in inner for c in _commands(one))]


def test_every_command_has_a_page_and_every_page_a_command():
    """The pages under docs/commands are exactly the commands, and the index names each."""
    pages = {p.stem for p in (DOCS / "commands").glob("*.md")} - {"README"}
    index = _text(DOCS / "commands" / "README.md")

    assert set(COMMANDS) == pages
    assert [] == [name for name in COMMANDS if f"]({name}.md)" not in index]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_on_the_page_of_its_command(name):
    """Also the options and names of subcommands; the page names nothing that does not exist."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    page = _text(DOCS / "commands" / f"{name}.md")
    options = {o for c in _commands(command) for p in c.params for o in p.opts if isinstance(p, click.Option)}
    usage = page.partition("## Usage")[2].partition("\n## ")[0]
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", usage)) - {"--help", "--version"}

    assert [] == sorted(o for o in options if not re.search(rf"(?<![\w-]){re.escape(o)}(?![\w-])", page))
    assert [] == [c.name for c in _commands(command)[1:] if f"msgops {name} {c.name}" not in page]
    assert set() == shown - options


def test_every_error_code_is_explained_once():
    """docs/errors.md has a row for each code that the source can print, and no other."""
    settings = [p.settings.__module__ for p in Catalog.installed().providers.values()]
    packages = [msgops, *(importlib.import_module(name) for name in settings)]
    files = [f for package in packages for f in Path(str(package.__file__)).parent.rglob("*.py")]
    used = {code for file in files for code in _CODE.findall(_text(file))}
    rows = re.findall(r"^\| (M[ACGPS][0-9]{3}) \|", _text(DOCS / "errors.md"), re.MULTILINE)

    assert sorted(used) == sorted(rows)


@pytest.mark.parametrize("provider", sorted(Catalog.installed().providers))
def test_the_page_of_a_providers_kinds_is_current(provider):
    """`msgops kinds --markdown --provider NAME > docs/kinds/NAME.md` would change nothing."""
    catalog = Catalog.installed()
    kinds = [catalog.kind(n) for n in catalog.names if n.startswith(f"{provider}.")]

    assert kinds_markdown(catalog.providers[provider].title, kinds) == _text(DOCS / f"kinds/{provider}.md"), (
        f"run msgops kinds --markdown --provider {provider}"
    )


def test_the_page_of_rules_is_current():
    """`msgops lint --markdown > docs/rules.md` would change nothing."""
    assert rules_markdown(Book.installed(Catalog.installed())) == _text(DOCS / "rules.md"), (
        "run msgops lint --markdown > docs/rules.md"
    )


def test_the_readme_is_short():
    """At most 150 lines, and the two commands are on it."""
    readme = _text(ROOT / "README.md")

    assert 150 >= len(readme.splitlines())
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_link_is_broken(page):
    """Every relative link leads to a file, and its anchor to a heading."""
    broken = []
    for link in _LINK.findall(_FENCE.sub("", _text(page))):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
            broken.append(link)

    assert [] == broken


def _anchors(page: Path) -> set[str]:
    titles = _HEADING.findall(_FENCE.sub("", _text(page)))
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


@pytest.fixture
def acme(tmp_path, monkeypatch):
    """The provider of the page, installed from the page's own text."""
    for code in re.findall(
        r"^```python\n(.*?)^```", _text(DOCS / "writing-a-provider.md"), re.MULTILINE | re.DOTALL
    ):
        name = code.partition("\n")[0].removeprefix("# ")
        path = tmp_path / "lib" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    yield importlib.import_module("msgops_acme").provider
    for module in [m for m in sys.modules if m.partition(".")[0] == "msgops_acme"]:
        del sys.modules[module]


def test_the_kind_on_the_provider_page_has_about_forty_lines(acme):
    """The page promises about 40 lines for a REST kind."""
    code = Path(importlib.import_module("msgops_acme.kinds").__file__ or "").read_text(encoding="utf-8")

    assert 45 >= len([line for line in code.splitlines() if line.strip()])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_kind_on_the_provider_page_keeps_every_law(law, acme, tmp_path):
    """The example is as good as any kind: it passes the whole conformance table."""
    catalog = Catalog([acme])
    simulator = importlib.import_module("msgops_acme.simulator").build()
    account = {"provider": "acme", **acme.example_account}
    subject = Subject(catalog, "acme.Keyword", tmp_path, simulator)
    subject.bench = Bench(
        tmp_path / "ws", simulator, provider="acme", catalog=catalog, account=account, allow=ALLOW
    )

    law(subject)
