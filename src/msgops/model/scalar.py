"""Unquoted YAML scalars: text that remembers that it was plain."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LONGEST = 64  # digits, leading zeros included


class Plain(str):
    """A scalar written without quotes; a free-form field may read it as a number or a boolean."""

    __slots__ = ()


def resolve_plain(value: Any) -> Any:
    """Read plain scalars by the core schema of YAML 1.2, through lists and maps; quoted text stays text."""
    if isinstance(value, Plain):
        return _resolve(str(value))
    if isinstance(value, dict):
        return {str(k): resolve_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [resolve_plain(v) for v in value]
    return value


def _resolve(text: str) -> Any:
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INT.fullmatch(text):
        return _number(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value if isfinite(value) else text
    return text


def _number(text: str) -> int | str:
    """Return an integer that JSON readers keep exactly; a longer run of digits is an identifier: text."""
    if len(text) > _LONGEST:
        return text
    value = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return value if -(1 << 63) <= value < 1 << 63 else text
