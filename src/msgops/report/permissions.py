"""The least permissions as a document, as JSON and its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.report.document import Block, Document, Section
from msgops.report.parse import FORMAT_VERSION
from msgops.report.values import Line, plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.model.permission import AccountPermissions, Grant, Purpose

FEED = "the vendor's audit feed"


def permissions_document(accounts: Sequence[AccountPermissions]) -> Document:
    """Return what each command needs in each account, and who needs it."""
    if not accounts:
        return Document("permissions", "", "Nothing is declared or recorded, so nothing is needed.")
    sections = tuple(section for account in accounts for section in _sections(account))
    return Document(
        name="permissions",
        title="",
        verdict=f"Least permissions of {counted(len(accounts), 'account')}: {'; '.join(map(_sum, accounts))}.",
        remarks=("apply compares them with the credential before its first write, where the vendor tells.",),
        sections=sections,
    )


def _sum(account: AccountPermissions) -> str:
    name = plain(account.account, 80)
    parts = (f"{counted(len(p.permissions), account.noun)} for {p.name}" for p in account.purposes)
    return f"{name} needs {listed(parts)}" if account.stated else f"{name} is not known"


def _sections(account: AccountPermissions) -> Iterable[Section]:
    name = plain(account.account, 80)
    if not account.stated:
        text = f"the provider {account.provider} does not state what its operations need"
        yield Section(name, (Block(Line(text, "?")),))
    for purpose in account.purposes:
        yield Section(f"{name}: {purpose.name}", tuple(_blocks(account.noun, purpose)))


def _blocks(noun: str, purpose: Purpose) -> Iterable[Block]:
    for grant in purpose.permissions:
        yield Block(Line(plain(grant.name)), "", tuple(_users(grant)))
    for grant in purpose.roles:
        yield Block(Line(f"no {noun}, but {plain(grant.name)}"), "", tuple(_users(grant)))


def _users(grant: Grant) -> Iterable[Line]:
    return (Line(f"{kind or FEED}: {', '.join(done)}", depth=1) for kind, done in grant.needed_by.items())


def permissions_json(accounts: Sequence[AccountPermissions]) -> dict[str, Any]:
    """Return the same as JSON; the order is that of accounts, permissions and kinds by alphabet."""
    return {
        "format_version": FORMAT_VERSION,
        "accounts": [
            {
                "account": a.account,
                "provider": a.provider,
                "stated": a.stated,
                "purposes": {
                    p.name: {
                        "permissions": [_grant(g) for g in p.permissions],
                        "roles": [_grant(g) for g in p.roles],
                    }
                    for p in a.purposes
                },
            }
            for a in accounts
        ],
    }


def _grant(grant: Grant) -> dict[str, Any]:
    users = [{"kind": kind, "operations": list(done)} for kind, done in grant.needed_by.items()]
    return {"name": grant.name, "needed_by": users}
