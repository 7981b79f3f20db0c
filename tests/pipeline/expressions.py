"""The part of GitHub's expressions that the workflows use: literals, contexts, == != ! && || and parentheses.

https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\d+|[A-Za-z_][\w.-]*(?:\(\))?|==|!=|&&|\|\||[!()])")
_WHOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def filled(text: Any, contexts: Mapping[str, Any]) -> str:
    """Return text with every `${{ … }}` replaced."""
    return _WHOLE.sub(lambda m: _shown(evaluate(m[1], contexts)), str(text))


def evaluate(text: str, contexts: Mapping[str, Any]) -> Any:
    """Return the value of an expression; what a context does not have is None."""
    tokens, end = [], 0
    text = text.strip()
    while end < len(text):
        found = _TOKEN.match(text, end)
        assert found, f"not understood: {text[end:]!r}"
        tokens.append(found[1])
        end = found.end()
    value = _or(tokens, contexts)
    assert not tokens, f"left over: {tokens}"
    return value


def _shown(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _or(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    value = _and(tokens, contexts)
    while tokens[:1] == ["||"]:
        tokens.pop(0)
        other = _and(tokens, contexts)
        value = value or other
    return value


def _and(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    value = _equal(tokens, contexts)
    while tokens[:1] == ["&&"]:
        tokens.pop(0)
        other = _equal(tokens, contexts)
        value = value and other
    return value


def _equal(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    value = _one(tokens, contexts)
    while tokens[:1] in (["=="], ["!="]):
        same = tokens.pop(0) == "=="
        value = (_shown(value).lower() == _shown(_one(tokens, contexts)).lower()) is same
    return value


def _one(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    token = tokens.pop(0)
    if token == "!":
        return not _one(tokens, contexts)
    if token == "(":
        value = _or(tokens, contexts)
        assert tokens.pop(0) == ")"
        return value
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if token.isdigit():
        return int(token)
    if token.endswith("()"):
        return contexts["functions"][token[:-2]]
    first, *rest = token.split(".")
    assert first in contexts, f"there is no context {first!r} here"
    value = contexts[first]
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
