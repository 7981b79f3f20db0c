"""Where the subjects of rules stand in Infobip's kinds, and the rules of Infobip's own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENDER = "infobip.WhatsAppSender"


def _number(spec: Mapping[str, Any]) -> str | None:
    """Join the two fields of a sender as Infobip does; separators are the matter of another rule."""
    parts = [spec.get("country_code"), spec.get("phone_number")]
    if not all(isinstance(p, str) for p in parts) or any("${" in str(p) for p in parts):
        return None
    return f"+{str(parts[0]).removeprefix('+')}{parts[1]}"


pack = Pack(
    name="infobip",
    title="Infobip",
    subjects={
        "whatsapp.number": (Place(_SENDER, "phone_number", _number),),
        "whatsapp.number.national": (f"{_SENDER}:phone_number",),
        "whatsapp.number.country": (f"{_SENDER}:country_code",),
        "whatsapp.number.code_method": (f"{_SENDER}:type",),
        "whatsapp.number.code": (f"{_SENDER}:code",),
        "whatsapp.number.code_language": (f"{_SENDER}:locale",),
    },
)

__all__ = ["pack"]
