"""What people do at Meta: verify the business, approve a partner, add a number, apply for the official badge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text, Url
from msgops.sdk.hands import NoApi, Person, Step, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_meta.kinds.checks import STATUS, word
from msgops_meta.kinds.common import (
    GENESYS,
    NUMBERS,
    Number,
    account,
    digits,
    doc,
    evidence,
    id_of,
    live_numbers,
)

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_ADMIN = "an administrator of the business portfolio (Business Manager)"
_SETTINGS = "https://business.facebook.com/settings"


class BusinessVerificationSpec(Spec):
    """The verification of the business behind the account."""

    manager_id: Annotated[
        str, Key(), Field(description="Id of the business portfolio: Settings, Business Info")
    ]
    documents: Annotated[
        tuple[str, ...] | None, Field(description="What is attached: an entry of a register, a bill")
    ] = None


async def _verified(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Read the state of the business that the account belongs to."""
    del wire
    found = word(await read.get(account(read), STATUS), "business_verification_status")
    return Verdict(holds=found == "VERIFIED", found=f"business verification {found}")


BusinessVerification = Kind(
    name="meta.BusinessVerification",
    spec=BusinessVerificationSpec,
    api=NoApi(
        Person(
            who=_ADMIN,
            where=f"Business Settings, Security Center ({_SETTINGS})",
            steps=(
                "Sign in to Business Manager and open Business Settings.",
                "Click Business Info and compare the Business Manager ID: {manager_id}.",
                "Click Security Center, then Start Verification.",
                "Enter the information about the business as it stands in its papers.",
                Step("Attach {item}.", each="documents"),
            ),
            verify=_verified,
            due="Meta's reviewers need days",
        )
    ),
    hand=Hand.PERSON,
    summary="The verification of the business at Meta.",
    doc="https://www.facebook.com/business/help/2058515294227817",
    evidence=(
        *evidence(
            "instruct Business Settings: Security Center, Start Verification",
            confidence=Confidence.DOC,
            source=f"{GENESYS}, Verification of Customer Facebook Business Manager",
        ),
        *evidence("verify GET /{waba}"),
    ),
    example={"manager_id": "987890034900451", "documents": ["the entry in the register of companies"]},
)


class MessageBehalfSpec(Spec):
    """A partner that may manage messaging for the business, such as Genesys."""

    partner: Annotated[str | None, Text(min=1), Key(from_name=True)] = None


