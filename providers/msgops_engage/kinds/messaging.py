"""Options of Digital Messaging Server: the channel of a number, and how long a session stays open (WhatsApp Guide, Endpoints)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.fields import Key
from msgops.sdk.hands import File, Filled, NoApi, Rendered, Step
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_engage.kinds.common import (
    ADMIN,
    DOC,
    GAX,
    OPTIONS,
    Line,
    Name,
    OptionName,
    SectionName,
    Value,
    import_steps,
)
from msgops_engage.options import Setting, overlay, reads


class MessagingServerOptionsSpec(Filled, Rendered):
    """One channel of a Digital Messaging Server; the rest of its section comes from the driver's own GenesysHubDriver.cfg.

    The guide tells neither the name of the option that holds the endpoint nor the section of `session-shutdown-timeout`: they
    are taken from the file of the installed driver.
    """

    application: Annotated[Name, Key(), Field(description="Name of the Digital Messaging Server application")]
    channel: Annotated[
        SectionName,
        Key(),
        Field(description="Section of the channel: channel- and any name, channel-whatsapp-1"),
    ]
    endpoint: Annotated[
        Value | None, Field(description="Comma, the tenant's number, colon, the endpoint: ,1:session-chat")
    ] = None
    endpoint_option: Annotated[
        OptionName | None,
        Field(description="Option of the channel that holds the endpoint, as GenesysHubDriver.cfg names it"),
    ] = None
    session_shutdown_timeout: Annotated[
        int | None, Field(description="Seconds, 30 to 1728000; 1800 is recommended, 180 without it")
    ] = None
    session_shutdown_section: Annotated[
        SectionName | None,
        Field(description="Section of session-shutdown-timeout in the options of the application"),
    ] = None
    business_id: Annotated[
        Line | None,
        Field(
            description="Business id of the channel in Genesys Hub: the number's digits; for rules, not rendered"
        ),
    ] = None
    options: Annotated[
        dict[OptionName, Value] | None, Field(description="Further options of the channel's section")
    ] = None

    @model_validator(mode="after")
    def _placed(self) -> MessagingServerOptionsSpec:
        if self.endpoint is not None and self.endpoint_option is None:
            raise ValueError("endpoint needs endpoint_option: look its name up in GenesysHubDriver.cfg")
        if self.session_shutdown_timeout is not None and self.session_shutdown_section is None:
            raise ValueError(
                "session_shutdown_timeout needs session_shutdown_section: look it up in the options"
            )
        return self


def _settings(wire: Mapping[str, Any]) -> list[Setting]:
    channel, found = str(wire["channel"]), []
    if wire.get("endpoint") is not None:
        found.append(Setting("endpoint", channel, str(wire["endpointOption"]), str(wire["endpoint"])))
    for name, value in (wire.get("options") or {}).items():
        found.append(Setting("options", channel, name, str(value), item=name))
    if wire.get("sessionShutdownTimeout") is not None:
        section, value = str(wire["sessionShutdownSection"]), str(wire["sessionShutdownTimeout"])
        found.append(
            Setting("session_shutdown_timeout", section, "session-shutdown-timeout", value, number=True)
        )
    return found


MessagingServerOptions = Kind(
    name="engage.MessagingServerOptions",
    spec=MessagingServerOptionsSpec,
    api=NoApi(
        File(
            who=ADMIN,
            where=f"{GAX}, the Digital Messaging Server application",
            steps=(
                *import_steps(),
                Step(
                    "Restart {application}: session-shutdown-timeout {session_shutdown_timeout} counts from then on.",
                    when="session_shutdown_timeout",
                ),
            ),
            render=overlay(_settings),
            verify=reads(_settings),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.FILE,
    summary="A channel of a Digital Messaging Server, as a file that is imported and read back.",
    doc=DOC,
    evidence=OPTIONS,
    example={
        "application": "DigitalMessagingServer",
        "channel": "channel-whatsapp-1",
        "endpoint": ",1:session-chat",
        "endpoint_option": "inbound-route",
        "session_shutdown_timeout": 1800,
        "session_shutdown_section": "settings",
        "business_id": "19251112221",
    },
)
