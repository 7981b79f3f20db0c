"""The vendor behind a channel that is brought along (dossier B11)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce.kinds.common import GUIDE, DeveloperName, row_evidence
from msgops_salesforce.kinds.documents import Documents


class ConversationVendorInfoSpec(Spec):
    """A partner that carries messages for the org. Connector, bridge and telephony settings are no part of messaging."""

    developer_name: Annotated[DeveloperName, Wire("developerName")] = None
    label: Annotated[
        str,
        Text(min=1, max=80),
        Wire("masterLabel"),
        Field(description="Shown on the channel's tile in Setup; name the partner in it"),
    ]
    vendor_type: Annotated[
        Literal["BringYourOwnChannelPartner", "BringYourOwnContactCenter"],
        Immutable,
        Wire("vendorType"),
        Field(
            description="BringYourOwnChannelPartner is messaging. That it cannot change later is inferred, not documented"
        ),
    ]


ConversationVendorInfo = Kind(
    name="salesforce.ConversationVendorInfo",
    spec=ConversationVendorInfoSpec,
    api=Documents(
        sobject="ConversationVendorInfo",
        spec=ConversationVendorInfoSpec,
        columns={
            "developerName": "DeveloperName",
            "masterLabel": "MasterLabel",
            "vendorType": "VendorType",
        },
    ),
    concept=Concept.PLUMBING,
    summary="The vendor of a channel that is brought along; needs the Digital Engagement add-on.",
    doc=f"{GUIDE}/service/messaging-partner/guide/create-conversationvendorinfo-record.html",
    evidence=row_evidence("ConversationVendorInfo", tooling=True),
    audit_item="conversation vendor info",
    example={"label": "Infobip", "vendor_type": "BringYourOwnChannelPartner"},
)
