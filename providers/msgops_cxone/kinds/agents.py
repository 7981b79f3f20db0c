"""Agents: what the ACD adds to a user (dossier B.24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import Field

from msgops.sdk.errors import Refused
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind
from msgops_cxone.kinds.common import ADMIN, Body, Rows, evidence, is_active, names, same, skip_top
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Threshold = Annotated[
    int | None, Field(ge=0, description="Contacts at the same time; with its use_team_… off")
]
Timeout = Annotated[int | None, Field(ge=0, description="Seconds until an offered contact counts as refused")]
Custom = Annotated[str | None, Text(max=255)]
_SYNC, _EVERY = 300.0, 10.0
"""Seconds that a new user may take to become an agent, and between two looks."""


class AgentSpec(Spec):
    """What a user may do as an agent. The agent comes with the user, and is deactivated with them.

    The voice threshold is no field: an agent's detail does not show it.
    """

    user: Annotated[Reference, Ref("cxone.User"), Key(), Immutable, Wire("userID")]
    team: Annotated[Reference | None, Ref("cxone.Team"), Wire("teamId")] = None
    digital_engagement: Annotated[
        bool | None, Wire("digitalEngagementEnabled"), Field(description="Gets digital work at all")
    ] = None
    chat_threshold: Threshold = None
    email_threshold: Threshold = None
    work_item_threshold: Threshold = None
    sms_threshold: Threshold = None
    digital_threshold: Threshold = None
    use_team_chat_threshold: bool | None = None
    use_team_email_threshold: bool | None = None
    use_team_work_item_threshold: bool | None = None
    use_team_sms_threshold: bool | None = None
    use_team_digital_threshold: bool | None = None
    chat_refusal_timeout: Timeout = None
    phone_refusal_timeout: Timeout = None
    work_item_refusal_timeout: Timeout = None
    email_refusal_timeout: Timeout = None
    voicemail_refusal_timeout: Timeout = None
    sms_refusal_timeout: Timeout = None
    digital_refusal_timeout: Timeout = None
    request_contact: bool | None = None
    contact_auto_focus: bool | None = None
    total_contact_count: Annotated[int | None, Field(ge=0)] = None
    notes: str | None = None
    internal_id: str | None = None
    custom1: Custom = None
    custom2: Custom = None
    custom3: Custom = None
    custom4: Custom = None
    custom5: Custom = None


_FIELDS = names(
    "firstName middleName lastName teamId reportToId internalId profileId emailAddress userName timeZone country state "
    "city chatRefusalTimeout phoneRefusalTimeout workItemRefusalTimeout defaultDialingPattern useTeamMaxConcurrentChats "
    "maxConcurrentChats isActive notes hireDate terminationDate hourlyCost rehireStatus employmentType referral atHome "
    "hiringSource ntLoginName custom1 custom2 custom3 custom4 custom5 scheduleNotification federatedId "
    "useTeamEmailAutoParkingLimit maxEmailAutoParkingLimit sipUser systemUser systemDomain crmUserName useAgentTimeZone "
    "sendEmailNotifications telephone1 telephone2 userType isWhatIfAgent requestContact chatThreshold "
    "useTeamChatThreshold emailThreshold useTeamEmailThreshold workItemThreshold useTeamWorkItemThreshold smsThreshold "
    "useTeamSmsThreshold digitalThreshold useTeamDigitalThreshold contactAutoFocus useTeamContactAutoFocus "
    "useTeamRequestContact recordingNumbers subject issuer isOpenIdProfileComplete totalContactCount "
    "useTeamDeliveryModeSettings emailRefusalTimeout voicemailRefusalTimeout smsRefusalTimeout agentMaxVersion "
    "agentPhoneTimeout address1 address2 zipCode noFixedAddress digitalRefusalTimeout agentIntegration channelLock "
    "digitalEngagementEnabled voiceThreshold useTeamVoiceThreshold ACWEnabled ACWRange"
)
"""What the update takes and the detail shows."""


def _read(read: Reader, row: Body) -> Body:
    """The list spells one field otherwise than the detail."""
    del read
    return {**row, "userID": str(row.get("userID") or row.get("userId") or "") or None}


def _write(read: Reader, body: Body, operation: str) -> Body:
    """The agent's id stands in the body too, and ids of teams go as text."""
    del read, operation
    sent = {k: v for k, v in body.items() if k != "userID"}
    return {**sent, **({"teamId": str(sent["teamId"])} if sent.get("teamId") else {})}


@dataclass(frozen=True, kw_only=True)
class Agents(Rows):
    """An agent appears when its user was made; a create waits for it and sets it."""

    async def create(self, write: Writer, body: Body) -> Item:
        """Find the agent of the user, wait while there is none, and set it."""
        user, waited = str(body["userID"]), 0.0
        while True:
            found = [i for i in await self.list(write, ()) if same(i.wire.get("userID"), user)]
            if found:
                await self.update(write, found[0], body, frozenset(body))
                return Item(found[0].id, {**found[0].wire, **body})
            if waited >= _SYNC:
                raise Refused(
                    "GET /agents",
                    f"the user has not become an agent within {_SYNC:.0f} s; have they accepted the invitation?",
                )
            await write.clock.sleep(_EVERY)
            waited += _EVERY

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the whole agent."""
        del changed
        path = f"{await admin(write, self.kind, self.path)}/{item.id}"
        live = self.unwrapped(await write.get(path))
        kept = {k: v for k, v in live.items() if k in _FIELDS and v is not None}
        sent = self._written(write, {**kept, **body}, "update")
        await write.put(path, {"agent": {**sent, "agentId": item.id}})

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: the agent goes with its user."""
        del write, item
        raise RuntimeError("an agent is not deleted")


def _exportable(wire: Mapping[str, Any]) -> bool:
    return is_active(wire) and bool(wire.get("userID"))


Agent = Kind(
    name="cxone.Agent",
    spec=AgentSpec,
    api=Agents(
        kind="Agent",
        path="/agents",
        id="agentId",
        name="userID",
        pages=skip_top("agents"),
        key="agents",
        ids=frozenset({"teamId"}),
        update_fields=_FIELDS,
        on_read={"DigitalEngagementEnabled": "digitalEngagementEnabled"},
        on_update={
            "emailRefusalTimeout": "emailRefusalTimeOut",
            "voicemailRefusalTimeout": "voicemailRefusalTimeOut",
        },
        read=_read,
        write=_write,
    ),
    concept=Concept.ROLE,
    summary="What a user may do as an agent: team, digital work, how many contacts at a time.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /agents",
        "get GET /agents/{agentId}",
        "create PUT /agents/{agentId}",
        "update PUT /agents/{agentId}",
    ),
    delete_note="The agent stays as it is; it is deactivated with its user.",
    no_replace="the agent belongs to its user",
    eventual=True,
    exportable=_exportable,
    example={"user": "example", "digital_engagement": "true", "digital_threshold": 4},
)
