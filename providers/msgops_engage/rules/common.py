"""What the rules of Engage share: their source, and the options of one application side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.model.address import Address
    from msgops.sdk.rules import Facts, Value

GUIDE = "Genesys Engage, WhatsApp Guide 9.1"
OPTIONS = "Genesys Engage, Messaging Applications, Options Reference"
MEDIA_TYPE = "whatsappsession"
NICKNAME = "_msg_ProfileNickname"


def by_resource(facts: Facts, subject: str) -> dict[Address, Value]:
    """Return the value of a subject in each resource, by address."""
    return {value.resource.address: value for value in facts.at(subject)}


def of_account(facts: Facts, account: str, *subjects: str) -> Iterator[Value]:
    """Yield the values of subjects in one account: two environments know nothing of each other."""
    return (value for value in facts.at(*subjects) if value.resource.account == account)
