"""Licences: those of the server are only read; those of stations are given by a person, who alone sees stations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, Filled, NoApi, Step, Verdict, Verify
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_pureconnect import icws
from msgops_pureconnect.kinds.common import HELP, evidence, person

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_BUYER = "whoever buys PureConnect licences"


class FeatureLicenseSpec(Spec):
    """A licence of the server. Loading another licence file needs no restart."""

    license: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="I3_FEATURE_WHATSAPP_SOCIAL_MEDIA")
    ] = None


class AccessLicensesSpec(Spec):
    """A licence that can be given to users or stations. How many are left no published property tells."""

    license: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="I3_ACCESS_ACD_WHATSAPP")
    ] = None


def _listed(type_: str) -> Verify:
    """Return what looks a licence up by its id among those of a type; a list of ids is never cut."""

    async def verify(read: Reader, wire: Mapping[str, Any]) -> Verdict:
        name = str(wire["license"])
        found = {icws.identity(row) for row in await icws.rows(read, type_)}
        return Verdict(
            holds=name in found, found=f"the server {'has' if name in found else 'has no licence'} {name}"
        )

    return verify


FeatureLicense = Kind(
    name="pureconnect.FeatureLicense",
    spec=FeatureLicenseSpec,
    api=NoApi(
        Check(
            verify=_listed("feature-licenses"),
            remedy="order the licence and load its file in Interaction Administrator, License Management",
            who=_BUYER,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that the server has a feature licence.",
    doc=f"{HELP}/icws/(sessionId)/configuration/feature-licenses/index.htm",
    evidence=evidence("verify GET /icws/{sessionId}/configuration/feature-licenses"),
    example={"license": "I3_FEATURE_WHATSAPP_SOCIAL_MEDIA"},
)

AccessLicenses = Kind(
    name="pureconnect.AccessLicenses",
    spec=AccessLicensesSpec,
    api=NoApi(
        Check(
            verify=_listed("license-allocations"),
            remedy="order access licences and load their file in Interaction Administrator, License Management",
            who=_BUYER,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that the server has an access licence that can be given to users or stations.",
    doc=f"{HELP}/icws/(sessionId)/configuration/license-allocations/index.htm",
    evidence=evidence("verify GET /icws/{sessionId}/configuration/license-allocations"),
    example={"license": "I3_ACCESS_ACD_WHATSAPP"},
)


class StationLicenseSpec(Filled):
    """An access licence of a station: it counts for whoever works there. That of the user is enough, and simpler."""

    station: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    license: Annotated[str, Text(min=1), Key()] = "I3_ACCESS_ACD_WHATSAPP"
    users: Annotated[
        tuple[Annotated[str, Text(min=1)], ...] | None,
        Field(description="CIC users who work there, for the rules"),
    ] = None


StationLicense = person(
    "StationLicense",
    StationLicenseSpec,
    "Interaction Administrator, Stations",
    (
        "Open the station {station} and its page Licensing.",
        "Select the licence {license}: ACD WhatsApp is I3_ACCESS_ACD_WHATSAPP.",
        Step("The users who work there: {users}.", when="users"),
    ),
    chapter="Station Configuration: ACD WhatsApp option",
    concept=Concept.ROLE,
    summary="Gives a station an access licence.",
    example={"station": "Desk 12", "users": ["jdoe"]},
)
