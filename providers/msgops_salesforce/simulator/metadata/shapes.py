"""The shapes of the component types, from the vendor's metadata WSDL (63.0) and the fields documented since (dossier B)."""

from __future__ import annotations

from msgops_salesforce.simulator.metadata.shape import define

define("ActionOverride", "actionName comment content formFactor skipRecordTypeSelect:boolean type")
define(
    "Queue",
    """description doesSendEmailToMembers:boolean email name!
    queueMembers{publicGroups{publicGroup*} roleAndSubordinates{roleAndSubordinate*} roles{role*} users{user*}}
    queueRoutingConfig queueSobject*{sobjectType!}""",
)
define(
    "QueueRoutingConfig",
    """capacityPercentage:double capacityType:INHERITED|INTERRUPTIBLE|NOT_INTERRUPTIBLE capacityWeight:double
    dropAdditionalSkillsTimeout:int isAttributeBased:boolean label! pushTimeout:int queueOverflowAssignee
    routingModel!:LEAST_ACTIVE|MOST_AVAILABLE|EXTERNAL_ROUTING routingPriority!:int userOverflowAssignee""",
)
define(
    "ServiceChannel",
    """acwExtensionDuration:int afterConvoWorkMaxTime:int capacityModel@64:STATUS_BASED|TAB_BASED
    doesMinimizeWidgetOnAccept:boolean hasAcwExtensionEnabled:boolean hasAfterConvoWorkTimer:boolean
    hasAutoAcceptEnabled:boolean interactionComponent label! maxExtensions relatedEntityType!
    secondaryRoutingPriorityField""",
)
define("ServicePresenceStatus", "channels{channel*} label!")
define("PresenceDeclineReason", "label!")
define(
    "PresenceUserConfig",
    """acwExtensionDuration@64:int afterConvoWorkMaxTime@64:int assignments{profiles{profile*} users{user*}}
    capacity!:int declineReasons* enableAutoAccept:boolean enableDecline:boolean enableDeclineReason:boolean
    enableDisconnectSound:boolean enableRequestSound:boolean hasAcwExtensionEnabled@64:boolean
    hasAfterConvoWorkTimer@64:boolean interruptibleCapacity:int label! maxExtensions@64 presenceStatusOnDecline
    presenceStatusOnPushTimeout userDisplayName""",
)
define(
    "ConversationVendorInfo",
    """agentSSOSupported:boolean bridgeComponent clientAuthMode connectorUrl customLoginUrl developerName!
    masterLabel! namedCredential telephonySettingsComponent unifiedRoutingSupported:boolean
    vendorType!:ServiceCloudVoicePartner|Amazon_Connect|BringYourOwnChannelPartner|BringYourOwnContactCenter""",
)
define(
    "ConversationChannelDefinition",
    """connectedAppOauthLink connectedAppType:Partner|Customer consentOwner:Salesforce|Partner
    conversationVendorInfo customEventPayloadField! customEventTypeField customIcon customPlatformEvent!
    customerConnectedAppOauthLink developerName! isConferenceSupported@64:boolean
    isInboundAcknwOptionExposed@65:boolean isProgressIndicatorOptExposed@65:boolean
    isRoutingWorkResultSupported@65:boolean isTypingIndicatorOptionHidden@65:boolean masterLabel!
    maxParticipantsForCnfrOverride@64:int routingOwner:Salesforce|Partner supportsCustomChannelParameters:boolean
    supportsDoubleOptInConsent:boolean supportsExplicitConsent:boolean supportsImplicitConsent:boolean
    supportsIsoCountryCode:boolean supportsKeywords:boolean""",
)
define(
    "MessagingChannel",
    """automatedResponses*{autoResponseContentType! language messageDefinitionName response
    responseTimeoutInMins:int type!} channelUsages*{channelConsentType:ImplicitOptIn|ExplicitOptIn|DoubleOptIn
    deploymentType!} countryCode
    customParameters*{actionParameterMappings*{actionParameterName!} externalParameterName! masterLabel!
    maxLength:int name! parameterDataType!} description masterLabel!
    messagingChannelType!:EmbeddedMessaging|InternalCopilot|Voice|Custom|Facebook|Line|WhatsApp|AppleMessagesForBusiness
    messagingKeywords*{keyword* keywordType!:OptIn|DoubleOptIn|OptOut|Help|Custom language!} platformKey
    queueRoutingConfig sessionHandlerFlow sessionHandlerQueue!
    sessionHandlerType!:Queue|Flow|User|AgentforceServiceAgent sessionHandlerUser
    standardParameters*{actionParameterMappings*{actionParameterName!} parameterType!}""",
)
define(
    "OmniChannelSettings",
    """enableOmniAutoLoginPrompt:boolean enableOmniChannel:boolean
    enableOmniSecondaryRoutingPriority:boolean enableOmniSkillsRouting:boolean enableOmniStatusCapModel@64:boolean""",
)
define("LiveMessageSettings", "enableCheckCEUserPerm:boolean enableLiveMessage:boolean")
define(
    "FlowSettings",
    """canDebugFlowAsAnotherUser:boolean doesEnforceApexCpuTimeLimit:boolean doesFormulaEnforceDataAccess:boolean
    doesFormulaGenerateHtmlOutput:boolean enableFlowDeployAsActiveEnabled:boolean
    enableFlowFieldFilterEnabled:boolean enableFlowInterviewSharingEnabled:boolean enableFlowPauseEnabled:boolean
    enableFlowUseApexExceptionEmail:boolean enableFlowViaRestUsesUserCtxt:boolean
    enableLightningRuntimeEnabled:boolean isEnhancedFlowListViewVisible:boolean""",
)
define(
    "EntitlementSettings",
    """assetLookupLimitedToActiveEntitlementsOnAccount:boolean assetLookupLimitedToActiveEntitlementsOnContact:boolean
    assetLookupLimitedToSameAccount:boolean assetLookupLimitedToSameContact:boolean
    enableEntitlementVersioning:boolean enableEntitlements!:boolean enableMilestoneFeedItem:boolean
    enableMilestoneStoppedTime:boolean entitlementLookupLimitedToActiveStatus:boolean
    entitlementLookupLimitedToSameAccount:boolean entitlementLookupLimitedToSameAsset:boolean
    entitlementLookupLimitedToSameContact:boolean ignoreMilestoneBusinessHours:boolean""",
)
define(
    "ExternalClientAppSettings",
    """enableClientSecretInRestApiAccess:boolean enableConsumerSecretApiAccess:boolean
    enablePackageEcaOauthFromDevOrg:boolean""",
)
define(
    "ConnectedApp",
    """contactEmail! contactPhone description iconUrl infoUrl label! logoUrl
    oauthConfig{callbackUrl! certificate consumerKey consumerSecret isAdminApproved:boolean
    isClientCredentialEnabled:boolean isConsumerSecretOptional:boolean isIntrospectAllTokens:boolean
    isNamedUserJwtEnabled:boolean isPkceRequired:boolean isSecretRequiredForRefreshToken:boolean
    oauthClientCredentialUser scopes* singleLogoutUrl}
    oauthPolicy{ipRelaxation! isTokenExchangeFlowEnabled:boolean refreshTokenPolicy! singleLogoutUrl}
    permissionSetName* profileName* startUrl""",
)
define(
    "ExternalClientApplication",
    """contactEmail contactPhone description distributionState:Local|Packaged|Managed|AutoInstalled iconUrl infoUrl
    isProtected:boolean label logoUrl orgScopedExternalApp""",
)
define(
    "ExtlClntAppOauthSettings",
    """commaSeparatedCustomScopes commaSeparatedOauthScopes externalClientApplication! label oauthLink singleLogoutUrl
    trustedIpRanges*{description endIpAddress! startIpAddress!}""",
)
define(
    "ExtlClntAppGlobalOauthSettings",
    """callbackUrl certificate consumerKey consumerSecret externalClientApplication!
    idTokenConfig{idTokenAudience idTokenIncludeAttributes:boolean idTokenIncludeCustomPermissions:boolean
    idTokenIncludeStandardClaims:boolean idTokenValidityInMinutes:int}
    isClientCredentialsFlowEnabled:boolean isCodeCredFlowEnabled:boolean isConsumerSecretOptional:boolean
    isDeviceFlowEnabled:boolean isIntrospectAllTokens:boolean isNamedUserJwtEnabled:boolean isPkceRequired:boolean
    isRefreshTokenRotationEnabled:boolean isSecretRequiredForRefreshToken:boolean isTokenExchangeEnabled:boolean
    label shouldRotateConsumerKey:boolean shouldRotateConsumerSecret:boolean""",
)
define(
    "ExtlClntAppOauthConfigurablePolicies",
    """clientCredentialsFlowUser commaSeparatedPermissionSet commaSeparatedProfile externalClientApplication!
    ipRelaxationPolicyType isClientCredentialsFlowEnabled:boolean isNamedUserJwtEnabled:boolean label
    permittedUsersPolicyType:AllSelfAuthorized|AdminApprovedPreAuthorized policyAction:Block|RaiseSessionLevel
    refreshTokenPolicyType:Infinite|Zero|SpecificLifetime|SpecificInactivity refreshTokenValidityPeriod:int
    refreshTokenValidityUnit requiredSessionLevel:LOW|STANDARD|HIGH_ASSURANCE sessionTimeoutInMinutes:int startUrl""",
)
define(
    "ExtlClntAppConfigurablePolicies",
    """externalClientApplication! isEnabled!:boolean isMobilePluginEnabled:boolean isNotificationPluginEnabled:boolean
    isOauthPluginEnabled:boolean isPushPluginEnabled:boolean isSamlPluginEnabled:boolean label startPage startUrl""",
)
define("ExtlClntAppOauthSecuritySettings", "externalClientApplication! label")
_FIELD = """description externalId:boolean inlineHelpText isFilteringDisabled:boolean isNameField:boolean
    isSortingDisabled:boolean label length:int precision:int required:boolean scale:int
    type:AutoNumber|Checkbox|Date|DateTime|Number|Text|TextArea|LongTextArea unique:boolean visibleLines:int"""
