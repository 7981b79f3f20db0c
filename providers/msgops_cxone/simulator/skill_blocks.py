"""The blocks of a skill's parameters: suffix of the path, object around them, names (specification: admin skills)."""

from __future__ import annotations

from typing import Any

from msgops_cxone.simulator.shapes import fields

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
GENERAL_ONLY = ("deliverCallbacksOnDNCHolidays", "deliverPrioritiesOnDNCHolidays")
"""Not in the combined read. [documented: specification]"""
_GENERAL = fields(
    s="aggressiveness",
    n=(
        "minimumRetryMinutes maximumAttempts defaultContactExpiration maximumRingingDuration "
        "beginDampenPercentage abandonRateCutoff abandonRateThreshold inactiveBlenderTimer maximumRatio "
        "endOfListNotificationsDelay percentageOfAgentsBeforeOverdial "
        "consecutiveAttemptsWithoutALiveConnect proficiencyFactor waitTimeFactor "
        "maxConcurrentCallsPerAgent maxWaitTimeSeconds"
    ),
    b=(
        "getPriorityContactsOnContactInsertion loadCallbacks loadFresh loadNonFresh "
        "overrideBusinessUnitAbandonRate notifyAgentsWhenListIsEmpty blockMultipleCalls "
        "enableDialingByProficiency deliverCallbacksOnDNCHolidays deliverPrioritiesOnDNCHolidays"
    ),
)
_CPA = {
    **fields(
        s="abandonMessagePath ansMachineMsg",
        n=(
            "abandonMsgMode abandonTimeout agentNoResponseSeconds agentResponseUtteranceMinimumSeconds "
            "agentVoiceThreshold ansMachineDetMode ansMachineOverrideSeconds customerLiveSilenceSeconds "
            "customerVoiceThreshold machineEndSilenceSeconds machineEndTimeoutSeconds "
            "machineMinimumWithAgentSeconds machineMinimumWithoutAgentSeconds utteranceMinimumSeconds"
        ),
        b=(
            "agentOverrideOptionAnsweringMachine agentOverrideOptionBadNumber agentOverrideOptionFax "
            "enableCPALogging preConnectCPAEnabled preConnectCPARecording treatProgressAsRinging"
        ),
    ),
    "exceptions": [{"attempt_No": "n", "ansMachineDetMode": "n", "ansMachineMsg": "s"}],
}
_XS = fields(
    s="externalOutboundSkill_No",
    n=(
        "xsScriptID xsCheckinScriptID xsFreshThreshold xsAvailableThreshold xsReadyThreshold "
        "xsNumberToRetrieve"
    ),
    b="xsSkillChangedActive xsGetContactsActive",
)
_DELIVERY = fields(
    n=(
        "confirmationRequiredDeliveryType confirmationRequiredTimeout "
        "confirmationRequiredTimeoutSubsequent complianceRecordsDeliveryType complianceRecordsTimeout "
        "complianceRecordsTimeoutSubsequent"
    ),
    b=(
        "confirmationRequiredDisabled confirmationRequiredDefaultAccept confirmationRequiredDefault "
        "complianceRecordsDisabled complianceRecordsDefaultAccept showComplianceButtonReschedule "
        "showComplianceButtonRequeue showComplianceButtonSnooze showComplianceButtonDisposition "
        "showPreviewButtonReschedule showPreviewButtonRequeue showPreviewButtonSnooze "
        "showPreviewButtonDisposition"
    ),
)
_RETRY = fields(
    n=(
        "maximumAttempts minimumRetryMinutes maximumNumberOfHandledCalls restrictedCallingMinutes "
        "restrictedCallingMaxAttempts generalStaleMinutes callbackRestMinutes maximumNumberOfCallbacks "
        "callbackStaleMinutes"
    ),
    b="loadNonFresh finalizeWhenExhausted releaseAgentSpecificCalls",
)
_SCHEDULE = {
    "isScheduled": "b",
    **{
        f"{day}{part}": kind
        for day in DAYS
        for part, kind in (("StartTime", "s"), ("EndTime", "s"), ("IsActive", "b"))
    },
}
_CADENCE = {
    **fields(
        s="attemptMode recordRequestMode",
        n="destinationRetryRestMinutes",
    ),
    "maximumAttempts": [{"fieldName": "s", "attempts": "n"}],
    "cadences": [
        {
            "fieldName": "s",
            "attempts": "n",
            "timeConstraints": {
                "weekdayTimeConstraints": [{"startTime": "s", "endTime": "s"}],
                "weekendTimeConstraints": [{"startTime": "s", "endTime": "s"}],
            },
        }
    ],
}
_TIME = {
    "timeZoneSettings": [
        {
            "standardName": "s",
            "startTime": "s",
            "endTime": "s",
            "timeZoneActiveToCall": "b",
            "overrideTime": "b",
        }
    ],
}
_LIST = {
    **fields(
        s="displayField1Name displayField2Name",
    ),
    "listOrderingOptions": [{"orderType": "s", "direction": "s"}],
}
BLOCKS: dict[str, tuple[str, dict[str, Any]]] = {
    "general-settings": ("generalSettings", _GENERAL),
    "cpa-management": ("cpaSettings", _CPA),
    "xs-settings": ("xsSettings", _XS),
    "delivery-preferences": ("deliveryPreferences", _DELIVERY),
    "retry-settings": ("retrySettings", _RETRY),
    "schedule-settings": ("scheduleSettings", _SCHEDULE),
    "cadence-settings": ("", _CADENCE),
    "time-zones": ("", _TIME),
    "list-management": ("", _LIST),
}
