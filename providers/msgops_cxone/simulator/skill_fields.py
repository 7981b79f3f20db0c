"""The names of a skill's fields (specification: admin skills); read, create and change do not agree."""

from __future__ import annotations

from msgops_cxone.simulator.shapes import fields, names

CREATE = fields(
    s=(
        "skillName outboundStrategy callerIdOverride emailFromAddress emailBccAddress notes thankYouLink "
        "popThankYouURL transcriptFromAddress screenPopType screenPopDetails workItemQueueType"
    ),
    n=(
        "mediaTypeId divisionNo outboundTelecomRouteId campaignId FocusMetric EquityLevel FocusLock "
        "FallbackTime scriptId reskillHours minWFIAgents minWFIAvailableAgents minWorkingTime "
        "agentlessPorts acwTypeId stateIdACW maxSecondsACW agentRestTime callSuppressionScriptId "
        "screenPopTriggerEvent initialPriority acceleration maxPriority serviceLevelThreshold "
        "serviceLevelGoal shortAbandonThreshold chatWarningThreshold smsTransportCodeId messageTemplateId "
        "acwPostTimeoutStateId evaluationCriteria"
    ),
    b=(
        "isOutbound emailFromEditable requireManualAccept interruptible enableParking agentless "
        "requireDisposition allowSecondaryDisposition displayThankyou popThankYou makeTranscriptAvailable "
        "priorityBlending useScreenPops useCustomScreenPops enableShortAbandon countShortAbandons "
        "agentTypingIndicator patronTypingPreview deliverMultipleNumbersSerially cradleToGrave "
        "priorityInterrupt"
    ),
)
"""What a new skill may hold."""
CHANGE = fields(
    s=(
        "skillName callerIdOverride emailFromAddress emailBccAddress notes thankYouLink popThankYouUrl "
        "transcriptFromAddress screenPopType screenPopDetails"
    ),
    n=(
        "mediatypeid divisionNo campaignId scriptId reskillHours minWFIAgents minWFIAvailableAgents "
        "minWorkingTime agentlessPorts acwTypeId stateIdACW maxSecondsACW agentRestTime "
        "callSuppressionScriptId screenPopTriggerEvent initialPriority acceleration maxPriority "
        "serviceLevelThreshold serviceLevelGoal shortAbandonThreshold chatWarningThreshold "
        "smsTransportCodeId messageTemplateId acwPostTimeoutStateId outboundTelecomRouteId "
        "evaluationCriteria EquityLevel FallbackTime FocusLock FocusMetric"
    ),
    b=(
        "emailFromEditable requireManualAccept interruptible isActive enableParking agentless "
        "requireDisposition allowSecondaryDisposition displayThankyou popThankYou makeTranscriptAvailable "
        "priorityBlending useScreenPops useCustomScreenPops enableShortAbandon countShortAbandons "
        "agentTypingIndicator patronTypingIndicator deliverMultipleNumbersSerially cradleToGrave "
        "priorityInterrupt"
    ),
)
"""What a change may hold."""
SHOWN = names(
    "skillId skillName mediaTypeId mediaTypeName workItemQueueType isActive campaignId campaignName notes "
    "acwTypeId agentFirstResponseTime agentFollowOnResponseTime agentResponseEnabled customerIdleTime "
    "customerResponseEnabled IsSubSkill PresentAcceptReject routingQueueId TenantId timeExtensionEnabled "
    "stateIdACW stateNameACW maxSecondsACW acwPostTimeoutStateId acwPostTimeoutStateName "
    "requireDisposition allowSecondaryDisposition agentRestTime makeTranscriptAvailable "
    "transcriptFromAddress displayThankyou thankYouLink popThankYou popThankYouURL isOutbound "
    "outboundStrategy isRunning priorityBlending callerIdOverride scriptId scriptName emailFromAddress "
    "emailFromEditable emailBccAddress emailParking EquityLevel evaluationCriteria FallbackTime FocusLock "
    "FocusMetric chatWarningThreshold agentTypingIndicator patronTypingPreview interruptible "
    "callSuppressionScriptId reskillHours reskillHoursName countReskillHours minWFIAgents "
    "minWFIAvailableAgents useScreenPops screenPopTriggerEvent useCustomScreenPops screenPopDetail "
    "minWorkingTime agentless agentlessPorts initialPriority acceleration maxPriority "
    "serviceLevelThreshold serviceLevelGoal enableShortAbandon shortAbandonThreshold countShortAbandons "
    "messageTemplateId smsTransportCodeId smsTransportCode dispositions deliverMultipleNumbersSerially "
    "cradleToGrave priorityInterrupt outboundTelecomRouteId requireManualAccept"
)
"""What the detail shows."""
