"""Queues, routing configurations, service channels and presence as components (dossier B2, B3, B7, B8, B9)."""

from __future__ import annotations

from typing import Any

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata.component import Component, Failed, need, unknown
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org

_MODELS = {
    "LEAST_ACTIVE": "LeastActive",
    "MOST_AVAILABLE": "MostAvailable",
    "EXTERNAL_ROUTING": "ExternalRouting",
}


def user(org: Org, element: str, name: str) -> Row:
    """Return the user of a username."""
    found = org.find("User", Username=name)
    if found is None:
        raise unknown(element, "User", name)
    return found


class RoutingConfiguration(Component):
    """The overflow assignee is a queue or a user by name."""

    def parts(self, org: Org, row: Row) -> Content:
        """Name the assignee."""
        found = super().parts(org, row)
        queue, person = (org.get(t, row["OverflowAssigneeId"]) for t in ("Group", "User"))
        if queue is not None:
            found["queueOverflowAssignee"] = queue["DeveloperName"]
        if person is not None:
            found["userOverflowAssignee"] = person["Username"]
        return found

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Look the assignee up."""
        found = super().values(org, name, content)
        assignee = None
        if queue := content.get("queueOverflowAssignee"):
            assignee = need(org, QUEUE, "queueOverflowAssignee", queue)["Id"]
        elif person := content.get("userOverflowAssignee"):
            assignee = user(org, "userOverflowAssignee", person)["Id"]
        return {**found, "OverflowAssigneeId": assignee}

    def rest(self, content: Content) -> Content:
        """Leave the assignee to its column."""
        return {k: v for k, v in super().rest(content).items() if not k.endswith("OverflowAssignee")}


class Queue(Component):
    """A queue with what it takes and who is in it; a document replaces the members. [documented]"""

    def rows(self, org: Org) -> list[Row]:
        """Public groups are no queues."""
        return org.where("Group", Type="Queue")

    def parts(self, org: Org, row: Row) -> Content:
        """Name configuration, objects and members."""
        found = super().parts(org, row)
        routing = org.get("QueueRoutingConfig", row["QueueRoutingConfigId"])
        found["queueRoutingConfig"] = routing["DeveloperName"] if routing else None
        takes = sorted(r["SobjectType"] for r in org.where("QueueSobject", QueueId=row["Id"]))
        found["queueSobject"] = [{"sobjectType": t} for t in takes] or None
        found["queueMembers"] = self._members(org, row) or None
        return found

    def _members(self, org: Org, row: Row) -> Content:
        users, groups = [], []
        for member in org.where("GroupMember", GroupId=row["Id"]):
            person = org.get("User", member["UserOrGroupId"])
            group = org.get("Group", member["UserOrGroupId"])
            if person is not None:
                users.append(person["Username"])
            elif group is not None:
                groups.append(group["DeveloperName"])
        found: Content = {}
        if groups:
            found["publicGroups"] = {"publicGroup": sorted(groups)}
        if users:
            found["users"] = {"user": sorted(users)}
        return found

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Look the routing configuration up."""
        routing = content.get("queueRoutingConfig")
        id_ = need(org, ROUTING_CONFIGURATION, "queueRoutingConfig", routing)["Id"] if routing else None
        found = super().values(org, name, content)
        return {**found, "QueueRoutingConfigId": id_, "Type": "Queue"}

    def rest(self, content: Content) -> Content:
        """Leave nothing: everything has rows."""
        del content
        return {}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Make objects and members those of the document: what it does not name goes. [documented]"""
        takes = {s["sobjectType"] for s in content.get("queueSobject") or []}
        _same(org, "QueueSobject", {"QueueId": row["Id"]}, "SobjectType", takes)
        wanted: set[str] = set()
        members = content.get("queueMembers") or {}
        for name in (members.get("users") or {}).get("user") or []:
            wanted.add(user(org, "user", name)["Id"])
        for name in (members.get("publicGroups") or {}).get("publicGroup") or []:
            group = org.find("Group", DeveloperName=name, Type="Regular")
            if group is None:
                raise unknown("publicGroup", "Group", name)
            wanted.add(group["Id"])
        if unread := set(members) - {"users", "publicGroups"}:
            raise Failed(f"The simulator does not know members by {', '.join(sorted(unread))}")
        _same(org, "GroupMember", {"GroupId": row["Id"]}, "UserOrGroupId", wanted)


def _same(org: Org, name: str, parent: dict[str, str], column: str, wanted: set[str]) -> None:
    """Create and delete rows below a parent until the column has the wanted values."""
    have = {r[column]: r["Id"] for r in org.where(name, **parent)}
    for value, id_ in have.items():
        if value not in wanted:
            org.delete(name, id_, by="metadata")
    for value in sorted(wanted - set(have)):
        org.insert(name, {**parent, column: value}, by="metadata")


class PresenceStatus(Component):
    """A status with its channels."""

    def parts(self, org: Org, row: Row) -> Content:
        """Name the channels."""
        found = super().parts(org, row)
        links = org.where("ServiceChannelStatus", ServicePresenceStatusId=row["Id"])
        channels = [
            (org.get("ServiceChannel", li["ServiceChannelId"]) or {})["DeveloperName"] for li in links
        ]
        found["channels"] = {"channel": sorted(channels)} if channels else None
        return found

    def rest(self, content: Content) -> Content:
        """Leave nothing."""
        del content
        return {}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Link the channels; one that is not there is refused in these words. [documented]"""
        wanted = set()
        for name in (content.get("channels") or {}).get("channel") or []:
            channel = org.find("ServiceChannel", DeveloperName=name)
            if channel is None or (name == "sfdc_livemessage" and not org.enabled("LiveMessage")):
                raise Failed(f"Value '{name}' is not valid")
            wanted.add(channel["Id"])
        _same(org, "ServiceChannelStatus", {"ServicePresenceStatusId": row["Id"]}, "ServiceChannelId", wanted)

    def delete(self, org: Org, name: str) -> str | None:
        """A status that a permission set or a profile names stays. [assumed]"""
        for type_ in ("PermissionSet", "Profile"):
            for row in org.rows(type_).values():
                granted = (row.get("_content") or {}).get("servicePresenceStatusAccesses") or []
                if name in {g["servicePresenceStatus"] for g in granted}:
                    raise Failed(f"The presence status {name} is referenced by {type_} {row['Name']}")
        return super().delete(org, name)


