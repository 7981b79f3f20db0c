"""Where numbers, channels and queues stand in Fusion Service's kinds, for the rules across accounts."""

from collections.abc import Mapping
from typing import Any

from msgops.sdk.rules import Pack, Place

_PHONE = ("fusion.EngageMessagingChannel:phone",)


def _staffed(spec: Mapping[str, Any]) -> bool | None:
    """Return whether a queue names agents or teams."""
    return any(spec.get(name) for name in ("members", "more_members", "teams")) or None


pack = Pack(
    name="fusion.desk",
    title="Oracle Fusion Service",
    subjects={
        "number.answered": _PHONE,
        "number.borrowed": _PHONE,
        "channel": ("fusion.EngageMessagingChannel:",),
        "queue": ("fusion.Queue:label",),
        "queue.staffed": (Place("fusion.Queue", "", _staffed),),
        "queue.named": ("fusion.AssignmentRuleSet:rules[*].queue",),
        "queue.overflow": ("fusion.Queue:overflow[*].queue",),
        "sla": ("fusion.StandardCoverage:",),
    },
)
