"""Vendors, channel definitions and channels as components (dossier B11, B12, B18)."""

from __future__ import annotations

import re
from typing import Any

from msgops_salesforce.simulator.fields import NAME, Row
from msgops_salesforce.simulator.metadata.component import Component, Failed, Outcome, need, unknown
from msgops_salesforce.simulator.metadata.routing import QUEUE, ROUTING_CONFIGURATION
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org


def _named(name: str, content: Content) -> None:
    if content["developerName"] != name or not re.fullmatch(NAME, name):
        raise Failed(f"developerName must be {name}: letters, digits and single underscores")


class Vendor(Component):
    """The vendor's type is set on insert and never changes. [documented; the words are assumed]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check name and type."""
        _named(name, content)
        old = self.row(org, name)
        if old is not None and old["VendorType"] != content["vendorType"]:
            raise Failed("vendorType can't be changed")
        return super().values(org, name, content)


class Definition(Component):
    """A channel definition: its prefix is that of an app, its event has the fields it names."""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check what is fixed, and look up what is named."""
        _named(name, content)
        if not content.get("supportsImplicitConsent"):
            raise Failed("supportsImplicitConsent must be true")
        self._prefix(org, name)
        self._event(org, content)
        found = super().values(org, name, content)
        if vendor := content.get("conversationVendorInfo"):
            found["ConversationVendorInfoId"] = need(org, VENDOR, "conversationVendorInfo", vendor)["Id"]
        for element in ("consentOwner", "routingOwner", "connectedAppType"):
            column = self.columns[element]
            found[column] = found[column] or ("Partner" if element == "connectedAppType" else "Salesforce")
        old = self.row(org, name)
        # The link to the app is made by the service. [documented]
        found["ConnectedAppOauthLink"] = (
            old["ConnectedAppOauthLink"] if old else f"{next(iter(org.rows('Organization')))[:15]}:{name}"
        )
        return found

    def _prefix(self, org: Org, name: str) -> None:
        """The prefix must be that of a connected or external client app. [documented; not where it is checked]"""
        prefix = name.partition("_")[0]
        apps = [
            str(r["_fullName"])
            for t in ("ExternalClientApplication", "ConnectedApplication")
            for r in org.rows(t).values()
        ]
        if apps and not any(a.partition("_")[0] == prefix for a in apps):
            raise Failed(f"The prefix {prefix} is that of no connected app")

    def _event(self, org: Org, content: Content) -> None:
        event = org.rows("events").get(content["customPlatformEvent"].lower())
        if event is None:
            raise unknown("customPlatformEvent", "CustomObject", content["customPlatformEvent"])
        for element in ("customEventPayloadField", "customEventTypeField"):
            field = content.get(element)
            if field is not None and event["schema"].field(field) is None:
                raise unknown(element, "CustomField", f"{content['customPlatformEvent']}.{field}")

    def parts(self, org: Org, row: Row) -> Content:
        """Name the vendor."""
        found = super().parts(org, row)
        vendor = org.get("ConversationVendorInfo", row["ConversationVendorInfoId"])
        found["conversationVendorInfo"] = vendor["DeveloperName"] if vendor else None
        return found

    def rest(self, content: Content) -> Content:
        """Leave vendor and link to their columns."""
        return {k: v for k, v in super().rest(content).items() if k != "conversationVendorInfo"}


class Channel(Component):
    """A channel: routing and keywords; made by the API only where a test allows it. [documented]"""

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Create where it may be, or change."""
        if self.row(org, name) is None and not org.knob("allow_channel_create"):
            raise Failed("Messaging channels created through the API may not work and can't be deleted.")
        return super().write(org, name, content)

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Look up where the work goes; the queue doubles as the fallback. [documented]"""
        found = super().values(org, name, content)
        queue = need(org, QUEUE, "sessionHandlerQueue", content["sessionHandlerQueue"])["Id"]
        handler, fallback = queue, None
        if content["sessionHandlerType"] == "Flow":
            flow = org.find("FlowDefinition", DeveloperName=content.get("sessionHandlerFlow"))
            if flow is None:
                raise unknown("sessionHandlerFlow", "Flow", str(content.get("sessionHandlerFlow")))
            handler, fallback = flow["Id"], queue
        elif content["sessionHandlerType"] != "Queue":
            raise Failed(f"The simulator routes to queues and flows, not to {content['sessionHandlerType']}")
        routing = content.get("queueRoutingConfig")
        consent = [u.get("channelConsentType") for u in content.get("channelUsages") or []]
        old = self.row(org, name) or {}
        return {
            **{k: v for k, v in found.items() if k != "MessagingPlatformKey" or v},
            "MessageType": old.get("MessageType") or content["messagingChannelType"],
            "SessionHandlerId": handler,
            "FallbackQueueId": fallback,
            "RoutingConfigurationId": need(org, ROUTING_CONFIGURATION, "queueRoutingConfig", routing)["Id"]
            if routing
            else None,
            "ConsentType": next((c for c in consent if c), "ImplicitOptIn"),
        }

    def parts(self, org: Org, row: Row) -> Content:
        """Name where the work goes."""
        found = super().parts(org, row)
        flow = org.get("FlowDefinition", row["SessionHandlerId"])
        queue = org.get("Group", row["FallbackQueueId"] if flow else row["SessionHandlerId"])
        routing = org.get("QueueRoutingConfig", row["RoutingConfigurationId"])
        found.update(
            messagingChannelType=row["MessageType"],
            sessionHandlerType="Flow" if flow else "Queue",
            sessionHandlerFlow=flow["DeveloperName"] if flow else None,
            sessionHandlerQueue=queue["DeveloperName"] if queue else None,
            queueRoutingConfig=routing["DeveloperName"] if routing else None,
        )
        return found

    def rest(self, content: Content) -> Content:
        """Leave the routing to its columns."""
        routed = ("sessionHandlerType", "sessionHandlerFlow", "sessionHandlerQueue", "queueRoutingConfig")
        return {k: v for k, v in super().rest(content).items() if k not in routed}

    def delete(self, org: Org, name: str) -> str | None:
        """A channel is never deleted. [documented]"""
        del org
        raise Failed(f"The messaging channel {name} can't be deleted")


VENDOR = Vendor(
    "ConversationVendorInfo",
    "ConversationVendorInformation",
    "ConversationVendorInformation",
    columns={"masterLabel": "MasterLabel", "vendorType": "VendorType", "developerName": "DeveloperName"},
)
COMPONENTS = (
    VENDOR,
    Definition(
        "ConversationChannelDefinition",
        "conversationChannelDefinitions",
        "ConversationChannelDefinition",
        columns={
            "masterLabel": "MasterLabel",
            "developerName": "DeveloperName",
            "routingOwner": "RoutingOwner",
            "consentOwner": "ConsentOwner",
            "connectedAppType": "ConnectedAppType",
            "connectedAppOauthLink": "ConnectedAppOauthLink",
            "customPlatformEvent": "CustomPlatformEvent",
            "customEventTypeField": "CustomEventTypeField",
            "customEventPayloadField": "CustomEventPayloadField",
        },
    ),
    Channel(
        "MessagingChannel",
        "messagingChannels",
        "messagingChannel",
        columns={"masterLabel": "MasterLabel", "platformKey": "MessagingPlatformKey"},
    ),
)
