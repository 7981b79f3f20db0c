"""Skills, digital and others, with their parameters and tags (dossier B.20, B.21, B.34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import create_model, model_validator

from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.codes import CALIBRATED, MEDIA, media_word, number, uncalibrated, word
from msgops_cxone.kinds import skill_parameters
from msgops_cxone.kinds.common import (
    ADMIN,
    NO_REPLACE,
    STAYS,
    Body,
    evidence,
    is_active,
    names,
    same,
    skip_top,
)
from msgops_cxone.kinds.links import Link, LinkedRows
from msgops_cxone.kinds.scripts import number_of
from msgops_cxone.kinds.skill_fields import SkillFields
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


class _Parametrised(SkillFields):
    """Knows which skills have parameters: no digital ones that are not outbound (dossier B.21)."""

    @model_validator(mode="after")
    def _no_parameters(self) -> _Parametrised:
        given = [b.field for b in skill_parameters.BLOCKS if getattr(self, b.field)]
        if given and self.media_type == "digital" and not self.is_outbound:
            raise ValueError(f"a digital skill that is not outbound has no {given[0]}")
        return self


SkillSpec = create_model(
    "SkillSpec",
    __base__=_Parametrised,
    __doc__=SkillFields.__doc__,
    **skill_parameters.fields(),
)
_INBOUND = {
    "serviceLevelThreshold": 30,
    "serviceLevelGoal": 80,
    "enableShortAbandon": False,
    "shortAbandonThreshold": 15,
}
"""What an inbound skill is not made without, though the specification calls it optional."""
_WRITTEN = names(
    "skillName mediaTypeId divisionNo campaignId callerIdOverride emailFromAddress emailFromEditable emailBccAddress "
    "scriptId reskillHours minWFIAgents minWFIAvailableAgents requireManualAccept interruptible isActive emailParking "
    "minWorkingTime agentless agentlessPorts notes acwTypeId requireDisposition allowSecondaryDisposition stateIdACW "
    "maxSecondsACW agentRestTime displayThankyou thankYouLink popThankYou popThankYouURL makeTranscriptAvailable "
    "transcriptFromAddress priorityBlending callSuppressionScriptId useScreenPops useCustomScreenPops screenPopType "
    "screenPopDetail initialPriority acceleration maxPriority serviceLevelThreshold serviceLevelGoal "
    "enableShortAbandon shortAbandonThreshold countShortAbandons chatWarningThreshold agentTypingIndicator "
    "patronTypingPreview smsTransportCodeId messageTemplateId dispositions deliverMultipleNumbersSerially "
    "cradleToGrave priorityInterrupt acwPostTimeoutStateId outboundTelecomRouteId evaluationCriteria EquityLevel "
    "FallbackTime FocusLock FocusMetric"
)
"""What the update takes and the detail shows, by the detail's names."""
_ON_READ = {"emailParking": "enableParking", "screenPopDetail": "screenPopDetails"}
_ON_UPDATE = {
    "emailParking": "enableParking",
    "screenPopDetail": "screenPopDetails",
    "mediaTypeId": "mediatypeid",
    "popThankYouURL": "popThankYouUrl",
    "patronTypingPreview": "patronTypingIndicator",
    "isOutbound": "",
    "outboundStrategy": "",
    "workItemQueueType": "",
}


def _read(read: Reader, row: Body) -> Body:
    """Return words for numbers."""
    row["mediaTypeId"] = media_word(row.get("mediaTypeId"))
    row.update({name: word(read, name, row[name]) for name in CALIBRATED if name in row})
    return row


def _write(read: Reader, body: Body, operation: str) -> Body:
    """Return numbers for words, and what an inbound skill needs."""
    sent = {k: v for k, v in body.items() if not k.startswith("parameters/")}
    if "mediaTypeId" in sent:
        sent["mediaTypeId"] = MEDIA.get(str(sent["mediaTypeId"]), sent["mediaTypeId"])
    for name in CALIBRATED:
        if name in sent:
            sent[name] = number(read, name, sent[name])
    if isinstance(sent.get("dispositions"), list | tuple):
        sent["dispositions"] = [
            {"dispositionId": int(d["dispositionId"]), "priority": int(d.get("priority") or 1)}
            for d in sent["dispositions"]
        ]
    if operation == "create" and not sent.get("isOutbound"):
        sent = {"isOutbound": False, **_INBOUND, **sent}
    return sent


