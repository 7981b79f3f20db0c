"""The `accounts:` block of a workspace: shape only; settings are resolved when an account is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from msgops.config.trust import bad_sources
from msgops.config.workspace import AccountBlock
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from msgops.config.head import Head
    from msgops.config.problems import Problems
    from msgops.sdk.catalog import Catalog

_OURS = frozenset({"provider", "allow_inferred", "secrets"})
"""Keys of a block that are no settings of its provider."""


def read_accounts(value: Any, catalog: Catalog, head: Head) -> dict[str, AccountBlock]:
    """Check every block; a block with an error is left out."""
    if not isinstance(value, dict):
        head.at("accounts").add(
            "accounts", "MC104", "Wrong value", '"accounts" must be a map of account blocks'
        )
        return {}
    blocks = (_block(str(name), block, catalog, head.at(f"accounts.{name}")) for name, block in value.items())
    return {b.name: b for b in blocks if b is not None}


def _block(name: str, block: Any, catalog: Catalog, problems: Problems) -> AccountBlock | None:
    path = f"accounts.{name}"
    if not isinstance(block, dict) or not isinstance(block.get("provider"), str):
        problems.add(path, "MC102", "Missing field", f'account "{name}" needs a provider')
        return None
    provider = str(block["provider"])
    if provider not in catalog.providers:
        hint = suggest(provider, catalog.providers)
        known = f"Installed: {', '.join(catalog.providers)}."
        problems.add(
            f"{path}.provider",
            "MC115",
            "Unknown provider",
            f'no provider is called "{provider}"',
            f'Did you mean "{hint}"? {known}' if hint else known,
        )
        return None
    settings = {k: v for k, v in block.items() if k not in _OURS}
    allowed = block.get("allow_inferred") or []
    if not isinstance(allowed, list) or not all(str(a) in catalog for a in allowed):
        problems.add(
            f"{path}.allow_inferred", "MC104", "Wrong value", '"allow_inferred" must be a list of kinds'
        )
        allowed = []
    for index, why in bad_sources(block.get("secrets", [])):
        where = f"{path}.secrets" if index is None else f"{path}.secrets[{index}]"
        problems.add(where, "MC104", "Wrong value", why)
    _shape(provider, settings, catalog, problems, path)
    return AccountBlock(name, provider, settings, problems.origin(path), tuple(str(a) for a in allowed))


def _shape(provider: str, settings: dict[str, Any], catalog: Catalog, problems: Problems, path: str) -> None:
    """Report unknown and missing settings and secrets in clear; values from the environment are checked later."""
    model = catalog.providers[provider].settings
    try:
        model.model_validate(settings)
    except ValidationError as error:
        later = [
            e
            for e in error.errors(include_url=False)
            if not (isinstance(e.get("input"), str) and "${" in e["input"] and e["type"] != "secret_literal")
        ]
        if later:
            problems.from_pydantic_errors(later, model, settings, path)
