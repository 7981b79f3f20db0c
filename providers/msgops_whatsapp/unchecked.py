"""Rules that are known and have nothing to look at: no kind has what they speak of. Each is due once such a kind is there."""

from __future__ import annotations

from msgops.sdk.rules import Unchecked

_PURE = ("genesys*.*", "pureconnect*.*")
_S004 = "Genesys PureConnect, WhatsApp"

_PURECONNECT = (
    ("WA232", "The feature and each agent are licensed.", "Licensing"),
    ("WA233", "A channel has one workgroup with an ACD queue.", "Channel configuration"),
    ("WA234", "PollInterval and PostLimit are positive numbers, not of WhatsApp.", "Poll interval"),
    ("WA235", "The recovery parameters are a number other than 0.", "Interaction recovery"),
    ("WA236", "Utilization is 0 to 100 percent, and agents are members.", "ACD utilization"),
    ("WA237", "Who configures channels has Social Media Admin.", "Channel configuration"),
    ("WA238", "A certificate of the account is of the client on premises, and a reference.", "Channels"),
)
UNCHECKED = {
    name: Unchecked(what, source, waits)
    for name, what, source, waits in (
        *((name, what, f"{_S004}, {source}", _PURE) for name, what, source in _PURECONNECT),
    )
}
