"""What only people do: order the organization, sign up for a WhatsApp number, confirm its code (dossier A4: A1, A2, A7, A8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person, Step, Verdict, Verify
from msgops.sdk.kind import Confidence, Hand, Kind
from msgops_genesys.account import Region
from msgops_genesys.kinds.checks import ME
from msgops_genesys.kinds.common import API, HELP, PAGES, evidence, same
from msgops_genesys.kinds.integrations import WHATSAPP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_PLACE = "Admin > Message > Platforms > WhatsApp"
_OPEN = "Log in to Genesys Cloud as an administrator and open Admin, then Message, Platforms and WhatsApp."


def _person(
    name: str,
    spec: type[Spec],
    *,
    who: str,
    where: str,
    steps: tuple[str | Step, ...],
    summary: str,
    page: str,
    verify: Verify,
    reads: str,
    example: Mapping[str, Any],
) -> Kind:
    told = evidence(f"instruct {where}", confidence=Confidence.DOC, source=f"{HELP}: {page}")
    return Kind(
        name=f"genesys.{name}",
        spec=spec,
        api=NoApi(Person(who=who, where=where, steps=steps, verify=verify)),
        hand=Hand.PERSON,
        summary=summary,
        doc=HELP,
        evidence=(*told, *evidence(f"verify GET {reads}")),
        example=example,
    )


class OrganizationOrderSpec(Spec):
    """A Genesys Cloud organization, as it is ordered."""

    short_name: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    region: Annotated[Region, Field(description="AWS region; it cannot be changed later")]
    license: Annotated[str, Text(min=1), Field(description="Genesys Cloud CX 3")]
    administrator: Annotated[str, Text(min=3), Field(description="E-mail address of the first administrator")]


async def _ordered(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    me = await read.get(f"{API}{ME}")
    name = str(me.get("thirdPartyOrgName") or "")
    return Verdict(
        holds=same(name, wire["shortName"]), found=f"the credentials lead to the organization {name}"
    )


OrganizationOrder = _person(
    "OrganizationOrder",
    OrganizationOrderSpec,
    who="whoever buys from Genesys",
    where="Genesys sales",
    steps=(
        "Order a Genesys Cloud organization from Genesys.",
        "Its licence is {license}.",
        "Its AWS region is {region}; it cannot be changed later.",
        "Its short name is {short_name}.",
        "Its first administrator is {administrator}.",
        "As that administrator, accept the invitation and make an OAuth client with the grant Client Credentials.",
        "Put its id and secret where the account block reads them.",
    ),
    summary="Orders an organization, and makes the first OAuth client.",
    page="Add organization; Create an OAuth client",
    verify=_ordered,
    reads=ME,
    example={
        "short_name": "acme",
        "region": "eu-central-1",
        "license": "Genesys Cloud CX 3",
        "administrator": "alma@acme.example",
    },
)


class WhatsAppSignupSpec(Spec):
    """A WhatsApp integration, before msgops manages it: `depends_on` of `genesys.WhatsAppIntegration` names it."""

    name: Annotated[
        str | None, Text(min=1, max=256), Key(from_name=True), Field(description="Of the integration")
    ] = None
    facebook_user: Annotated[
        str, Text(min=1), Field(description="Who logs in; an administrator of the business at Meta")
    ]
    business_account: Annotated[
        str, Text(min=1), Field(description="WhatsApp Business Account to create or select")
    ]
    phone_number: Annotated[str, Text(min=1), Field(description="E.164: +441134960000")]
    display_name: Annotated[str, Text(min=1), Field(description="What customers see")]


async def _integrations(read: Reader) -> list[Mapping[str, Any]]:
    return list(await PAGES.fetch(read, f"{API}{WHATSAPP}"))


async def _signed_up(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name, found = str(wire["name"]), await _integrations(read)
    row = next((r for r in found if same(r.get("name"), name)), None)
    if row is None:
        others = ", ".join(sorted(str(r.get("name")) for r in found)) or "none"
        return Verdict(holds=False, found=f"there is no WhatsApp integration {name}; there are: {others}")
    return Verdict(holds=True, found=f"the integration {name} is {row.get('status')}")


WhatsAppSignup = _person(
    "WhatsAppSignup",
    WhatsAppSignupSpec,
    who="a Genesys Cloud administrator with a Facebook login for the business",
    where=_PLACE,
    steps=(
        _OPEN,
        "Click Create New Integration and enter the name {name}.",
        "Click Login with Facebook and log in as {facebook_user}; allow the pop-up window.",
        "Create or select the WhatsApp Business Account {business_account}.",
        "Add the phone number {phone_number}.",
        "Its display name is {display_name}.",
        "Enter the code that reaches {phone_number}; do not write it down here.",
        "Back in Genesys Cloud, save. msgops chooses the number and activates it.",
    ),
    summary="Meta's embedded signup, which makes a WhatsApp integration.",
    page="WhatsApp integration, embedded signup",
    verify=_signed_up,
    reads=WHATSAPP,
    example={
        "name": "wa-support",
        "facebook_user": "Alma Acme",
        "business_account": "Acme",
        "phone_number": "+441134960000",
        "display_name": "Acme Care",
    },
)


class ActivationCodeSpec(Spec):
    """The code that proves a number which was set up with a certificate; each number has one of its own."""

    integration: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Name of the integration")
    ] = None
    phone_number: Annotated[str, Text(min=1)]
    code_by: Annotated[
        Literal["SMS", "Voice"], Field(description="A live person must answer a call, no announcement")
    ] = "SMS"


async def _confirmed(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["integration"])
    row = next((r for r in await _integrations(read) if same(r.get("name"), name)), None)
    if row is None:
        return Verdict(holds=False, found=f"there is no WhatsApp integration {name}")
    code, status = row.get("activationStatusCode"), row.get("status")
    holds = code == "CodeConfirmed" and status == "Active"
    return Verdict(holds=holds, found=f"{name}: {code or 'no code'}, {status}")


ActivationCode = _person(
    "ActivationCode",
    ActivationCodeSpec,
    who="whoever can read messages or answer calls at the number",
    where=_PLACE,
    steps=(
        _OPEN,
        "Open the integration {integration}.",
        "Request the activation code for {phone_number} by {code_by}; a person must be there to take it.",
        "Enter the code. Do not write it down here.",
    ),
    summary="The activation code of a number is requested and entered.",
    page="Request and enter activation code",
    verify=_confirmed,
    reads=WHATSAPP,
    example={"integration": "wa-support", "phone_number": "+441134960000", "code_by": "SMS"},
)
