"""The nine parameter sub-resources of a skill, each a field of the skill (dossier B.21). Mostly for outbound skills.

All are read at once; each is written by a call of its own. What is read has another shape than what is written, so the
functions here bring what was read into the shape of the write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from msgops.sdk.fields import Spec, Unordered, Wire

Body = dict[str, Any]
_CLOCK = r"^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$"
Clock = Annotated[str, Field(pattern=_CLOCK)]
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return spaced.replace("__", "_").lower()


def _spec(name: str, doc: str, *, numbers: str = "", flags: str = "", texts: str = "", **more: Any) -> Any:
    """Return a spec whose fields are these names of the API in snake case."""
    fields: dict[str, Any] = {}
    for words, type_ in ((numbers, int), (flags, bool), (texts, str)):
        for word in words.split():
            fields[_snake(word)] = (Annotated[type_ | None, Wire(word)], None)
    return create_model(name, __base__=Spec, __doc__=doc, **fields, **more)


GeneralSettings = _spec(
    "GeneralSettings",
    "How an outbound skill dials.",
    numbers="minimumRetryMinutes maximumAttempts defaultContactExpiration maximumRingingDuration beginDampenPercentage "
    "abandonRateCutoff abandonRateThreshold inactiveBlenderTimer maximumRatio aggressiveness "
    "endOfListNotificationsDelay percentageOfAgentsBeforeOverdial consecutiveAttemptsWithoutALiveConnect "
    "proficiencyFactor waitTimeFactor maxConcurrentCallsPerAgent maxWaitTimeSeconds",
    flags="getPriorityContactsOnContactInsertion loadCallbacks loadFresh loadNonFresh overrideBusinessUnitAbandonRate "
    "notifyAgentsWhenListIsEmpty blockMultipleCalls enableDialingByProficiency",
)


class CpaException(Spec):
    """Another detection for one attempt."""

    attempt: Annotated[int, Wire("attempt_No")]
    ans_machine_det_mode: Annotated[int, Field(ge=0, le=9)]
    ans_machine_msg: str | None = None


CpaManagement = _spec(
    "CpaManagement",
    "How answering machines are told from people.",
    numbers="abandonMsgMode abandonTimeout agentNoResponseSeconds agentResponseUtteranceMinimumSeconds "
    "agentVoiceThreshold ansMachineDetMode customerLiveSilenceSeconds customerVoiceThreshold machineEndSilenceSeconds "
    "machineEndTimeoutSeconds machineMinimumWithAgentSeconds machineMinimumWithoutAgentSeconds utteranceMinimumSeconds",
    flags="agentOverrideOptionAnsweringMachine agentOverrideOptionBadNumber agentOverrideOptionFax enableCPALogging "
    "preConnectCPAEnabled preConnectCPARecording treatProgressAsRinging",
    texts="abandonMessagePath ansMachineMsg",
    exceptions=(tuple[CpaException, ...] | None, None),
)
DeliveryPreferences = _spec(
    "DeliveryPreferences",
    "What agents confirm before a contact is dialled.",
    numbers="confirmationRequiredDeliveryType confirmationRequiredTimeout confirmationRequiredTimeoutSubsequent "
    "complianceRecordsDeliveryType complianceRecordsTimeout complianceRecordsTimeoutSubsequent",
    flags="confirmationRequiredDisabled confirmationRequiredDefaultAccept confirmationRequiredDefault "
    "complianceRecordsDisabled complianceRecordsDefaultAccept showComplianceButtonReschedule "
    "showComplianceButtonRequeue showComplianceButtonSnooze showComplianceButtonDisposition "
    "showPreviewButtonReschedule showPreviewButtonRequeue showPreviewButtonSnooze showPreviewButtonDisposition",
)
RetrySettings = _spec(
    "RetrySettings",
    "When a contact is tried again.",
    numbers="maximumAttempts minimumRetryMinutes maximumNumberOfHandledCalls restrictedCallingMinutes "
    "restrictedCallingMaxAttempts generalStaleMinutes callbackRestMinutes maximumNumberOfCallbacks callbackStaleMinutes",
    flags="loadNonFresh finalizeWhenExhausted releaseAgentSpecificCalls",
)


class ScheduledDay(Spec):
    """When an outbound skill dials on a day."""

    day: Literal["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    start_time: Clock
    end_time: Clock


class ScheduleSettings(Spec):
    """When an outbound skill dials. All seven days are needed: the API takes no inactive day."""

    is_scheduled: bool | None = None
    schedules: Annotated[tuple[ScheduledDay, ...] | None, Unordered, Field(min_length=7, max_length=7)] = None


XsSettings = _spec(
    "XsSettings",
    "How contacts are fetched from another system.",
    numbers="xsFreshThreshold xsAvailableThreshold xsReadyThreshold xsNumberToRetrieve",
    flags="xsSkillChangedActive xsGetContactsActive",
    xs_script=(Annotated[int | None, Wire("xsScriptID")], None),
    xs_checkin_script=(Annotated[int | None, Wire("xsCheckinScriptID")], None),
    external_outbound_skill=(Annotated[str | None, Wire("externalOutboundSkill_No")], None),
)


class Attempts(Spec):
    """How often a destination is tried."""

    field_name: str
    attempts: int


class Constraint(Spec):
    """Between which times."""

    start_time: Clock
    end_time: Clock


class Constraints(Spec):
    """Times of weekdays and weekends."""

    weekday: Annotated[tuple[Constraint, ...] | None, Wire("weekdayTimeConstraints")] = None
    weekend: Annotated[tuple[Constraint, ...] | None, Wire("weekendTimeConstraints")] = None


class Cadence(Attempts):
    """A step of the cadence."""

    time_constraints: Constraints | None = None


class CadenceSettings(Spec):
    """In which order the destinations of a contact are tried."""

    attempt_mode: str | None = None
    record_request_mode: str | None = None
    destination_retry_rest_minutes: int | None = None
    maximum_attempts: tuple[Attempts, ...] | None = None
    cadences: tuple[Cadence, ...] | None = None


class TimeZone(Spec):
    """When a time zone is called."""

    name: Annotated[str, Wire("standardName")]
    start_time: Clock | None = None
    end_time: Clock | None = None
    active: Annotated[bool | None, Wire("timeZoneActiveToCall")] = None
    override_time: bool | None = None


class TimeZones(Spec):
    """When the time zones of contacts are called."""

    settings: Annotated[tuple[TimeZone, ...] | None, Unordered, Wire("timeZoneSettings")] = None


class Order(Spec):
    """A key of the order."""

    order_type: str
    direction: str


class ListManagement(Spec):
    """How the list of contacts is shown and ordered."""

    display_field_1: Annotated[str | None, Wire("displayField1Name")] = None
    display_field_2: Annotated[str | None, Wire("displayField2Name")] = None
    ordering: Annotated[tuple[Order, ...] | None, Wire("listOrderingOptions")] = None


@dataclass(frozen=True)
class Block:
    """A sub-resource: its field, where it is written and in which wrapper, where it stands in what is read."""

    field: str
    spec: Any
    suffix: str
    wrapper: str
    key: str
    read: Callable[[Any], Any] = lambda found: found
    write: Callable[[Body], Body] = dict

    @property
    def wire(self) -> str:
        """The name under which the block stands in the skill's own shape."""
        return f"parameters/{self.suffix}"


