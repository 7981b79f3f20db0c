"""Where a messaging channel's work goes, and whether the channel may go live (dossier B18, routing matrix)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

_NEEDS = {
    "ImplicitOptIn": ("OptOutKeywords", "OptOutConfirmation"),
    "ExplicitOptIn": ("OptOutKeywords", "OptOutConfirmation", "OptInKeywords"),
    "DoubleOptIn": ("OptOutKeywords", "OptOutConfirmation", "OptInKeywords", "DoubleOptInKeywords"),
}
_PROMPTS = {"ExplicitOptIn": ("OptInPrompt",), "DoubleOptIn": ("OptInPrompt", "DoubleOptInPrompt")}


def check(org: Org, channel: Mapping[str, Any]) -> None:
    """Session handler and fallback queue fit each other. [documented]; the code with the message is [assumed]"""
    handler, fallback = channel["SessionHandlerId"], channel["FallbackQueueId"]
    kind = handler[:3] if handler else ""
    if channel["PlatformType"] == "Standard" and kind not in ("", "300"):
        raise _wrong("Only flows of type Omni-Channel are supported")
    if kind == "00G" and fallback is not None:
        raise _wrong("UnsupportedFallbackQueue")
    if kind == "005":
        if fallback is not None:
            raise _wrong("UnsupportedFallbackQueue")
        if channel["RoutingConfigurationId"] is None:
            raise _wrong("NoRoutingConfigDefined")
    if kind == "300":
        _flow(org, handler)
        if fallback is None:
            raise _wrong("A Fallback Queue must be specified when selecting a Flow routing method.")
    if fallback is not None and (org.get("Group", fallback) or {}).get("Type") != "Queue":
        raise _wrong("The fallback must be a queue")
    if channel["RoutingType"] == "OmniSkills" and channel["RoutingConfigurationId"] is None:
        raise _wrong("Skills-based routing requires a routing configuration")


def _flow(org: Org, handler: str) -> None:
    """Only an active Omni-Channel flow can be pointed to. [documented]"""
    definition = org.get("FlowDefinition", handler) or {}
    active = org.get("Flow", definition.get("ActiveVersionId")) or {}
    if active.get("ProcessType") != "RoutingFlow":
        raise _wrong("Only flows of type Omni-Channel are supported")


def ready(org: Org, channel: Mapping[str, Any]) -> None:
    """A channel goes live with routing and consent complete. [documented]"""
    if channel["SessionHandlerId"] is None:
        raise _wrong("The channel has no routing configured")
    consent = channel["ConsentType"]
    missing = [n for n in _PROMPTS.get(consent, ()) if not channel[n]]
    rows = org.where("MsgChannelLanguageKeyword", MessagingChannelId=channel["Id"])
    if missing or not any(all(r[n] for n in _NEEDS[consent]) for r in rows):
        wanted = [*_NEEDS[consent], *_PROMPTS.get(consent, ())]
        raise _wrong(f"The channel has no complete consent for {consent}: {', '.join(wanted)}")


def _wrong(message: str) -> Rejected:
    return Rejected("FIELD_INTEGRITY_EXCEPTION", message, ())
