"""Stories: the steps of a sequence as plain data, told again, and made shorter while they still fail alike."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from fuzz.machine import Estate, Story
from fuzz.settling import settle


def failure(story: Story) -> BaseException | None:
    """Tell a story again; returns how it ended."""
    machine = Estate()
    try:
        for name, given in story:
            getattr(machine, name)(**given)
        settle(machine.world)
    except Exception as error:  # noqa: BLE001  # the result
        return error
    finally:
        machine.close()
    return None


def shortest(story: Story, law: str, *, seconds: float = 120.0) -> Story:
    """Leave out what a story does not need to break the same law; stops after a time."""
    until = time.monotonic() + seconds
    shorter = True
    while shorter:
        shorter = False
        for candidate in _shorter(story):
            if time.monotonic() > until:
                return story
            if law_of(failure(candidate)) == law:
                story, shorter = candidate, True
                break
    return story


def law_of(error: BaseException | None) -> str:
    """Return the name of the law that was broken, or of the error."""
    if error is None:
        return ""
    text = str(error)
    return text.partition(":")[0] if text[:1] == "I" else type(error).__name__


def tell(story: Story) -> str:
    """Return a story as lines of code."""
    lines = []
    for name, given in story:
        words = ", ".join(f"{k}={v!r}" for k, v in given.items() if v != [])
        lines.append(f"{name}({words})")
    return "\n".join(lines)


def _shorter(story: Story) -> Iterator[Story]:
    for size in (8, 4, 2, 1):
        for at in range(len(story) - size, -1, -1):
            yield story[:at] + story[at + size :]
    for at, (name, given) in enumerate(story):
        for less in _less(name, given):
            yield [*story[:at], less, *story[at + 1 :]]


def _less(name: str, given: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key in ("edits", "documents", "faults"):
        for i in range(len(given.get(key, ()))):
            yield name, {**given, key: given[key][:i] + given[key][i + 1 :]}
    if name not in ("plan", "apply", "begin"):
        yield "apply", {"edits": given.get("edits", []), "consent": ("MG101", "MG106")}
    if given.get("at", 0) > 0:
        yield name, {**given, "at": given["at"] - 1}
