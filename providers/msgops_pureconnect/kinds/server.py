"""What a person sets on the server: utilization and service level, attributes in DSEdit, handlers, recording, and the restart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Text, Unordered
from msgops.sdk.hands import Filled, Step
from msgops.sdk.kind import Concept
from msgops_pureconnect.kinds.common import person

_ADMINISTRATOR = "Interaction Administrator"
Name = Annotated[str, Text(min=1)]


class UtilizationSettingsSpec(Filled):
    """How many social messages an agent gets, and in what time they shall be answered.

    The numbers by which ICWS names social interactions are published nowhere, so a person sets them.
    """

    of: Annotated[Literal["user", "workgroup"], Key()]
    name: Annotated[Name, Key(), Field(description="CIC user or workgroup")]
    interaction: Annotated[Literal["Social Direct Message", "Social Conversation"], Key()] = (
        "Social Direct Message"
    )
    percent: Annotated[int, Field(description="Share of an agent that one takes: 0 to 100")] = 100
    max_assign: Annotated[int, Field(description="Most at a time; 1 or more")] = 1
    service_level_seconds: Annotated[
        int | None, Field(ge=1, description="Target of a workgroup's queue, in seconds")
    ] = None


UtilizationSettings = person(
    "UtilizationSettings",
    UtilizationSettingsSpec,
    _ADMINISTRATOR,
    (
        Step("Open Users, {name}, and its page ACD.", when="of=user"),
        Step("Open Workgroups, {name}, and its page ACD, Utilization.", when="of=workgroup"),
        "In the row {interaction} set % Utilization to {percent}.",
        "In the row {interaction} set Max. Assign. to {max_assign}.",
        Step(
            "Open Configuration of the workgroup and set the service level target of social interactions to {service_level_seconds} seconds.",
            when="service_level_seconds",
        ),
    ),
    chapter="User and Workgroup Configuration in Interaction Administrator: ACD Utilization rate, Workgroup Queue Service Level",
    concept=Concept.QUEUE,
    summary="Utilization and service level of social interactions.",
    example={
        "of": "workgroup",
        "name": "WhatsApp Care",
        "percent": 50,
        "max_assign": 2,
        "service_level_seconds": 60,
    },
)


class DsEditAttributesSpec(Filled):
    """How often, and how many, posts are fetched from Facebook or Twitter. Both are kept as text."""

    channel_id: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="As DSEdit shows it")
    ] = None
    platform: Annotated[
        Literal["Facebook", "Twitter", "WhatsApp"], Field(description="WhatsApp is not polled")
    ]
    poll_interval: Annotated[str, Field(description="Milliseconds")] = "5000"
    post_limit: Annotated[str, Field(description="Posts that are asked for")] = "100"


DsEditAttributes = person(
    "DsEditAttributes",
    DsEditAttributesSpec,
    "DSEdit on the CIC server",
    (
        "Open \\Production\\SocialMedia\\{channel_id}, whose attribute Type is {platform}.",
        "Set the attribute PollInterval, a string, to {poll_interval}.",
        "Set the attribute PostLimit, a string, to {post_limit}.",
    ),
    chapter="Poll Interval and Post Limit",
    summary="How often posts are fetched, and how many.",
    example={"channel_id": "5b4cd49d88b28300211da263", "platform": "Twitter"},
)


class HandlersSpec(Filled):
    """Handlers of one's own that must know social interactions."""

    handler: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    exits: Annotated[
        tuple[Literal["Social conversation", "Social direct message"], ...] | None,
        Unordered,
        Field(description="Exit paths of the toolstep Query Media Type"),
    ] = None
    initiators: Annotated[
        tuple[Literal["Transfer Conversation", "Transfer Direct Message"], ...] | None, Unordered
    ] = None


Handlers = person(
    "Handlers",
    HandlersSpec,
    "Interaction Designer",
    (
        "Open the handler {handler}.",
        Step(
            "Connect the exit {item} of each toolstep Query Media Type.",
            each="exits",
            gone="Disconnect the exit {item}.",
        ),
        Step("Let the initiator {item} start it.", each="initiators", gone="Take the initiator {item} away."),
        "Validate the handler and publish it.",
    ),
    who="a handler developer",
    chapter="Toolsteps and Initiators",
    summary="A handler that knows social interactions.",
    example={
        "handler": "CustomTransfer",
        "exits": ["Social conversation", "Social direct message"],
        "initiators": ["Transfer Direct Message"],
    },
)


class BackupServerRestartSpec(Filled):
    """The restart of the backup server that makes a changed parameter count; the active server goes on."""

    server: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="The backup server")
    ] = None
    reason: Annotated[str, Text(min=1), Field(description="What changed; another reason asks for a restart")]
    when: Annotated[str | None, Text(min=1), Field(description="An hour without a planned switchover")] = None


BackupServerRestart = person(
    "BackupServerRestart",
    BackupServerRestartSpec,
    "the backup server",
    (
        "Make sure that {server} is the backup server now, and not the active one.",
        Step("Wait until {when}.", when="when"),
        "Restart it because of: {reason}.",
        "Wait until Interaction Recovery Service has synchronized with the active server.",
    ),
    chapter="Interaction Recovery for Social Media Interactions",
    summary="Restarts the backup server once for a change.",
    example={"server": "CIC2", "reason": "recovery of direct messages is on"},
)


class RecordingPolicySpec(Filled):
    """A policy that records social interactions, and who finds them; recording is optional."""

    policy: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    platform: Annotated[Literal["WhatsApp", "Facebook", "Twitter"], Field(description="Social, Platform")] = (
        "WhatsApp"
    )
    keep_days: Annotated[int | None, Field(ge=1)] = None
    supervisors: Annotated[tuple[Name, ...] | None, Unordered, Field(description="Who may play them")] = None


RecordingPolicy = person(
    "RecordingPolicy",
    RecordingPolicySpec,
    "Interaction Recorder Policy Editor",
    (
        "Open or create the initiation policy {policy}.",
        "Its condition is Media Specific, Social, Platform: {platform}.",
        Step("Open the retention policy and keep recordings for {keep_days} days.", when="keep_days"),
        Step("Let {item} find and play them.", each="supervisors", gone="Take {item} out again."),
        "Record a conversation, and find it in Interaction Recorder and in Interaction Tracker.",
    ),
    chapter="Social Media Supported PureConnect Applications",
    summary="Recording of social interactions.",
    example={"policy": "Record WhatsApp", "keep_days": 90, "supervisors": ["asmith"]},
)
