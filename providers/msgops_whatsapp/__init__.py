"""What WhatsApp demands of everybody who sends with it, whichever vendor is in between: the pack of its rules.

Providers list `msgops_whatsapp:pack` among their rules, and say in a pack of their own in which of their kinds the
subjects stand.
"""

from msgops.sdk.rules import Pack
from msgops_whatsapp import (
    automation,
    business,
    buttons,
    consent,
    interactive,
    interactive_texts,
    media,
    names,
    numbers,
    payloads,
    photos,
    pins,
    plans,
    profile,
    recipients,
    references,
    templates,
    windows,
)

pack = Pack(
    name="whatsapp",
    title="WhatsApp",
    rules=tuple(
        sorted(
            (
                *numbers.RULES,
                *business.NUMBERS,
                *pins.RULES,
                *recipients.RULES,
                *profile.RULES,
                *names.RULES,
                *business.RULES,
                *templates.RULES,
                *buttons.RULES,
                *payloads.RULES,
                *photos.RULES,
                *references.RULES,
                *interactive.RULES,
                *interactive_texts.RULES,
                *media.RULES,
                *automation.RULES,
                *consent.RULES,
                *plans.RULES,
                *windows.RULES,
            ),
            key=lambda r: r.id,
        )
    ),
    limits=payloads.LIMITS,
)

__all__ = ["pack"]
