"""Puts settings into an account block of a file, and leaves every other character of it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from msgops.config.dump import dump_mapping

_LOADER = yaml.SafeLoader


def with_settings(text: str, account: str, settings: Mapping[str, Any]) -> str:
    """Return the file with these settings of an account merged in.

    `ValueError` when the file does not lend itself to it: the account stands elsewhere, or in a form that cannot be
    edited without a look at the rest.
    """
    before = _parsed(text)
    block = before["accounts"].get(account) if isinstance(before.get("accounts"), dict) else None
    if not isinstance(block, dict):
        raise ValueError(f"there is no block of the account {account}")  # noqa: TRY004  # of the file, not of an argument
    for name, value in settings.items():
        block[name] = _merged(block.get(name), value)
        text = _with_setting(text, account, name, block[name])
    if _parsed(text) != before:
        raise ValueError("the block is written in a way that cannot be edited safely")
    return text


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = yaml.load(text, Loader=_LOADER)  # noqa: S506  # the safe loader
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("the file is no mapping")  # noqa: TRY004  # of the file, not of an argument
    return found


def _merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return new
    return {**old, **{k: _merged(old.get(k), v) for k, v in new.items()}}


def _with_setting(text: str, account: str, name: str, value: Any) -> str:
    """Replace a setting where it stands, or put it behind the first one of the block."""
    entries = _value(_value(yaml.compose(text, Loader=_LOADER), "accounts"), account).value
    column = entries[0][0].start_mark.column
    shown = dump_mapping({name: value})
    lines = text.splitlines(keepends=True)
    added = [" " * column + line for line in shown.splitlines(keepends=True)]
    there = next(((k, v) for k, v in entries if k.value == name), None)
    if there is not None:
        start, end = there[0].start_mark.line, _end(there[1])
        return "".join([*lines[:start], *added, *lines[end:]])
    after = _end(entries[0][1])
    if lines[after - 1 : after] and not lines[after - 1].endswith("\n"):
        lines[after - 1] += "\n"
    return "".join([*lines[:after], *added, *lines[after:]])


def _value(node: Any, name: str) -> Any:
    return next(value for key, value in node.value if key.value == name)


def _end(node: Any) -> int:
    """Return the number of the line behind a value; a block ends where the next line begins, a scalar inside its line."""
    mark = node.end_mark
    return int(mark.line if mark.column == 0 and mark.line > node.start_mark.line else _last(node) + 1)


def _last(node: Any) -> int:
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.line)
    inner = node.value[-1]
    return _last(inner[1] if isinstance(inner, tuple) else inner)
