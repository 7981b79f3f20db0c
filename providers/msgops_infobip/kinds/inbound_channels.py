"""What an inbound configuration may hold on each channel (specification: MoConfigurationRequest)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Channel = Literal[
    "SMS",
    "MMS",
    "WHATSAPP",
    "RCS",
    "VIBER_BM",
    "APPLE_MB",
    "LINE_OA",
    "KAKAO_SANGDAM",
    "MESSENGER",
    "INSTAGRAM_DM",
    "ZALO_ZNS",
    "TELEGRAM",
    "VIBER_BOT",
    "EMAIL",
    "ZALO_FOLLOWER",
    "OPEN_CHANNEL",
    "TIKTOK_BM",
]

FOLLOW = "SUBSCRIPTION"
"""Our word for "no forwarding of its own": the subscriptions of the channel apply."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One channel: `fields` are the blocks that it takes, `forwarding` the types that can be written."""

    fields: frozenset[str]
    forwarding: frozenset[str] = frozenset({"HTTP_FORWARD"})

    def writable(self, forwarding: str) -> bool:
        """Whether this forwarding can be set."""
        return forwarding == FOLLOW or forwarding in self.forwarding


_PLATFORM = frozenset({"application", "entity"})
_NUMBER = _PLATFORM | {"number", "auto_response", "block_list_configuration"}
_RESOURCE = _PLATFORM | {"resource"}
_CHAT = Rules(_RESOURCE | {"conversations"})
_PLAIN = Rules(_RESOURCE)

RULES: Mapping[str, Rules] = {
    "SMS": Rules(
        _NUMBER | {"country_code", "conversations"},
        frozenset({"HTTP_FORWARD", "MAIL_FORWARD", "SMPP_FORWARD", "PULL"}),
    ),
    "MMS": Rules(_NUMBER | {"country_code"}, frozenset({"HTTP_FORWARD", "PULL"})),
    "WHATSAPP": Rules(_NUMBER | {"conversations"}),
    "RCS": Rules(_RESOURCE | {"conversations", "auto_response", "block_list_configuration"}),
    "VIBER_BM": Rules(_RESOURCE | {"conversations", "auto_response"}),
    "APPLE_MB": _CHAT,
    "LINE_OA": Rules(frozenset({"resource", "conversations"})),
    "KAKAO_SANGDAM": _CHAT,
    "MESSENGER": _CHAT,
    "INSTAGRAM_DM": _CHAT,
    "ZALO_ZNS": _CHAT,
    "TELEGRAM": Rules(frozenset({"resource", "conversations"}), frozenset()),
    "VIBER_BOT": _CHAT,
    "EMAIL": _PLAIN,
    "ZALO_FOLLOWER": _PLAIN,
    "OPEN_CHANNEL": Rules(_RESOURCE | {"conversations", "answers"}),
    "TIKTOK_BM": _CHAT,
}

ANYWHERE = frozenset({"channel", "keyword", "username", "forwarding"})
"""Fields that every channel takes."""
