"""The shape of a flow, from the vendor's metadata WSDL: what a routing flow is made of (dossier B15).

Screens, waits, stages, experiments and transforms are no part of it.
"""

from __future__ import annotations

from msgops_salesforce.simulator.metadata.shape import define

_NODE = "name description label locationX:int locationY:int elementSubtype processMetadataValues*:FlowMetadataValue "
_VALUE = "processMetadataValues*:FlowMetadataValue value:FlowValue "

define("FlowMetadataValue", "name! value:FlowValue")
define(
    "FlowValue",
    """apexValue booleanValue:boolean dateTimeValue dateValue elementReference formulaDataType formulaExpression
    numberValue:double setupReference setupReferenceType sobjectValue stringValue""",
)
define("FlowConnector", "isGoTo:boolean processMetadataValues*:FlowMetadataValue targetReference!")
define("FlowFilter", "field operator " + _VALUE)
define("FlowSetting", "field " + _VALUE)
define("FlowInput", "name! " + _VALUE)
define("FlowOutput", "assignToReference! name! processMetadataValues*:FlowMetadataValue")
define("FlowOutputField", "assignToReference! field! processMetadataValues*:FlowMetadataValue")
define(
    "FlowCondition",
    "conditionLogic conditionType conditions*:FlowCondition leftValueReference operator! rightValue:FlowValue "
    "processMetadataValues*:FlowMetadataValue",
)
define(
    "FlowActionCall",
    _NODE
    + """actionName actionType connector:FlowConnector dataTypeMappings*{apexClass typeName! typeValue}
    faultConnector:FlowConnector flowTransactionModel:Automatic|NewTransaction|CurrentTransaction
    inputParameters*:FlowInput nameSegment offset:int offsetUnit outputParameters*:FlowOutput
    storeOutputAutomatically:boolean versionSegment:int versionString""",
)
define(
    "FlowRecordLookup",
    _NODE
    + """assignNullValuesIfNoRecordsFound:boolean connector:FlowConnector faultConnector:FlowConnector filterLogic
    filters*:FlowFilter getFirstRecordOnly:boolean limit:FlowValue object outputAssignments*:FlowOutputField
    outputReference queriedFields* sortField sortOrder:Asc|Desc storeOutputAutomatically:boolean""",
)
define(
    "FlowRecordUpdate",
    _NODE
    + """connector:FlowConnector faultConnector:FlowConnector filterLogic filters*:FlowFilter
    inputAssignments*:FlowSetting inputReference object""",
)
define(
    "FlowRecordDelete",
    _NODE
    + """connector:FlowConnector faultConnector:FlowConnector filterLogic filters*:FlowFilter inputReference object""",
)
define(
    "FlowRecordCreate",
    _NODE
    + """assignRecordIdToReference connector:FlowConnector faultConnector:FlowConnector
    inputAssignments*:FlowSetting inputReference object storeOutputAutomatically:boolean""",
)
define(
    "FlowDecision",
    _NODE
    + """defaultConnector:FlowConnector defaultConnectorLabel
    rules*{name description conditionLogic! conditions*:FlowCondition connector:FlowConnector
    doesRequireRecordChangedToMeetCriteria:boolean label! processMetadataValues*:FlowMetadataValue}""",
)
define(
    "FlowAssignment",
    _NODE
    + "assignmentItems*{assignToReference operator processMetadataValues*:FlowMetadataValue value:FlowValue} "
    "connector:FlowConnector",
)
define(
    "FlowLoop",
    _NODE
    + """assignNextValueToReference collectionReference iterationOrder:Asc|Desc nextValueConnector:FlowConnector
    noMoreValuesConnector:FlowConnector""",
)
define(
    "FlowSubflow",
    _NODE
    + """connector:FlowConnector flowName inputAssignments*:FlowInput
    outputAssignments*{assignToReference name! processMetadataValues*:FlowMetadataValue}
    storeOutputAutomatically:boolean""",
)
define(
    "FlowVariable",
    "name description apexClass dataType! isCollection:boolean isInput:boolean isOutput:boolean objectType scale:int "
    + _VALUE,
)
define(
    "FlowStart",
    _NODE
    + """connector:FlowConnector filterFormula filterLogic filters*:FlowFilter object recordTriggerType
    schedule{frequency startDate startTime} triggerType""",
)
define(
    "Flow",
    """actionCalls*:FlowActionCall apiVersion:double assignments*:FlowAssignment
    constants*{name description dataType! processMetadataValues*:FlowMetadataValue value:FlowValue}
    customProperties*{name! value:FlowValue} decisions*:FlowDecision description environments*
    formulas*{name description dataType expression! processMetadataValues*:FlowMetadataValue scale:int}
    interviewLabel isAdditionalPermissionRequiredToRun:boolean isTemplate:boolean label! loops*:FlowLoop
    processMetadataValues*:FlowMetadataValue processType recordCreates*:FlowRecordCreate
    recordDeletes*:FlowRecordDelete recordLookups*:FlowRecordLookup recordUpdates*:FlowRecordUpdate runInMode
    start:FlowStart startElementReference status:Active|Draft|Obsolete|InvalidDraft subflows*:FlowSubflow
    textTemplates*{name description isViewedAsPlainText:boolean processMetadataValues*:FlowMetadataValue text!}
    timeZoneSidKey triggerOrder:int variables*:FlowVariable""",
)
define("FlowDefinition", "activeVersionNumber:int description masterLabel")
