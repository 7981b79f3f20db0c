"""Examples of rules: workspaces below the lines `#: pass` and `#: fail`, with a title where there are several.

A comment with a caret names the rule that finds the value above the caret, and its severity unless it is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from msgops.cli.options import Common
from msgops.cli.runtime import Runtime
from msgops.sdk.catalog import Catalog
from rules import media

CATALOG = Catalog.installed()
EXAMPLES = Path(__file__).parent / "examples"
_SECTION = re.compile(r"^#: (pass|fail)(?:: (.*))?$", re.MULTILINE)
_MARK = re.compile(r"^#? *\^ (\S+)(?: (warning|note))?$")


def sections(path):
    """Return (verdict, title, text) of each section."""
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


def workspace(root, files):
    """Write files of documents, with the accounts that they name or need, and files to name."""
    accounts = {}
    for text in files.values():
        for document in yaml.safe_load_all(text):
            provider = str(document.get("kind", "")).partition(".")[0] if isinstance(document, dict) else ""
            if provider in CATALOG.providers:
                settings = {"provider": provider, **CATALOG.providers[provider].example_account}
                accounts[str(document.get("account", provider))] = settings
    (root / "resources").mkdir()
    (root / "msgops.yaml").write_text(yaml.safe_dump({"workspace": "example", "accounts": accounts}))
    for name, text in files.items():
        (root / "resources" / name).write_text(text, encoding="utf-8")
    media.write(root / "media")
    return Runtime(Common(root, "", (), None), CATALOG)


def apart(text, number):
    """Return an example with accounts, names and numbers of its own, so that many of them make one workspace.

    Marks stay below what they mark.
    """
    edits = sorted(_edits(text, f"x{number:03}", number), reverse=True)
    lines = text.split("\n")
    for line, column, old, new in edits:
        content = lines[line]
        assert content[column:].startswith(old), (content, old)
        lines[line] = content[:column] + new + content[column + len(old) :]
        below = line + 1
        while below < len(lines) and (mark := _MARK.match(lines[below])):
            at = lines[below].index("^")
            if at > column:
                lines[below] = f"#{' ' * (at + len(new) - len(old) - 1)}{lines[below][at:]}"
            assert mark
            below += 1
    return "\n".join(_accounts(lines, f"x{number:03}"))


def _accounts(lines, tag):
    """Put each document into an account of its example."""
    provider, named = "", any(line.startswith("account: ") for line in lines)
    for line in lines:
        if line.startswith("kind: "):
            provider = line.removeprefix("kind: ").partition(".")[0].strip()
        if line.startswith("account: "):
            yield f"{line}-{tag}"
        elif line.startswith("name: ") and not named:
            yield f"account: {provider}-{tag}"
            yield line
        else:
            yield line


def _edits(text, tag, number):
    """Yield (line, column, old, new) of each value that names a document, or is a long number."""
    documents = [d for d in yaml.compose_all(text) if isinstance(d, yaml.MappingNode)]
    names = {v.value for d in documents for k, v in d.value if k.value == "name"}
    for node in (n for d in documents for n in _scalars(d)):
        line, column = node.start_mark.line, node.start_mark.column + (node.style in ("'", '"'))
        if node.style in ("|", ">") or node.start_mark.line != node.end_mark.line:
            continue
        last = node.value.rpartition("/")[2] if re.match(r"\w+\.\w+/", node.value) else node.value
        if last in names:
            yield line, column, node.value, f"{node.value}_{tag}"
        elif re.fullmatch(r"\+?[0-9][0-9 ().-]{6,20}", node.value) and not re.match(
            r"\d{4}-\d\d-|\d+(\.\d+){3}$", node.value
        ):
            yield line, column, node.value, _other(node.value, number)


def _other(text, number):
    """Return a number with others for the three digits before its last three."""
    places = [i for i, c in enumerate(text) if c.isdigit()][-6:-3]
    digits = f"{number:03}"
    return "".join(digits[places.index(i)] if i in places else c for i, c in enumerate(text))


def _scalars(node):
    """Yield the values of a document, without its keys and its kind."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _scalars(inner)
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            if key.value not in ("kind", "account"):
                yield from _scalars(inner)
