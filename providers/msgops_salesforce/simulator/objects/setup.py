"""What Setup keeps of itself: the audit trail."""

from __future__ import annotations

from msgops_salesforce.simulator.fields import SObject, fixed, text

OBJECTS = (
    SObject(
        "SetupAuditTrail",
        "0Ym",
        "Setup Audit Trail",
        tuple(
            fixed(f)
            for f in (
                text("Action", 100),
                text("Section", 255),
                text("Display", 1000),
                text("DelegateUser", 255),
                text("ResponsibleNamespacePrefix", 15),
                text("CreatedByContext", 80),
                text("CreatedByIssuer", 255),
            )
        ),
        calls="",
        api="data",
    ),
    SObject("Settings", "0SE", "Settings", (), calls="", api=""),
)
