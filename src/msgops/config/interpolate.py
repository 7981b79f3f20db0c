"""`${…}` in text: variables, account settings and the environment now, outputs of resources at apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgops.model.scalar import Plain

# No brace inside of a name: a text of nothing but "${" must not be searched to its end from each of them.
_ANY = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
_OUTPUT = re.compile(r"[a-z][a-z0-9_]*\.[A-Z]")
_SECRET = re.compile(r"(env|file):")


class Unknown(LookupError):  # noqa: N818  # names what happened
    """An interpolation that names nothing; the text says what it could have been."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that `${…}` may use here."""

    variables: Mapping[str, Any]
    accounts: Mapping[str, Mapping[str, Any]]
    environment: Mapping[str, str]
    env_allowed: bool = False


def interpolate(text: str, scope: Scope) -> Any:
    """Return the text with everything filled in that is known before apply.

    A text that is one `${var.…}` takes the variable's own type; `$${` stands for a literal `${`.
    """
    whole = _ANY.fullmatch(text)
    if whole is not None and whole[1] is not None and whole[1].startswith("var."):
        return _lookup(whole[1], scope)

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "${"
        if _OUTPUT.match(name) or (_SECRET.match(name) and not scope.env_allowed):
            return found[0]
        return str(_lookup(name, scope))

    filled = _ANY.sub(put, text)
    return Plain(filled) if isinstance(text, Plain) else filled


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
