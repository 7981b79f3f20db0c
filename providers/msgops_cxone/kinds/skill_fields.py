"""The fields of a skill itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import (
    CaseInsensitive,
    Computed,
    Immutable,
    Key,
    Ref,
    Reference,
    Spec,
    Text,
    Unordered,
    Wire,
    WriteOnly,
)
from msgops_cxone.kinds.common import Active

Seconds = Annotated[int | None, Field(ge=0, description="Seconds")]
Flag = bool | None
Id = Annotated[int | None, Field(ge=0, description="Its number in the tenant")]
_SKILL = r"^[A-Za-z0-9](?:[A-Za-z0-9 _.:-]*[A-Za-z0-9_.:-])?$"


class SkillDisposition(Spec):
    """A disposition that agents may choose."""

    disposition: Annotated[Reference, Ref("cxone.Disposition"), Wire("dispositionId")]
    priority: Annotated[int, Field(ge=1, description="Its place among the others")]


class SkillFields(Active):
    """A skill: what a contact needs, and who can give it. Its name is taken among skills and routing queues alike."""

    name: Annotated[
        str | None,
        Text(min=2, max=30, pattern=_SKILL),
        Key(from_name=True),
        CaseInsensitive,
        Wire("skillName"),
    ] = None
    media_type: Annotated[
        Literal["email", "chat", "phone", "voicemail", "work_item", "sms", "social", "digital"],
        Immutable,
        Wire("mediaTypeId"),
    ]
    campaign: Annotated[Reference, Ref("cxone.Campaign"), Wire("campaignId")]
    is_outbound: Annotated[Flag, Immutable] = None
    outbound_strategy: Annotated[str | None, Immutable] = None
    work_item_queue_type: Annotated[str | None, Immutable] = None
    notes: str | None = None
    division: Annotated[Id, Wire("divisionNo"), WriteOnly] = None
    hours: Annotated[Reference | None, Ref("cxone.HoursOfOperation"), Wire("reskillHours")] = None
    script: Annotated[
        Reference | None,
        Ref("cxone.StudioScript"),
        Wire("scriptName"),
        Field(description="Its current version when the skill is written"),
    ] = None
    message_template: Annotated[Reference | None, Ref("cxone.MessageTemplate"), Wire("messageTemplateId")] = (
        None
    )
    tags: Annotated[
        tuple[Annotated[Reference, Ref("cxone.Tag")], ...] | None, Unordered, Wire("links/tags")
    ] = None

    service_level_threshold: Seconds = None
    service_level_goal: Annotated[int | None, Field(ge=0, le=100, description="Percent")] = None
    enable_short_abandon: Flag = None
    short_abandon_threshold: Seconds = None
    count_short_abandons: Flag = None

    evaluation_criteria: (
        Literal[
            "skill_proficiency",
            "preferred_agent",
            "longest_available",
            "most_occupied",
            "least_occupied",
            "ai",
        ]
        | None
    ) = None
    focus_metric: Annotated[Literal["per_case", "per_customer"] | None, Wire("FocusMetric")] = None
    focus_lock: Annotated[Literal["when_offline", "when_available"] | None, Wire("FocusLock")] = None
    fallback_time: Annotated[
        int | None, Wire("FallbackTime"), Field(ge=0, description="Minutes; with focus_lock when_offline")
    ] = None

    initial_priority: int | None = None
    acceleration: int | None = None
    max_priority: int | None = None
    priority_blending: Flag = None
    priority_interrupt: Flag = None
    interruptible: Flag = None
    require_manual_accept: Flag = None
    min_working_time: Seconds = None
    agent_rest_time: Seconds = None
    acw: Annotated[
        Annotated[int | None, Field(ge=1, le=3, description="1 none, 2 disposition, 3 automatic wrap-up")],
        Wire("acwTypeId"),
    ] = None
    acw_state: Annotated[Reference | None, Ref("cxone.UnavailableCode"), Wire("stateIdACW")] = None
    max_seconds_acw: Annotated[Seconds, Wire("maxSecondsACW")] = None
    acw_post_timeout_state: Annotated[
        Reference | None, Ref("cxone.UnavailableCode"), Wire("acwPostTimeoutStateId")
    ] = None
    dispositions: Annotated[
        tuple[SkillDisposition, ...] | None,
        Unordered,
        Field(description="Some tenants are said to ignore them; the read after the write tells"),
    ] = None
    require_disposition: Flag = None
    allow_secondary_disposition: Flag = None

    enable_parking: Flag = None
    email_from_address: str | None = None
    email_from_editable: Flag = None
    email_bcc_address: str | None = None
    chat_warning_threshold: Annotated[int | None, Field(ge=1, le=999, description="Seconds")] = None
    agent_typing_indicator: Flag = None
    patron_typing_preview: Flag = None
    make_transcript_available: Flag = None
    transcript_from_address: str | None = None
    display_thankyou: Flag = None
    thank_you_link: str | None = None
    pop_thank_you: Flag = None
    pop_thank_you_url: Annotated[str | None, Wire("popThankYouURL")] = None
    caller_id_override: str | None = None
    use_screen_pops: Flag = None
    use_custom_screen_pops: Flag = None
    screen_pop_details: str | None = None

    routing_queue: Annotated[int | None, Computed, Wire("routingQueueId")] = None
    sub_skill: Annotated[Flag, Computed, Wire("IsSubSkill")] = None
    present_accept_reject: Annotated[Flag, Computed, Wire("PresentAcceptReject")] = None
