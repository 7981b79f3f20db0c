"""Before the channel: order, form, cloud organization, and the account of the business at WhatsApp."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, SecretText, Text, Unordered
from msgops.sdk.hands import Artefact, File, Filled, NoApi, Rendered, Step
from msgops.sdk.kind import Hand, Kind
from msgops_pureconnect.kinds.common import CUSTOMER, LIBRARY, person, told

PRODUCT = "ProductManagement-PureConnect@genesys.com"
_GENESYS = "the customer success manager of Genesys"
Name = Annotated[str, Text(min=1)]


class OnboardingSpec(Filled):
    """The order of WhatsApp for PureConnect: a bundle with Genesys Cloud, and its parts."""

    contact: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="At Genesys, who sells it")
    ] = None
    base: Annotated[
        Literal["CC1", "Agent"], Field(description="Licence with the Hybrid Digital Messaging Bundle")
    ]
    parts: Annotated[
        tuple[Name, ...],
        Unordered,
        Field(
            min_length=1,
            description="CS-012-NV-WHATSAPP-HYB or CS-012-NV-WHATSAPP-C-HYB, and GC-170-NV-DIGHYBUN",
        ),
    ]
    order: Annotated[str | None, Text(min=1), Field(description="Number of the order, once there is one")] = (
        None
    )


Onboarding = person(
    "Onboarding",
    OnboardingSpec,
    "Genesys sales or customer success",
    (
        "Ask {contact} for WhatsApp in PureConnect, and what else the onboarding needs.",
        "Order the licence {base} with the Hybrid Digital Messaging Bundle.",
        Step("Order the part {item}.", each="parts", gone="Take the part {item} out of the order."),
        Step("The order is {order}; with it comes a Genesys Cloud organization.", when="order"),
    ),
    who="whoever buys PureConnect licences",
    chapter="Prerequisites: Licenses, Part Numbers",
    summary="The order of WhatsApp for PureConnect.",
    example={
        "contact": "Jane Roe",
        "base": "CC1",
        "parts": ["CS-012-NV-WHATSAPP-HYB", "GC-170-NV-DIGHYBUN"],
    },
)


class CustomerInformationFormSpec(Rendered):
    """What Genesys wants to know before it creates the account of the business; msgops fills the form in."""

    company: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Its exact legal name")
    ] = None
    business_manager_id: Annotated[str, Text(min=1), Field(description="A number, no page and no address")]
    website: Annotated[str | None, Text(min=1)] = None
    contact_name: Name
    contact_email: Name
    numbers: Annotated[
        tuple[Name, ...], Unordered, Field(min_length=1, description="Each becomes a channel of its own")
    ]
    display_name: Annotated[str, Text(min=1), Field(description="What customers see")]
    cloud_organization: Annotated[
        str | None, Text(min=1), Field(description="Short name, once there is one")
    ] = None


_QUESTIONS = {
    "company": "Company",
    "businessManagerId": "Facebook Business Manager ID",
    "website": "Website",
    "contactName": "Contact",
    "contactEmail": "Contact email",
    "displayName": "WhatsApp channel name",
    "numbers": "WhatsApp phone numbers",
    "cloudOrganization": "Genesys Cloud organization short name",
}


def form(wire: Mapping[str, Any]) -> Sequence[Artefact]:
    """Return the form as text for the e-mail and as a table; what is not known is left out."""
    answers = [(text, _answer(wire[name])) for name, text in _QUESTIONS.items() if wire.get(name)]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("Question", "Answer"), *answers])
    text = "".join(f"{question}: {answer}\n" for question, answer in answers)
    return [Artefact("form.txt", text), Artefact("form.csv", table.getvalue())]


def _answer(value: Any) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, list | tuple) else str(value)


CustomerInformationForm = Kind(
    name="pureconnect.CustomerInformationForm",
    spec=CustomerInformationFormSpec,
    api=NoApi(
        File(
            who="the contact of the business",
            where=f"e-mail to {PRODUCT}",
            steps=(
                Step(f"Ask {PRODUCT} for its form of today, if you have none.", leads=True),
                "Copy into it what is in {files}: {company}, {business_manager_id}.",
                Step("The website is {website}.", when="website"),
                "The contact is {contact_name}, {contact_email}.",
                "The numbers are {numbers}, with the name {display_name}.",
                Step("The organization is {cloud_organization}.", when="cloud_organization"),
                Step(f"Send it to {PRODUCT} and wait until its receipt is confirmed.", leads=True),
            ),
            render=form,
        )
    ),
    hand=Hand.FILE,
    summary="The form by which Genesys learns of the business and its numbers.",
    doc=LIBRARY,
    evidence=told("Prerequisites: Customer Information Form"),
    example={
        "company": "ACME Bread",
        "business_manager_id": "987890034900451",
        "contact_name": "Ada Roe",
        "contact_email": "ada@acme.example",
        "numbers": ["+441134960000"],
        "display_name": "ACME Bread Care",
    },
)


class CloudIntegrationSpec(Filled):
    """The tie of the server to its Genesys Cloud organization, by which messages of WhatsApp come."""

    organization: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Its short name")
    ] = None
    region: Annotated[str, Text(min=1), Field(description="Of the organization: eu-central-1, or its domain")]
    administrator: Annotated[str, Text(min=1), Field(description="E-mail of an administrator there")]
    password: Annotated[SecretText | None, Field(description="Its password; shown on no worksheet")] = None


CloudIntegration = person(
    "CloudIntegration",
    CloudIntegrationSpec,
    "Interaction Administrator, Genesys Cloud Configuration",
    (
        "Open Genesys Cloud Configuration.",
        "Select the region {region}.",
        "The short name of the organization is {organization}.",
        "Sign in as {administrator}.",
        Step("The password is {password}: take it from where it is kept.", when="password"),
        "Save, and wait until the integration shows as connected.",
    ),
    chapter="Integrate PureConnect with Cloud Organization",
    summary="The tie of the server to its Genesys Cloud organization.",
    example={"organization": "acme", "region": "eu-central-1", "administrator": "admin@acme.example"},
)


class WhatsAppAccountSpec(Filled):
    """The account of the business at WhatsApp, which Genesys creates for it, and a number in it."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="Of the account")] = None
    business_manager_id: Annotated[str, Text(min=1), Field(description="Of the customer, never of a partner")]
    account_id: Annotated[str | None, Text(min=1), Field(description="Of the WhatsApp Business Account")] = (
        None
    )
    number: Annotated[str, Text(min=1), Field(description="With plus sign and country code")]
    display_name: Annotated[str, Text(min=1), Field(description="Exactly as the business is called")]
    industry: Annotated[str | None, Text(min=1), Field(description="For WhatsApp's commerce policy")] = None


WhatsAppAccount = person(
    "WhatsAppAccount",
    WhatsAppAccountSpec,
    "Meta Business Manager, and an e-mail to Genesys",
    (
        "Open Business settings, Business Info: the Business Manager ID is {business_manager_id}.",
        Step("Check that WhatsApp's commerce policy allows: {industry}.", when="industry"),
        "Open Security Center, select Start Verification and finish it with documents of the business.",
        f"Ask {_GENESYS} to create the account {{name}} for {{business_manager_id}}.",
        "Open the notification Message on behalf of, and approve Genesys.",
        Step(
            "Open Settings of the account {account_id}: Business Name, Business Verification, Account Status are approved.",
            when="account_id",
        ),
        "Have Genesys add {number} in WhatsApp Manager with the name {display_name}; wait for the name's review.",
        "Have Genesys hand over the certificate of the number, where it still issues one.",
    ),
    who=CUSTOMER,
    chapter="Setting WhatsApp Business Administration; Setting WhatsApp Channel in WABA",
    summary="The account of the business at WhatsApp, with a number and its name.",
    example={
        "name": "ACME Bread",
        "business_manager_id": "987890034900451",
        "number": "+441134960000",
        "display_name": "ACME Bread Care",
    },
)
