"""Rows of business data: they are no setup, and not written in one transaction with setup (dossier A7, B19, B20)."""

from __future__ import annotations

from msgops_salesforce.simulator.fields import (
    SObject,
    area,
    choice,
    developer_name,
    fixed,
    flag,
    refer,
    text,
    whole,
)

SLA = "Entitlements"
"""The feature that `EntitlementSettings.enableEntitlements` switches on."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

OBJECTS = (
    SObject(
        "Account",
        "001",
        "Account",
        (text("Name", 255, required=True), area("Description"), text("Phone", 40), text("AccountNumber", 40)),
        api="data",
        setup=False,
    ),
    SObject(
        "Case",
        "500",
        "Case",
        (
            fixed(text("CaseNumber", 30)),
            text("Subject", 255),
            area("Description"),
            choice("Status", "New", "Working", "Escalated", "Closed", default="New"),
            choice("Origin", "Phone", "Email", "Web", "Chat"),
            refer("AccountId", "Account", children="Cases"),
            refer("OwnerId", "User", "Group"),
        ),
        api="data",
        setup=False,
    ),
    SObject(
        "BusinessHours",
        "01m",
        "Business Hours",
        (
            text("Name", 80, required=True),
            flag("IsActive", default=True),
            flag("IsDefault"),
            text("TimeZoneSidKey", 40, default="Europe/London"),
            *(text(f"{day}{edge}Time", 40) for day in _DAYS for edge in ("Start", "End")),
        ),
        unique=(("Name",),),
        calls="CU",
    ),
    SObject(
        "MilestoneType",
        "557",
        "Milestone",
        (
            text("Name", 80, required=True),
            area("Description"),
            choice("RecurrenceType", "none", "recursIndependently", "recursChained", default="none"),
        ),
        unique=(("Name",),),
        calls="CU",
        feature=SLA,
        metadata="MilestoneType",
    ),
    SObject(
        "SlaProcess",
        "552",
        "Entitlement Process",
        tuple(
            fixed(f)
            for f in (
                text("Name", 80),
                text("NameNorm", 80),
                flag("IsActive"),
                flag("IsVersionDefault"),
                whole("VersionNumber"),
                text("VersionMaster", 80),
                text("SObjectType", 80),
                area("Description"),
            )
        ),
        calls="",
        feature=SLA,
        metadata="EntitlementProcess",
    ),
    SObject(
        "EntitlementTemplate",
        "551",
        "Entitlement Template",
        (
            text("Name", 80, required=True),
            whole("Term"),
            flag("IsPerIncident"),
            whole("CasesPerEntitlement"),
            refer("BusinessHoursId", "BusinessHours"),
            refer("SlaProcessId", "SlaProcess"),
            text("Type", 40),
        ),
        feature=SLA,
    ),
    SObject(
        "Entitlement",
        "550",
        "Entitlement",
        (
            text("Name", 255, required=True),
            refer("AccountId", "Account", write="C", required=True),
            refer("SlaProcessId", "SlaProcess"),
            refer("BusinessHoursId", "BusinessHours"),
        ),
        setup=False,
        feature=SLA,
    ),
    SObject(
        "MessagingTemplate",
        "0dx",
        "Messaging Template",
        (
            developer_name(),
            text("MasterLabel", 80, required=True),
            area("Message", 32000),
            area("Description", 1000),
            text("Language", 40, default="en_US"),
        ),
        unique=(("DeveloperName",),),
    ),
    SObject(
        "Folder",
        "00l",
        "Folder",
        (
            text("Name", 80),
            developer_name(),
            choice("Type", "Email", "EmailTemplate"),
            text("AccessType", 40),
        ),
        calls="CUD",
        unique=(("DeveloperName",),),
    ),
    SObject(
        "EmailTemplate",
        "00X",
        "Email Template",
        (
            text("Name", 80, required=True),
            developer_name(),
            refer("FolderId", "Folder", "User", "Organization", required=True),
            choice("TemplateType", "text", "html", "custom", "visualforce", write="C", required=True),
            choice(
                "TemplateStyle",
                "none",
                "freeForm",
                "formalLetter",
                "promotionRight",
                "promotionLeft",
                "newsletter",
                "products",
                write="C",
                default="none",
            ),
            text("Subject", 1000),
            area("Body", 384 * 1024),
            area("HtmlValue", 384 * 1024),
            text("Encoding", 40, default="UTF-8"),
            flag("IsActive"),
            choice("UiType", "Aloha", "SFX", "SFX_Sample", default="Aloha"),
            text("RelatedEntityType", 80),
            area("Description", 1000),
            fixed(whole("TimesUsed", default=0)),
            fixed(text("LastUsedDate")),
        ),
        unique=(("DeveloperName",),),
        metadata="EmailTemplate",
    ),
)