define("CustomField", _FIELD)
define("NamedField", "fullName! " + _FIELD)
define(
    "CustomObject",
    """actionOverrides*:ActionOverride deploymentStatus:InDevelopment|Deployed description
    eventType:HighVolume|StandardVolume fields*:NamedField label pluralLabel
    publishBehavior:PublishAfterCommit|PublishImmediately""",
)
define(
    "PermissionSet",
    """applicationVisibilities*{application! visible!:boolean} description
    fieldPermissions*{editable!:boolean field! readable:boolean} flowAccesses*{enabled!:boolean flow!}
    hasActivationRequired:boolean label! license
    objectPermissions*{allowCreate!:boolean allowDelete!:boolean allowEdit!:boolean allowRead!:boolean
    modifyAllRecords!:boolean object! viewAllFields@63:boolean viewAllRecords!:boolean}
    recordTypeVisibilities*{recordType! visible!:boolean}
    servicePresenceStatusAccesses*@64{enabled!:boolean servicePresenceStatus!}
    tabSettings*{tab! visibility!:None|Available|Visible} userPermissions*{enabled!:boolean name!}""",
)
define(
    "Profile",
    """applicationVisibilities*{application! default:boolean visible:boolean} custom:boolean description
    fieldPermissions*{editable!:boolean field! readable:boolean}
    objectPermissions*{allowCreate:boolean allowDelete:boolean allowEdit:boolean allowRead:boolean
    modifyAllRecords:boolean object! viewAllFields@63:boolean viewAllRecords:boolean}
    servicePresenceStatusAccesses*@64{enabled!:boolean servicePresenceStatus!}
    tabVisibilities*{tab! visibility!} userLicense userPermissions*{enabled!:boolean name!}""",
)
define(
    "EntitlementProcess",
    """SObjectType active:boolean businessHours description entryStartDateField exitCriteriaBooleanFilter
    exitCriteriaFilterItems*{field! operation! value valueField} exitCriteriaFormula isVersionDefault:boolean
    milestones*{businessHours milestoneCriteriaFilterItems*{field! operation! value valueField}
    milestoneCriteriaFormula milestoneName minutesToComplete:int successActions*{name! type!}
    timeTriggers*{actions*{name! type!} timeLength:int workflowTimeTriggerUnit!:Minutes|Hours|Days}
    useCriteriaStartTime:boolean} name versionMaster versionNotes versionNumber:int""",
)
define("MilestoneType", "description recurrenceType:none|recursIndependently|recursChained")
define(
    "EmailTemplate",
    """apiVersion:double available!:boolean description encodingKey! name! relatedEntityType
    style!:none|freeForm|formalLetter|promotionRight|promotionLeft|newsletter|products subject textOnly
    type!:text|html|custom|visualforce uiType:Aloha|SFX|SFX_Sample""",
)
