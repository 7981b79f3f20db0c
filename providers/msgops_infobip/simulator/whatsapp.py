"""The WhatsApp family: a business account with two connected senders, and everything that hangs on it.

What is not tagged is documented. Assumed: how long a review, a registration and a code last; that a number
awaiting its code is UNVERIFIED in the quality list; that a deleted template is PENDING_DELETION for a while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops_infobip.simulator import whatsapp_flows, whatsapp_senders, whatsapp_templates

if TYPE_CHECKING:
    from msgops.sandbox.kit import Simulator


def install(simulator: Simulator) -> None:
    """Declare the operations and seed the business account."""
    whatsapp_senders.install(simulator)
    whatsapp_templates.install(simulator)
    whatsapp_flows.install(simulator)