def _cpa(found: Body) -> Body:
    listed = found.get("exceptions") or ()
    exceptions = [{("attempt_No" if k == "attemptNo" else k): v for k, v in e.items()} for e in listed]
    logging = found.get("enableCPALogging")
    flag = str(logging).lower() == "true" if isinstance(logging, str) else logging
    return {**found, "exceptions": exceptions or None, "enableCPALogging": flag}


def _schedule(found: Body) -> Body:
    days = found.get("schedules") or ()
    shown = [
        {"day": d.get("day"), "startTime": d.get("startTime"), "endTime": d.get("endTime")} for d in days
    ]
    return {"isScheduled": found.get("isScheduled"), "schedules": shown or None}


def _flat_schedule(body: Body) -> Body:
    sent = {} if body.get("isScheduled") is None else {"isScheduled": body["isScheduled"]}
    for entry in body.get("schedules") or ():
        day = str(entry["day"]).lower()
        times = {"StartTime": entry["startTime"], "EndTime": entry["endTime"], "IsActive": True}
        sent.update({f"{day}{name}": value for name, value in times.items()})
    return sent


def _xs(found: Body) -> Body:
    table = {"xsScriptId": "xsScriptID", "xsCheckinScriptId": "xsCheckinScriptID"}
    return {table.get(k, k): v for k, v in found.items()}


