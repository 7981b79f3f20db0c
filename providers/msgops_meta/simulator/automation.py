"""Conversation starters, commands and the welcome message of a number. [documented]"""

from __future__ import annotations

import re
from typing import Any

import orjson

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes
from msgops_meta.simulator.errors import invalid


def install(simulator: Simulator) -> None:
    """Declare the operation; it is read as a field of the number."""
    simulator.route("POST", "/{version}/{node}/conversational_automation")(_update)


def _update(call: Call) -> Reply:
    """Replace what is sent; a list is the whole list, and what is left out goes back to its default. [documented; the default is assumed]"""
    id_, sent = nodes.number(call)["id"], nodes.body_of(call)
    flag = sent.get("enable_welcome_message", False)
    if not isinstance(flag, bool):
        raise invalid("Param enable_welcome_message must be a boolean")
    prompts = [nodes.text("prompts", p, 1, 80) for p in _list(sent, "prompts", 3)]
    commands = [_command(c) for c in _list(sent, "commands", 30)]
    call.world.table("automations")[id_] = {
        "enable_welcome_message": flag,
        "prompts": prompts,
        "commands": commands,
    }
    return Reply(200, {"success": True})


def _list(sent: dict[str, Any], name: str, most: int) -> list[Any]:
    """Return a list; Graph also takes one as JSON within a text. [documented by pywa]"""
    found = sent.get(name, [])
    if isinstance(found, str):
        found = orjson.loads(found) if found.startswith("[") else None
    if not isinstance(found, list) or len(found) > most:
        raise invalid(f"Param {name} must be an array with at most {most} elements")
    return found


def _command(sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict):
        raise invalid("Param commands must be an array of objects")
    name = nodes.text("command_name", sent.get("command_name"), 1, 30)
    if re.fullmatch("[a-zA-Z0-9_]+", name) is None:
        raise invalid("Param command_name must match [a-zA-Z0-9_]")
    description = nodes.text("command_description", sent.get("command_description"), 1, 256)
    return {"command_name": name, "command_description": description}
