"""Where numbers, channels and workgroups stand in PureConnect's kinds, for the rules across accounts."""

from collections.abc import Mapping
from typing import Any

from msgops.sdk.rules import Pack, Place

_NUMBERS = ("pureconnect.WhatsAppChannel:number",)


def _queue(spec: Mapping[str, Any]) -> Any:
    """Return the name of a workgroup whose interactions are routed; others are lists of people."""
    return spec.get("name") if spec.get("queue_type") == "acd" else None


def _staffed(spec: Mapping[str, Any]) -> bool | None:
    """Return whether a workgroup names its members."""
    return bool(spec.get("members")) or None


def _level(spec: Mapping[str, Any]) -> Any:
    """Return the service level of a workgroup, where it has one."""
    return spec.get("service_level_seconds")


pack = Pack(
    name="pureconnect.desk",
    title="Genesys PureConnect",
    subjects={
        "number.carried": _NUMBERS,
        "number.answered": _NUMBERS,
        "channel": ("pureconnect.WhatsAppChannel:",),
        "queue": (Place("pureconnect.Workgroup", "name", _queue),),
        "queue.staffed": (Place("pureconnect.Workgroup", "", _staffed),),
        "sla": (Place("pureconnect.UtilizationSettings", "", _level),),
    },
)
