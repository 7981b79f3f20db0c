"""Every resource of the pod, what it has before anybody configures it, and its actions."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator.adf import (
    batch,
    checks,
    content,
    describe,
    engine,
    rows,
    service,
    setup_csv,
    staff,
)
from msgops_fusion.simulator.adf.table import Resource
from msgops_fusion.simulator.errors import AdfError

RESOURCES: tuple[Resource, ...] = (*service.ALL, *staff.ALL, *content.ALL, *checks.ALL)
BY_NAME = {resource.name: resource for resource in (*RESOURCES, *setup_csv.ALL)}
CHANNEL_TYPES = ("CHAT", "EMAIL", "PHONE", "SOCIAL", "WEB", "NONE")
OPTIONS = {
    "SVC_ENABLE_CHAT": "N",
    "SVC_CHAT_OFFER_NOTIFICATION_TIMEOUT_VALUE": "30",
    "ORA_SVC_QUEUED_REQUEST_DISCARD_SECONDS": "0",
    "ORA_SVC_CHAT_ABSENT_INTERVAL": "120",
    "ORA_SVC_CHAT_ENDUSER_ABSENT_RETRY_COUNT": "2",
    "SVC_OMNI_OVERRIDE_AGENT_CAPACITIES": "N",
    "SVC_OMNI_DISABLE_WORK_ITEM_AVAILABILITY_SELECTION": "N",
    "SVC_CHAT_WAIT_TIME_ENABLED": "N",
}
"""Profile options by their codes. [documented: the codes; most values: assumed]"""
FEATURES = {"SANDBOX_OMNICHANNEL_ROUTING": "Omnichannel Routing", "SANDBOX_CHAT": "Chat"}
"""The codes are the sandbox's own: the vendor's are not published."""
TASKS = {"HZ_MANAGE_RESOURCE_ROLES": True, "SANDBOX_MANAGE_SERVICE_ASSIGNMENT_RULES": False}
"""Setup tasks and whether they support import. [documented: the first code; the rest: the sandbox's own]"""


def install(simulator: Simulator) -> None:
    """Declare everything, then seed."""
    batch.install(simulator)
    _actions(simulator)
    for resource in RESOURCES:
        _batches(simulator, resource)
        engine.install(simulator, resource)
    setup_csv.install(simulator)
    for resource in BY_NAME.values():
        describe.install(simulator, resource)
    _seed(simulator)


def _batches(simulator: Simulator, resource: Resource) -> None:
    """A collection takes a batch as the root does. [documented]"""
    if "C" in resource.verbs:
        create = engine.placed(engine.create, resource)
        engine.declare(simulator, "POST", engine.base(resource), batch.at_collection(create), resource.roles)


def _actions(simulator: Simulator) -> None:
    """Presence is asked for and set by actions, too. [documented: names and parameters; results: assumed]"""
    at = engine.base(staff.PRESENCES)
    engine.declare(simulator, "POST", f"{at}/action/getPresenceAvailability", _get_presence)
    engine.declare(simulator, "POST", f"{at}/action/setPresenceAvailability", _set_presence)
    engine.declare(
        simulator, "POST", f"{at}/{{key0}}/action/keepAlive", lambda _: Reply(200, {"result": None})
    )


def _get_presence(call: Call) -> Reply:
    row = engine.find(call, staff.PRESENCES, str(call.json.get("resourceId")), "")
    shown = {"presenceTypeCd": row["PresenceCd"], "availabilityFlag": row["AvailabilityFlag"]}
    return Reply(200, {"result": shown})


def _set_presence(call: Call) -> Reply:
    given = call.json
    row = engine.find(call, staff.PRESENCES, str(given.get("resourceId")), "")
    if not given.get("presenceTypeCd"):
        raise AdfError(400, "presenceTypeCd is required.")
    row["PresenceCd"], row["AvailabilityFlag"] = given["presenceTypeCd"], bool(given.get("availabilityList"))
    rows.touch(call, row)
    return Reply(200, {"result": "SUCCESS"})


def _seed(simulator: Simulator) -> None:
    call = nobody(simulator)

    def add(resource: Resource, parent: str = "", **given: Any) -> dict[str, Any]:
        return rows.insert(call, resource, given, parent, system=True)

    lookup = add(
        content.STANDARD,
        LookupType="ORA_SVC_CHANNEL_TYPE_CD",
        Meaning="Channel types",
        CustomizationLevel="S",
    )
    for name in CHANNEL_TYPES:
        add(
            content.STANDARD.children[0],
            lookup["_id"],
            LookupCode=f"ORA_SVC_{name}",
            Meaning=name.capitalize(),
        )
    for name in ("CHAT", "EMAIL", "PHONE", "WEB"):
        add(service.PROPERTIES, ChannelTypeCd=f"ORA_SVC_{name}", RealtimeFlag=name in ("CHAT", "PHONE"))
    for user, first, last in (
        ("agent1", "Ann", "Acme"),
        ("agent2", "Ben", "Acme"),
        ("digitalassistant", "Bot", "Acme"),
    ):
        add(staff.USERS, Username=user, FirstName=first, LastName=last, EmailAddress=f"{user}@acme.example")
    parties = [r["PartyId"] for r in call.world.table("resources").values()]
    team = call.world.next("adf", rows.FIRST)
    call.world.table("teams")[str(team)] = {"id": team, "name": "Messaging", "members": parties[:2]}
    for number, (code, value) in enumerate(OPTIONS.items(), 300100000000501):
        add(
            checks.PROFILES,
            ApplicationId=10516,
            ProfileOptionId=number,
            ProfileOptionName=code,
            ProfileOptionValue=value,
        )
    for code, name in FEATURES.items():
        add(checks.FEATURES, FeatureCode=code, FeatureName=name, EnabledFlag=False)
        add(checks.STATES, FeatureCode=code, FeatureState=False)
    for code, supported in TASKS.items():
        add(setup_csv.IMPORTS, TaskCode=code, ImportSupportedFlag=supported)
        add(setup_csv.EXPORTS, TaskCode=code)


def nobody(simulator: Simulator) -> Call:
    """Return a call of the vendor's own."""
    (route, *_) = next(iter(simulator.routes.values()))
    return Call(simulator, simulator.world, "POST", "/", route, {}, {}, {}, b"", actor="oracle")
