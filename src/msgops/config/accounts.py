"""From an account block to the provider's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from msgops.config.interpolate import Scope, walk
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.secret import Secret

if TYPE_CHECKING:
    from msgops.config.secrets import SecretSources
    from msgops.config.workspace import AccountBlock
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.fields import Spec


def settings(
    block: AccountBlock,
    catalog: Catalog,
    secrets: SecretSources,
    environment: Mapping[str, str],
    variables: Mapping[str, Any],
) -> Spec:
    """Return the provider's settings with secrets resolved; `ConfigError` lists everything that is missing."""
    found: list[Diagnostic] = []

    def complain(path: str, why: str) -> None:
        found.append(_problem(block, f"{path}: {why}"))

    model = catalog.providers[block.provider].settings
    secret = {n for n, f in model.model_fields.items() if "Secret" in str(f.annotation)}
    scope = Scope(variables, {}, environment, env_allowed=True)
    raw = {
        k: v if k in secret else walk(v, f"accounts.{block.name}.{k}", scope, complain)
        for k, v in block.settings.items()
    }
    if found:
        raise ConfigError(found)
    try:
        checked = model.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(
            [
                _problem(block, f"accounts.{block.name}.{'.'.join(map(str, e['loc']))}: {e['msg']}")
                for e in error.errors(include_url=False, include_input=False)
            ]
        ) from None
    values: dict[str, Any] = {}
    for name in model.model_fields:
        value = getattr(checked, name)
        if isinstance(value, Secret):
            revealed = secrets(value)
            if revealed is None:
                found.append(_problem(block, f"accounts.{block.name}.{name}: {value.source} has no value"))
                continue
            value = value.with_value(revealed)
        values[name] = value
    if found:
        raise ConfigError(found)
    return model.model_construct(**values)


def _problem(block: AccountBlock, detail: str) -> Diagnostic:
    return Diagnostic(
        "MC160",
        "The account is not usable",
        detail=detail,
        remedy="Set the environment variable or correct the account block; nothing was sent.",
        origin=block.origin,
    )
