"""The layers hold: who may import whom, and where the vendor and the heavy libraries may appear."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import msgops
from msgops.sdk.catalog import Catalog

FOLDER = Path(__file__).parent.parent / "providers"
# Found where they are imported from, so that the rules hold of an installed wheel too.
SRC = Path(msgops.__file__).parent
POINTS = sorted({point.value.partition(":")[0] for point in entry_points(group="msgops.providers")})
PACKS = sorted(
    {
        place.partition(":")[0].partition(".")[0]
        for p in Catalog.installed().providers.values()
        for place in p.rules
    }
    - set(POINTS)
)
"""Packages of rules that providers share."""
PROVIDERS = [Path(str(importlib.import_module(name).__file__)).parent for name in POINTS]
VENDORS = [p.name.removeprefix("msgops_") for p in PROVIDERS]
EVERYDAY = {"engage", "meta"}
"""Vendors that are called by a word of every day."""

MORE = {"msgops_salesforce": {"lxml", "jwt"}, "msgops_fusion": {"jwt"}}
"""What a provider's protocols need besides."""

OURS = {
    "model": set(),
    "sdk": {"model"},
    "config": {"sdk", "model"},
    "state": {"model"},
    "report": {"model"},
    "engine": {"sdk", "model"},
    "rules": {"engine", "sdk", "model"},
    "sandbox": set(),
    "web": {"report", "model"},
    "cli": {"config", "state", "report", "engine", "rules", "sandbox", "web", "sdk", "model"},
}
"""Layer to the other layers that it may import."""

OTHERS = {
    "model": set(),
    "sdk": {"pydantic", "pydantic_core", "httpx", "jwt", "orjson"},
    "config": {"pydantic", "pydantic_core", "orjson", "yaml", "ruamel", "jinja2"},
    "state": {"alembic", "sqlalchemy", "orjson", "platformdirs"},
    "report": {"jinja2", "orjson"},
    "engine": {"pydantic", "orjson"},
    "rules": {"orjson"},
    "sandbox": {"starlette", "uvicorn", "orjson", "httpx"},
    "web": {"starlette", "uvicorn", "jinja2"},
    "cli": {"cryptography", "click", "rich", "orjson", "httpx"},
}
"""Layer to the libraries that it may import."""

ONE_MODULE = ("deepdiff", "jinja2", "jsonschema", "rich", "platformdirs", "uvicorn", "ruamel")
"""Libraries that at most one module of a layer may import."""

HTTPX = ("sdk/", "sandbox/inprocess.py", "cli/demo.py")


@cache
def _imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [f"msgops.{alias.name}" for alias in node.names] if node.module == "msgops" else []
            found.update(names or [str(node.module)])
    return frozenset(found)


def _ours(path: Path) -> set[str]:
    """Return the layers that a module imports."""
    return {name.split(".")[1] for name in _imports(path) if name.startswith("msgops.")} - {"__version__"}


def _others(path: Path) -> set[str]:
    """Return the libraries that a module imports."""
    return {name.split(".")[0] for name in _imports(path)} - set(sys.stdlib_module_names) - {"msgops"}


