"""Commands of a provider's own: they read an account and find settings that belong into its block."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.sdk.http import Reader


class Misuse(ValueError):  # noqa: N818  # the user has erred, not the program
    """The words of a command are not what it takes; the text says what is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a command found: lines for a person, and settings for the account block, merged into those that are there."""

    lines: Sequence[str]
    settings: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Command:
    """`msgops <provider> <name> WORDS`: it is handed a reader and writes nothing to the vendor.

    Attributes:
        help: what it does, for `--help`; the first line stands alone.
        words: how its words are shown in the usage.
        run: reads and returns what it found; raises `Misuse` for words that it does not take.

    """

    help: str
    words: str
    run: Callable[[Reader, Sequence[str]], Awaitable[Found]]
