"""Teams, as the ACD keeps them (dossier B.23)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Computed, Key, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_cxone.kinds.common import (
    ADMIN,
    NO_REPLACE,
    STAYS,
    Active,
    Rows,
    evidence,
    is_active,
    names,
    skip_top,
)

Threshold = Annotated[int | None, Field(ge=0, description="Contacts at the same time")]


class TeamSpec(Active):
    """A team. Who is in it is said at the agent."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive, Wire("teamName")] = None
    description: str | None = None
    notes: str | None = None
    division: Annotated[int | None, Wire("divisionNo"), Field(description="Number of the division")] = None
    max_concurrent_chats: Threshold = None
    voice_threshold: Threshold = None
    chat_threshold: Threshold = None
    email_threshold: Threshold = None
    work_item_threshold: Threshold = None
    sms_threshold: Threshold = None
    digital_threshold: Threshold = None
    max_email_auto_parking_limit: Threshold = None
    total_contact_count: Threshold = None
    delivery_mode: str | None = None
    request_contact: bool | None = None
    contact_auto_focus: bool | None = None
    channel_lock: bool | None = None
    uuid: Annotated[str | None, Computed, Wire("teamUuid"), Field(description="Id in UserHub")] = None


_FLAGS = (
    "wfoEnabled wfm2Enabled qm2Enabled inViewEnabled inViewGamificationEnabled inViewWallboardEnabled inViewLMSEnabled "
    "analyticsEnabled niceAudioRecordingEnabled niceCoachingEnabled niceDesktopAnalyticsEnabled "
    "niceLessonManagementEnabled nicePerformanceManagementEnabled niceQmEnabled niceQualityOptimizationEnabled "
    "niceScreenRecordingEnabled niceShiftBiddingEnabled niceSpeechAnalyticsEnabled niceStrategicPlannerEnabled "
    "niceSurvey_CustomerEnabled niceWfmEnabled niceWfoAdvancedEnabled cxOneCustomerAuthenticationEnabled "
    "niceWfoEssentialsEnabled teamUuid teamLeadId"
)
"""Fields of the update that are none of ours: they are sent back as they are."""
_OURS = (
    "teamName isActive description notes divisionNo maxConcurrentChats voiceThreshold chatThreshold emailThreshold "
    "workItemThreshold smsThreshold digitalThreshold maxEmailAutoParkingLimit totalContactCount deliveryMode "
    "requestContact contactAutoFocus channelLock"
)

Team = Kind(
    name="cxone.Team",
    spec=TeamSpec,
    api=Rows(
        kind="Team",
        path="/teams",
        id="teamId",
        name="teamName",
        pages=skip_top("teams"),
        key="teams",
        creates=("teams", "results"),
        updates="team",
        more_of_update={"forceInactive": False},
        update_fields=names(f"{_OURS} {_FLAGS}"),
    ),
    concept=Concept.ROLE,
    summary="A team of agents, and how many contacts its agents take.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /teams",
        "get GET /teams/{teamId}",
        "create POST /teams",
        "update PUT /teams/{teamId}",
        "delete PUT /teams/{teamId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    exportable=is_active,
    example={"description": "Digital desk", "digital_threshold": 5},
)