def _modules(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.py"))


def _shown(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def test_every_package_of_the_tree_is_a_layer():
    """A new package is first put into the table above."""
    assert sorted(OURS) == sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").is_file())


@pytest.mark.parametrize("layer", OURS)
def test_a_layer_imports_only_what_lies_below_it(layer):
    """Each layer imports itself, the layers of its row, and the libraries of its row."""
    allowed = OURS[layer] | {layer}

    assert {} == {_shown(p): bad for p in _modules(SRC / layer) if (bad := _ours(p) - allowed)}
    assert {} == {_shown(p): bad for p in _modules(SRC / layer) if (bad := _others(p) - OTHERS[layer])}


def test_nothing_but_the_entry_point_imports_the_command_line():
    """Only `python -m msgops` and the command line itself know the command line."""
    users = {_shown(p) for p in _modules(SRC) if "cli" in _ours(p)}

    assert set() == {u for u in users if not u.startswith("cli/") and u != "__main__.py"}


def test_nothing_in_the_core_imports_a_provider():
    """Providers are found by entry point, never imported."""
    assert {} == {
        _shown(p): bad for p in _modules(SRC) if (bad := {o for o in _others(p) if o.startswith("msgops_")})
    }


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda p: p.name)
def test_a_provider_imports_only_sdk_and_model(provider):
    """Its simulator imports the sandbox too, and only its simulator does."""
    wrong = {}
    for path in _modules(provider):
        simulator = "simulator" in path.relative_to(provider).parts
        ours = _ours(path) - {"sdk", "model"} - ({"sandbox"} if simulator else set())
        libraries = {"pydantic", "orjson", provider.name, *PACKS} | (
            {"httpx"} if path.name == "account.py" else set()
        )
        libraries |= MORE.get(provider.name, set()) | ({"cryptography"} if simulator else set())
        if bad := ours | (_others(path) - libraries):
            wrong[path.relative_to(provider).as_posix()] = bad

    assert {} == wrong


@pytest.mark.parametrize("pack", PACKS)
def test_a_shared_pack_of_rules_imports_only_sdk_and_model(pack):
    """Of libraries it has those that its facts are made with."""
    modules = _modules(Path(str(importlib.import_module(pack).__file__)).parent)

    assert set() == set().union(*map(_ours, modules)) - {"sdk", "model"}
    assert set() == set().union(*map(_others, modules)) - {"orjson", "phonenumbers", pack}


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda p: p.name)
def test_a_simulator_does_not_speak_through_the_client(provider):
    """What judges the client does not use it: a simulator imports neither the sdk nor the account."""
    client = ("msgops.sdk", f"{provider.name}.account")
    found = {
        p.relative_to(provider).as_posix(): bad
        for p in _modules(provider / "simulator")
        if (bad := {n for n in _imports(p) if n.startswith(client)})
    }

    assert {} == found


def test_every_provider_folder_is_an_entry_point():
    """A provider that is not declared in pyproject.toml would not be found; a pack of rules is named by providers."""
    assert {p.parent.name for p in FOLDER.glob("*/__init__.py")} <= {*POINTS, *PACKS}


@pytest.mark.parametrize("library", ONE_MODULE)
def test_a_heavy_library_has_one_home(library):
    """So that it can be replaced, and is loaded only where it is needed."""
    homes = [_shown(p) for p in _modules(SRC) if library in _others(p)]

    assert len(homes) == len({home.partition("/")[0] for home in homes})


def test_http_stays_at_the_edge():
    """Nothing but the sdk, the in-process sandbox and the demo speaks HTTP."""
    assert [] == [
        _shown(p) for p in _modules(SRC) if "httpx" in _others(p) and not _shown(p).startswith(HTTPX)
    ]


def _texts(path: Path) -> list[str]:
    """Return the names and texts of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    out = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            out.append(node.value)
        elif isinstance(node, ast.Name | ast.Attribute):
            out.append(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            out.append(node.name)
    return out


def test_no_vendor_is_named_in_the_core():
    """A vendor's name stands only in docstrings, after "for example", and in the demo's story.

    One that is an everyday word of programmers counts where it names a kind.
    """
    names = [rf"{v}(?=\.[A-Z])" if v in EVERYDAY else v for v in VENDORS]
    vendor = re.compile(rf"(?<![a-z])(?:{'|'.join(names)})", re.IGNORECASE)
    example = re.compile(rf"for example ({'|'.join(VENDORS)})\.\w+(/\w+)?", re.IGNORECASE)
    found = {
        _shown(p): named
        for p in _modules(SRC)
        if _shown(p) != "cli/demo.py"
        and (named := [t for t in _texts(p) if vendor.search(example.sub("", t))])
    }

    assert {} == found
