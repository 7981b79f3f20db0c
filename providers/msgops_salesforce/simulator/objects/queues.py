"""Queues: `Group` rows of type Queue, what they take, who is in them (dossier B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import (
    Row,
    SObject,
    area,
    choice,
    developer_name,
    fixed,
    flag,
    refer,
    text,
)

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

TAKES = ("MessagingSession", "Case", "Lead", "Task", "WorkOrder", "LiveChatTranscript")
"""What the sandbox lets a queue take."""


def _used(org: Org, row: Row) -> None:
    """A queue that something routes to stays. [assumed]"""
    id_ = row["Id"]
    if org.where("QueueRoutingConfig", OverflowAssigneeId=id_) or any(
        id_ in (c["FallbackQueueId"], c["SessionHandlerId"]) for c in org.rows("MessagingChannel").values()
    ):
        raise Rejected("DELETE_FAILED", f"The queue {row['DeveloperName']} is in use", ())


def _of_a_queue(org: Org, row: dict[str, Any], old: Row | None) -> None:
    del old
    queue = org.get("Group", row["QueueId"])
    if queue is not None and queue["Type"] != "Queue":
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", "QueueId must be the id of a queue", ("QueueId",))


def _no_queue_in_a_queue(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """A queue cannot be a member. [assumed]"""
    del old
    member = org.get("Group", row["UserOrGroupId"])
    if member is not None and member["Type"] == "Queue":
        message = "You can't add a queue as a member of a group or of another queue"
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, ("UserOrGroupId",))


OBJECTS = (
    SObject(
        "Group",
        "00G",
        "Group",
        (
            text("Name", 40, required=True),
            developer_name(required=False),
            choice("Type", "Queue", "Regular", "Role", write="C", default="Regular"),
            refer("QueueRoutingConfigId", "QueueRoutingConfig", dangling="FIELD_INTEGRITY_EXCEPTION"),
            flag("DoesSendEmailToMembers"),
            text("Email", 255),
            flag("DoesIncludeBosses", default=True),
            area("Description", 1000),
            fixed(refer("OwnerId", "User", "Organization")),
            fixed(refer("RelatedId", "UserRole", "Role")),
        ),
        unique=(("DeveloperName",),),
        guard=_used,
        cascade=(("QueueSobject", "QueueId"), ("GroupMember", "GroupId")),
        metadata="Queue",
    ),
    SObject(
        "QueueSobject",
        "03g",
        "Queue Sobject",
        (
            refer("QueueId", "Group", write="C", required=True, children="QueueSobjects"),
            choice("SobjectType", *TAKES, write="C", required=True),
        ),
        unique=(("QueueId", "SobjectType"),),
        calls="CD",
        check=_of_a_queue,
    ),
    SObject(
        "GroupMember",
        "011",
        "Group Member",
        (
            refer("GroupId", "Group", write="C", required=True, children="GroupMembers"),
            refer("UserOrGroupId", "User", "Group", write="C", required=True),
        ),
        unique=(("GroupId", "UserOrGroupId"),),
        calls="CD",
        ignore_duplicate=True,
        check=_no_queue_in_a_queue,
    ),
)
