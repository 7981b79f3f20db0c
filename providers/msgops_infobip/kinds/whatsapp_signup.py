"""Linking a WhatsApp Business Account: Meta's embedded signup, which only a person can do (dossier §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person, Verdict
from msgops.sdk.kind import Confidence, Hand, Kind
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_wire import DOC, TEMPLATES, Digits, quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader


class Business(Spec):
    """The business as Meta knows it: what the signup asks for, and what reviewers compare names with."""

    official_name: Annotated[
        str | None, Text(min=1), Field(description="As registered, in its own capitals")
    ] = None
    brands: Annotated[tuple[str, ...] | None, Field(description="Names that customers know it by")] = None
    manager_id: Annotated[
        str | None, Text(min=1), Field(description="Id of Meta's business portfolio (Business Manager)")
    ] = None
    manager_owner: Annotated[
        Literal["customer", "partner"] | None, Field(description="Whose portfolio that is")
    ] = None
    description: str | None = None
    logo_url: Annotated[str | None, Field(description="A PNG or JPEG that the public can read")] = None
    logo_file: Annotated[
        str | None, Field(description="The picture in the workspace, for a profile that a person fills in")
    ] = None
    timezone: Annotated[str | None, Field(description="IANA name: Europe/Berlin")] = None
    website: str | None = None
    address: str | None = None
    contact_email: str | None = None
    phone: Annotated[str | None, Field(description="With plus sign and country code")] = None
    industry: str | None = None
    industry_approval: Annotated[
        str | None, Field(description="Who agreed to a business that Meta's commerce policy restricts")
    ] = None
    target_regions: Annotated[tuple[str, ...] | None, Field(description="Countries of its customers")] = None
    no_users_in_blocked_regions: Annotated[
        bool | None, Field(description="The business writes to nobody in regions where WhatsApp is blocked")
    ] = None


class EmbeddedSignupSpec(Spec):
    """A WhatsApp Business Account linked to the Infobip account."""

    business_name: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    business_account_id: Annotated[
        Digits | None, Field(description="Meta's id of the WhatsApp Business Account; known after the signup")
    ] = None
    sender: Annotated[
        Digits | None, Field(description="The number that the signup connects, as international digits")
    ] = None
    business: Annotated[
        Business | None, Field(description="What the signup asks of a business that is new to Meta")
    ] = None


async def _linked(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Look for the number, then for a template of the business account; a fresh one may show neither."""
    sender, account = wire.get("sender"), wire.get("businessAccountId")
    if sender and (known := (await quality(read, [str(sender)])).get(str(sender))):
        return Verdict(holds=True, found=f"{sender} is on the account ({known['status']})")
    if account:
        templates = await TEMPLATES.fetch(read, "/whatsapp/1/templates")
        if any(str(t.get("businessAccountId")) == str(account) for t in templates):
            return Verdict(holds=True, found=f"business account {account} has templates here")
    return None


EmbeddedSignup = Kind(
    name="infobip.EmbeddedSignup",
    spec=EmbeddedSignupSpec,
    api=NoApi(
        Person(
            who="an administrator of the business in Meta's business manager",
            where="Infobip portal, Channels and Numbers, WhatsApp",
            steps=(
                "Log in to the Infobip portal and open Channels and Numbers, then WhatsApp.",
                "Choose to add a sender and start the embedded signup; allow the pop-up window.",
                "Log in to Facebook with the account that administers the business {business_name}.",
                "For a business that is new to Meta, give the values of business: as they are listed.",
                "Choose the WhatsApp Business Account {business_account_id}, or let Meta make a new one.",
                "Give the phone number {sender}, its display name, and the code that the phone receives.",
                "Copy the id of the WhatsApp Business Account into business_account_id of the file.",
            ),
            verify=_linked,
        )
    ),
    hand=Hand.PERSON,
    summary="Meta's embedded signup, which links a WhatsApp Business Account to Infobip.",
    doc=f"{DOC}/get-started",
    evidence=(
        *evidence("confirm portal: embedded signup", confidence=Confidence.DOC, source=f"{DOC}/get-started"),
        *evidence("verify GET /whatsapp/1/senders/quality", "verify GET /whatsapp/1/templates"),
    ),
    example={"business_name": "Example Bakery", "business_account_id": "102290129340398"},
)
