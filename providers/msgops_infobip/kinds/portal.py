"""What the account needs and no API gives: money, and the roles of portal users (dossier §5.D3, D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Person, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_USERS = "https://www.infobip.com/docs/essentials/manage-my-account/manage-users"


class BalanceSpec(Spec):
    """Money that must be on the account before senders are bought or campaigns start."""

    minimum: Annotated[float, Field(description="At least this much")]
    currency: Annotated[str | None, Text(pattern=r"^[A-Z]{3}$"), Field(description="For example EUR")] = None


async def _funded(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    found = await read.get("/account/1/balance")
    balance, currency = found.get("balance"), found.get("currency")
    right = wire.get("currency") in (None, currency)
    return Verdict(
        holds=right and balance is not None and balance >= wire["minimum"], found=f"{balance} {currency}"
    )


Balance = Kind(
    name="infobip.Balance",
    spec=BalanceSpec,
    api=NoApi(Check(verify=_funded, remedy="top up the account", who="the owner of the Infobip account")),
    hand=Hand.CHECK,
    summary="Checks that the account has enough money.",
    doc="https://www.infobip.com/docs/api/platform/account-management",
    evidence=evidence("verify GET /account/1/balance"),
    example={"minimum": "50", "currency": "EUR"},
)


class PortalRoleSpec(Spec):
    """A user of the Infobip portal who has a role."""

    username: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    role: Annotated[
        str, Text(min=1), Key(), Field(description="A predefined or custom role, for example Account admin")
    ]


PortalRole = Kind(
    name="infobip.PortalRole",
    spec=PortalRoleSpec,
    api=NoApi(
        Person(
            who="an account administrator",
            where="Infobip portal, Account settings, Users",
            steps=(
                "Log in to the Infobip portal as an account administrator.",
                "Open Account settings, then Users.",
                "Find the user {username}; if there is none, create or invite one.",
                "Check the user name before you save: it cannot be changed later.",
                "Give the user the role {role} and save.",
            ),
        )
    ),
    concept=Concept.ROLE,
    hand=Hand.PERSON,
    summary="Gives a portal user a role; Infobip has no API for users and roles.",
    doc=_USERS,
    evidence=evidence("instruct portal: Account settings, Users", confidence=Confidence.DOC, source=_USERS),
    example={"username": "msgops@example.com", "role": "Account admin"},
)
