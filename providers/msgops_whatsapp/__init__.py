"""What WhatsApp demands of everybody who sends with it, whichever vendor is in between: the pack of its rules.

Providers list `msgops_whatsapp:pack` among their rules, and say in a pack of their own in which of their kinds the
subjects stand.
"""

from msgops.sdk.rules import Pack
from msgops_whatsapp import numbers

pack = Pack(
    name="whatsapp",
    title="WhatsApp",
    rules=(*numbers.RULES,),
)

__all__ = ["pack"]
