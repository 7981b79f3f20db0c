"""`${…}` in text: variables, account settings and the environment now, outputs of resources at apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgops.model.scalar import Plain

# No brace inside of a name: a text of nothing but "${" must not be searched to its end from each of them.
_ANY = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
_LONGEST = 1 << 20
_ELEMENT = 64
_OUTPUT = re.compile(r"[a-z][a-z0-9_]*\.[A-Z]")
_SECRET = re.compile(r"(env|file):")


class Unknown(LookupError):  # noqa: N818  # names what happened
    """An interpolation that names nothing; the text says what it could have been."""


@dataclass(slots=True)
class Growth:
    """How much a workspace may grow by what is filled in: characters, and more for each element of a list or map."""

    left: int = 32 << 20
    sizes: dict[int, int] = field(default_factory=dict)

    def take(self, value: Any) -> int:
        """Count a value that is filled in; raise `Unknown` when it all becomes too much."""
        size = len(value) if isinstance(value, str) else self.sizes.get(id(value))
        if size is None:
            size = self.sizes[id(value)] = _size(value)
        self.left -= size
        if self.left < 0:
            raise Unknown("too much is filled in: the workspace would become larger than any file may be")
        return size


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that `${…}` may use here."""

    variables: Mapping[str, Any]
    accounts: Mapping[str, Mapping[str, Any]]
    environment: Mapping[str, str]
    env_allowed: bool = False
    growth: Growth = field(default_factory=Growth)


def interpolate(text: str, scope: Scope) -> Any:
    """Return the text with everything filled in that is known before apply.

    A text that is one `${var.…}` takes the variable's own type; `$${` stands for a literal `${`.
    """
    whole = _ANY.fullmatch(text)
    if whole is not None and whole[1] is not None and whole[1].startswith("var."):
        value = _lookup(whole[1], scope)
        scope.growth.take(value)
        return value
    length = 0

    def put(found: re.Match[str]) -> str:
        nonlocal length
        name = found[1]
        if name is None:
            return "${"
        if _OUTPUT.match(name) or (_SECRET.match(name) and not scope.env_allowed):
            return found[0]
        value = _lookup(name, scope)
        length += scope.growth.take(value)
        if length > _LONGEST:
            raise Unknown(f"the text would become longer than {_LONGEST} characters")
        return str(value)

    filled = _ANY.sub(put, text)
    return Plain(filled) if isinstance(text, Plain) else filled


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return _ELEMENT + sum(len(k) + _size(v) for k, v in value.items())
    if isinstance(value, list):
        return _ELEMENT + sum(map(_size, value))
    return _ELEMENT + len(str(value))


def _lookup(name: str, scope: Scope) -> Any:
    if name.startswith("var."):
        return _dig(scope.variables, name[4:].split("."), name)
    if name.startswith("account."):
        return _dig(scope.accounts, name[8:].split("."), name)
    if name.startswith("env:"):
        found = scope.environment.get(name[4:])
        if found is None:
            raise Unknown(f"the environment variable {name[4:]} is not set")
        return found
    raise Unknown(
        f"${{{name}}} is none of ${{var.…}}, ${{account.…}}, ${{env:…}}, ${{file:…}} and ${{provider.Kind/name.field}}"
    )


def _dig(values: Mapping[str, Any], path: list[str], name: str) -> Any:
    found: Any = values
    for part in path:
        if not isinstance(found, Mapping) or part not in found:
            known = ", ".join(sorted(found)) if isinstance(found, Mapping) else ""
            raise Unknown(f"${{{name}}}: there is no {part!r}" + (f"; there is {known}" if known else ""))
        found = found[part]
    return found


def walk(value: Any, path: str, scope: Scope, complain: Callable[[str, str], None]) -> Any:
    """Interpolate every text inside a value; `complain(path, why)` for each that fails."""
    if isinstance(value, str):
        if "${" not in value:
            return value
        try:
            return interpolate(value, scope)
        except Unknown as unknown:
            complain(path, str(unknown))
            return value
    if isinstance(value, dict):
        return {k: walk(v, f"{path}.{k}" if path else k, scope, complain) for k, v in value.items()}
    if isinstance(value, list):
        return [walk(v, f"{path}[{i}]", scope, complain) for i, v in enumerate(value)]
    return value
