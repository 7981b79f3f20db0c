"""Where numbers, channels and skills stand in CXone's kinds, for the rules across accounts."""

from collections.abc import Mapping
from typing import Any

from msgops.sdk.rules import Pack, Place

_NUMBERS = ("cxone.WhatsAppChannel:phone_number",)


def _digital(spec: Mapping[str, Any]) -> Any:
    """Return the name of a digital skill; what leads to others is written in scripts."""
    return spec.get("name") if spec.get("media_type") == "digital" else None


pack = Pack(
    name="cxone.desk",
    title="NICE CXone",
    subjects={
        "number.carried": _NUMBERS,
        "number.answered": _NUMBERS,
        "channel": ("cxone.WhatsAppChannel:", "cxone.ByocChannel:"),
        "queue": (Place("cxone.Skill", "name", _digital),),
        "queue.staffed": ("cxone.SkillAssignment:skill",),
        "queue.named": ("cxone.ChannelDefaults:skill",),
        "sla": ("cxone.Sla:",),
        "hours": ("cxone.BusinessHours:", "cxone.HoursOfOperation:"),
        "template.used": ("cxone.WhatsAppTemplateVisible:template",),
    },
)
