"""SCIM filters: `displayName eq "x" and (active eq true or scopes[value eq "/"])`.

Only attributes that are searchable may be filtered by. [documented: A4; the words of the refusals: assumed]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgops_fusion.simulator.errors import scim
from msgops_fusion.simulator.scim.attributes import Attribute, Schema, find

Test = Callable[[Mapping[str, Any]], bool]
_TOKEN = re.compile(r'\s*(?:([()\[\]])|("(?:[^"\\]|\\.)*")|([^\s()\[\]"]+))')
_WORDS = {"true": True, "false": False}
_ESCAPE = re.compile(r"\\(.)")


def parse(text: str, schema: Schema, *, inside: bool = False) -> Test:
    """Return what a filter tests; `inside` a value path every part may be used."""
    parser = _Parser(text, schema, inside=inside)
    test = parser.any_of()
    if parser.ahead():
        raise bad(f"unexpected {parser.ahead()!r} in filter {text!r}")
    return test


def bad(text: str) -> Exception:
    """Return the refusal of a filter."""
    return scim(400, f"Invalid filter: {text}.", "error.common.validation.invalidFilter")


class _Parser:
    def __init__(self, text: str, schema: Schema, *, inside: bool) -> None:
        self.tokens: list[str] = []
        self.schema, self.inside, self.at, place = schema, inside, 0, 0
        text = text.strip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise bad(f"cannot read {text[place:]!r}")
            self.tokens.append(found[1] or found[2] or found[3])
            place = found.end()

    def ahead(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.ahead()
        if not token:
            raise bad("it ends too early")
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise bad(f"{token!r} is missing")

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self.ahead().lower() == "or":
            self.take()
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def all_of(self) -> Test:
        tests = [self.one()]
        while self.ahead().lower() == "and":
            self.take()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self.ahead().lower() == "not":
            self.take()
            self.expect("(")
            inner = self.any_of()
            self.expect(")")
            return lambda row: not inner(row)
        if self.ahead() == "(":
            self.take()
            grouped = self.any_of()
            self.expect(")")
            return grouped
        return self.condition()

    def condition(self) -> Test:
        path = self.take()
        found = find(self.schema, path)
        if found is None:
            raise bad(f"{path} is no attribute")
        attribute, part = found
        if self.ahead() == "[":
            return self.value_path(attribute)
        leaf = part or attribute
        if not leaf.search and not self.inside:
            raise bad(f"{path} is not searchable")
        if leaf.parts and self.ahead().lower() != "pr":
            part = attribute.part("value")
            leaf = part or leaf
        operator = self.take().lower()
        if operator == "pr":
            return lambda row: any(v not in ("", [], {}) for v in values(row, attribute, part))
        if operator not in _COMPARE:
            raise bad(f"{operator!r} is no operator")
        wanted, compare = self.value(leaf), _COMPARE[operator]

        def test(row: Mapping[str, Any]) -> bool:
            found = [_plain(v, leaf) for v in values(row, attribute, part)]
            if operator == "ne":
                return wanted not in found
            return any(compare(value, wanted) for value in found)

        return test

    def value_path(self, attribute: Attribute) -> Test:
        self.take()
        outer, self.schema = self.schema, attribute.parts
        inner = self.any_of()
        self.schema = outer
        self.expect("]")
        return lambda row: any(inner(element) for element in values(row, attribute, None))

    def value(self, leaf: Attribute) -> Any:
        token = self.take()
        if token.startswith('"'):
            text: Any = _ESCAPE.sub(r"\1", token[1:-1])
            if leaf.type == "boolean":
                text = _WORDS.get(text.lower(), text)
            return _plain(text, leaf)
        if token.lower() in _WORDS:
            return _WORDS[token.lower()]
        try:
            return int(token)
        except ValueError:
            raise bad(f"{token!r} is no value: write strings in double quotes") from None


def values(row: Mapping[str, Any], attribute: Attribute, part: Attribute | None) -> list[Any]:
    """Return what a row has at a path: none, one, or the elements of a list."""
    held = row.get(attribute.name)
    found = held if isinstance(held, list) else [] if held is None else [held]
    if part is None:
        return found
    return [element[part.name] for element in found if element.get(part.name) is not None]


def _plain(value: Any, leaf: Attribute) -> Any:
    return value.casefold() if isinstance(value, str) and not leaf.exact else value


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: isinstance(a, type(b)) and not isinstance(b, bool) and compare(a, b)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "co": lambda a, b: str(b) in str(a),
    "sw": lambda a, b: str(a).startswith(str(b)),
    "ew": lambda a, b: str(a).endswith(str(b)),
    "gt": _ordered(lambda a, b: a > b),
    "ge": _ordered(lambda a, b: a >= b),
    "lt": _ordered(lambda a, b: a < b),
    "le": _ordered(lambda a, b: a <= b),
}
