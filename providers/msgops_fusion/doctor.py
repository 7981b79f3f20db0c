"""`msgops doctor` for Fusion: obtains a token as Infobip will, and says what is wrong when it cannot (dossier C5.7).

The client secret comes from where apply kept it (`secret_file`), or from the reference in a support ticket. The token is looked
into and thrown away; it is never shown.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from msgops.model.redact import learn
from msgops.model.secret import Secret
from msgops.sdk.doctor import Declared, Diagnosis, Reveal
from msgops.sdk.errors import ProviderError
from msgops.sdk.secret_file import kept
from msgops_fusion import scim
from msgops_fusion.account import TOKEN, basic, read_token
from msgops_fusion.kinds.app_fields import ATTRIBUTES

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.sdk.http import Reader

_APP, _TICKET = "fusion.ConfidentialApp", "fusion.SupportTicket"
_OUTPUT = re.compile(r"\$\{fusion\.ConfidentialApp/(?P<name>[^.}]+)\.(?P<field>\w+)\}")
_CLIENT = "Set oauth_client: client_credentials on the application: this domain gives no token to one that only is a resource server."
Row = Mapping[str, Any]


async def doctor(read: Reader, declared: Sequence[Declared], reveal: Reveal) -> Sequence[Diagnosis]:
    """Examine every application that serves as a resource server, with the tickets that name it."""
    tickets = [d for d in declared if d.kind == _TICKET]
    apps = [d for d in declared if d.kind == _APP and d.attributes.get("audience")]
    found: list[Diagnosis] = []
    for app in apps:
        mine = [t for t in tickets if _names(t, app) or len(apps) == 1]
        found += await _examine(read, app, mine, reveal)
    return found


def _names(ticket: Declared, app: Declared) -> bool:
    output = _OUTPUT.search(str(ticket.attributes.get("client_id")))
    return output is not None and output["name"] == app.name


async def _examine(
    read: Reader, app: Declared, tickets: Sequence[Declared], reveal: Reveal
) -> list[Diagnosis]:
    """Look at the application first: its state explains most refusals better than the token endpoint does."""
    name = str(app.attributes.get("display_name") or app.name)
    where = f"displayName eq {scim.literal(name)}"
    live = next(iter(await scim.rows(read, "Apps", ATTRIBUTES, where=where)), None)
    if live is None:
        return [_bad(app, f"the domain has no application {name!r}", "Run msgops apply first.")]
    wrong = [*_state(app, live), *(d for t in tickets for d in _ticket(t, live))]
    secret = _secret(app, tickets, reveal, read.directory)
    if wrong:
        return wrong
    if secret is None:
        remedy = "Name the file that keeps the secret in secret_file, or a reference in client_secret of a support ticket."
        return [
            Diagnosis(app.address, None, "no client secret is at hand, so no token was asked for", remedy)
        ]
    return [await _token(read, app, live, secret)]


def _bad(document: Declared, found: str, remedy: str) -> Diagnosis:
    return Diagnosis(document.address, healthy=False, found=found, remedy=remedy)


def _state(app: Declared, live: Row) -> list[Diagnosis]:
    """Compare what a token depends on: active, a resource server, the audience, the scopes."""
    apply = "Run msgops apply; Infobip Support must know a changed scope."
    found = []
    if live.get("active") is not True:
        found.append(
            _bad(app, "the application is not active: it gets no token", "Run msgops apply, or activate it.")
        )
    if live.get("isOAuthResource") is not True:
        found.append(_bad(app, "the application is no resource server", apply))
    audience = app.attributes["audience"]
    if live.get("audience") != audience:
        found.append(
            _bad(
                app, f"wrong audience: the domain has {live.get('audience')!r}, the file {audience!r}", apply
            )
        )
    wanted = {str(s["value"]) for s in app.attributes.get("scopes") or ()}
    offered = {str(s.get("value")) for s in live.get("scopes") or ()}
    if missing := sorted(wanted - offered):
        found.append(_bad(app, f"wrong scope: the application offers no {', '.join(missing)}", apply))
    return found


def _ticket(ticket: Declared, live: Row) -> list[Diagnosis]:
    """Compare what Infobip Support was told with the domain; values that come from the application agree by themselves."""
    offered = sorted(str(s["fqs"]) for s in live.get("scopes") or () if s.get("fqs"))
    found = []
    scope, client = str(ticket.attributes.get("scope")), str(ticket.attributes.get("client_id"))
    if not _OUTPUT.search(scope) and not set(scope.split()) <= set(offered):
        remedy = (
            f"Give Infobip Support the scope as the domain shows it: {' or '.join(offered) or 'none yet'}."
        )
        found.append(_bad(ticket, f"wrong scope: {scope!r} is none of the application's", remedy))
    if not _OUTPUT.search(client) and client != live.get("name"):
        found.append(
            _bad(ticket, "wrong client id: the application has another one", f"It is {live.get('name')}.")
        )
    return found


def _secret(app: Declared, tickets: Sequence[Declared], reveal: Reveal, directory: Path) -> str | None:
    for ticket in tickets:
        reference = ticket.attributes.get("client_secret")
        if isinstance(reference, Secret) and (value := reveal(reference)):
            return value
    file = app.attributes.get("secret_file")
    return kept(str(file), directory) if file else None


async def _token(read: Reader, app: Declared, live: Row, secret: str) -> Diagnosis:
    """Ask as Infobip does: client credentials, and the scope as the domain shows it."""
    scopes = [str(s["fqs"]) for s in live.get("scopes") or () if s.get("fqs")]
    form = {"grant_type": "client_credentials", "scope": scopes[0] if scopes else ""}
    try:
        answer = await read.sign_in(TOKEN, form, basic(str(live.get("name")), secret))
        token, lasts = read_token(answer)
    except ProviderError as error:
        return _refused(app, error)
    learn(token)
    audience, expected = _audience(token), str(app.attributes["audience"])
    if audience and expected not in audience:
        return _bad(
            app, f"wrong audience: the token is for {', '.join(audience)}", f"It must be for {expected}."
        )
    wanted = app.attributes.get("access_token_expiry")
    if wanted is not None and int(lasts) != int(wanted):
        return _bad(app, f"tokens last {lasts:.0f} seconds, not {wanted}", "Run msgops apply.")
    told = f"a token for the scope {form['scope']} was obtained as Infobip will; it lasts {lasts:.0f} seconds"
    return Diagnosis(app.address, healthy=True, found=told)


def _refused(app: Declared, error: ProviderError) -> Diagnosis:
    code = error.fault.code
    said = f"no token: {error.detail}"
    remedies = {
        "invalid_client": "The secret is another one: it was rotated elsewhere, or the file is of another application.",
        "unauthorized_client": _CLIENT,
        "invalid_scope": f"Wrong scope: the client may not ask for it. {_CLIENT}",
    }
    return _bad(app, said, remedies.get(code, error.diagnostic().remedy))


def _audience(token: str) -> list[str]:
    """Return for whom a token is; nothing of one that is no JWT."""
    parts = token.split(".")
    try:
        payload = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = orjson.loads(base64.urlsafe_b64decode(payload))
    except (IndexError, ValueError, binascii.Error):
        return []
    found = claims.get("aud") if isinstance(claims, Mapping) else None
    return [str(a) for a in (found if isinstance(found, list) else [found])] if found else []
