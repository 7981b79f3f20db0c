"""How Infobip signs in to Fusion Service (WA290 to WA294, WA302)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgops.sdk.readings import is_off, known, named, number_of, same
from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule

TOKEN_URL = "fusion.token_url"  # noqa: S105  # a subject, no token
TICKET = "fusion.ticket"
APP = "fusion.app"
SETTING = "fusion.webhook.security"
TENANT = "fusion.tenant"
WEBHOOK = "fusion.webhook.url"

_GUIDE = "Infobip, Oracle Fusion Service messaging"
_AUTHENTICATION = f"{_GUIDE}, Configure authentication"
_APPLICATION = f"{_GUIDE}, Add a new confidential application"
_IDENTITY = re.compile(r"https://[A-Za-z0-9-]+\.identity\.oraclecloud\.com/oauth2/v1/token")
_ENGAGE = re.compile(
    r"https://api-[^./]+\.engage\.oci\.oraclecloud\.com/v1/api/messaging/channels/chat/infobip"
)


def _host(url: Value | None) -> str:
    try:
        return urlsplit(known(url)).hostname or ""
    except ValueError:
        return ""


@text_rule(
    "WA290",
    TOKEN_URL,
    what="The token URL must be that of the identity domain.",
    why="Infobip asks there for a token; without one it delivers no message.",
    remedy="Write https://<instance>.identity.oraclecloud.com/oauth2/v1/token, or ${fusion.ConfidentialApp/NAME.token_url}.",
    source=_AUTHENTICATION,
    good="https://idcs-abc.identity.oraclecloud.com/oauth2/v1/token",
    bad="https://idcs-abc.identity.oraclecloud.com/token",
)
def token_url(url: Value) -> str | None:
    """A placeholder that was left is told by WA300."""
    if _IDENTITY.fullmatch(url.value) or "<" in url.value:
        return None
    return f"{url.value} is no token URL of an identity domain"


@rule(
    "WA291",
    at=(TICKET, APP),
    what="The scope that Infobip asks for must be the audience and the scope of the application, usually api/.",
    why="The identity domain gives no token for a scope that no application has.",
    remedy="Write audience: api and a scope with the value /, and scope: api/ in the ticket.",
    source=f"{_APPLICATION}; {_AUTHENTICATION}",
    good="scope: api/",
    bad="scope: api",
)
def scope(facts: Facts) -> Iterator[Found]:
    """An application with another scope is a warning: Support must be told."""
    for app in facts.at(APP):
        audience = app.get("audience")
        own = list(_scopes(app))
        if audience is not None and own and "api/" not in own:
            yield audience.wrong(f"its scope is {own[0]}, not api/", severity=Severity.WARNING)
    for ticket in facts.at(TICKET):
        wanted = ticket.get("scope")
        account = ticket.resource.account
        offered = [s for a in facts.at(APP) if a.resource.account == account for s in _scopes(a)] or ["api/"]
        if wanted is not None and known(wanted) and known(wanted) not in offered:
            yield wanted.wrong(f"{wanted.value} is not {' or '.join(offered)}")


def _scopes(app: Value) -> Iterator[str]:
    audience = known(app.get("audience"))
    yield from (f"{audience}{known(s)}" for s in app.inside("scopes[*].value") if audience and known(s))


@rule(
    "WA292",
    at=(APP, SETTING),
    what="Tokens must be asked for with the grant type client_credentials.",
    why="Infobip is no person: it has no password of a user, and the domain refuses any other grant.",
    remedy="Write client_credentials.",
    source=_AUTHENTICATION,
    good="client_credentials",
    bad="password",
)
def grant(facts: Facts) -> Iterator[Found]:
    """Of the application, and of a webhook setting of Infobip that asks this identity domain."""
    found = [a.get("oauth_client") for a in facts.at(APP)]
    found += [
        s.get("credentials.grant_type")
        for s in facts.at(SETTING)
        if _host(s.get("credentials.token_url")).endswith(".identity.oraclecloud.com")
    ]
    for one in found:
        if one is not None and known(one) not in ("", "client_credentials", "skip"):
            yield one.wrong(f"{one.value} is not client_credentials", fix="client_credentials")


@rule(
    "WA293",
    at=(APP,),
    severity=Severity.WARNING,
    what="An access token should last 3600 seconds.",
    why="Shorter, Infobip asks for tokens all the time; longer, a stolen one is good for longer.",
    remedy="Write access_token_expiry: 3600.",
    source=_APPLICATION,
    good="3600",
    bad="60",
)
def expiry(facts: Facts) -> Iterator[Found]:
    """Left out, it is the domain's own."""
    for app in facts.at(APP):
        found = app.get("access_token_expiry")
        seconds = number_of(found)
        if found is not None and seconds is not None and seconds != 3600:
            yield found.wrong(f"{seconds} is not 3600")


@rule(
    "WA294",
    at=(TENANT, WEBHOOK),
    what="The URL of Engage must be https://api-TENANT.engage.oci.oraclecloud.com/v1/api/messaging/channels/chat/infobip.",
    why="Infobip delivers messages there; with the console's address in it they go to a page for people.",
    remedy="Take of the dashboard's URL what stands after console- and before .engage.",
    source=_AUTHENTICATION,
    good="engage_tenant_guid: 11111111-2222-3333-4444-555555555555",
    bad="engage_tenant_guid: console-11111111-2222-3333-4444-555555555555",
)
def engage(facts: Facts) -> Iterator[Found]:
    """The part that the file holds, or a whole URL of Engage as a webhook of Infobip."""
    for tenant in facts.texts(TENANT):
        rest = re.fullmatch(r"(?:https?://)?(?:console|api)-?([^./]*)(?:\..*)?", tenant.value)
        if rest is not None:
            yield tenant.wrong(f"{tenant.value} has more than the tenant", fix=rest[1] or None)
    for url in facts.texts(WEBHOOK):
        if _host(url).endswith(".engage.oci.oraclecloud.com") and not _ENGAGE.fullmatch(url.value):
            yield url.wrong(f"{url.value} is not the URL for Infobip's messages")


@rule(
    "WA302",
    at=(APP, TICKET),
    what="The confidential application must be an active resource server with name and description.",
    why="An inactive application gives no tokens, and one without scopes has nothing to give a token for.",
    remedy="Write active: true, description, audience: api and scopes: [{value: /}].",
    source=_APPLICATION,
    good="active: true",
    bad="active: false",
)
def application(facts: Facts) -> Iterator[Found]:
    """The application of messaging: one with an audience, or of the name that the guide gives it."""
    for app in facts.at(APP):
        active, audience, scopes = app.get("active"), app.get("audience"), app.get("scopes")
        if audience is None and not same(named(app, "display_name"), "Engage Messaging"):
            continue
        if active is not None and is_off(active):
            yield active.wrong("it is not active")
        if audience is None or scopes is None or not scopes.value:
            yield Found(
                app.resource, "spec.audience", "it is no resource server: audience and scopes are needed"
            )
        if app.get("description") is None:
            detail = "it has no description"
            yield Found(app.resource, "name", detail, severity=Severity.NOTE)


RULES = (token_url, scope, grant, expiry, engage, application)
