"""What every request must be and every answer must carry, whatever the page.

A page of another site may send a browser here, also under a name of its own that leads to this address (DNS rebinding):
only known host names are answered, only pages of this server may post, and nothing is authorised by being a browser here.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NONCE = "msgops.nonce"
"""Where a request's scope holds the word that styles and scripts of its page must carry."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
LIVE = "/drift/now"
"""The page that asks vendors whenever it is opened."""
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_CONFIRM = re.compile(r"/gates/.+/confirm", re.DOTALL)
_HERE = (None, "same-origin", "none")


class Guard:
    """Wraps the application; `hosts` are the names, without port, under which it answers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(h.lower() for h in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            return
        nonce = scope[NONCE] = secrets.token_urlsafe(18)

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_headers(nonce))
            await send(message)

        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, sealed)
        else:
            status, why = refused
            allow = {"allow": "GET, HEAD"} if status == 405 else None
            await PlainTextResponse(f"{why}\n", status, allow)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        hosts = headers.getlist("host")
        found = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if found is None or found[1] not in self._hosts:
            return 421, "This host name is not served here; --allow-host of msgops serve names another one."
        posted = method == "POST" and _CONFIRM.fullmatch(path) is not None
        if method not in ("GET", "HEAD") and not posted:
            return 405, "Nothing here can be changed."
        site = headers.get("sec-fetch-site")
        if (posted or path == LIVE) and site not in _HERE:
            return 403, "Only a page of this server may ask for this."
        if site not in _HERE and headers.get("sec-fetch-mode") != "navigate":
            return 403, "No part of this server can be a part of another page."
        origin = headers.get("origin")
        if posted and origin is not None and urlsplit(origin).netloc.lower() != hosts[0].lower():
            return 403, "This form comes from another site."
        return None


def _headers(nonce: str) -> dict[str, str]:
    return {
        "content-security-policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        # Without any referrer, a browser would call the origin of our own form "null".
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cache-control": "no-store",
    }
