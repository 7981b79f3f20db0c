"""Rows of business data: they are no setup, and not written in one transaction with setup (dossier A7)."""

from __future__ import annotations

from msgops_salesforce.simulator.fields import SObject, area, choice, fixed, refer, text

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
)