@dataclass(frozen=True, kw_only=True)
class Skills(LinkedRows):
    """A skill with its parameters, which are read only where they are declared or were applied."""

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the skills, and the parameters of those that want them."""
        items = await LinkedRows.list(self, read, wanted)
        return await together(
            *(self._with_parameters(read, item, self._parametrised(item, wanted)) for item in items)
        )

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one skill; its parameters too where they were read before or are wanted."""
        found = await LinkedRows.get(self, read, item)
        asked = any(k.startswith("parameters/") for k in item.wire)
        return await self._with_parameters(read, found, asked) if found is not None else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the skill, then its tags and parameters."""
        item = await LinkedRows.create(self, write, await self._scripted(write, body, None))
        await self._put_parameters(write, item, body, frozenset(b.field for b in skill_parameters.BLOCKS))
        return item

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the skill where a field of its own differs, and the tags and parameters that differ."""
        if own := changed - {b.field for b in skill_parameters.BLOCKS}:
            sent = await self._scripted(write, body, item.wire.get("scriptName"))
            await LinkedRows.update(self, write, item, sent, own)
        await self._put_parameters(write, item, body, changed)

    async def _scripted(self, read: Reader, body: Body, live: object) -> Body:
        """Return the body with the number of its script's current version, where the script is another one."""
        sent, path = {k: v for k, v in body.items() if k != "scriptName"}, body.get("scriptName")
        if path is None or same(path, live):
            return sent
        return {**sent, "scriptId": await number_of(read, str(path))}

    async def _put_parameters(
        self, write: Writer, item: Item, body: Mapping[str, Any], changed: frozenset[str]
    ) -> None:
        base = f"{await admin(write, self.kind, self.path)}/{segment(item.id)}/parameters"
        for block in skill_parameters.BLOCKS:
            if block.field in changed and body.get(block.wire):
                await write.put(f"{base}/{block.suffix}", skill_parameters.sent(block, body[block.wire]))

    def _parametrised(self, item: Item, wanted: Sequence[Wanted] | None) -> bool:
        if wanted is None:
            return item.wire.get("isOutbound") is True
        return any(
            self._is(item, w) and any(k.startswith("parameters/") and v for k, v in w.wire.items())
            for w in wanted
        )

    async def _with_parameters(self, read: Reader, item: Item, asked: bool) -> Item:  # noqa: FBT001  # decided above
        if not asked:
            return item
        path = f"{await admin(read, self.kind, self.path)}/{segment(item.id)}/parameters"
        found = await read.get(path, missing_ok=True)
        return Item(
            item.id, {**item.wire, **skill_parameters.of(found if isinstance(found, Mapping) else {})}
        )


def _calls(operation: str, fields: frozenset[str]) -> int:
    blocks = sum(1 for block in skill_parameters.BLOCKS if block.field in fields)
    own = bool(fields - {block.field for block in skill_parameters.BLOCKS} - {"tags"})
    tags = 2 * ("tags" in fields)
    return blocks + tags + (2 if operation == "create" else int(own)) if operation != "delete" else 1


Skill = Kind(
    name="cxone.Skill",
    spec=SkillSpec,
    api=Skills(
        kind="Skill",
        path="/skills",
        id="skillId",
        name="skillName",
        pages=skip_top("skills"),
        key="skills",
        ids=names("campaignId reskillHours messageTemplateId stateIdACW acwPostTimeoutStateId"),
        creates=("skills", "skillsResults"),
        updates="skill",
        update_fields=_WRITTEN,
        on_read=_ON_READ,
        on_update=_ON_UPDATE,
        read=_read,
        write=_write,
        create_active=False,
        links=(Link(name="tags", suffix="tags", items="resultSet.tags", id="tagId", body=("tags", "tagId")),),
    ),
    concept=Concept.QUEUE,
    summary="What contacts ask for and agents can do: media type, campaign, service level, routing, parameters.",
    doc=ADMIN,
    evidence=evidence(
        "list GET /skills",
        "list GET /skills/{skillId}/tags",
        "get GET /skills/{skillId}",
        "get GET /skills/{skillId}/parameters",
        "create GET /scripts/search",
        "create POST /skills",
        "update GET /scripts/search",
        "update PUT /skills/{skillId}",
        "update POST /skills/{skillId}/tags",
        "update DELETE /skills/{skillId}/tags",
        *(f"update PUT /skills/{{skillId}}/parameters/{b.suffix}" for b in skill_parameters.BLOCKS),
        "delete PUT /skills/{skillId}",
    ),
    delete_note=STAYS,
    no_replace=NO_REPLACE,
    objection=uncalibrated,
    calls=_calls,
    eventual=True,
    exportable=is_active,
    example={
        "media_type": "digital",
        "campaign": "example",
        "service_level_threshold": 60,
        "service_level_goal": 80,
        "notes": "WhatsApp in English",
        "acw_state": "example",
        "message_template": "example",
        "script": "example",
        "dispositions": [{"disposition": "example", "priority": 1}],
        "tags": ["example"],
    },
)
