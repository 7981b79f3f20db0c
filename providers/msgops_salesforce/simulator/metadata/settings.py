"""Settings documents and the features they switch (dossier B1, D4.9)."""

from __future__ import annotations

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata import shapes
from msgops_salesforce.simulator.metadata.component import Component, Failed
from msgops_salesforce.simulator.metadata.shape import SHAPES, Content, Shape
from msgops_salesforce.simulator.org import Org

SWITCHES = {
    ("OmniChannel", "enableOmniChannel"): "OmniChannel",
    ("LiveMessage", "enableLiveMessage"): "LiveMessage",
    ("Entitlement", "enableEntitlements"): "Entitlements",
    ("Flow", "enableFlowDeployAsActiveEnabled"): "FlowDeployAsActive",
    ("ExternalClientApp", "enableClientSecretInRestApiAccess"): "SecretAccess",
}
"""The element of a settings document, and the feature that it switches."""
MEMBERS = ("OmniChannel", "LiveMessage", "Flow", "Entitlement", "ExternalClientApp")


class Settings(Component):
    """One settings document; there is always one, and a deploy replaces it whole. [documented]"""

    def __init__(self, member: str) -> None:
        super().__init__(f"{member}Settings", "settings", "settings", object="Settings", key="", files=False)
        self.member = member

    @property
    def shape(self) -> Shape:
        """The shape of the document."""
        return SHAPES[self.name]

    def rows(self, org: Org) -> list[Row]:
        """The document of this member."""
        found = org.where("Settings", _fullName=self.member)
        return found or [{"Id": "", "_fullName": self.member, "_content": {}}]

    def row(self, org: Org, name: str) -> Row | None:
        """There is one member."""
        return self.rows(org)[0] if name.lower() == self.member.lower() and self.rows(org)[0]["Id"] else None

    def whole(self, org: Org, name: str) -> Content | None:
        """Return the document: every switch has a value. [assumed]"""
        if name.lower() != self.member.lower():
            return None
        blank: Content = {e.name: False for e in self.shape.elements.values() if e.scalar == "boolean"}
        for (member, element), feature in SWITCHES.items():
            if member == self.member:
                blank[element] = org.enabled(feature)
        stored = self.rows(org)[0]
        return {**blank, **(stored["_content"] if stored["Id"] else {})}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Switch the features; they take effect some looks later."""
        del row
        for (member, element), feature in SWITCHES.items():
            if member != self.member:
                continue
            wanted, now = bool(content.get(element)), org.enabled(feature)
            if now and not wanted and feature == "OmniChannel":
                # Nobody has seen it go off again. [assumed]
                raise Failed("Omni-Channel can't be disabled")
            org.switch(feature, on=wanted)

    def delete(self, org: Org, name: str) -> str | None:
        """Settings stay. [documented]"""
        del org
        raise Failed(f"{name} settings can't be deleted")


assert shapes
COMPONENTS = tuple(Settings(member) for member in MEMBERS)
BY_MEMBER = {c.member: c for c in COMPONENTS}
"""The documents by what a package calls them: `Settings` members."""
