"""Queues, omnichannel properties, capacities, channels: what routes work to agents (dossier B5 to B8, B10)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf import rows
from msgops_fusion.simulator.adf.table import Resource, Row, read
from msgops_fusion.simulator.errors import AdfError
from msgops_fusion.simulator.knobs import knob

ROLES = (people.SERVICE_ADMIN,)
_CHANNEL_TYPES = "ORA_SVC_CHANNEL_TYPE_CD"

_QUEUE = """
QueueId integer read
QueueNumber string(30) create
QueueName string(400) required
Description string(1000)
AutoRoutingFlag boolean =false
EnabledFlag boolean =true
ExternalFlag boolean =false
ExternalPartnerCd string(30)
OwnerResourceId integer
AlternateQueueId integer
StripeCd string(30) =ORA_SVC_CRM
OriginalSystemReference string(255)
OpenSrCount integer read noquery =0
OpenUwoCount integer read noquery =0
"""
_ASSIGNED = """
QueueResourceId integer read
QueueId integer read
ObjectId integer create required
EnabledFlag boolean =true
"""
_TEAM_MEMBER = """
TeamMemberId integer read
TeamId integer read
TeamResourceId integer read
"""
_PROPERTY = """
ChannelPropId integer read
ChannelTypeCd string(30) create required
MediaTypeCd string(30)
NetworkTypeCd string(30) create
RealtimeFlag boolean =false
AsyncFlag boolean =false
"""
_CAPACITY = """
CapacityNumber string(30) create
ChannelTypeCd string(30) required
ObjectTypeCd string(30)
MaximumCapacity integer
PartyId integer
DecRoutingFlag boolean =false
"""
_CHANNEL = """
ChannelId integer read
ChannelShortName string(450) read
AccountName string(400) required
ChannelTypeCd string(30) required create
DisplayName string(400)
BUOrgId integer
BusinessUnitName string(255)
APIId string(400)
APIPassword string(400) hidden
APIVersion string(400)
EndPoint string(1000)
Port string(30)
AuthenticationURL string(1000)
AuthorizationURL string(1000)
TokenReqURL string(1000)
TokenAccessURL string(1000)
AccessToken string(400) hidden
RefreshToken string(400) hidden
AuthToken string(400) hidden
NetworkTypeCd string(30)
EnabledFlag boolean =true
ChannelUsageCd string(30)
PurposeCd string(30)
StripeCd string(30)
SourceCd string(30)
OriginalSystemReference string(255)
"""


def _queue(call: Call, row: Row, old: Row | None) -> None:
    """A number is made where none is given; references lead somewhere. [inferred; the references: assumed]"""
    if old is None and row["QueueNumber"] is None:
        row["QueueNumber"] = f"CDRM_{call.world.next('queue-numbers')}"
    if row["AlternateQueueId"] is not None and str(row["AlternateQueueId"]) not in call.world.table("queues"):
        raise _no("AlternateQueueId", row["AlternateQueueId"])
    if row["OwnerResourceId"] is not None:
        _resource(call, "OwnerResourceId", row["OwnerResourceId"])


def _queue_leaving(call: Call, row: Row) -> None:
    """A queue that a rule leads to stays. [inferred; the knob `queue_refuses_rule`]"""
    named = [
        r for r in call.world.table("rules").values() if r["queue"] in (row["QueueNumber"], row["QueueName"])
    ]
    if named and knob(call.world, "queue_refuses_rule"):
        raise AdfError(400, f"Queue {row['QueueName']} is used by assignment rule {named[0]['name']}.")


def _resource(call: Call, name: str, party: Any) -> None:
    if not any(r["PartyId"] == party for r in call.world.table("resources").values()):
        raise _no(name, party)


def _no(name: str, value: Any) -> AdfError:
    return AdfError(400, f"Attribute {name}: {value} does not exist.", "27024", f"/{name}")


def _member(call: Call, row: Row, _: Row | None) -> None:
    _resource(call, "ObjectId", row["ObjectId"])
    row["QueueId"] = int(row["_parent"])


def _team(call: Call, row: Row, old: Row | None) -> None:
    """A team brings its people, who are seen below it and not changed there. [documented]"""
    team = call.world.table("teams").get(str(row["ObjectId"]))
    if team is None:
        raise _no("ObjectId", row["ObjectId"])
    row["QueueId"] = int(row["_parent"])
    for party in team["members"] if old is None else ():
        given = {"TeamId": row["ObjectId"], "TeamResourceId": party}
        rows.insert(call, TEAM_MEMBERS, given, str(row["QueueResourceId"]), system=True)


def _overflow(call: Call, row: Row, _: Row | None) -> None:
    if str(row["ObjectId"]) not in call.world.table("queues") or str(row["ObjectId"]) == row["_parent"]:
        raise _no("ObjectId", row["ObjectId"])
    row["QueueId"] = int(row["_parent"])


def _channel_type(call: Call, row: Row, _: Row | None) -> None:
    """The code is one of the lookup. [documented: its values; that it is checked: assumed]"""
    known = call.world.table("standardLookups.lookupCodes")
    if f"{_CHANNEL_TYPES} {row['ChannelTypeCd']}" not in known:
        raise _no("ChannelTypeCd", row["ChannelTypeCd"])


def _capacity(call: Call, row: Row, old: Row | None) -> None:
    _channel_type(call, row, old)
    if row["CapacityNumber"] is None:
        row["CapacityNumber"] = f"CAP_{call.world.next('capacity-numbers')}"
    if row["PartyId"] is not None:
        _resource(call, "PartyId", row["PartyId"])


def _channel(call: Call, row: Row, old: Row | None) -> None:
    _channel_type(call, row, old)
    row["ChannelShortName"] = f"{row['AccountName']}-{row['ChannelId']}"


MEMBERS = Resource(
    "resourceMembers",
    "QueueResourceId",
    read(_ASSIGNED),
    unique=(("ObjectId",),),
    check=_member,
    path="queues.resourceMembers",
)
TEAM_MEMBERS = Resource(
    "resourceTeamMembers", "TeamMemberId", read(_TEAM_MEMBER), verbs="R", path="queues.resourceTeamMembers"
)
TEAMS = Resource(
    "resourceTeams",
    "QueueResourceId",
    read(_ASSIGNED),
    unique=(("ObjectId",),),
    check=_team,
    children=(TEAM_MEMBERS,),
    path="queues.resourceTeams",
)
OVERFLOW = Resource(
    "overflowQueues",
    "QueueResourceId",
    read(f"{_ASSIGNED}\nPriority integer"),
    unique=(("ObjectId",),),
    check=_overflow,
    path="queues.overflowQueues",
)
QUEUES = Resource(
    "queues",
    "QueueId",
    read(_QUEUE),
    unique=(("QueueNumber",),),
    children=(MEMBERS, TEAMS, OVERFLOW),
    finders={"PrimaryKey": {"QueueId": "QueueId"}},
    check=_queue,
    leaving=_queue_leaving,
    roles=ROLES,
)
PROPERTIES = Resource(
    "omniChannelProps",
    "ChannelPropId",
    read(_PROPERTY),
    unique=(("ChannelTypeCd", "NetworkTypeCd"),),
    check=_channel_type,
    roles=ROLES,
)
CAPACITIES = Resource(
    "resourceCapacities",
    "resourceCapacitiesUniqID",
    read(_CAPACITY),
    style="hash",
    unique=(("CapacityNumber",), ("ChannelTypeCd", "ObjectTypeCd", "PartyId")),
    check=_capacity,
    roles=ROLES,
)
CHANNELS = Resource(
    "channels",
    "ChannelId",
    read(_CHANNEL),
    unique=(("ChannelTypeCd", "AccountName"),),
    check=_channel,
    roles=ROLES,
)
ALL = (QUEUES, PROPERTIES, CAPACITIES, CHANNELS)
