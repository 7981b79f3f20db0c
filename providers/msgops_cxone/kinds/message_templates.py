"""Message templates of the ACD, for e-mail and chat (dossier B.33). WhatsApp's templates live at Meta."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Computed, Immutable, Key, ServerDefault, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import ADMIN, NO_REPLACE, STAYS, Active, Rows, evidence, is_active, names
from msgops_cxone.pages import Unpaged


class MessageTemplateSpec(Active):
    """A text that skills send. All of it goes in the address of a call, so it must be short enough for the vendor's servers."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("templateName")] = (
        None
    )
    type: Annotated[
        int,
        Field(ge=1, le=2, description="1 or 2; type_description says what it means in the tenant"),
        Key(),
        Immutable,
        Wire("templateTypeId"),
    ]
    subject: Annotated[str, Text(min=1)]
    body: Annotated[str, Text(min=1)]
    is_html: Annotated[bool | None, ServerDefault(False), Wire("isHTML")] = None
    is_rtl: Annotated[bool | None, ServerDefault(False), Wire("isRTL")] = None
    cc_address: str | None = None
    bcc_address: str | None = None
    reply_to_address: str | None = None
    from_name: str | None = None
    from_address: str | None = None
    type_description: Annotated[str | None, Computed, Wire("templateTypeDesc")] = None


MessageTemplate = Kind(
    name="cxone.MessageTemplate",
    spec=MessageTemplateSpec,
    api=Rows(
        kind="MessageTemplate",
        path="/message-templates",
        id="templateId",
        name="templateName",
        pages=Unpaged("messageTemplates"),
        key="messageTemplate",
        thin=False,
        query=frozenset({"create", "update"}),
        create_active=False,
        on_update={"templateTypeId": ""},
        update_fields=names(
            "templateName isActive subject body isHTML isRTL ccAddress bccAddress replyToAddress fromName fromAddress"
        ),
    ),
    concept=Concept.TEMPLATE,
    summary="A text for e-mail or chat that skills send.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /message-templates",
        "get GET /message-templates/{templateId}",
        "create POST /message-templates",
        "update PUT /message-templates/{templateId}",
        "delete PUT /message-templates/{templateId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    calls=lambda operation, _: 2 if operation == "create" else 1,
    exportable=is_active,
    example={"type": 1, "subject": "Welcome", "body": "Hello, how can we help?", "from_name": "Acme"},
)
