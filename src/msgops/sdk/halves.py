"""The two halves of a session: one that reads, and one that can write too. The plan path is only ever handed the first."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgops.model.mishap import Trouble
from msgops.sdk.errors import NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.model.budget import Budget
    from msgops.sdk.answers import Answer
    from msgops.sdk.clock import Clock
    from msgops.sdk.http import Session


T = TypeVar("T")


class Reader:
    """The half of a session that can only read: GET, and POST to the vendor's declared search paths."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def clock(self) -> Clock:
        """The session's clock."""
        return self._session.clock

    @property
    def base_url(self) -> str:
        """Where the account is; after a sign-in the address that it named."""
        return self._session.base_url

    @property
    def settings(self) -> Any:
        """The account's settings, where the provider handed them to its session."""
        return self._session.settings

    @property
    def directory(self) -> Path:
        """The workspace, below which lie the files that a kind writes or reads."""
        return self._session.directory

    async def once(self, name: str, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what `ask` found, asked once per session for everybody who uses the name."""
        return await self._session.once(name, ask)

    @property
    def calls(self) -> int:
        """How many reads this session has made."""
        return self._session.meter.reads

    def budget(self, account: str) -> Budget | None:
        """How many calls the account has left, where the vendor told."""
        return self._session.budget(account)

    def lagged(self, what: str, waited: float) -> None:
        """Note for the report that a list did not show at first what was written."""
        self._session.meter.note(Trouble.STALE_LIST, what, waited=waited, repeated=True)

    async def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, missing_ok: bool = False
    ) -> Any:
        """Return the parsed body; with `missing_ok`, `None` for an object that is not there."""
        try:
            return (await self._session.call("GET", path, params=params, reads=True)).json
        except NotFound:
            if missing_ok:
                return None
            raise

    async def answer(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return a whole answer, for vendors whose headers ask for a page (`Range`) or tell where the next one is."""
        return await self._session.call("GET", path, params=params, reads=True, headers=headers)

    async def search(self, path: str, body: Any, params: Mapping[str, Any] | None = None) -> Any:
        """POST to a path that the vendor declares as a pure read."""
        if path not in self._session.vendor.searches:
            raise PermissionError(f"POST {path} is not declared as a read")
        return (await self._session.call("POST", path, params=params, body=body, reads=True)).json

    async def sign_in(self, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        """POST a form to a path of reads with credentials of its own instead of the session's; `ProviderError` when refused."""
        if path not in self._session.vendor.searches:
            raise PermissionError(f"POST {path} is not declared as a read")
        answer = await self._session.call("POST", path, form=form, reads=True, signed=False, headers=headers)
        return answer.json

    async def search_raw(
        self,
        path: str,
        content: Callable[[str], bytes],
        media: str,
        *,
        searches: Callable[[bytes], bool],
        parse: Callable[[bytes], T],
    ) -> T:
        """POST a body that is no JSON, to a path of reads, when `searches` says that this body only reads.

        `content` makes the body from the session's token; returns what `parse` made of the answer, whole or `ValueError`.
        """
        if path not in self._session.vendor.searches or not searches(content("")):
            raise PermissionError(f"POST {path} is not declared as a read")
        answer = await self._session.call("POST", path, raw=(content, media, parse), reads=True)
        found: T = answer.json
        return found


class Writer(Reader):
    """A reader that can write too; only apply holds one."""

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a write; `headers` such as `If-Match` win over all others."""
        return await self._session.call(method, path, params=params, body=body, reads=False, headers=headers)

    async def send_raw(self, path: str, content: bytes, media: str) -> Answer:
        """POST a body that is no JSON; its answer is."""
        return await self._session.call("POST", path, raw=(content, media, None), reads=False)

    async def post(self, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Answer:
        """POST."""
        return await self.send("POST", path, body, params)

    async def put(self, path: str, body: Any = None) -> Answer:
        """PUT."""
        return await self.send("PUT", path, body)

    async def patch(self, path: str, body: Any = None) -> Answer:
        """PATCH."""
        return await self.send("PATCH", path, body)

    async def delete(self, path: str, body: Any = None) -> Answer:
        """DELETE, with a body where the vendor wants one."""
        return await self.send("DELETE", path, body)
