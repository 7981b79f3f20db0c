"""Kinds that a person applies, and kinds that are only checked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from msgops.sdk.kind import Item, Wanted

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check or a verification read: whether it holds, and what was found."""

    holds: bool
    found: str


Verify = Callable[["Reader", Mapping[str, Any]], Awaitable["Verdict | None"]]
"""Reads whether a step is done; `None` where what can be read proves neither."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A step without an API: who does it, where, and the numbered clicks.

    `steps` are format strings over the spec's fields (`{name}`); `verify` reads the result where a read exists.
    """

    who: str
    where: str
    steps: tuple[str, ...]
    verify: Verify | None = None
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A precondition that is only read."""

    verify: Verify
    remedy: str
    who: str = "an administrator"


@dataclass(frozen=True, slots=True)
class NoApi:
    """The `api` of a person or check kind: there is nothing to call; `hand` says what to do instead."""

    by: Person | Check

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Nothing can be listed."""
        del read, wanted
        return []

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Nothing can be read."""
        del read, item
        return None

    async def create(self, write: Writer, body: dict[str, Any]) -> NoReturn:
        """Refuse: a person does this."""
        del write, body
        raise RuntimeError("a person or check kind has no create")

    async def update(
        self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]
    ) -> NoReturn:
        """Refuse: a person does this."""
        del write, item, body, changed
        raise RuntimeError("a person or check kind has no update")

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: a person does this."""
        del write, item
        raise RuntimeError("a person or check kind has no delete")
