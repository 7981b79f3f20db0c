"""Sessions that agents begin from other media (WA212 to WA214)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from msgops.sdk.readings import known
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, rule
from msgops_engage.rules.common import GUIDE, MEDIA_TYPE, of_account

CHANNELS = "engage.outbound.channels"
CONFIG = "engage.outbound.config"
SESSIONS = "engage.outbound.sessions"
PRIVILEGES = "engage.role.privilege"
NEW_SESSION = "InteractionWorkspace.WhatsApp.canCreateNewSessionFromOtherMedia"

_KEYS = ("server-name", "channel-name", "business-id")
_OPTION = f"{GUIDE}, Configuration for sending outbound messages from other channels"


def business_ids(text: Any) -> list[str]:
    """Return the business ids of an option's text; none of a text that is no such configuration."""
    return [str(one.get("business-id", "")) for one in _channels(text) if isinstance(one, Mapping)]


def _channels(text: Any) -> Sequence[Any]:
    try:
        found = orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        return ()
    channels = found.get("channels") if isinstance(found, dict) else None
    return channels if isinstance(channels, list) else ()


@rule(
    "WA212",
    at=(CHANNELS, CONFIG),
    what="`outbound-session-config` must be JSON with at least one channel: server-name, channel-name and business-id, nothing else.",
    why="Workspace offers no channel to the agent when it cannot read the option.",
    remedy="Write outbound_channels with server, channel and business_id: msgops makes the JSON of it.",
    source=f"{_OPTION}; its sample has a space behind a server's name",
    good='{"channels": [{"server-name": "DigitalMessagingServer", "channel-name": "channel-1", "business-id": "19251112221"}]}',
    bad='{"channels": [{"server-name": "DigitalMessagingServer ", …}]}',
)
def configured(facts: Facts) -> Iterator[Found]:
    """Spaces at the ends of a name are looked at, for no application has such a name."""
    for channels in facts.at(CHANNELS):
        if not channels.value:
            yield channels.wrong("it has no channel")
        for part in channels.inside("[*].server", "[*].channel", "[*].business_id"):
            if known(part) != known(part).strip():
                yield part.wrong("it has a space at its end", fix=known(part).strip())
    for config in facts.texts(CONFIG):
        if wrong := _malformed(config.value):
            yield config.wrong(wrong)


def _malformed(text: str) -> str:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return f"it is no JSON: {error.msg} in column {error.colno}"
    if not isinstance(found, dict) or list(found) != ["channels"] or not isinstance(found["channels"], list):
        return 'it is not {"channels": […]} alone'
    if not found["channels"]:
        return "it has no channel"
    for number, channel in enumerate(found["channels"], start=1):
        if not isinstance(channel, dict) or set(channel) != set(_KEYS):
            return f"channel {number} has not exactly {', '.join(_KEYS)}"
        texts = [channel[k] for k in _KEYS]
        if not all(isinstance(t, str) and t for t in texts):
            return f"channel {number} has a value that is no text"
        if any(t != t.strip() for t in texts):
            return f"channel {number} has a space at the end of a name"
    return ""


@rule(
    "WA213",
    at=(SESSIONS,),
    what=f"`_umsOutboundSessionConfig` must count from 1 without a gap, each with MediaType {MEDIA_TYPE}, server, channel and business id.",
    why="The guide counts the channels from 1: nobody promises what becomes of one behind a gap.",
    remedy='Number the sessions "1", "2" and so on.',
    source=f"{GUIDE}, Business Process modifications",
    good="keys 1 and 2",
    bad="keys 1 and 3",
)
def counted(facts: Facts) -> Iterator[Found]:
    """A media type that is left out is the right one."""
    for sessions in facts.at(SESSIONS):
        if not isinstance(sessions.value, Mapping):
            continue
        keys = [str(k) for k in sessions.value]
        wanted = [str(n + 1) for n in range(len(keys))]
        if sorted(keys) != sorted(wanted):
            missing = next(n for n in wanted if n not in keys)
            wrong = next(k for k in keys if k not in wanted)
            detail = f"it is {wrong}, and {missing} is missing"
            yield Found(sessions.resource, f"{sessions.path}.{wrong}", detail, key=True)
        for key in sessions.value:
            medium = sessions.get(f"{key}.media_type")
            if medium is not None and known(medium) not in ("", MEDIA_TYPE):
                yield medium.wrong(f"{medium.value} is not {MEDIA_TYPE}", fix=MEDIA_TYPE)


@rule(
    "WA214",
    at=(PRIVILEGES, CHANNELS, CONFIG, SESSIONS),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="Who may begin sessions from other media needs channels to begin them on.",
    why="Agents see the action and no channel to choose.",
    remedy="Declare outbound_channels of engage.WorkspaceOptions, or engage.AttachedData.",
    source=f"{_OPTION}; {GUIDE}, Sending outbound messages from other channels, Important",
    good="the privilege, and the option",
    bad="the privilege alone",
)
def offered(facts: Facts) -> Iterator[Found]:
    """One of the two is enough."""
    for privilege in facts.texts(PRIVILEGES):
        if privilege.value != NEW_SESSION:
            continue
        if next(of_account(facts, privilege.resource.account, CHANNELS, CONFIG, SESSIONS), None) is None:
            yield privilege.wrong("no document names channels for it")


RULES = (configured, counted, offered)
