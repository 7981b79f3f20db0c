"""A saved plan back from JSON. Every complaint names the place in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from msgops.model.address import Address
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.model.plan import Allowed, Basis, Plan
from msgops.model.resource import Waiting
from msgops.model.state import Consent

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT_VERSION = "1.0"
T = TypeVar("T")
E = TypeVar("E", bound=Enum)
_NAMES = {str: "text", bool: "true or false", int: "a number", list: "a list", dict: "a map"}


def plan_from_json(value: Any) -> Plan:
    """Return the plan; `ValueError` says what is wrong and where."""
    root = _Node(value, "")
    version = root["format_version"].text()
    if version.partition(".")[0] != FORMAT_VERSION.partition(".")[0]:
        raise ValueError(f"format_version {version!r} cannot be read; this msgops reads {FORMAT_VERSION}")
    return Plan(
        changes=root["changes"].each(_change),
        basis=_basis(root["basis"]),
        digest=root["digest"].text(),
        refused=root["refused"].each(_diagnostic),
        warnings=root["warnings"].each(_diagnostic),
        unmanaged=root["unmanaged"].map(_Node.number),
        reads=root["reads"].number(),
        allowed=root.get("allowed", default=[]).each(_allowed),
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """A value and where it stands."""

    value: Any
    path: str

    def __getitem__(self, name: str) -> _Node:
        found = self._as(dict)
        if name not in found:
            raise ValueError(f"{self._join(name)} is missing")
        return _Node(found[name], self._join(name))

    def get(self, name: str, *, default: Any) -> _Node:
        """Return a key that was added within the major version, or what its absence means."""
        return self[name] if name in self._as(dict) else _Node(default, self._join(name))

    def _join(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _as(self, type_: type[T]) -> T:
        fits = isinstance(self.value, type_) and (type_ is bool or not isinstance(self.value, bool))
        if not fits:
            raise ValueError(f"{self.path or 'the file'} is not {_NAMES[type_]}")
        found: T = self.value
        return found

    def text(self) -> str:
        return self._as(str)

    def flag(self) -> bool:
        return self._as(bool)

    def number(self) -> int:
        return self._as(int)

    def each(self, read: Callable[[_Node], T]) -> tuple[T, ...]:
        return tuple(read(_Node(v, f"{self.path}[{n}]")) for n, v in enumerate(self._as(list)))

    def map(self, read: Callable[[_Node], T]) -> dict[str, T]:
        return {str(k): read(_Node(v, self._join(str(k)))) for k, v in self._as(dict).items()}

    def optional(self, read: Callable[[_Node], T]) -> T | None:
        return None if self.value is None else read(self)

    def word(self, words: type[E]) -> E:
        try:
            return words(self.text())
        except ValueError:
            known = ", ".join(w.value for w in words)
            raise ValueError(f"{self.path}: {self.value!r} is not one of {known}") from None

    def address(self) -> Address:
        try:
            return Address.parse(self.text())
        except ValueError as error:
            raise ValueError(f"{self.path}: {error}") from None


def _change(node: _Node) -> Change:
    cause, source, waiting = node["cause"], node["source"], node["waiting"]
    return Change(
        address=node["address"].address(),
        action=node["action"].word(Action),
        account=node["account"].text(),
        cause=cause.optional(lambda n: n.word(Cause)),
        fields=node["fields"].each(_field),
        reason=node["reason"].text(),
        source=source.optional(_origin),
        depends_on=node["depends_on"].each(_Node.address),
        precondition=node["precondition"].text(),
        live_id=node["live_id"].text(),
        reversible=node["reversible"].flag(),
        waits_for=node["waits_for"].each(_Node.text),
        waiting=waiting.optional(_waiting),
        create_first=node["create_first"].flag(),
        calls=node["calls"].number(),
        record=node["record"].flag(),
        costs_money=node["costs_money"].flag(),
        notes=node["notes"].each(_Node.text),
    )


def _allowed(node: _Node) -> Allowed:
    rule = node["rule"].text()
    until = node["until"].optional(_Node.text) or ""
    by, reason = node["by"].text(), node["reason"].text()
    consent = Consent(rule, node["allow"].text(), reason, by, until=until)
    return Allowed(rule, node["address"].address(), consent)


def _field(node: _Node) -> FieldChange:
    sensitive = node["sensitive"].flag()
    before, after = node["before"].value, node["after"].value
    if sensitive and not (before is None and after is None):
        raise ValueError(f"{node.path} is sensitive and must not carry a value")
    return FieldChange(node["path"].text(), before, after, node["cause"].word(Cause), sensitive)


def _origin(node: _Node) -> Origin:
    via = node.get("used_at", default=None).optional(_origin)
    return Origin(node["file"].text(), node["line"].number(), node["column"].number(), via)


def _waiting(node: _Node) -> Waiting:
    return Waiting(
        waiting_for=node["waiting_for"].text(),
        instruction=node["instruction"].text(),
        rejected=node["rejected"].flag(),
        expired=node.get("expired", default=False).flag(),
        submitted=node.get("submitted", default=False).flag(),
        code=node.get("code", default=False).flag(),
        reason=node.get("reason", default="").text(),
        since=node.get("since", default="").text(),
        due=node.get("due", default="").text(),
    )


def _basis(node: _Node) -> Basis:
    return Basis(
        workspace=node["workspace"].text(),
        environment=node["environment"].text(),
        config=node["config"].text(),
        state=node["state"].text(),
        providers=node["providers"].map(_Node.text),
    )


def _diagnostic(node: _Node) -> Diagnostic:
    origin = _origin(node) if node["file"].value is not None else None
    if origin is not None and (line := node.get("end_line", default=None)).value is not None:
        origin = replace(origin, end=(line.number(), node["end_column"].number()))
    return Diagnostic(
        code=node["code"].text(),
        summary=node["summary"].text(),
        detail=node["detail"].text(),
        remedy=node["remedy"].text(),
        severity=node["severity"].word(Severity),
        address=node["address"].optional(_Node.address),
        origin=origin,
        excerpt=node["excerpt"].text(),
        width=node["width"].number(),
    )
