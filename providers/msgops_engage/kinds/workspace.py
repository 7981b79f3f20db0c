"""Workspace Desktop Edition: its options as a file, and the package with the Genesys Hub plug-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from msgops.sdk.hands import File, NoApi, Step
from msgops.sdk.kind import Hand, Kind
from msgops_engage.kinds.common import ADMIN, DOC, GAX, OPTIONS, import_steps
from msgops_engage.kinds.workspace_options import NICKNAME, SECTION, WorkspaceOptionsSpec
from msgops_engage.options import Marked, Setting, overlay, reads

_OUTBOUND = "whatsappsession.outbound-session-config"


def _outbound(wire: Mapping[str, Any]) -> list[Setting]:
    """Return the channels as the one line of JSON that the option takes."""
    text, channels = wire.get("outboundSessionConfig"), wire.get("outboundChannels")
    if text is not None:
        return [Setting("outbound_session_config", SECTION, _OUTBOUND, str(text), json=True)]
    return (
        [Setting("outbound_channels", SECTION, _OUTBOUND, session_config(channels), json=True)]
        if channels
        else []
    )


def session_config(channels: Any) -> str:
    """Return `{"channels":[{"server-name":…,"channel-name":…,"business-id":…}]}` without spaces."""
    listed = [
        {"server-name": c["server"], "channel-name": c["channel"], "business-id": c["businessId"]}
        for c in channels
    ]
    return orjson.dumps({"channels": listed}).decode()


SETTINGS = Marked(WorkspaceOptionsSpec, _outbound)


def _key(wire: Mapping[str, Any]) -> Any:
    return (wire.get("locationMap") or {}).get("mapKey")


WorkspaceOptions = Kind(
    name="engage.WorkspaceOptions",
    spec=WorkspaceOptionsSpec,
    api=NoApi(
        File(
            who=ADMIN,
            where=f"{GAX}, the Workspace Desktop Edition application",
            steps=(
                *import_steps(),
                Step(
                    "Let agents use the theme {theme}; with another the plug-in has no icons.", when="theme"
                ),
                Step(
                    "The file holds the map provider's key: delete it after the import.",
                    when="location_map.map_key",
                ),
            ),
            render=overlay(SETTINGS, _key),
            verify=reads(SETTINGS),
        )
    ),
    hand=Hand.FILE,
    summary="Options of Workspace Desktop Edition for WhatsApp, as a file that is imported and read back.",
    doc=DOC,
    evidence=OPTIONS,
    example={
        "application": "Workspace",
        "on_hold_queue": "async-chat-return-queue",
        "in_progress_workbin": "async-chat-main-workbin",
        "pending_response": "30,50",
        "two_step_upload": "True",
        "location_map": {
            "preview_query": "https://maps.example.com/?at={LATITUDE},{LONGITUDE}&size={WIDTH}x{HEIGHT}&key={MAP_KEY}",
            "map_key": "${env:MAP_KEY}",
            "height": 300,
            "width": 400,
        },
        "outbound_channels": [
            {
                "server": "DigitalMessagingServer",
                "channel": "channel-whatsapp-1",
                "business_id": "19251112221",
            }
        ],
        "display": {"directory_columns": f"LastName, FirstName, PhoneNumber, EmailAddress, {NICKNAME}"},
        "theme": "Default",
    },
)