class PresenceConfiguration(Component):
    """A configuration with the users and profiles it is for; a document replaces them. [assumed]"""

    def parts(self, org: Org, row: Row) -> Content:
        """Name the assignments."""
        found = super().parts(org, row)
        below = {"PresenceUserConfigId": row["Id"]}
        users = sorted(
            (org.get("User", a["UserId"]) or {})["Username"]
            for a in org.where("PresenceUserConfigUser", **below)
        )
        profiles = sorted(
            (org.get("Profile", a["ProfileId"]) or {})["_fullName"]
            for a in org.where("PresenceUserConfigProfile", **below)
        )
        found["assignments"] = {
            **({"profiles": {"profile": profiles}} if profiles else {}),
            **({"users": {"user": users}} if users else {}),
        } or None
        return found

    def rest(self, content: Content) -> Content:
        """Leave the assignments to their rows."""
        return {k: v for k, v in super().rest(content).items() if k != "assignments"}

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Statuses and reasons must be there; declining needs no accepting. [documented]"""
        for element in ("presenceStatusOnDecline", "presenceStatusOnPushTimeout"):
            if content.get(element):
                need(org, PRESENCE_STATUS, element, content[element])
        for reason in content.get("declineReasons") or []:
            need(org, DECLINE_REASON, "declineReasons", reason)
        if content.get("presenceStatusOnDecline") and not content.get("enableDecline"):
            raise Failed("presenceStatusOnDecline requires enableDecline")
        return super().values(org, name, content)

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Assign users and profiles."""
        below = {"PresenceUserConfigId": row["Id"]}
        given = content.get("assignments") or {}
        users = {user(org, "user", n)["Id"] for n in (given.get("users") or {}).get("user") or []}
        profiles = set()
        for name in (given.get("profiles") or {}).get("profile") or []:
            profile = org.find("Profile", _fullName=name)
            if profile is None:
                raise unknown("profile", "Profile", name)
            profiles.add(profile["Id"])
        _same(org, "PresenceUserConfigUser", below, "UserId", users)
        _same(org, "PresenceUserConfigProfile", below, "ProfileId", profiles)


