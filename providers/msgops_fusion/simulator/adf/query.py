"""The grammars of `q`: `A=x;B=y` in framework version 1, `A = 'x' and B = 'y'` from version 2 on (dossier A3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgops_fusion.simulator.adf.table import Attribute, Resource
from msgops_fusion.simulator.errors import AdfError

Test = Callable[[Mapping[str, Any]], bool]
_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(>=|<=|!=|<>|[=<>(),])|([^\s'=<>!(),;]+))")
_OLD = re.compile(r"\s*(\w+)\s*(>=|<=|!=|<>|=|>|<)\s*(.*?)\s*", re.DOTALL)


def parse(text: str, resource: Resource, version: int) -> Test:
    """Return what a query tests; the grammar of another version, or an attribute that cannot be queried, is a 400."""
    if version < 2:
        return _first(text, resource)
    if ";" in re.sub(r"'[^']*'", "", text):
        raise bad(f"; is not of the query syntax of version {version}")
    parser = _Parser(text, resource)
    test = parser.any_of()
    if parser.ahead():
        raise bad(f"unexpected {parser.ahead()}")
    return test


def bad(text: str) -> AdfError:
    """Return the refusal of a query."""
    return AdfError(400, f"URL request parameter q cannot be used: {text}.")


def _first(text: str, resource: Resource) -> Test:
    tests = []
    for part in filter(None, text.split(";")):
        found = _OLD.fullmatch(part)
        if found is None or re.search(r"'\s+(and|or)\s", part, re.IGNORECASE):
            raise bad(f"cannot read {part}")
        tests.append(_compare(_known(resource, found[1]), found[2], found[3].strip("'\"")))
    return lambda row: all(test(row) for test in tests)


def _known(resource: Resource, name: str) -> Attribute:
    attribute = resource.attributes.get(name)
    if attribute is None or not attribute.queryable:
        raise bad(f"{name} is no attribute that can be queried")
    return attribute


class _Parser:
    def __init__(self, text: str, resource: Resource) -> None:
        self.resource, self.at, place = resource, 0, 0
        self.tokens: list[str] = []
        text = text.strip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise bad(f"cannot read {text[place:]}")
            self.tokens.append(found[0].strip())
            place = found.end()

    def ahead(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.ahead()
        if not token:
            raise bad("it ends too early")
        self.at += 1
        return token

    def keyword(self, *words: str) -> bool:
        """Take words if they come next."""
        if [t.lower() for t in self.tokens[self.at : self.at + len(words)]] != list(words):
            return False
        self.at += len(words)
        return True

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self.keyword("or"):
            tests.append(self.all_of())
        return lambda row: any(test(row) for test in tests)

    def all_of(self) -> Test:
        tests = [self.one()]
        while self.keyword("and"):
            tests.append(self.one())
        return lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self.keyword("not"):
            inner = self.one()
            return lambda row: not inner(row)
        if self.keyword("("):
            grouped = self.any_of()
            if not self.keyword(")"):
                raise bad(") is missing")
            return grouped
        return self.condition()

    def condition(self) -> Test:
        attribute = _known(self.resource, self.take())
        name = attribute.name
        if self.keyword("is", "null"):
            return lambda row: row.get(name) is None
        if self.keyword("is", "not", "null"):
            return lambda row: row.get(name) is not None
        if self.keyword("in"):
            return self.member(attribute)
        if self.keyword("between"):
            low = _compare(attribute, ">=", self.value())
            if not self.keyword("and"):
                raise bad("and is missing")
            high = _compare(attribute, "<=", self.value())
            return lambda row: low(row) and high(row)
        return _compare(attribute, self.take().lower(), self.value())

    def member(self, attribute: Attribute) -> Test:
        if not self.keyword("("):
            raise bad("( is missing")
        tests = [_compare(attribute, "=", self.value())]
        while self.keyword(","):
            tests.append(_compare(attribute, "=", self.value()))
        if not self.keyword(")"):
            raise bad(") is missing")
        return lambda row: any(test(row) for test in tests)

    def value(self) -> str:
        token = self.take()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if not re.fullmatch(r"-?\d+(\.\d+)?|true|false", token):
            raise bad(f"{token} is to stand in single quotes")
        return token


def _compare(attribute: Attribute, operator: str, text: str) -> Test:
    if operator == "like":
        words = [re.escape(part) for part in re.split(r"[%*]", text)]
        pattern = re.compile(".*".join(words), re.DOTALL)
        return lambda row: pattern.fullmatch(str(row.get(attribute.name) or "")) is not None
    compare = _COMPARE.get(operator)
    if compare is None:
        raise bad(f"{operator} is no operator")
    wanted = _typed(attribute, text)

    def test(row: Mapping[str, Any]) -> bool:
        value = row.get(attribute.name)
        return value is not None and compare(value, wanted)

    return test


def _typed(attribute: Attribute, text: str) -> Any:
    if attribute.type == "boolean":
        if text.lower() not in _FLAGS:
            raise bad(f"{text} is no value of {attribute.name}")
        return _FLAGS[text.lower()]
    if attribute.type == "integer":
        try:
            return int(text)
        except ValueError:
            raise bad(f"{text} is no value of {attribute.name}") from None
    return text


_FLAGS = {"true": True, "y": True, "false": False, "n": False}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<>": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
}
