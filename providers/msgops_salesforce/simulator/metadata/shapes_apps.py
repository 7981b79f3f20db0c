"""The shapes of pages, tabs, apps, components and messages, from the vendor's metadata WSDL (dossier B17, B20)."""

from __future__ import annotations

from msgops_salesforce.simulator.metadata.shape import define

define("PageProperty", "name type value valueList{valueListItems*{value visibilityRule:PageRule}}")
define("PageRule", "booleanFilter criteria*{leftValue! operator! rightValue}")
define(
    "FlexiPage",
    """description flexiPageRegions*{appendable itemInstances*{
    componentInstance{componentInstanceProperties*:PageProperty componentName! componentType identifier
    visibilityRule:PageRule}
    fieldInstance{fieldInstanceProperties*{name value} fieldItem! identifier visibilityRule:PageRule}}
    mode:Append|Prepend|Replace name! prependable replaceable type!:Region|Facet|Background}
    masterLabel! parentFlexiPage
    platformActionlist{actionListContext! platformActionListItems*{actionName! actionType! sortOrder!:int subtype}
    relatedSourceEntity}
    quickActionList{quickActionListItems*{quickActionName!}} sobjectType
    template!{identifier name! properties*:PageProperty} type!""",
)
define(
    "CustomTab",
    """actionOverrides*:ActionOverride auraComponent customObject:boolean description flexiPage frameHeight:int
    hasSidebar:boolean icon label lwcComponent motif page scontrol splashPageLink url urlEncodingKey""",
)
define(
    "CustomApplication",
    """actionOverrides*{actionName comment content formFactor:Small|Medium|Large pageOrSobjectType!
    skipRecordTypeSelect:boolean type}
    brand{footerColor headerColor logo logoVersion:int shouldOverrideOrgTheme:boolean}
    defaultLandingTab description formFactors* isNavAutoTempTabsDisabled:boolean
    isNavPersonalizationDisabled:boolean isNavTabPersistenceDisabled:boolean isOmniPinnedViewEnabled:boolean
    isServiceCloudConsole:boolean label logo navType:Standard|Console setupExperience tabs* uiType:Aloha|Lightning
    utilityBar""",
)
define(
    "AuraDefinitionBundle",
    """apiVersion:double description packageVersions*{majorNumber!:int minorNumber!:int namespace packageId}
    type:Application|Component|Event|Interface|Tokens""",
)
define(
    "MessageDetails",
    """isList:boolean isRequired:boolean label maxListItems:int name sobjectType
    valueType:Text|Boolean|Integer|Double|Date|DateTime|Url|RecordId|ImageId""",
)
define(
    "ConversationMessageDefinition",
    """constants*{constantType! label name primitiveValues*{contentAssetName textValue type! urlValue} valueType}
    contentCategory:Reminder|Feedback|OrderUpdate|AccountUpdate|PromotionalOutreach|Authentication|Response
    description label! language
    messageHandlers*{activeRequestDurationMinutes!:int handlerName! handlerType!}
    messageLayouts*{externalTemplates*{accountIdentifier! accountName! language!
    status!:Pending|Rejected|Approved|Paused|Disabled|InAppeal templateName! templateVersionIdentifier!}
    formatType! layoutItems*{collectionType!:None|StaticList|DynamicList name!
    primitiveValues*{contentAssetName fieldName formulaTemplate literalValue type! valueFormula
    valueSourceReference}} messageType!}
    parameters*{parameterType!:RecordIds|CustomPrimitive|CustomComposite primitiveTypeDetails:MessageDetails}
    type!:Action|ApexForm|AuthenticationRequest|AutoResponse|Link|Notification|PaymentRequest|Picklist|RecordPicker|RecordView|TimePicker""",
)
