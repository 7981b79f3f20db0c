"""Rules that are known and have nothing to look at: no kind has what they speak of. Each is due once such a kind is there."""

from __future__ import annotations

from msgops.sdk.rules import Unchecked

_ENGAGE = ("genesys*.*", "engage*.*")
_PURE = ("genesys*.*", "pureconnect*.*")
_META = ("meta.*",)
_PEOPLE = ("*.Recipient*", "*.ContactList", "*.TestContact*", "*.MessageCampaign")
_MESSAGES = ("*.InteractiveMessage", "*.QuickReply", *_ENGAGE)
_S004 = "Genesys PureConnect, WhatsApp"

_NUMBERS = (
    (
        "WA006",
        "A recipient is not in +7978, +53, +98, +850 or +963.",
        f"{_S004} FAQ, blocked countries",
        _PEOPLE,
    ),
    (
        "WA007",
        "A recipient in +7856 or +7857 is blocked at some providers.",
        "360dialog, partner FAQ",
        _PEOPLE,
    ),
    (
        "WA015",
        "The two-step PIN is six digits, as a reference.",
        "Meta OpenAPI v23.0, register",
        (*_META, *_PURE),
    ),
    ("WA127", "Marketing to +1 is not delivered.", "AWS End User Messaging Social (2025-04-01)", _PEOPLE),
    ("WA131", "The payload of a quick reply has at most 128 characters.", "Infobip, Salesforce", _MESSAGES),
)
_PURECONNECT = (
    ("WA230", "The role has the permissions of messaging.", "Genesys Cloud requirements"),
    (
        "WA231",
        "The product of WhatsApp is there; region and short name are set.",
        "Genesys Cloud requirements",
    ),
    ("WA232", "The feature and each agent are licensed.", "Licensing"),
    ("WA233", "A channel has one workgroup with an ACD queue.", "Channel configuration"),
    ("WA234", "PollInterval and PostLimit are positive numbers, not of WhatsApp.", "Poll interval"),
    ("WA235", "The recovery parameters are a number other than 0.", "Interaction recovery"),
    ("WA236", "Utilization is 0 to 100 percent, and agents are members.", "ACD utilization"),
    ("WA237", "Who configures channels has Social Media Admin.", "Channel configuration"),
    ("WA238", "A certificate of the account is of the client on premises, and a reference.", "Channels"),
    ("WA239", "A queue's service level is a share and milliseconds.", "Genesys Cloud SDK 269.0.0"),
    (
        "WA240",
        "The token of an open integration has 16 characters, as a reference.",
        "Genesys Cloud SDK 269.0.0",
    ),
)
UNCHECKED = {
    name: Unchecked(what, source, waits)
    for name, what, source, waits in (
        *_NUMBERS,
        *((name, what, f"{_S004}, {source}", _PURE) for name, what, source in _PURECONNECT),
    )
}
