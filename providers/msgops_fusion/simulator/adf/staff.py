"""Users as resources, and whether they are there (dossier B9, B17)."""

from __future__ import annotations

from msgops.sandbox.kit import Call
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf import rows
from msgops_fusion.simulator.adf.table import Resource, Row, read

_PRESENCE = """
ResourcePartyId integer read
PresenceCd string(30) read
AvailabilityFlag boolean
NewPresenceCd string(30) hidden
SetResourceAvailabilityFlag boolean hidden
SetResourcePresenceFlag boolean hidden
"""
_USER = """
ResourceProfileId integer read
Username string(100) required create
ResourcePartyId integer read
ResourcePartyNumber string(30) read
FirstName string(150)
LastName string(150) required
EmailAddress string(320)
"""
_RESOURCE = """
PartyId integer read
PartyNumber string(30) read
PartyName string(360) read
Username string(100) read
EmailAddress string(320) read
"""


def _presence(_: Call, row: Row, __: Row | None) -> None:
    """What is set shows under its own name. [assumed]"""
    if row.pop("NewPresenceCd", None):
        row["PresenceCd"] = "ORA_SVC_AVAILABLE" if row["AvailabilityFlag"] else "ORA_SVC_UNAVAILABLE"


def _user(call: Call, row: Row, old: Row | None) -> None:
    """A new user becomes a resource too, whom queues and capacities know by its party."""
    if old is not None:
        return
    row["ResourceProfileId"] = call.world.next("adf", rows.FIRST)
    row["ResourcePartyId"] = call.world.next("parties", 300100090001111)
    row["ResourcePartyNumber"] = f"CDRM_{row['ResourcePartyId']}"
    name = f"{row['FirstName'] or ''} {row['LastName'] or ''}".strip()
    given = {
        "PartyId": row["ResourcePartyId"],
        "PartyNumber": row["ResourcePartyNumber"],
        "PartyName": name,
        "Username": row["Username"],
        "EmailAddress": row["EmailAddress"],
    }
    rows.insert(call, RESOURCES, given, system=True)
    presence = {
        "ResourcePartyId": row["ResourcePartyId"],
        "PresenceCd": "ORA_SVC_OFFLINE",
        "AvailabilityFlag": False,
    }
    rows.insert(call, PRESENCES, presence, system=True)
    if people.user_named(call.world, row["Username"] or "") is None and row["Username"]:
        people.add_user(call.world, row["Username"], name, people.AGENT)


PRESENCES = Resource(
    "resourcePresences",
    "ResourcePartyId",
    read(_PRESENCE),
    style="natural",
    unique=(("ResourcePartyId",),),
    verbs="RU",
    check=_presence,
)
USERS = Resource(
    "resourceUsers",
    "resourceUsersUniqID",
    read(_USER),
    style="hash",
    unique=(("Username",),),
    verbs="CRU",
    finders={
        "PartyIdRF": {"BindPartyId": "ResourcePartyId"},
        "PartyNumberRF": {"ResourcePartyNumber": "ResourcePartyNumber"},
        "PrimaryKey": {"ResourceProfileId": "ResourceProfileId"},
    },
    check=_user,
    roles=(people.SERVICE_ADMIN,),
)
RESOURCES = Resource(
    "resources", "PartyNumber", read(_RESOURCE), style="natural", unique=(("PartyNumber",),), verbs="R"
)
ALL = (PRESENCES, USERS, RESOURCES)
