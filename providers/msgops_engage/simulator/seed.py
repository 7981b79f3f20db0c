"""What a fresh environment has: three applications, the predefined Business Attributes, a role without WhatsApp."""

from __future__ import annotations

from msgops.sandbox.kit import World
from msgops_engage.simulator.objects import put

USERNAME = "reader"
PASSWORD = "sandbox-password"  # noqa: S105  # of the sandbox

CONTACT_ATTRIBUTES = "122"
"""The number of this Business Attribute. [documented]"""


def fill(world: World) -> None:
    """Add the objects. [documented: the attributes' names; numbers besides 122, options: assumed]"""
    put(world, "applications", "ChatServer", version="8.5.315.09", type="107", options=_chat())
    put(world, "applications", "DigitalMessagingServer", version="9.1.003.12", type="171", options={})
    put(world, "applications", "Workspace", version="8.5.127.06", type="154", options=_workspace())
    for number, name in (
        ("110", "Media Type"),
        ("111", "Interaction Type"),
        ("112", "Interaction Subtype"),
        (CONTACT_ATTRIBUTES, "Contact Attributes"),
    ):
        put(world, "enumerators", name, DBID=number, displayName=name)
    put(world, "enumerator-values", "chat", enumeratorDBID="110", displayName="chat", userProperties={})
    put(world, "roles", "Agents", userProperties={"CfgGenesysDesktop": {"InteractionWorkspace.canUse": ""}})


def _chat() -> dict[str, dict[str, str]]:
    return {"settings": {"transcript-auto-save": "0", "xml-request-max-size": "32768"}, "endpoints": {}}


def _workspace() -> dict[str, dict[str, str]]:
    return {"interaction-workspace": {"contact.directory-displayed-columns": "LastName,FirstName"}}
