"""Which permissions of a vendor a workspace needs, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission, or one user's role, and who needs it: operations by kind (`""`: the audit feed)."""

    name: str
    needed_by: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Purpose:
    """The least that one command needs in one account.

    `permissions` go to the credential; `roles` are what a portal user must have where no permission helps.
    """

    name: str
    permissions: tuple[Grant, ...]
    roles: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPermissions:
    """What the commands need in one account. `noun` is the vendor's word for one permission.

    `stated` is false where the provider says nothing about permissions.
    """

    account: str
    provider: str
    noun: str
    purposes: tuple[Purpose, ...]
    stated: bool = True
