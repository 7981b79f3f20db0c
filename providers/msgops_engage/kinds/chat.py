"""Options of Chat Server, on which asynchronous chat sessions run (WhatsApp Guide, Configuring Chat Server, Endpoints)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import Key
from msgops.sdk.hands import File, Filled, NoApi, Rendered
from msgops.sdk.kind import Hand, Kind
from msgops_engage.kinds.common import ADMIN, DOC, GAX, OPTIONS, Name, OptionName, Value, import_steps
from msgops_engage.options import Marked, Option, overlay, reads


class ChatServerOptionsSpec(Filled, Rendered):
    """The options of a Chat Server that WhatsApp needs; only what is written is rendered and compared."""

    application: Annotated[
        Name | None, Key(from_name=True), Field(description="Name of the Chat Server application")
    ] = None
    transcript_auto_save: Annotated[
        int | None,
        Option("settings", "transcript-auto-save"),
        Field(description="0, 1 or 2; 1 saves the transcript in UCS when the solution fails"),
    ] = None
    xml_request_max_size: Annotated[
        int | None,
        Option("settings", "xml-request-max-size"),
        Field(description="Bytes, 200 to 2147482624; 100000 or more for rich messages"),
    ] = None
    rich_messaging: Annotated[
        bool,
        Field(description="Whether rich messages are used: notifications with media, interactive messages"),
    ] = False
    endpoints: Annotated[
        dict[OptionName, Value] | None,
        Option("endpoints"),
        Field(description="Name of an endpoint to its interaction queue, such as async-chat-greet-queue"),
    ] = None


_SETTINGS = Marked(ChatServerOptionsSpec)

ChatServerOptions = Kind(
    name="engage.ChatServerOptions",
    spec=ChatServerOptionsSpec,
    api=NoApi(
        File(
            who=ADMIN,
            where=f"{GAX}, the Chat Server application",
            steps=import_steps(
                "Follow the guidelines for async and regular chat in the Chat Server Administration Guide.",
            ),
            render=overlay(_SETTINGS),
            verify=reads(_SETTINGS),
        )
    ),
    hand=Hand.FILE,
    summary="Options of a Chat Server, as a file that is imported and read back.",
    doc=DOC,
    evidence=OPTIONS,
    example={
        "application": "ChatServer",
        "transcript_auto_save": 1,
        "xml_request_max_size": 100000,
        "rich_messaging": True,
        "endpoints": {"async-chat-greet-queue": "async-chat-greet-queue"},
    },
)
