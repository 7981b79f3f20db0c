"""What people do so that a number of WhatsApp becomes a channel, and its templates reach agents (dossier C.0 to C.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from msgops.sdk.fields import Key, Spec, Text, Url
from msgops.sdk.hands import Step, Verdict
from msgops.sdk.kind import Concept
from msgops_cxone.kinds.common import same
from msgops_cxone.kinds.console import DFO, Name, channels, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

PAGE = "WhatsApp"
CHANNELS_PAGE = "ACD > DFO > Points of Contact Digital > WhatsApp (Cloud API)"
Number = Annotated[
    str,
    Text(pattern=r"^\+[1-9][0-9]{6,14}$"),
    Field(description="With plus sign and country code; landline or mobile"),
]


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text} is no time zone of the IANA list, such as Europe/Rome")
    return text


class WhatsAppBusinessSpec(Spec):
    """The business at Meta and its number, before the first channel is made. Nothing of it is kept in CXone."""

    name: Annotated[
        str | None,
        Text(min=1, max=100),
        Key(from_name=True),
        Field(description="Official name of the business"),
    ] = None
    business_manager_id: Annotated[
        str, Text(pattern=r"^[0-9]{5,20}$"), Field(description="Facebook Business Manager ID")
    ]
    description: Annotated[str, Text(min=1, max=512)]
    logo_url: Annotated[
        Url,
        Text(pattern=r"(?i)^https://.+\.(png|jpe?g)(\?.*)?$"),
        Field(description="Public, square, PNG or JPG, at most 5 MB; 640 by 640 pixels are recommended"),
    ]
    time_zone: Annotated[str, AfterValidator(_zone), Field(description="Of the head office: Europe/Rome")]
    website: Url
    address: Annotated[str, Text(min=1, max=256)]
    contact_email: Annotated[str, Text(max=128, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    phone_number: Number
    opt_in: Annotated[
        str, Text(min=1), Field(description="Where it is recorded that customers agreed to be contacted")
    ]


WhatsAppBusiness = person(
    "WhatsAppBusiness",
    WhatsAppBusinessSpec,
    where="Meta Business Manager, and at the phone",
    who="an administrator of the business at Meta",
    steps=(
        Step("Make sure that customers agreed to be contacted; the record of it: {opt_in}."),
        "Log in to the Meta Business Manager and open the business with the ID {business_manager_id}.",
        "Its official name is {name}.",
        "Its description is {description}.",
        "Its logo is {logo_url}: public, square, PNG or JPG, at most 5 MB.",
        "Its head office is in the time zone {time_zone}.",
        "Its website is {website}.",
        "Its postal address is {address}.",
        "Its contact e-mail is {contact_email}.",
        "Have the business verified by Meta and its WhatsApp Business account approved; wait until both are.",
        "Take the number {phone_number} out of any personal WhatsApp account and of any other WhatsApp Business API.",
        "Make sure that somebody receives a six-digit code at {phone_number}, by text message or call.",
    ),
    summary="The business at Meta is verified, and its number is free and can receive a code.",
    page=PAGE,
    example={
        "business_manager_id": "123456789012345",
        "description": "Shoes and more",
        "logo_url": "https://www.acme.example/logo.png",
        "time_zone": "Europe/Rome",
        "website": "https://www.acme.example",
        "address": "Via Roma 1, Milano, Italy",
        "contact_email": "care@acme.example",
        "phone_number": "+441134960000",
        "opt_in": "the check box of the order form",
    },
)


class BusinessInformation(Spec):
    """The screen Business information of Meta's sign-up."""

    account: Annotated[Name, Field(description="WhatsApp Business Account to create or select")]
    name: Name
    website: Annotated[Url, Field(description="Website or profile page")]
    country: Name
    address: Annotated[str | None, Text(min=1, max=256)] = None


class Profile(Spec):
    """The WhatsApp Business profile."""

    display_name: Annotated[str, Text(min=3, max=128)]
    category: Name
    description: Annotated[str | None, Text(min=1, max=512)] = None
    website: Url | None = None


class WhatsAppChannelSpec(Spec):
    """A channel for one phone number. Each further channel is one more number, verified again."""

    name: Annotated[
        str | None,
        Text(min=1, max=200),
        Key(from_name=True),
        Field(description="Name of the channel in CXone"),
    ] = None
    phone_number: Number
    facebook_user: Annotated[Name, Field(description="Who logs in; an administrator of the business at Meta")]
    business: BusinessInformation
    profile: Profile
    code_by: Annotated[
        Literal["Text Message", "Phone Call"], Field(description="How the six-digit code comes to the number")
    ] = "Text Message"

    @model_validator(mode="before")
    @classmethod
    def _told(cls, data: Any) -> Any:
        return {"code_by": "Text Message", **data} if isinstance(data, dict) else data


async def _created(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = str(wire["name"])
    found = [r for r in await channels(read) if r.get("realExternalPlatformId") == "whatsapp"]
    if row := next((r for r in found if same(r.get("name"), name)), None):
        return Verdict(holds=True, found=f"the channel {row['name']} has the id {row.get('id')}")
    others = ", ".join(sorted(str(r.get("name")) for r in found)) or "none"
    return Verdict(holds=False, found=f"no WhatsApp channel {name}; there are: {others}")


WhatsAppChannel = person(
    "WhatsAppChannel",
    WhatsAppChannelSpec,
    where=CHANNELS_PAGE,
    who="a CXone administrator with a Facebook login for the business",
    steps=(
        f"{DFO}Points of Contact Digital.",
        "Click WhatsApp (Cloud API), then Create Channel.",
        "Click Login with Facebook.",
        "Continue as {facebook_user}, or log in to that other account.",
        "Click Get Started.",
        "Read what is shared with NICE, and accept it.",
        "Create or select the WhatsApp Business Account {business.account}.",
        "Enter the business name {business.name}.",
        "Enter the business website or profile page {business.website}.",
        "Select the country {business.country}.",
        Step("Enter the address {business.address}.", when="business.address"),
        Step("Click Next.", leads=True),
        "Create or select the WhatsApp Business profile with the display name {profile.display_name}, and click Next.",
        "Select the category {profile.category}.",
        Step("Enter the business description {profile.description}.", when="profile.description"),
        Step("Enter the website {profile.website}.", when="profile.website"),
        Step("Click Next.", leads=True),
        "Enter the phone number {phone_number}; it must not be registered to a WhatsApp account.",
        "Select {code_by} and click Next.",
        "Enter the six-digit code that reached {phone_number}, and click Next. Do not write it down here.",
        "Click Finish.",
        (
            "Back in CXone, enter {name} as the name of the channel and select the phone number {phone_number}; "
            "WhatsApp may take some hours to approve it."
        ),
        "Click Create. A green bar says: {name} was created.",
        "Log in to WhatsApp Manager and check the status of {phone_number}.",
    ),
    summary="Connects a WhatsApp number as a channel: Facebook login, business, profile, code, Finish.",
    page=PAGE,
    verify=_created,
    reads=("GET /dfo/3.0/channels",),
    concept=Concept.CHANNEL,
    example={
        "phone_number": "+441134960000",
        "facebook_user": "Alma Acme",
        "business": {
            "account": "Acme",
            "name": "Acme Ltd",
            "website": "https://www.acme.example",
            "country": "United Kingdom",
        },
        "profile": {"display_name": "Acme Care", "category": "Shopping and Retail"},
    },
)
