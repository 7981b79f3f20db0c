"""Business profiles: one a number; only what is sent changes. [documented]"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes
from msgops_meta.simulator.errors import invalid

VERTICALS = frozenset(
    [
        "OTHER",
        "AUTO",
        "BEAUTY",
        "APPAREL",
        "EDU",
        "ENTERTAIN",
        "EVENT_PLAN",
        "FINANCE",
        "GROCERY",
        "GOVT",
        "HOTEL",
        "HEALTH",
        "NONPROFIT",
        "PROF_SERVICES",
        "RETAIL",
        "TRAVEL",
        "RESTAURANT",
        "ALCOHOL",
        "ONLINE_GAMBLING",
        "PHYSICAL_GAMBLING",
        "OTC_DRUGS",
    ]
)
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.route("GET", "/{version}/{node}/whatsapp_business_profile")(_read)
    simulator.route("POST", "/{version}/{node}/whatsapp_business_profile")(_update)


def _read(call: Call) -> Reply:
    """Return the profile below `data`, with the fields that are asked for. [documented by pywa and Meta's page]

    The specification has `business_profile` in between.
    """
    row = call.world.table("profiles")[nodes.number(call)["id"]]
    names = [*(call.many("fields") or ["about"]), "messaging_product"]
    shown = {**row, "messaging_product": "whatsapp"}
    return Reply(200, {"data": [{n: shown[n] for n in names if shown.get(n) not in (None, "", [])}]})


def _update(call: Call) -> Reply:
    row = call.world.table("profiles")[nodes.number(call)["id"]]
    sent = nodes.body_of(call)
    if sent.get("messaging_product") != "whatsapp":
        raise invalid("Param messaging_product must be one of {whatsapp}")
    row.update({name: check(sent[name]) for name, check in CHECKS.items() if name in sent})
    return Reply(200, {"success": True})


def _about(value: Any) -> Any:
    """Not empty, nor only spaces. [documented; the spaces are assumed]"""
    if not str(value).strip():
        raise invalid("Param about must not be empty")
    return nodes.text("about", value, 1, 139)


def _email(value: Any) -> Any:
    """An empty text takes it away. [documented]"""
    found = nodes.text("email", value, 0, 128)
    if found and _MAIL.fullmatch(found) is None:
        raise invalid("Param email must be a valid e-mail address")
    return found


def _websites(value: Any) -> Any:
    if not isinstance(value, list) or len(value) > 2:
        raise invalid("Param websites must be an array with at most 2 elements")
    return [nodes.address("websites", site, 256) for site in value]


def _vertical(value: Any) -> Any:
    if value not in VERTICALS:
        raise invalid(f"Param vertical must be one of {{{', '.join(sorted(VERTICALS))}}}")
    return value


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "about": _about,
    "address": lambda value: nodes.text("address", value, 0, 256),
    # The specification says 256, Meta's pages and their clients 512. [documented, both]
    "description": lambda value: nodes.text("description", value, 0, 512),
    "email": _email,
    "websites": _websites,
    "vertical": _vertical,
}
