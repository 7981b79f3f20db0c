"""SOQL as text to SOQL as values: the subset of dossier D4.3, and `IN (SELECT …)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from msgops_salesforce.simulator.errors import Rejected

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)
    | (?P<sign><=|>=|<>|!=|[=<>(),])
    )""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SIGNS = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_REFUSED = ("group", "having", "with", "for", "using", "update", "typeof")
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Compare:
    """`path operator value`; the value of IN and NOT IN is a tuple or a query."""

    path: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Junction:
    """AND, OR or NOT of conditions."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Compare | Junction


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time, written without quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """One column to sort by."""

    path: str
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `items` are paths and child queries."""

    source: str
    items: tuple[str | Query, ...]
    count: bool = False
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0


def parse(soql: str) -> Query:
    """Return the query; what is outside the subset is refused with `MALFORMED_QUERY`. [documented]"""
    reader = _Reader(soql)
    found = reader.query()
    if reader.kind:
        raise reader.unexpected()
    return found


class _Reader:
    """Reads one token after the other."""

    def __init__(self, soql: str) -> None:
        self.soql, self.at, self.start, self.depth = soql, 0, 0, 0
        self.kind, self.text = "", ""
        self.advance()

    def advance(self) -> None:
        if not self.soql[self.at :].strip():
            self.kind = self.text = ""
            return
        found = _TOKEN.match(self.soql, self.at)
        if found is None:
            self.text = self.soql[self.at :].strip()[0]
            raise self.unexpected()
        self.kind = str(found.lastgroup)
        self.text = found[self.kind]
        self.start, self.at = found.start(self.kind), found.end()

    def unexpected(self) -> Rejected:
        token = self.text or "<EOF>"
        return Rejected(
            "MALFORMED_QUERY", f"ERROR at Row:1:Column:{self.start + 1}\nunexpected token: '{token}'"
        )

    def word(self, *words: str) -> bool:
        """Take one of these keywords if it is next."""
        if self.kind == "word" and self.text.lower() in words:
            self.advance()
            return True
        return False

    def sign(self, sign: str) -> bool:
        if self.kind == "sign" and self.text == sign:
            self.advance()
            return True
        return False

    def need(self, taken: bool) -> None:  # noqa: FBT001  # the answer of `word` or `sign`
        if not taken:
            raise self.unexpected()

    def name(self) -> str:
        if self.kind != "word":
            raise self.unexpected()
        found = self.text
        self.advance()
        return found

    def query(self) -> Query:
        self.need(self.word("select"))
        items, count = self.items()
        self.need(self.word("from"))
        source = self.name()
        where = self.junction() if self.word("where") else None
        if self.kind == "word" and self.text.lower() in _REFUSED:
            raise self.unexpected()
        order = self.order() if self.word("order") else ()
        limit = self.whole() if self.word("limit") else None
        offset = self.whole() if self.word("offset") else 0
        return Query(source, items, count, where, order, limit, offset)

    def items(self) -> tuple[tuple[str | Query, ...], bool]:
        out: list[str | Query] = []
        while True:
            if self.sign("("):
                out.append(self.query())
                self.need(self.sign(")"))
            else:
                name = self.name()
                if self.sign("("):
                    if name.lower() != "count" or out:
                        raise self.unexpected()
                    self.need(self.sign(")"))
                    return (), True
                out.append(name)
            if not self.sign(","):
                return tuple(out), False

    def junction(self) -> Condition:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self.unexpected()
        parts = [self.term()]
        operator = ""
        while self.kind == "word" and self.text.lower() in ("and", "or"):
            word = self.text.lower()
            if operator and word != operator:
                # AND and OR do not mix without parentheses. [documented]
                raise self.unexpected()
            operator = word
            self.advance()
            parts.append(self.term())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Junction(operator, tuple(parts))

    def term(self) -> Condition:
        if self.word("not"):
            return Junction("not", (self.term(),))
        if self.sign("("):
            found = self.junction()
            self.need(self.sign(")"))
            return found
        path = self.name()
        if self.kind == "sign" and self.text in _SIGNS:
            operator = _SIGNS[self.text]
            self.advance()
            return Compare(path, operator, self.value())
        if self.word("like"):
            return Compare(path, "like", self.value())
        operator = "not in" if self.word("not") else "in"
        self.need(self.word("in"))
        self.need(self.sign("("))
        if self.kind == "word" and self.text.lower() == "select":
            inner = self.query()
            self.need(self.sign(")"))
            return Compare(path, operator, inner)
        values = [self.value()]
        while self.sign(","):
            values.append(self.value())
        self.need(self.sign(")"))
        return Compare(path, operator, tuple(values))

    def value(self) -> Any:
        kind, text = self.kind, self.text
        if kind not in ("string", "number", "moment", "date", "word"):
            raise self.unexpected()
        if kind == "word" and text.lower() not in ("true", "false", "null"):
            raise self.unexpected()
        self.advance()
        if kind == "string":
            return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text[1:-1])
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "word":
            return {"true": True, "false": False, "null": None}[text.lower()]
        return Moment(text)

    def order(self) -> tuple[Order, ...]:
        self.need(self.word("by"))
        out = []
        while True:
            path = self.name()
            descending = self.word("desc")
            if not descending:
                self.word("asc")
            last = False
            if self.word("nulls"):
                last = self.word("last")
                if not last:
                    self.need(self.word("first"))
            out.append(Order(path, descending, last))
            if not self.sign(","):
                return tuple(out)

    def whole(self) -> int:
        if self.kind != "number" or not self.text.isdigit():
            raise self.unexpected()
        found = int(self.text)
        self.advance()
        return found
