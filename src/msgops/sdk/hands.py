"""Kinds that a person applies, and kinds that are only checked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import Field, field_validator, model_validator

from msgops.sdk.fields import Spec, Text, Uncompared
from msgops.sdk.kind import Item, Wanted

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check or a verification read: whether it holds, and what was found, in words and by dotted path of the spec.

    `failed` says that nothing could be read.
    """

    holds: bool
    found: str
    values: Mapping[str, Any] = field(default_factory=dict)
    failed: bool = False


Verify = Callable[["Reader", Mapping[str, Any]], Awaitable["Verdict | None"]]
"""Reads whether a step is done; `None` where what can be read proves neither."""


@dataclass(frozen=True, slots=True)
class Step:
    """One click of a worksheet. When values change, it is asked again if it names one of them, or no value at all.

    Attributes:
        text: a format string over the spec's fields: `{height}`, `{first_response.days}`. Natural keys lead to the place.
        when: only where this field has a value: `agent`; or this value: `follow_global=true`, or another: `active=!false`.
        each: once for each element of this list, which `{item}` is; elements that were confirmed are not asked again.
        gone: the click for an element that was confirmed and is not wanted any more, with `{item}`.
        leads: it leads to the place, so it is asked again whatever changed.

    """

    text: str
    when: str = ""
    each: str = ""
    gone: str = ""
    leads: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """A step without an API: who does it, where, and the numbered clicks.

    A text among `steps` is a `Step` without conditions; `verify` reads the result where a read exists.
    """

    who: str
    where: str
    steps: tuple[str | Step, ...]
    verify: Verify | None = None
    due: str = ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A rendered file: its name within the directory of its resource, and its content."""

    name: str
    content: str


Render = Callable[[Mapping[str, Any]], Sequence[Artefact]]
"""Makes the files of a spec as the vendor would be sent it, secrets in clear; the same files for the same values."""

PRIVATE = ".msgops/"
"""The directory of a workspace that only its owner can read, and that Git ignores."""


class Filled(Spec):
    """A spec whose defaults count as written, because a worksheet or a file names them."""

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        fields = cls.model_fields.items()
        return {
            **{name: f.default for name, f in fields if not f.is_required() and f.default is not None},
            **data,
        }


class Rendered(Spec):
    """Base of the specs of files: where msgops puts them, which no comparison minds."""

    path: Annotated[
        str | None,
        Text(min=1, max=1000),
        Uncompared,
        Field(
            description="Directory for the files, from the workspace; left out: .msgops/files/ADDRESS, for its owner alone"
        ),
    ] = None

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str | None) -> str | None:
        parts = path.split("/") if path else []
        if path and ("\\" in path or path.startswith("/") or {"..", ".git"} & {p.lower() for p in parts}):
            raise ValueError("it must be a path inside of the workspace, such as rendered/chat-server")
        return path


@dataclass(frozen=True, kw_only=True)
class File(Person):
    """Files that msgops renders and a person brings to their place; the spec is a `Rendered`.

    `{files}` in a step is the directory where they are, from the workspace. `verify` reads what was imported where a read exists.
    """

    render: Render


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
