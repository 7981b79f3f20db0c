"""What `msgops doctor` looks at: a provider's own examination of what is declared, through a reader."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.model.secret import Secret
    from msgops.sdk.http import Reader


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding: of what, whether it is well, what was found, and what to do where it is not.

    `healthy` is `None` where it cannot be told.
    """

    subject: str
    healthy: bool | None
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """One document of the account: full kind, name, and what it sets; outputs of others stand there as `${…}`."""

    kind: str
    name: str
    attributes: Mapping[str, Any]

    @property
    def address(self) -> str:
        """How plans name it."""
        return f"{self.kind}/{self.name}"


Reveal = Callable[["Secret"], "str | None"]
"""Returns the value of a secret from its source, `None` where it has none."""
Doctor = Callable[["Reader", Sequence[Declared], Reveal], Awaitable[Sequence[Diagnosis]]]
"""Examines an account: a reader, its documents, and a way to secrets."""