ROUTING_CONFIGURATION = RoutingConfiguration(
    "QueueRoutingConfig",
    "queueRoutingConfigs",
    "queueRoutingConfig",
    columns={
        "label": "MasterLabel",
        "routingModel": "RoutingModel",
        "routingPriority": "RoutingPriority",
        "capacityWeight": "CapacityWeight",
        "capacityPercentage": "CapacityPercentage",
        "pushTimeout": "PushTimeout",
        "dropAdditionalSkillsTimeout": "DropAdditionalSkillsTimeout",
        "isAttributeBased": "IsAttributeBased",
    },
    words={"routingModel": _MODELS},
)
QUEUE = Queue(
    "Queue",
    "queues",
    "queue",
    object="Group",
    columns={
        "name": "Name",
        "doesSendEmailToMembers": "DoesSendEmailToMembers",
        "email": "Email",
        "description": "Description",
    },
)
SERVICE_CHANNEL = Component(
    "ServiceChannel",
    "serviceChannels",
    "serviceChannel",
    columns={
        "label": "MasterLabel",
        "relatedEntityType": "RelatedEntity",
        "capacityModel": "CapacityModel",
        "hasAutoAcceptEnabled": "HasAutoAcceptEnabled",
        "hasAfterConvoWorkTimer": "HasAfterConvoWorkTimer",
        "afterConvoWorkMaxTime": "AfterConvoWorkMaxTime",
        "hasAcwExtensionEnabled": "HasAcwExtensionEnabled",
        "acwExtensionDuration": "AcwExtensionDuration",
        "doesMinimizeWidgetOnAccept": "DoesMinimizeWidgetOnAccept",
    },
    words={"capacityModel": {"STATUS_BASED": "StatusBased", "TAB_BASED": "TabBased"}},
)
PRESENCE_STATUS = PresenceStatus(
    "ServicePresenceStatus",
    "servicePresenceStatuses",
    "servicePresenceStatus",
    columns={"label": "MasterLabel"},
)
DECLINE_REASON = Component(
    "PresenceDeclineReason",
    "presenceDeclineReasons",
    "presenceDeclineReason",
    columns={"label": "MasterLabel"},
)
PRESENCE_CONFIGURATION = PresenceConfiguration(
    "PresenceUserConfig",
    "presenceUserConfigs",
    "presenceUserConfig",
    columns={
        "label": "MasterLabel",
        "capacity": "Capacity",
        "interruptibleCapacity": "InterruptibleCapacity",
        "enableAutoAccept": "OptionsIsAutoAcceptEnabled",
        "enableDecline": "OptionsIsDeclineEnabled",
        "enableDeclineReason": "OptionsIsDeclineReasonEnabled",
        "enableDisconnectSound": "OptionsIsDisconnectSoundEnabled",
        "enableRequestSound": "OptionsIsRequestSoundEnabled",
    },
)
COMPONENTS = (
    ROUTING_CONFIGURATION,
    QUEUE,
    SERVICE_CHANNEL,
    PRESENCE_STATUS,
    DECLINE_REASON,
    PRESENCE_CONFIGURATION,
)