MessageBehalf = Kind(
    name="meta.MessageBehalf",
    spec=MessageBehalfSpec,
    api=NoApi(
        Person(
            who=_ADMIN,
            where="Business Settings, Requests, and the notifications of Business Manager",
            steps=(
                "Sign in to Business Manager: the notification comes after the account was created.",
                "Open the notifications and find the request of {partner}.",
                "Approve the notification Message on behalf of.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="The approval that a partner messages on behalf of the business.",
    doc=doc("solution-providers"),
    evidence=evidence(
        "instruct Business Manager: notification Message on behalf of, approve",
        confidence=Confidence.DOC,
        source=f"{GENESYS}, Approve Genesys message on behalf of the customer",
    ),
    example={"partner": "Genesys"},
)


class NewNumberSpec(Spec):
    """A number that shall be registered with the account, and the name that people see."""

    number: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="With plus sign and country code")
    ] = None
    display_name: Annotated[str, Field(description="2 to 75 characters; Meta reviews it")]
    code_method: Annotated[Literal["SMS", "VOICE"], Field(description="How the code comes")] = "SMS"


async def _added(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Find the number in the list of the account; it is added once its code was entered."""
    number = str(wire["number"])
    mine = [n for n in await live_numbers(read) if digits(n.get("display_phone_number")) == digits(number)]
    if not mine:
        return Verdict(holds=False, found=f"the account has no number {number}")
    name, code = mine[0].get("verified_name"), word(mine[0], "code_verification_status")
    return Verdict(
        holds=code == "VERIFIED" and name == wire["displayName"],
        found=f"{number}: name {name}, code {code}",
        values={"display_name": name},
    )


NewNumber = Kind(
    name="meta.NewNumber",
    spec=NewNumberSpec,
    api=NoApi(
        Person(
            who=_ADMIN,
            where="WhatsApp Manager, Phone numbers",
            steps=(
                "Open Business Settings, WhatsApp accounts, and choose the account.",
                "Click WhatsApp Manager, then Phone numbers.",
                "Is {number} in the list? Open it and ask for the display name {display_name}. Otherwise go on:",
                "Click Add Phone Number and enter the display name {display_name}.",
                "Enter {number} in the box Phone Number, and choose how the code comes: {code_method}.",
                "Click Next and enter the code of six digits; a voice call needs a person who answers.",
                "Meta reviews the name: see its status in the list.",
            ),
            verify=_added,
        )
    ),
    hand=Hand.PERSON,
    concept=Concept.SENDER,
    summary="A number that a person adds to the account in WhatsApp Manager, with its display name.",
    doc=NUMBERS,
    evidence=(
        *evidence(
            "instruct WhatsApp Manager: Add Phone Number",
            confidence=Confidence.DOC,
            source=f"{GENESYS}, Setting WhatsApp Channel in WABA",
        ),
        *evidence("verify GET /{waba}/phone_numbers"),
    ),
    example={"number": "+1 631 555 1009", "display_name": "Acme Bread"},
)


class OfficialBusinessAccountSpec(Spec):
    """The badge of an official business account, for which a notable brand applies."""

    number: Annotated[Number | None, Key(from_name=True)] = None
    website: Url
    country: Annotated[str | None, Text(min=1), Field(description="Where the business operates")] = None
    language: Annotated[str | None, Text(min=1), Field(description="Its primary language")] = None
    parent_company: Annotated[str | None, Text(min=1)] = None
    supporting_links: Annotated[
        tuple[Url, ...] | None,
        Field(description="Articles and reviews which show that people know the brand: three are asked for"),
    ] = None
    reason: Annotated[str | None, Text(min=1), Field(description="Why the badge matters")] = None


async def _official(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """Read Meta's decision."""
    path = f"/{await id_of(read, wire['number'])}/official_business_account"
    found = await read.get(path, {"fields": "oba_status,status_message"})
    status = word(found, "oba_status")
    return Verdict(holds=status == "APPROVED", found=f"{status}: {found.get('status_message', '')}")


OfficialBusinessAccount = Kind(
    name="meta.OfficialBusinessAccount",
    spec=OfficialBusinessAccountSpec,
    api=NoApi(
        Person(
            who=_ADMIN,
            where="WhatsApp Manager, Account tools, Phone numbers",
            steps=(
                "Open WhatsApp Manager, Account tools, Phone numbers, and choose {number}.",
                "Click Submit request below Official business account.",
                "Enter the website of the business: {website}.",
                Step("Choose the country of operation: {country}.", when="country"),
                Step("Choose the primary language: {language}.", when="language"),
                Step("Enter the parent company: {parent_company}.", when="parent_company"),
                Step("Add the supporting link {item}.", each="supporting_links"),
                Step("Explain why the badge matters: {reason}", when="reason"),
                "Submit the request; after a refusal another one is possible after 30 days.",
            ),
            verify=_official,
            due="Meta decides within 7 to 10 days",
        )
    ),
    hand=Hand.PERSON,
    summary="The application for an official business account; Meta decides.",
    doc=doc("official-business-accounts"),
    evidence=(
        *evidence(
            "instruct WhatsApp Manager: Official business account, Submit request",
            confidence=Confidence.DOC,
            source="WotNot, Official Business Account (Green tick verification); Meta, Official business accounts",
        ),
        *evidence("verify GET /{phone}/official_business_account"),
    ),
    example={"number": "+1 631 555 1001", "website": "https://acme.example"},
)
