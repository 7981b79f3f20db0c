"""Options of Chat Server, Digital Messaging Server and Workspace, one at a time (WA175, WA200 to WA203, WA208, WA209, WA220, WA222)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.readings import is_on, known, number_of
from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_engage.rules.common import GUIDE, NICKNAME, OPTIONS, of_account

XML_SIZE = "engage.chat_server.xml_request_max_size"
RICH = "engage.rich_message"
AUTO_SAVE = "engage.chat_server.transcript_auto_save"
ENDPOINT = "engage.messaging_server.endpoint"
SHUTDOWN = "engage.messaging_server.session_shutdown_timeout"
TEXT_SIZE = "engage.workspace.max_text_message_size"
SHOWN = "engage.workspace.shown_attributes"
THEME = "engage.workspace.theme"
PENDING = "engage.workspace.pending_response"
BOOLEAN = "engage.workspace.boolean"

_CHAT_SERVER = f"{GUIDE}, Configuring Chat Server"
_LARGE = 100_000
_PLATFORM = 4096


def _range(value: Value, least: int, most: int) -> Found | int:
    """Return the number, or what is wrong with one outside of its range."""
    number = number_of(value)
    if number is not None and least <= number <= most:
        return number
    return value.wrong(f"{value.value} is no number from {least} to {most}", severity=Severity.ERROR)


def _numbers(facts: Facts, subject: str, least: int, most: int) -> Iterator[tuple[Value, Found | int]]:
    for value in facts.at(subject):
        if not isinstance(value.value, str) or known(value):
            yield value, _range(value, least, most)


@rule(
    "WA200",
    at=(XML_SIZE, RICH),
    what="`xml-request-max-size` of Chat Server must be 200 to 2147482624, and 100000 or more with rich messages.",
    why="Chat Server takes no larger request, and a rich message is a large one.",
    remedy="Write 100000.",
    source=f"{_CHAT_SERVER}; {OPTIONS} (range)",
    good="100000",
    bad="32768",
)
def xml_size(facts: Facts) -> Iterator[Found]:
    """A warning where the account does not say that it has rich messages."""
    for value, number in _numbers(facts, XML_SIZE, 200, 2_147_482_624):
        if isinstance(number, Found):
            yield number
        elif number < _LARGE:
            rich = any(is_on(one) for one in of_account(facts, value.resource.account, RICH))
            severity = Severity.ERROR if rich else Severity.WARNING
            yield value.wrong(f"{number} bytes are too few for rich messages", severity=severity)


@rule(
    "WA201",
    at=(AUTO_SAVE,),
    severity=Severity.WARNING,
    what="`transcript-auto-save` of Chat Server should be 1.",
    why="Otherwise a conversation is lost when a server fails.",
    remedy="Write 1.",
    source=f"{_CHAT_SERVER}; {OPTIONS} (0, 1 and 2)",
    good="1",
    bad="0",
)
def auto_save(facts: Facts) -> Iterator[Found]:
    """Any other number than 0 to 2 is an error."""
    for value, number in _numbers(facts, AUTO_SAVE, 0, 2):
        if isinstance(number, Found):
            yield number
        elif number != 1:
            yield value.wrong(f"it is {number}")


@text_rule(
    "WA202",
    ENDPOINT,
    what="The endpoint of a channel must be a comma, the tenant's id, a colon and session-chat.",
    why="The guide demands the comma before the tenant's id; a session has no endpoint without it.",
    remedy="Write ,1:session-chat with your tenant's id.",
    source=f"{GUIDE}, Endpoints",
    good=",1:session-chat",
    bad="1:session-chat",
)
def endpoint(text: Value) -> Found | None:
    """In these letters; a comma that is missing can be added."""
    if re.fullmatch(",[0-9]+:session-chat", text.value):
        return None
    lacks = re.fullmatch("[0-9]+:session-chat", text.value)
    return text.wrong(f"{text.value} has another form", fix=f",{text.value}" if lacks else None)


@rule(
    "WA203",
    at=(SHUTDOWN,),
    severity=Severity.WARNING,
    what="`session-shutdown-timeout` should be 1800 seconds or more, and must be 30 to 1728000.",
    why="Customers on WhatsApp answer after minutes: a session that is closed by then begins anew with another agent.",
    remedy="Write 1800.",
    source=f"{GUIDE}, Other configuration; {OPTIONS} (range)",
    good="1800",
    bad="180",
)
def shutdown(facts: Facts) -> Iterator[Found]:
    """Outside of the range it is an error."""
    for value, number in _numbers(facts, SHUTDOWN, 30, 1_728_000):
        if isinstance(number, Found):
            yield number
        elif number < 1800:
            yield value.wrong(f"{number} seconds are short")


@rule(
    "WA175",
    at=(TEXT_SIZE,),
    severity=Severity.WARNING,
    what="`max-text-message-size` should be at most 4096: it counts bytes of UTF-8, and WhatsApp takes 4096 characters.",
    why="The agent writes a longer text, and WhatsApp refuses it.",
    remedy="Write 4096.",
    source=f"{GUIDE}, Receiving and handling an inbound interaction; Meta, Messages (4096 characters)",
    good="4096",
    bad="100000",
)
def text_size(facts: Facts) -> Iterator[Found]:
    """Outside of 1 to 2147483647 it is an error."""
    for value, number in _numbers(facts, TEXT_SIZE, 1, 2_147_483_647):
        if isinstance(number, Found):
            yield number
        elif number > _PLATFORM:
            yield value.wrong(f"{number} bytes may be more than {_PLATFORM} characters")


@rule(
    "WA208",
    at=(SHOWN,),
    severity=Severity.WARNING,
    what=f"The options by which Workspace shows contacts should contain {NICKNAME}.",
    why="Without it agents see a phone number where the customer's nickname is known.",
    remedy=f"Add {NICKNAME}, as the guide's seven settings have it.",
    source=f"{GUIDE}, Workspace Desktop Edition Options",
    good=f"LastName, FirstName, {NICKNAME}",
    bad="LastName, FirstName",
)
def nickname_shown(facts: Facts) -> Iterator[Found]:
    """Lists of attributes and formats of names alike."""
    for value in facts.at(SHOWN):
        told = value.value if isinstance(value.value, list | tuple) else [value.value]
        if not any(NICKNAME in str(one) for one in told):
            yield value.wrong(f"{NICKNAME} is not in it")


@text_rule(
    "WA209",
    THEME,
    what="The theme of Workspace must be Default or HighContrast.",
    why="The plug-in has icons for these two only; in any other theme they are missing.",
    remedy="Write Default.",
    source=f"{GUIDE}, Workspace Desktop Edition Options, Important",
    good="Default",
    bad="Royal",
)
def theme(text: Value) -> str | None:
    """In these letters."""
    return None if text.value in ("Default", "HighContrast") else f"{text.value} is neither"


@rule(
    "WA220",
    at=(PENDING,),
    what="`pending-response-to-customer` must be two ascending positive numbers.",
    why="They are two steps of one clock: in another order the first is never seen.",
    remedy="Write for example 30,50.",
    source=OPTIONS,
    good="30,50",
    bad="50,30",
)
def pending(facts: Facts) -> Iterator[Found]:
    """Seconds, as text or as a list."""
    for value in facts.at(PENDING):
        if isinstance(value.value, str) and not known(value):
            continue
        told = value.value.split(",") if isinstance(value.value, str) else value.value
        parts = [str(p).strip() for p in told] if isinstance(told, list | tuple) else []
        numbers = [int(p) for p in parts if re.fullmatch("[0-9]{1,9}", p)]
        if len(numbers) != 2 or len(parts) != 2 or not 0 < numbers[0] < numbers[1]:
            yield value.wrong(f"{','.join(parts) or value.value} are not two ascending numbers")


@rule(
    "WA222",
    at=(BOOLEAN,),
    severity=Severity.NOTE,
    what="An option that is on or off must be true or false; msgops writes True and False, as the guide does.",
    why="The guide knows these two words only.",
    remedy="Write true or false.",
    source=f"{GUIDE}, Automatic notifications configuration",
    good="True",
    bad="yes",
)
def boolean(facts: Facts) -> Iterator[Found]:
    """An error where the kind refuses the word."""
    for value in facts.at(BOOLEAN):
        text = known(value)
        if text and text.casefold() not in ("true", "false"):
            refused = value.resource.address in facts.refused
            yield value.wrong(
                f"{text} is neither true nor false",
                severity=Severity.ERROR if refused else None,
                fix=_SWITCHES.get(text.casefold()),
            )


_SWITCHES = {**dict.fromkeys(("yes", "on", "1"), "true"), **dict.fromkeys(("no", "off", "0"), "false")}
"""What people write for the two words."""
RULES = (
    text_size,
    xml_size,
    auto_save,
    endpoint,
    shutdown,
    nickname_shown,
    theme,
    pending,
    boolean,
)
