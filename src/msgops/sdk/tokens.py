"""Tokens that end: asked for once for everybody, renewed when the vendor no longer accepts one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.model.redact import learn
from msgops.sdk.errors import Denied, ProviderError

if TYPE_CHECKING:
    from msgops.sdk.http import Session

_MARGIN = 60.0
"""Seconds before its end at which a token is no longer used for new calls."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: the value of the `Authorization` header, its secret part, and for how many seconds it lasts (infinity: it is used until it is refused)."""

    header: str
    secret: str
    lasts: float


def _authorization(header: str) -> Mapping[str, str]:
    return {"Authorization": header}


class Tokens:
    """The token of one session.

    `ask` gets a new one through the session's own retry rules; `covers` tells for a path whether it wants the token;
    `carried` makes the headers in which a call carries it, where the vendor does not take it as `Authorization`.
    Tokens are `trusted` until a new one was refused: then no more are asked for because of a 401.
    """

    def __init__(
        self,
        ask: Callable[[Session], Awaitable[Token]],
        covers: Callable[[str], bool] = lambda _: True,
        carried: Callable[[str], Mapping[str, str]] = _authorization,
    ) -> None:
        self._ask, self.covers, self.carried = ask, covers, carried
        self.trusted = True
        self._turn = asyncio.Lock()
        self._token: Token | None = None
        self._ends = 0.0
        self._asked = 0
        self._error: ProviderError | None = None

    @property
    def current(self) -> str:
        """The header of now, empty without a token; nothing is asked for."""
        return self._token.header if self._token is not None else ""

    async def header(self, session: Session) -> str:
        """Return a header that should be accepted; all who wait share one request, and its failure."""
        before = self._asked
        async with self._turn:
            if self._token is None or session.clock.monotonic() >= self._ends:
                # A refused sign-in is not tried again: vendors lock accounts after a few.
                if self._error is not None and (self._asked > before or isinstance(self._error, Denied)):
                    raise self._error
                await self._renew(session)
            assert self._token is not None
            return self._token.header

    async def _renew(self, session: Session) -> None:
        self._token = self._error = None
        try:
            token = await self._ask(session)
        except ProviderError as error:
            self._error = error
            raise
        finally:
            self._asked += 1
        learn(token.secret)
        self._token = token
        self._ends = session.clock.monotonic() + max(token.lasts - _MARGIN, token.lasts / 2)

    def of(self, path: str) -> Tokens | None:
        """Return whose token a path wants, `None` where it wants none."""
        return self if self.covers(path) else None

    def discard(self, header: str) -> None:
        """Forget a token that was refused, unless somebody has renewed it already."""
        if self._token is not None and self._token.header == header:
            self._token = None


class Several:
    """The tokens of systems that share one session, each for paths of its own."""

    def __init__(self, *tokens: Tokens) -> None:
        self._tokens = tokens

    def of(self, path: str) -> Tokens | None:
        """Return whose token a path wants, the first that covers it."""
        return next((t for t in self._tokens if t.covers(path)), None)
