"""Metadata documents of seed 001, short enough to read."""

from __future__ import annotations

from collections.abc import Mapping

NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'


def manifest(**members: str) -> str:
    """Return a package.xml: `Queue="A B"` names two queues."""
    types = "".join(
        f"<types>{''.join(f'<members>{m}</members>' for m in names.split())}<name>{type_}</name></types>"
        for type_, names in members.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Package {NS}>{types}<version>66.0</version></Package>'


EVENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<CustomObject {NS}>
  <deploymentStatus>Deployed</deploymentStatus>
  <eventType>HighVolume</eventType>
  <fields><fullName>EventType__c</fullName><label>EventType</label><length>255</length><required>false</required><type>Text</type></fields>
  <fields><fullName>Payload__c</fullName><label>Payload</label><length>131072</length><type>LongTextArea</type><visibleLines>3</visibleLines></fields>
  <label>Infobip Event</label>
  <pluralLabel>Infobip Events</pluralLabel>
  <publishBehavior>PublishAfterCommit</publishBehavior>
</CustomObject>"""
ROUTING = f"""<QueueRoutingConfig {NS}><capacityWeight>1.0</capacityWeight><label>Most</label>
<routingModel>MOST_AVAILABLE</routingModel><routingPriority>1</routingPriority></QueueRoutingConfig>"""
QUEUE = f"""<Queue {NS}><doesSendEmailToMembers>true</doesSendEmailToMembers><name>Care</name>
<queueRoutingConfig>Most</queueRoutingConfig>
<queueSobject><sobjectType>MessagingSession</sobjectType></queueSobject></Queue>"""
STATUS = f"""<ServicePresenceStatus {NS}><channels><channel>sfdc_livemessage</channel></channels>
<label>Available</label></ServicePresenceStatus>"""
FLOW = f"""<Flow {NS}>
 <actionCalls><name>Route_Work</name><label>Route Work</label><locationX>0</locationX><locationY>0</locationY>
  <actionName>routeWork</actionName><actionType>routeWork</actionType>
  <inputParameters><name>serviceChannelId</name><value><setupReference>sfdc_livemessage</setupReference><setupReferenceType>ServiceChannel</setupReferenceType></value></inputParameters>
  <nameSegment>routeWork</nameSegment></actionCalls>
 <apiVersion>66.0</apiVersion><label>Route</label><processType>RoutingFlow</processType>
 <start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Route_Work</targetReference></connector></start>
 <status>Active</status>
 <variables><name>recordId</name><dataType>String</dataType><isCollection>false</isCollection><isInput>true</isInput><isOutput>false</isOutput></variables>
</Flow>"""
PERMISSIONS = f"""<PermissionSet {NS}><hasActivationRequired>false</hasActivationRequired><label>Presence</label>
<servicePresenceStatusAccesses><enabled>true</enabled><servicePresenceStatus>Available</servicePresenceStatus></servicePresenceStatusAccesses></PermissionSet>"""
FILES: Mapping[str, str] = {
    "objects/Infobip_Event__e.object": EVENT,
    "queueRoutingConfigs/Most.queueRoutingConfig": ROUTING,
    "queues/Care.queue": QUEUE,
    "servicePresenceStatuses/Available.servicePresenceStatus": STATUS,
    "flows/Route.flow": FLOW,
    "permissionsets/Presence.permissionset": PERMISSIONS,
}
EVERYTHING: Mapping[str, str] = {
    "package.xml": manifest(
        CustomObject="Infobip_Event__e",
        QueueRoutingConfig="Most",
        Queue="Care",
        ServicePresenceStatus="Available",
        Flow="Route",
        PermissionSet="Presence",
    ),
    **FILES,
}
SETTINGS: Mapping[str, str] = {
    "package.xml": manifest(Settings="OmniChannel LiveMessage"),
    "settings/OmniChannel.settings": f"<OmniChannelSettings {NS}><enableOmniChannel>true</enableOmniChannel></OmniChannelSettings>",
    "settings/LiveMessage.settings": f"<LiveMessageSettings {NS}><enableLiveMessage>true</enableLiveMessage></LiveMessageSettings>",
}


def deletes(**members: str) -> dict[str, str]:
    """Return a package that deletes."""
    return {"package.xml": manifest(), "destructiveChanges.xml": manifest(**members)}
