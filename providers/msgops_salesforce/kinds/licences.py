"""What must have been bought before anything else works: seats, Digital Engagement (dossier B4 to B6, C1, C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Verdict
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import evidence
from msgops_salesforce.kinds.lookups import PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_SEATS = "SELECT DeveloperName, MasterLabel, Status, TotalLicenses, UsedLicenses FROM PermissionSetLicense"


class LicenseSeatsSpec(Spec):
    """Seats of a permission set licence that the org must have.

    Names and labels of the messaging licences are not documented and differ between releases; either finds it.
    """

    license: Annotated[
        str, Text(min=1, max=80), Key(), Field(description="Label or developer name: Partner Messaging User")
    ]
    total: Annotated[int, Field(ge=1, description="At least so many seats, taken or free")] = 1


async def _bought(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    name = rows.literal(str(wire["license"]))
    found = await rows.query(read, f"{_SEATS} WHERE MasterLabel = {name} OR DeveloperName = {name}")
    if not found:
        return Verdict(holds=False, found="no such licence")
    if len(found) > 1:
        names = ", ".join(sorted(row["DeveloperName"] for row in found))
        return Verdict(holds=False, found=f"several licences of that label: {names}")
    row = found[0]
    seats = f"{row['TotalLicenses']} seats, {row['UsedLicenses']} taken, {row['Status']}"
    enough = row["Status"] == "Active" and row["TotalLicenses"] >= int(wire.get("total") or 1)
    return Verdict(holds=enough, found=seats)


LicenseSeats = Kind(
    name="salesforce.LicenseSeats",
    spec=LicenseSeatsSpec,
    api=NoApi(
        Check(verify=_bought, remedy="buy the licence", who="whoever buys Salesforce licences for the org")
    ),
    concept=Concept.ROLE,
    hand=Hand.CHECK,
    summary="Checks that the org has bought enough seats of a permission set licence.",
    doc=f"{PAGE}permissionsetlicense.htm",
    evidence=evidence("verify GET query?q=SELECT FROM PermissionSetLicense"),
    example={"license": "Partner Messaging User", "total": "1"},
)


class DigitalEngagementSpec(Spec):
    """The add-on Digital Engagement; an org that has it has the permission set sfdc_scrt2."""


async def _engaged(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    del wire
    found = await rows.query(read, "SELECT Id FROM PermissionSet WHERE Name = 'sfdc_scrt2'")
    return Verdict(holds=bool(found), found=f"{len(found)} permission set(s) sfdc_scrt2")


DigitalEngagement = Kind(
    name="salesforce.DigitalEngagement",
    spec=DigitalEngagementSpec,
    api=NoApi(
        Check(
            verify=_engaged,
            remedy="buy the add-on Digital Engagement",
            who="whoever buys Salesforce licences for the org",
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that the org has the add-on Digital Engagement.",
    doc="https://developer.salesforce.com/docs/service/messaging-partner/guide/",
    evidence=evidence(
        "verify GET query?q=SELECT FROM PermissionSet",
        source="developer.salesforce.com/docs/service/messaging-partner/guide",
    ),
    example={},
)
