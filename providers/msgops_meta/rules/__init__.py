"""Where the subjects of WhatsApp's rules stand in Meta's kinds."""

from __future__ import annotations

from msgops.sdk.rules import Pack, Subjects

_PROFILE = "meta.BusinessProfile"
_NEW = "meta.NewNumber"
_AUTOMATION = "meta.ConversationalAutomation"

_NUMBERS: Subjects = {
    # Who registers the number; profiles, links and webhooks of a number are no second owner.
    "whatsapp.number": (f"{_NEW}:number",),
    "whatsapp.number.code_method": (f"{_NEW}:code_method",),
    "whatsapp.display_name": (f"{_NEW}:display_name",),
    "whatsapp.business.manager_id": ("meta.BusinessVerification:manager_id",),
    "whatsapp.business.gate": ("meta.BusinessVerification:",),
}
_PROFILES: Subjects = {
    "whatsapp.profile": (f"{_PROFILE}:",),
    "whatsapp.profile.about": (f"{_PROFILE}:about",),
    "whatsapp.profile.address": (f"{_PROFILE}:address",),
    "whatsapp.profile.email": (f"{_PROFILE}:email",),
    "whatsapp.profile.description": (f"{_PROFILE}:description",),
    "whatsapp.profile.websites": (f"{_PROFILE}:websites",),
    "whatsapp.profile.website": (f"{_PROFILE}:websites[*]",),
}
_CHATS: Subjects = {
    "whatsapp.automation.prompts": (f"{_AUTOMATION}:prompts",),
    "whatsapp.automation.commands": (f"{_AUTOMATION}:commands",),
    "whatsapp.message_link": ("meta.MessageLink:prefilled_message",),
}

pack = Pack(name="meta", title="Meta", subjects={**_NUMBERS, **_PROFILES, **_CHATS})

__all__ = ["pack"]
