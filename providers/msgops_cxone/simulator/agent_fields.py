"""The names of an agent's fields (specification: admin agents); read and write do not agree."""

from __future__ import annotations

from msgops_cxone.simulator.shapes import fields, names

WRITE = fields(
    s=(
        "agentId firstName middleName lastName teamId teamUuid internalId roleId emailAddress userName "
        "userId timeZone country state city notes hireDate terminationDate referral ntLoginName custom1 "
        "custom2 custom3 custom4 custom5 federatedId sipUser systemUser systemDomain crmUserName apiKey "
        "telephone1 telephone2 userType subject issuer deliveryMode agentDeliveryMode address1 address2 "
        "zipCode agentSyncTime"
    ),
    n=(
        "reportToId profileId chatRefusalTimeout phoneRefusalTimeout workItemRefusalTimeout "
        "defaultDialingPattern maxConcurrentChats locationId hourlyCost employmentType hiringSource "
        "scheduleNotification maxEmailAutoParkingLimit timeDisplayFormat chatThreshold emailThreshold "
        "workItemThreshold smsThreshold digitalThreshold voiceThreshold totalContactCount "
        "emailRefusalTimeOut voicemailRefusalTimeOut smsRefusalTimeout agentVoiceThreshold "
        "agentChatThreshold agentEmailThreshold agentWorkItemThreshold agentSmsThreshold "
        "agentTotalContactCount agentMaxVersion agentPhoneTimeout digitalRefusalTimeout ACWRange"
    ),
    b=(
        "useTeamMaxConcurrentChats isActive rehireStatus atHome customerCard useTeamEmailAutoParkingLimit "
        "useAgentTimeZone sendEmailNotifications isWhatIfAgent requestContact useTeamChatThreshold "
        "useTeamEmailThreshold useTeamWorkItemThreshold useTeamSmsThreshold useTeamDigitalThreshold "
        "useTeamVoiceThreshold contactAutoFocus useTeamContactAutoFocus useTeamRequestContact "
        "isOpenIdProfileComplete useTeamDeliveryModeSettings isBillable useTeamDefaults "
        "agentRequestContact agentContactAutoFocus noFixedAddress agentIntegration channelLock "
        "digitalEngagementEnabled ACWEnabled"
    ),
)
"""What a change may hold."""
LIST = names(
    "agentId userName firstName middleName lastName userID emailAddress isActive teamId teamName "
    "reportToId reportToName isSupervisor lastLogin lastUpdated location custom1 custom2 custom3 custom4 "
    "custom5 internalId profileId profileName timeZone country countryName state city chatRefusalTimeout "
    "phoneRefusalTimeout workItemRefusalTimeout defaultDialingPattern defaultDialingPatternName "
    "useTeamMaxConcurrentChats maxConcurrentChats notes createDate inactiveDate hireDate terminationDate "
    "hourlyCost rehireStatus employmentType employmentTypeName referral atHome hiringSource ntLoginName "
    "scheduleNotification federatedId useTeamEmailAutoParkingLimit maxEmailAutoParkingLimit sipUser "
    "systemUser systemDomain crmUserName useAgentTimeZone timeDisplayFormat sendEmailNotifications apiKey "
    "telephone1 telephone2 userType isWhatIfAgent timeZoneOffset requestContact chatThreshold "
    "useTeamChatThreshold emailThreshold customerCard useTeamEmailThreshold workItemThreshold "
    "useTeamWorkItemThreshold locked userNameDomain combinedUserNameDomain rowNumber smsThreshold "
    "useTeamSmsThreshold digitalThreshold LoginAuthenticatorId useTeamDigitalThreshold contactAutoFocus "
    "useTeamContactAutoFocus useTeamRequestContact voiceThreshold subject issuer useTeamVoiceThreshold "
    "recordingNumbers isOpenIdProfileComplete teamUuId maxPreview deliveryMode totalContactCount "
    "useTeamDeliveryModeSettings emailRefusalTimeout voicemailRefusalTimeout isBillable "
    "agentVoiceThreshold agentEmailThreshold agentWorkItemThreshold agentDeliveryMode "
    "agentTotalContactCount agentContactAutoFocus smsRefusalTimeout agentRequestContact agentMaxVersion "
    "agentPhoneTimeout agentPhoneTimeoutSeconds address1 address2 zipCode noFixedAddress "
    "digitalRefusalTimeout agentCxaClientVersion agentCxaReleasePrevious stateCode agentIntegration "
    "channelLock DigitalEngagementEnabled Teams_channel_Id DivisionNo ACWEnabled ACWRange "
    "IsDirectVoicemailTransferEnabled AttendantUserStatus"
)
"""What the list shows."""
DETAIL = names(
    "agentId userName firstName middleName lastName userID emailAddress isActive teamId teamName "
    "reportToId reportToName isSupervisor lastLogin lastUpdated location custom1 custom2 custom3 custom4 "
    "custom5 internalId profileId profileName timeZone country countryName state city chatRefusalTimeout "
    "phoneRefusalTimeout workItemRefusalTimeout defaultDialingPattern defaultDialingPatternName "
    "useTeamMaxConcurrentChats maxConcurrentChats notes createDate inactiveDate hireDate terminationDate "
    "hourlyCost rehireStatus employmentType employmentTypeName referral atHome hiringSource ntLoginName "
    "scheduleNotification federatedId useTeamEmailAutoParkingLimit maxEmailAutoParkingLimit sipUser "
    "systemUser systemDomain crmUserName useAgentTimeZone timeDisplayFormat sendEmailNotifications apiKey "
    "telephone1 telephone2 userType isWhatIfAgent timeZoneOffset requestContact chatThreshold "
    "useTeamChatThreshold emailThreshold useTeamEmailThreshold workItemThreshold useTeamWorkItemThreshold "
    "smsThreshold useTeamSmsThreshold digitalThreshold useTeamDigitalThreshold contactAutoFocus "
    "useTeamContactAutoFocus useTeamRequestContact subject issuer recordingNumbers "
    "isOpenIdProfileComplete teamUuId maxPreview totalContactCount useTeamDeliveryModeSettings "
    "emailRefusalTimeout voicemailRefusalTimeout smsRefusalTimeout agentMaxVersion agentPhoneTimeout "
    "agentPhoneTimeoutSeconds address1 address2 zipCode noFixedAddress digitalRefusalTimeout "
    "agentCxaClientVersion agentCxaReleasePrevious agentIntegration channelLock digitalEngagementEnabled "
    "teams_channel_Id divisionNo ACWEnabled ACWRange AttendantUserStatus IsDirectVoicemailTransferEnabled"
)
"""What the detail shows."""
