"""The names of a team's fields (specification: admin agents)."""

from __future__ import annotations

from msgops_cxone.simulator.shapes import fields, names

WRITE = fields(
    s="teamName notes teamUuid teamLeadId deliveryMode description",
    n=(
        "maxConcurrentChats maxEmailAutoParkingLimit chatThreshold emailThreshold workItemThreshold "
        "smsThreshold digitalThreshold voiceThreshold totalContactCount divisionNo"
    ),
    b=(
        "isActive wfoEnabled wfm2Enabled qm2Enabled inViewEnabled inViewGamificationEnabled "
        "inViewWallboardEnabled inViewLMSEnabled analyticsEnabled requestContact contactAutoFocus "
        "niceAudioRecordingEnabled niceCoachingEnabled niceDesktopAnalyticsEnabled "
        "niceLessonManagementEnabled nicePerformanceManagementEnabled niceQmEnabled "
        "niceQualityOptimizationEnabled niceScreenRecordingEnabled niceShiftBiddingEnabled "
        "niceSpeechAnalyticsEnabled niceStrategicPlannerEnabled niceSurvey_CustomerEnabled niceWfmEnabled "
        "niceWfoAdvancedEnabled cxOneCustomerAuthenticationEnabled niceWfoEssentialsEnabled channelLock"
    ),
)
"""What a change may hold."""
LIST = names(
    "unavailableCodes teamId teamName isActive description notes lastUpdateTime inViewEnabled wfoEnabled "
    "wfm2Enabled qm2Enabled maxConcurrentChats agentCount maxEmailAutoParkingLimit "
    "inViewGamificationEnabled inViewChatEnabled inViewWallboardEnabled inViewLMSEnabled analyticsEnabled "
    "requestContact contactAutoFocus chatThreshold emailThreshold workItemThreshold smsThreshold "
    "digitalThreshold voiceThreshold teamLeadId deliveryMode totalContactCount niceAudioRecordingEnabled "
    "niceDesktopAnalyticsEnabled niceQmEnabled niceScreenRecordingEnabled niceSpeechAnalyticsEnabled "
    "niceWfmEnabled niceQualityOptimizationEnabled niceSurvey_CustomerEnabled "
    "nicePerformanceManagementEnabled niceAnalyticsEnabled niceLessonManagementEnabled "
    "niceCoachingEnabled niceStrategicPlannerEnabled niceShiftBiddingEnabled niceWfoAdvancedEnabled "
    "niceWfoEssentialsEnabled cxoneCustomerAuthenticationEnabled socialThreshold teamUuid channelLock "
    "divisionNo"
)
"""What the list shows."""
DETAIL = names(
    "UnavailableCodes teamId teamName isActive description notes lastUpdateTime inViewEnabled wfoEnabled "
    "wfm2Enabled qm2Enabled maxConcurrentChats agentCount maxEmailAutoParkingLimit "
    "inViewGamificationEnabled inViewChatEnabled inViewWallboardEnabled inViewLMSEnabled analyticsEnabled "
    "requestContact contactAutoFocus chatThreshold emailThreshold workItemThreshold smsThreshold "
    "digitalThreshold socialThreshold voiceThreshold evolveTeamId teamUuid teamLeadId deliveryMode "
    "totalContactCount niceAudioRecordingEnabled niceDesktopAnalyticsEnabled niceQmEnabled "
    "niceScreenRecordingEnabled niceSpeechAnalyticsEnabled niceWfmEnabled niceQualityOptimizationEnabled "
    "niceSurvey_CustomerEnabled nicePerformanceManagementEnabled niceAnalyticsEnabled "
    "niceLessonManagementEnabled niceCoachingEnabled niceStrategicPlannerEnabled niceShiftBiddingEnabled "
    "niceWfoAdvancedEnabled cxOneCustomerAuthenticationEnabled niceWfoEssentialsEnabled agents "
    "channelLock divisionNo"
)
"""What the detail shows."""