def _cadence(found: Body) -> Body:
    cadences = []
    for entry in found.get("cadences") or ():
        times: dict[str, list[Body]] = {"weekdayTimeConstraints": [], "weekendTimeConstraints": []}
        for one in entry.get("timeConstraints") or ():
            place = "weekend" if "end" in str(one.get("dayType")).lower() else "weekday"
            span = {"startTime": one.get("startTime"), "endTime": one.get("endTime")}
            times[f"{place}TimeConstraints"].append(span)
        known = {"fieldName": entry.get("fieldName"), "attempts": entry.get("attempts")}
        set_ = {name: spans for name, spans in times.items() if spans}
        cadences.append({**known, **({"timeConstraints": set_} if set_ else {})})
    most = [
        {"fieldName": a.get("label"), "attempts": a.get("maxAttempts")}
        for a in found.get("cadenceMaximumAttempts") or ()
    ]
    return {**found, "cadences": cadences or None, "maximumAttempts": most or None}


def _zones(found: Any) -> Body:
    listed = found if isinstance(found, list) else []
    shown = [{("standardName" if k == "name" else k): v for k, v in z.items()} for z in listed]
    return {"timeZoneSettings": shown or None}


def _management(found: Body) -> Body:
    return {("displayField2Name" if k == "displayField2NAme" else k): v for k, v in found.items()}


BLOCKS = (
    Block("general_settings", GeneralSettings, "general-settings", "generalSettings", "generalSettings"),
    Block("cpa_management", CpaManagement, "cpa-management", "cpaSettings", "cpaSettings", _cpa),
    Block(
        "delivery_preferences",
        DeliveryPreferences,
        "delivery-preferences",
        "deliveryPreferences",
        "deliveryPreferences",
    ),
    Block("retry_settings", RetrySettings, "retry-settings", "retrySettings", "retrySettings"),
    Block(
        "schedule_settings",
        ScheduleSettings,
        "schedule-settings",
        "scheduleSettings",
        "scheduleSettings",
        _schedule,
        _flat_schedule,
    ),
    Block("xs_settings", XsSettings, "xs-settings", "xsSettings", "xsSettings", _xs),
    Block("cadence_settings", CadenceSettings, "cadence-settings", "", "cadenceSettings", _cadence),
    Block("time_zones", TimeZones, "time-zones", "", "timeZoneSettings", _zones),
    Block("list_management", ListManagement, "list-management", "", "listManagementSettings", _management),
)


def fields() -> dict[str, Any]:
    """Return the fields of a skill that hold its parameters."""
    return {b.field: (Annotated[b.spec | None, Wire(b.wire)], None) for b in BLOCKS}


def of(found: Mapping[str, Any]) -> Body:
    """Return what was read of all parameters, in the shape of the skill."""
    return {b.wire: b.read(found[b.key]) for b in BLOCKS if found.get(b.key)}


def sent(block: Block, body: Mapping[str, Any]) -> Body:
    """Return the body that writes a block, without what is not set."""
    inner = block.write({k: v for k, v in body.items() if v is not None})
    return {block.wrapper: inner} if block.wrapper else inner
