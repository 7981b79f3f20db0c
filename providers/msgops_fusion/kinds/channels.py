"""Accounts of the pod's own channels: email, phone, social. They carry no messages of Infobip (dossier B10)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, SecretText, ServerDefault, Spec, Text, Wire, WriteOnly
from msgops.sdk.kind import Concept, Kind
from msgops_fusion import adf
from msgops_fusion.kinds.common import GUIDE, Code, Rows, crud
from msgops_fusion.kinds.omnichannel import ChannelType

_PATH = f"{adf.CRM}/channels"


class ServiceChannelSpec(Spec):
    """An account of a channel, such as a mailbox. The channels of the Supervisor Dashboard are another thing."""

    channel_type: Annotated[ChannelType, Key(), Immutable, Wire("ChannelTypeCd")]
    account_name: Annotated[
        str | None, Text(min=1, max=400), Key(from_name=True), Immutable, Wire("AccountName")
    ] = None
    display_name: Annotated[str | None, Text(max=400), Wire("DisplayName")] = None
    business_unit: Annotated[str | None, Text(max=255), Wire("BusinessUnitName")] = None
    api_id: Annotated[str | None, Text(max=400), Wire("APIId")] = None
    api_password: Annotated[SecretText | None, WriteOnly, Wire("APIPassword")] = None
    api_version: Annotated[str | None, Text(max=400), Wire("APIVersion")] = None
    endpoint: Annotated[str | None, Text(max=1000), Wire("EndPoint")] = None
    authentication_url: Annotated[str | None, Text(max=1000), Wire("AuthenticationURL")] = None
    authorization_url: Annotated[str | None, Text(max=1000), Wire("AuthorizationURL")] = None
    network_type: Annotated[Code | None, Wire("NetworkTypeCd")] = None
    enabled: Annotated[
        bool | None,
        ServerDefault(True),
        Wire("EnabledFlag"),
        Field(
            description="Known from the data model; the spelling is inferred and checked with the pod's describe"
        ),
    ] = None


ServiceChannel = Kind(
    name="fusion.ServiceChannel",
    spec=ServiceChannelSpec,
    api=Rows(
        path=_PATH,
        id="ChannelId",
        columns=(
            "ChannelId",
            "ChannelTypeCd",
            "AccountName",
            "DisplayName",
            "BusinessUnitName",
            "APIId",
            "APIVersion",
            "EndPoint",
            "AuthenticationURL",
            "AuthorizationURL",
            "NetworkTypeCd",
            "EnabledFlag",
        ),
        flags=frozenset({"EnabledFlag"}),
        numbers=frozenset({"ChannelId"}),
        create_only=frozenset({"ChannelTypeCd", "AccountName"}),
    ),
    concept=Concept.CHANNEL,
    summary="An account of one of the pod's own channels, such as a mailbox.",
    doc=f"{GUIDE}/api-channels.html",
    evidence=crud(_PATH, "ChannelId"),
    preserve=False,
    example={
        "channel_type": "ORA_SVC_EMAIL",
        "account_name": "support@acme.example",
        "display_name": "Support",
    },
)
