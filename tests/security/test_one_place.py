"""Redaction has one home and few doors: what is shown, logged or kept passes one of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import msgops
from msgops.sdk.catalog import Catalog

SRC = Path(msgops.__file__).parent
DOORS = {
    "model/diagnostic.py": "every finding, when it is made",
    "model/change.py": "what a plan shows of a live object",
    "model/finding.py": "what a drift report shows",
    "sdk/errors.py": "whatever a vendor said",
    "sdk/http.py": "the path in a line of the log",
    "sdk/trace.py": "request ids that the audit log keeps",
    "engine/before.py": "the journal's picture of a live object",
    "cli/output.py": "stdout, stderr and reports",
    "cli/failure.py": "how an error is told, and its traceback",
    "cli/runtime.py": "every line of the log",
    "cli/saved.py": "saved plans",
    "cli/export_write.py": "exported files",
    "cli/outputs_file.py": "the file of outputs that a pipeline reads",
    "cli/event_stream.py": "the events of a run",
    "web/pages.py": "every page of the web view",
    "web/confirming.py": "what somebody types into the form: a note with a secret in it is refused",
    "cli/audit_pack.py": "the report in an evidence pack",
    "engine/accepting.py": "live values on their way into the files: one with a secret in it is refused",
}
"""Who asks for redaction, and for what."""
PLAIN = {"cli/main.py", "cli/kinds.py", "cli/schema.py", "cli/version.py", "cli/demo.py", "cli/init.py"} | {
    "cli/sandbox.py",
    "cli/progress.py",
    "cli/fmt.py",
    "cli/audit.py",
    "cli/output.py",
    "cli/failure.py",
    "cli/serve.py",
}
"""Who prints with click itself: nothing of a vendor's, or redacted already."""


def trees():
    return {
        p.relative_to(SRC).as_posix(): ast.parse(p.read_text(encoding="utf-8"))
        for p in sorted(SRC.rglob("*.py"))
    }


def imports(tree, module):
    return {
        a.name
        for n in ast.walk(tree)
        if isinstance(n, ast.ImportFrom) and n.module == module
        for a in n.names
    }


def test_the_doors_are_known():
    """A new place that redacts is added to the table; one that no longer does is taken out."""
    found = {
        name
        for name, tree in trees().items()
        if {"redact", "redact_value"} & imports(tree, "msgops.model.redact")
    }

    assert set(DOORS) == found


def test_nothing_else_takes_a_secret_out_of_a_text():
    """The mark stands in the one module, and in the representation of a secret."""
    marked = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value == "***"
    }

    assert {"model/redact.py"} == marked


def test_commands_print_through_the_door():
    """A command that shows what a vendor or a file said uses `say`, `announce` or `emit`."""
    direct = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("echo", "secho", "echo_via_pager")
        and name not in PLAIN
    }
    printed = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }

    assert set() == direct
    assert set() == printed


def folders():
    """Return the core and every installed provider."""
    import importlib

    modules = [p.settings.__module__.partition(".")[0] for p in Catalog.installed().providers.values()]
    return [SRC, *(Path(str(importlib.import_module(m).__file__)).parent for m in modules)]


@pytest.mark.parametrize("folder", folders(), ids=lambda f: f.name)
def test_nothing_that_is_read_can_become_code(folder):
    """Neither eval nor pickle, no YAML loader that makes objects, no shell, no template but our own page."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    attributes = {
        "unsafe_load",
        "full_load",
        "UnsafeLoader",
        "FullLoader",
        "Loader",
        "CLoader",
        "from_string",
        "system",
    }
    found = []
    for path in sorted(folder.rglob("*.py")):
        name, tree = path.relative_to(folder).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden:
                found.append((name, node.func.id))
            elif isinstance(node, ast.Attribute) and node.attr in attributes:
                found.append((name, node.attr))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                modules = {a.name for a in node.names} | {getattr(node, "module", "") or ""}
                found += [
                    (name, m)
                    for m in modules
                    if m.partition(".")[0] in ("pickle", "marshal", "shelve", "dill")
                ]
            elif isinstance(node, ast.keyword) and node.arg == "shell":
                found.append((name, "shell"))

    assert [] == found


def test_children_are_started_in_three_places_only():
    """Git, to read the base branch; the demo and a detached sandbox, which start this very program."""
    users = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and any(a.name == "subprocess" for a in node.names)
    }

    assert {"cli/base.py", "cli/demo.py", "cli/sandbox.py"} == users
