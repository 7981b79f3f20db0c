"""What a person sees to before a number can become a WhatsApp sender (dossier §6; Meta, Business phone numbers)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person
from msgops.sdk.kind import Confidence, Hand, Kind
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_wire import DOC

_META = "https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers"


class NumberPreparationSpec(Spec):
    """A number that shall become a WhatsApp sender: what must be true of it first."""

    number: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="With plus sign and country code")
    ] = None
    owned_by_business: Annotated[
        bool | None, Field(description="The business has the number, and keeps it after the activation")
    ] = None
    in_use_in_app: Annotated[
        bool | None, Field(description="It is registered in the WhatsApp or WhatsApp Business app")
    ] = None
    app_account: Annotated[
        Literal["DELETED", "COEXISTENCE"] | None,
        Field(description="What becomes of the account in the app"),
    ] = None
    line_type: Literal["mobile", "landline", "voip"] | None = None
    sms_capable: Annotated[bool | None, Field(description="It receives SMS, also as a landline")] = None
    answered_by: Annotated[
        Literal["person", "ivr"] | None, Field(description="Who answers when the code is spoken")
    ] = None
    migrate_from: Annotated[
        str | None, Text(min=1), Field(description="The provider that has the number on WhatsApp today")
    ] = None


NumberPreparation = Kind(
    name="infobip.NumberPreparation",
    spec=NumberPreparationSpec,
    api=NoApi(
        Person(
            who="whoever looks after the business's phone numbers",
            where="at the phone, and in the WhatsApp app that uses the number today",
            steps=(
                "Check that the business owns {number} and keeps it: {owned_by_business}.",
                "Is it registered in a WhatsApp app? {in_use_in_app}. What becomes of that account: {app_account}.",
                "To delete it: open the app on that phone, then Settings, Account, Delete account.",
                "Does another provider have it on WhatsApp? {migrate_from}. Have two-step verification switched off.",
                "Check that {number} receives SMS ({sms_capable}) or calls (answered by {answered_by}).",
                "The code is spoken, and no menu is navigated: let a person answer until it is registered.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="The preparation of a number that shall become a WhatsApp sender.",
    doc=f"{DOC}/get-started",
    evidence=evidence(
        "instruct by hand: number owned, app account deleted, code can be received",
        confidence=Confidence.DOC,
        source=_META,
    ),
    example={"number": "+441134960007", "owned_by_business": True, "in_use_in_app": False},
)
