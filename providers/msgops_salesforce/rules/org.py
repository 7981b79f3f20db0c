"""The app by which the connector signs in, and the event by which the org speaks to it (WA270 to WA273, WA275, WA282)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgops.sdk.readings import is_on, known, named, number_of, same, words
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule

if TYPE_CHECKING:
    from msgops.model.address import Address

EVENT = "salesforce.event"
DEFINITION = "salesforce.definition"
APP = "salesforce.app"
APP_LINK = "salesforce.app_link"
WIZARD = "salesforce.wizard"
PERMISSION = "salesforce.object_permission"

_FIELDS = "Infobip, Salesforce Service Cloud messaging, Add custom fields to the platform event"
_APP = "Infobip, Salesforce Service Cloud messaging, Create the connected app"
_EVENT = "salesforce.PlatformEvent"
_USUAL = {"event_type_field": "EventType__c", "payload_field": "Payload__c"}
_SCOPES = {"interaction": "Interaction", "refreshtoken": "RefreshToken", "api": "Api"}


def events(facts: Facts) -> list[tuple[Value, Mapping[str, str]]]:
    """Return the events of messaging, each with the names of its two fields as the channel definition has them."""
    stated: dict[Address, dict[str, str]] = {}
    for definition in facts.at(DEFINITION):
        event = facts.target(definition.value.get("platform_event"), _EVENT)
        if event is not None:
            stated[event.address] = {n: known(definition.get(n)) or usual for n, usual in _USUAL.items()}
    found: list[tuple[Value, Mapping[str, str]]] = []
    for event_ in facts.at(EVENT):
        fields = {known(f) for f in event_.inside("fields[*].api_name")}
        if event_.resource.address in stated or set(_USUAL.values()) <= fields:
            found.append((event_, stated.get(event_.resource.address, _USUAL)))
    return found


def _field(facts: Facts, which: str) -> Iterator[Value]:
    """Yield one of the two fields of each event of messaging."""
    for event, names in facts.once(events):
        yield from (f for f in event.inside("fields[*]") if known(f.get("api_name")) == names[which])


@rule(
    "WA270",
    at=(EVENT, DEFINITION),
    what="The field for the type of an event must be a text of 36 to 255 characters.",
    why="The connector writes the names of event types into it; the longest has 36 characters.",
    remedy="Write type: Text and length: 255.",
    source=_FIELDS,
    good="type: Text, length: 36",
    bad="type: Text, length: 35",
)
def event_type(facts: Facts) -> Iterator[Found]:
    """The field that the channel definition names."""
    for field in _field(facts, "event_type_field"):
        sort, length = field.get("type"), field.get("length")
        if sort is not None and known(sort) not in ("", "Text"):
            yield sort.wrong(f"{sort.value} is no text of one line")
        elif length is not None and (count := number_of(length)) is not None and not 36 <= count <= 255:
            yield length.wrong(f"{count} is not from 36 to 255")


@rule(
    "WA271",
    at=(EVENT, DEFINITION),
    what="The field for the payload of an event must be a long text area.",
    why="A message does not fit into 255 characters, and the connector loses the rest.",
    remedy="Write type: LongTextArea and length: 131072.",
    source=_FIELDS,
    good="type: LongTextArea",
    bad="type: Text",
)
def payload(facts: Facts) -> Iterator[Found]:
    """The field that the channel definition names."""
    for field in _field(facts, "payload_field"):
        sort = field.get("type")
        if sort is not None and known(sort) not in ("", "LongTextArea"):
            yield sort.wrong(f"{sort.value} is too short for a message")


_STATES = {
    "event_type": "HighVolume",
    "publish_behavior": "PublishAfterCommit",
    "deployment_status": "Deployed",
}


@rule(
    "WA272",
    at=(EVENT, DEFINITION),
    what="The event of messaging must be of high volume, published after commit and deployed.",
    why="Published at once, an event tells of a message that may never be saved; in development nobody hears it.",
    remedy="Write event_type: HighVolume, publish_behavior: PublishAfterCommit and deployment_status: Deployed.",
    source="Infobip, Salesforce Service Cloud messaging, Create the custom platform event",
    good="publish_behavior: PublishAfterCommit",
    bad="publish_behavior: PublishImmediately",
)
def event_state(facts: Facts) -> Iterator[Found]:
    """Each of the three."""
    for event, _ in facts.once(events):
        for name, wanted in _STATES.items():
            found = event.get(name)
            if found is not None and known(found) not in ("", wanted):
                yield found.wrong(f"{found.value} is not {wanted}")


def partner_apps(facts: Facts) -> list[Value]:
    """Return the apps of messaging partners: with the scope of the Interaction API, or named by a step for partners."""
    names = {known(v).casefold() for v in facts.at(APP_LINK, f"{WIZARD}.app")} - {""}
    prefixes = {named(d, "developer_name").partition("_")[0] for d in facts.at(DEFINITION)}
    return [
        app
        for app in facts.at(APP)
        if "interaction" in _scopes(app)
        or names & {known(app.get("label")).casefold(), named(app, "developer_name").casefold()}
        or named(app, "developer_name").partition("_")[0] in prefixes
    ]


def _scopes(app: Value) -> set[str]:
    return {re.sub("_|api$", "", w.casefold()) or "api" for w in words(app.get("scopes"))}


@rule(
    "WA273",
    at=(APP, DEFINITION),
    what="The name of a partner's app must be a prefix and a name, with one space between them.",
    why="Salesforce finds the channel definition by the prefix; without one it is not found.",
    remedy="Write for example Partner1 ConnectedApp1; the prefix has letters and digits only.",
    source=_APP,
    good="Partner1 ConnectedApp1",
    bad="ConnectedApp1",
)
def app_name(facts: Facts) -> Iterator[Found]:
    """The label, which the developer name follows."""
    for app in facts.once(partner_apps):
        label = app.get("label")
        if label is not None and known(label) and not re.fullmatch(r"[A-Za-z][A-Za-z0-9]* \S+", known(label)):
            yield label.wrong(f"{label.value} is no prefix and name")


@rule(
    "WA275",
    at=(APP, WIZARD, APP_LINK),
    what="A partner's app must have the scopes Interaction, RefreshToken and Api, a certificate, and approved users.",
    why="The connector signs in by certificate, and without one of the scopes the org refuses what it sends.",
    remedy="Write scopes: [Api, RefreshToken, Interaction], a certificate, and let an administrator approve users.",
    source=f"{_APP}; Set OAuth policies",
    good="scopes: [Api, RefreshToken, Interaction]",
    bad="scopes: [Api, RefreshToken]",
)
def app_rights(facts: Facts) -> Iterator[Found]:
    """Of a certificate that is left out the org may have one: a warning."""
    for app in facts.once(partner_apps):
        scopes = app.get("scopes")
        lacks = [name for scope, name in _SCOPES.items() if scope not in _scopes(app)]
        if scopes is not None and lacks:
            yield scopes.wrong(f"it lacks {', '.join(lacks)}")
        if app.get("certificate") is None:
            yield Found(
                app.resource, "spec.certificate", "no certificate is named", severity=Severity.WARNING
            )
        approved, permitted = app.get("admin_approved"), app.get("permitted_users")
        if permitted is not None and known(permitted) not in ("", "AdminApprovedPreAuthorized"):
            yield permitted.wrong(f"{permitted.value} lets users approve themselves")
        elif permitted is None and approved is not None and not is_on(approved):
            yield approved.wrong("users are not approved by an administrator")


@rule(
    "WA282",
    at=(PERMISSION, EVENT, DEFINITION),
    set=RuleSet.BEST_PRACTICE,
    what="The permission set sfdc_scrt2 must read and create the event of messaging.",
    why="Without it the org cannot publish events: no answer of an agent leaves it.",
    remedy="Declare salesforce.ObjectPermission for {lookup: sfdc_scrt2} and the event with create: true.",
    source="Infobip, Salesforce Service Cloud messaging, Assign permissions to the platform event",
    good="create: true",
    bad="create: false",
)
def event_permission(facts: Facts) -> Iterator[Found]:
    """Reading comes with the permission; an event of a definition without any permission is told at its name."""
    given: dict[tuple[str, str], Value] = {}
    for one in facts.at(PERMISSION):
        target = one.value.get("permission_set")
        sought = target.get("lookup") if isinstance(target, dict) else None
        if isinstance(sought, str) and same(sought, "sfdc_scrt2"):
            given[one.resource.account, known(one.get("object")).casefold()] = one
    for event, _ in facts.once(events):
        name = named(event, "api_name")
        permission = given.get((event.resource.account, name.casefold()))
        if permission is None:
            yield Found(event.resource, "spec.api_name", f"no document lets sfdc_scrt2 create {name}")
        elif not is_on(permission.get("create")):
            yield (permission.get("create") or permission).wrong(f"sfdc_scrt2 may not create {name}")


RULES = (event_type, payload, event_state, app_name, app_rights, event_permission)
