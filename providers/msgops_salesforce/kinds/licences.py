"""The add-on that must have been bought before anything else works (dossier B5, C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.fields import Spec
from msgops.sdk.hands import Check, NoApi, Verdict
from msgops.sdk.kind import Hand, Kind
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader


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
