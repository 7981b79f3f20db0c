"""What Meta decides by itself and msgops only reads: the review of the account, the state of a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Verdict
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_meta.kinds.common import GENESYS, NUMBERS, Number, account, doc, evidence, id_of

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

STATUS = {"fields": "name,account_review_status,business_verification_status"}
NUMBER = {"fields": "verified_name,code_verification_status,name_status"}
_NAMED = frozenset({"APPROVED", "AVAILABLE_WITHOUT_REVIEW"})
_VERIFIED = "VERIFIED"


def word(wire: Mapping[str, Any], name: str) -> str:
    """Return a status in capitals: the specification writes VERIFIED, answers have been seen with verified."""
    return str(wire.get(name) or "unknown").upper()


class AccountReviewSpec(Spec):
    """The WhatsApp Business Account is approved, and its business verified."""

    purpose: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="For the report")] = (
        None
    )
    name: Annotated[str | None, Text(min=1), Field(description="The name that the account must have")] = None
    verified: Annotated[bool, Field(description="The business must be verified too")] = True


async def _approved(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Read what the page Settings of the Business Manager shows: name, verification, status."""
    found = await read.get(account(read), STATUS)
    review, business = word(found, "account_review_status"), word(found, "business_verification_status")
    named = wire.get("name") in (None, found.get("name"))
    proved = business == _VERIFIED or wire.get("verified", True) is False
    return Verdict(
        holds=review == "APPROVED" and proved and named,
        found=f"{found.get('name', 'the account')}: review {review}, business verification {business}",
        values={"name": found.get("name"), "verified": business == _VERIFIED},
    )


AccountReview = Kind(
    name="meta.AccountReview",
    spec=AccountReviewSpec,
    api=NoApi(
        Check(
            verify=_approved,
            remedy="wait for Meta's decision, or appeal in WhatsApp Manager; the commerce policy says what is refused",
            who="an administrator of the business portfolio",
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that Meta approved the WhatsApp Business Account and verified the business.",
    doc=doc("overview"),
    evidence=(
        *evidence("verify GET /{waba}"),
        *evidence("verify GET /{waba}", source=f"{GENESYS}, WhatsApp Business Account (WABA) Approval"),
    ),
    example={"purpose": "messaging"},
)


class NumberStatusSpec(Spec):
    """A number that proved itself by its code, and whose display name Meta approved."""

    number: Annotated[Number | None, Key(from_name=True)] = None
    name_approved: Annotated[bool, Field(description="The review of the display name must be over")] = True


async def _ready(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Read the number itself: the code that proved it, and the review of its name."""
    number = str(wire["number"])
    try:
        found = await read.get(f"/{await id_of(read, number)}", NUMBER)
    except NotFound:
        return Verdict(holds=False, found=f"the account has no number {number}")
    code, name = word(found, "code_verification_status"), word(found, "name_status")
    approved = name in _NAMED
    return Verdict(
        holds=code == _VERIFIED and (approved or wire.get("nameApproved", True) is False),
        found=f"{number}: code {code}, name {found.get('verified_name', '')} {name}",
        values={"name_approved": approved},
    )


NumberStatus = Kind(
    name="meta.NumberStatus",
    spec=NumberStatusSpec,
    api=NoApi(
        Check(
            verify=_ready,
            remedy="enter the code that Meta sent to the number; wait for the review of the name, or choose another",
            who="an administrator of the WhatsApp account",
        )
    ),
    hand=Hand.CHECK,
    concept=Concept.SENDER,
    summary="Checks that a number is verified by its code, and its display name approved.",
    doc=NUMBERS,
    evidence=evidence("verify GET /{waba}/phone_numbers", "verify GET /{phone}"),
    example={"number": "+1 631 555 1001"},
)
