"""What a fresh account has: it is approved, its business is verified, and it has two numbers."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World

ACCOUNT = "102290129340398"
APP = "670843887433847"
NUMBER = "106540352242922"


def fill(world: World) -> None:
    """Seed the account, the token's app and the numbers."""
    world.table("accounts")[ACCOUNT] = {
        "id": ACCOUNT,
        "name": "Acme Bread",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "timezone_id": "1",
        "currency": "USD",
    }
    add(world, NUMBER, "+1 631-555-1001", "Acme Bread")
    add(world, "106540352242923", "+1 631-555-1002", "Acme Bread Care")


def add(world: World, id_: str, shown: str, name: str, **more: Any) -> None:
    """Add a number as it is after its code was entered and its name was approved."""
    world.table("numbers")[id_] = {
        "id": id_,
        "display_phone_number": shown,
        "verified_name": name,
        "status": "CONNECTED",
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "account_mode": "LIVE",
        "oba_status": "",
        **more,
    }
    world.table("profiles")[id_] = {
        "about": "Hey there! I am using WhatsApp.",
        "websites": [],
        "vertical": "UNDEFINED",
    }
    world.table("automations")[id_] = {"enable_welcome_message": False, "prompts": [], "commands": []}
