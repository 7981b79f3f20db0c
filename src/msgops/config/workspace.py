"""The values that loading yields: the workspace, its accounts and its resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from msgops.model.address import Address
    from msgops.model.diagnostic import Diagnostic, Origin
    from msgops.model.output import Output
    from msgops.model.resource import Resource, Silence


@dataclass(frozen=True, slots=True)
class AccountBlock:
    """One block under `accounts:`; `settings` still holds `${…}` as written."""

    name: str
    provider: str
    settings: Mapping[str, Any]
    origin: Origin
    allow_inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits that a plan must keep (DESIGN §3)."""

    max_deletes: int | None = None
    max_delete_percent: int = 30


@dataclass(frozen=True, slots=True)
class Lint:
    """Which sets of rules count (none: the usual ones), and where rules are silent."""

    sets: tuple[str, ...] = ()
    exceptions: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """A document that uses a blueprint: its name, what it uses, and where it stands."""

    name: str
    blueprint: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything the files say. `desired` is empty of resources with errors; `diagnostics` has all findings.

    `drafts` are the resources with errors, as far as they can be read: rules have something to say about them too.
    """

    root: Path
    name: str
    environment: str
    accounts: Mapping[str, AccountBlock]
    state: str
    policy: Policy
    variables: Mapping[str, Any]
    desired: Mapping[Address, Resource]
    diagnostics: tuple[Diagnostic, ...] = ()
    digest: str = ""
    files: tuple[str, ...] = field(default=())
    outputs: Mapping[str, Output] = field(default_factory=dict)
    drafts: Mapping[Address, Resource] = field(default_factory=dict)
    lint: Lint = field(default_factory=Lint)
    uses: tuple[Used, ...] = ()
