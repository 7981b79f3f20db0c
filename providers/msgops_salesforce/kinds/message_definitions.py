"""Rich messages: the messaging components that agents, bots and automatic responses send (dossier B20)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce.kinds.common import DEVELOPER_NAME, GUIDE, Components, metadata_evidence
from msgops_salesforce.kinds.documents import typed

Words = Annotated[str | None, Text(min=1)]
ValueType = Literal["Text", "Boolean", "Integer", "Double", "Date", "DateTime", "Url", "RecordId", "ImageId"]


class ConstantValue(Spec):
    """A text, a link, or an image of the org."""

    type: Literal["Text", "Url", "ImageAsset"]
    text: Annotated[Words, Wire("textValue")] = None
    url: Annotated[Words, Wire("urlValue")] = None
    image: Annotated[Words, Wire("contentAssetName"), Field(description="Name of a content asset")] = None


class Constant(Spec):
    """Something that every message shows: a title, a link, options to choose from."""

    type: Annotated[Literal["Title", "SubTitle", "Url", "Image", "Options", "Custom"], Wire("constantType")]
    name: Words = None
    label: Words = None
    value_type: ValueType | None = None
    values: Annotated[tuple[ConstantValue, ...] | None, Wire("primitiveValues")] = None


class Parameter(Spec):
    """Something that is filled in when the message is sent."""

    type: Annotated[Literal["RecordIds", "CustomPrimitive", "CustomComposite"], Wire("parameterType")]
    name: Annotated[Words, Wire("primitiveTypeDetails.name")] = None
    label: Annotated[Words, Wire("primitiveTypeDetails.label")] = None
    value_type: Annotated[ValueType | None, Wire("primitiveTypeDetails.valueType")] = None
    required: Annotated[bool | None, Wire("primitiveTypeDetails.isRequired")] = None
    is_list: Annotated[bool | None, Wire("primitiveTypeDetails.isList")] = None
    max_items: Annotated[int | None, Wire("primitiveTypeDetails.maxListItems")] = None
    sobject: Annotated[Words, Wire("primitiveTypeDetails.sobjectType")] = None


class LayoutValue(Spec):
    """Where one value of a layout comes from."""

    type: Literal[
        "Literal",
        "MediaAsset",
        "SourceSobjectFieldValue",
        "SourceSobjectFormula",
        "SourcePrimitiveValue",
        "FormulaTemplate",
        "SourceSobjectField",
    ]
    literal: Annotated[Words, Wire("literalValue")] = None
    image: Annotated[Words, Wire("contentAssetName")] = None
    field: Annotated[Words, Wire("fieldName")] = None
    formula: Annotated[Words, Wire("valueFormula")] = None
    template: Annotated[Words, Wire("formulaTemplate")] = None
    source: Annotated[
        Words, Wire("valueSourceReference"), Field(description="Name of a constant or parameter")
    ] = None


class LayoutItem(Spec):
    """One part of a layout."""

    name: Annotated[str, Text(min=1)]
    collection: Annotated[Literal["None", "StaticList", "DynamicList"], Wire("collectionType")]
    values: Annotated[tuple[LayoutValue, ...] | None, Wire("primitiveValues")] = None


class ExternalTemplate(Spec):
    """A template of WhatsApp that was reviewed at the vendor."""

    account_id: Annotated[
        str, Text(min=1), Wire("accountIdentifier"), Field(description="The WhatsApp Business Account")
    ]
    account_name: Annotated[str, Text(min=1)]
    template: Annotated[str, Text(min=1), Wire("templateName")]
    version_id: Annotated[str, Text(min=1), Wire("templateVersionIdentifier")]
    language: Annotated[str, Text(min=1)]
    status: Literal["Pending", "Rejected", "Approved", "Paused", "Disabled", "InAppeal"]


class Layout(Spec):
    """How the message looks in one format."""

    message: Annotated[
        Literal["StaticContent", "Choices", "Form", "AuthenticationRequest", "PaymentRequest"],
        Wire("messageType"),
    ]
    format: Annotated[
        str,
        Text(min=1),
        Wire("formatType"),
        Field(description="Text, RichLink, Buttons, ExternalTemplate, …"),
    ]
    items: Annotated[tuple[LayoutItem, ...] | None, Wire("layoutItems")] = None
    external_templates: tuple[ExternalTemplate, ...] | None = None


class ConversationMessageDefinitionSpec(Spec):
    """A messaging component. Values inside of values, options parameters and message handlers are not modelled;
    an update of a component that has them in a field named here would lose them.
    """

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    label: Annotated[str, Text(min=1, max=80)]
    type: Annotated[
        Literal[
            "Action",
            "ApexForm",
            "AuthenticationRequest",
            "AutoResponse",
            "Link",
            "Notification",
            "PaymentRequest",
            "Picklist",
            "RecordPicker",
            "RecordView",
            "TimePicker",
        ],
        Immutable,
    ]
    category: Annotated[
        Literal[
            "AccountUpdate",
            "Authentication",
            "Feedback",
            "OrderUpdate",
            "PromotionalOutreach",
            "Reminder",
            "Response",
        ]
        | None,
        Wire("contentCategory"),
    ] = None
    language: Words = None
    description: Words = None
    constants: tuple[Constant, ...] | None = None
    parameters: tuple[Parameter, ...] | None = None
    layouts: Annotated[tuple[Layout, ...] | None, Wire("messageLayouts")] = None


_TITLE = "We received your message"
ConversationMessageDefinition = Kind(
    name="salesforce.ConversationMessageDefinition",
    spec=ConversationMessageDefinitionSpec,
    api=Components(
        kind="ConversationMessageDefinition",
        folder="conversationMessageDefinitions",
        suffix="conversationMessageDefinition",
        decode=typed(ConversationMessageDefinitionSpec),
    ),
    concept=Concept.TEMPLATE,
    summary="A messaging component: a notification, a link, choices, or a template of WhatsApp.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_conversationmessagedefinition.htm",
    evidence=metadata_evidence("ConversationMessageDefinition"),
    audit_item="messaging component",
    example={
        "label": "Received",
        "type": "Notification",
        "language": "en_US",
        "constants": [
            {
                "type": "Title",
                "name": "Title",
                "value_type": "Text",
                "values": [{"type": "Text", "text": _TITLE}],
            }
        ],
        "layouts": [
            {
                "message": "StaticContent",
                "format": "Text",
                "items": [
                    {
                        "name": "Title",
                        "collection": "None",
                        "values": [{"type": "SourcePrimitiveValue", "source": "Title"}],
                    }
                ],
            }
        ],
    },
)
