"""What stands inside of a resource's document: its account, and `spec:` checked by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from msgops.config.head import merge
from msgops.config.interpolate import Scope, walk
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.config.envelope import Envelope
    from msgops.config.problems import Problems
    from msgops.config.workspace import AccountBlock
    from msgops.sdk.kind import Kind


def read_account(
    envelope: Envelope, kind: Kind, accounts: Mapping[str, AccountBlock], problems: Problems
) -> str | None:
    """Return the account of a document: the one that it names, or the only one of the kind's provider."""
    provider = kind.name.partition(".")[0]
    fitting = [n for n, b in accounts.items() if b.provider == provider]
    if envelope.account is None:
        if len(fitting) == 1:
            return fitting[0]
        what = f"the workspace has {len(fitting)} accounts of provider {provider}"
        problems.add(
            "kind",
            "MC106",
            "Which account?",
            what,
            "Write account: NAME in the document." if fitting else "Add one under accounts: in msgops.yaml.",
        )
        return None
    if envelope.account in fitting:
        return envelope.account
    hint = suggest(envelope.account, fitting)
    problems.add(
        "account",
        "MC107",
        "Unknown account",
        f'there is no account "{envelope.account}" of provider {provider}',
        f'Did you mean "{hint}"?' if hint else "",
    )
    return None


def read_attributes(
    envelope: Envelope, kind: Kind, patch: Any, scope: Scope, problems: Problems
) -> dict[str, Any]:
    """Return what `spec:` says with an environment's patch over it, checked by the kind; as written where it is wrong."""
    spec = merge(envelope.spec, patch.get("spec", patch)) if isinstance(patch, dict) else envelope.spec

    def complain(path: str, why: str) -> None:
        problems.add(path, "MC108", "Unknown interpolation", why)

    spec = walk(spec, "spec", scope, complain)
    spec = _refuse_nulls(spec, "spec", problems)
    for key in kind.codec.root.fields:
        if key.key is not None and key.key.from_name and key.name not in spec:
            spec = {**spec, key.name: envelope.name}
        if key.name in kind.computed and key.name in spec:
            problems.add(
                f"spec.{key.name}", "MC109", "Not yours to set", f'the vendor sets "{key.name}"', key=True
            )
    try:
        return kind.codec.dump(kind.spec.model_validate(spec))
    except ValidationError as error:
        problems.from_pydantic(error, kind.spec, spec, "spec")
        return spec


def _refuse_nulls(value: Any, path: str, problems: Problems) -> Any:
    """Report every null, and return the value without them so that the rest is checked too."""
    if isinstance(value, dict):
        if None not in value.values() and not any(isinstance(v, dict | list) for v in value.values()):
            return value
        for key, inner in value.items():
            if inner is None:
                _null(f"{path}.{key}", problems)
        return {k: _refuse_nulls(v, f"{path}.{k}", problems) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        for index, inner in enumerate(value):
            if inner is None:
                _null(f"{path}[{index}]", problems)
        return [_refuse_nulls(v, f"{path}[{i}]", problems) for i, v in enumerate(value) if v is not None]
    return value


def _null(path: str, problems: Problems) -> None:
    remedy = "Leave the field out (not managed), or write [] for none."
    problems.add(path, "MC114", "Null is not a value", f'"{path}" is null', remedy)
    problems.nulls.add(path)
