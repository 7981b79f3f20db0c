"""What rendering may cost, counted and not timed: a template ends in the same way on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 256 << 10
"""Most that one value of a template may weigh: a character, an element and a key count one each."""
_DEEPEST = 50


class Failed(Exception):  # noqa: N818  # names what happened
    """A template cannot be rendered; the text says why."""


class TooMuch(Failed):
    """A template needs more steps, or makes more, than it may."""


@dataclass(slots=True)
class Fuel:
    """What all the blueprints of a workspace may use together."""

    left: int = 10_000_000

    def burn(self, amount: int) -> None:
        """Take from what is left; raise `TooMuch` when there is nothing."""
        self.left -= amount
        if self.left < 0:
            raise TooMuch("the blueprints of this workspace take more steps than they may")

    def weigh(self, value: Any) -> int:
        """Return the weight of a value, and count the work of looking at it."""
        weight = weigh(value)
        self.burn(weight)
        return weight


def weigh(value: Any) -> int:
    """Return the weight of plain data; raise `Failed` for anything else and `TooMuch` for a heavy value."""
    total, todo = 0, [(value, 0)]
    while todo:
        one, depth = todo.pop()
        total += 1
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, list | tuple):
            total += len(one)
            todo.extend((inner, depth + 1) for inner in one[:LONGEST])
        elif isinstance(one, Mapping):
            total += sum(len(_key(key)) + 1 for key in one)
            todo.extend((inner, depth + 1) for inner in one.values())
        elif not isinstance(one, int | float | None):
            # An undefined value says by itself what it lacks.
            raise Failed(f"{str(one) and type(one).__name__} is no value that a document can hold")
        if total > LONGEST:
            raise TooMuch(f"a value becomes larger than {LONGEST} characters")
        if depth > _DEEPEST:
            raise TooMuch(f"a value becomes deeper than {_DEEPEST} levels")
    return total


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise Failed(f"a key is text, not {text(key)}")
    return key


def text(value: Any) -> str:
    """Return what a value is inside of a longer text; raise `Failed` for lists and maps."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if value is None:
        raise Failed("a value that was left out cannot be part of a text")
    weigh(value)
    raise Failed("a list or a map cannot be part of a text; give it a field of its own")
