"""Where numbers, channels and queues stand in Salesforce's kinds, for the rules across accounts."""

from msgops.sdk.rules import Pack, Place

_SENDERS = ("salesforce.PartnerWizard:senders[*]",)

pack = Pack(
    name="salesforce.desk",
    title="Salesforce Service Cloud",
    subjects={
        "number.answered": _SENDERS,
        "number.borrowed": _SENDERS,
        "channel": ("salesforce.MessagingChannel:",),
        "channel.routed": ("salesforce.MessagingChannel:",),
        "queue": ("salesforce.Queue:label",),
        # What a queue of messages must have is the matter of WA280.
        "queue.staffed": (Place("salesforce.Queue", "", lambda _spec: True),),
        "queue.named": ("salesforce.TransferDestinations:queues[*]",),
        "sla": ("salesforce.EntitlementProcess:",),
        "hours": ("salesforce.BusinessHours:",),
    },
)
