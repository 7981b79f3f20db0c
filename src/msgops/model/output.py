"""Values that a workspace tells to whoever uses what it made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.model.diagnostic import Origin


@dataclass(frozen=True, slots=True)
class Output:
    """One entry of `outputs:`, or an output of a blueprint's use, which is called `<use>.<output>`.

    `value` still holds `${provider.Kind/name.field}` for what only the state knows.
    """

    name: str
    value: Any
    description: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What an output is now.

    `value` is `None` while something is missing. `needs` names it: `provider.Kind/name.field` for what no apply has
    recorded, `env:NAME` for a variable that is not set.
    """

    output: Output
    value: Any = None
    needs: tuple[str, ...] = ()

    @property
    def remedy(self) -> str:
        """What to do so that the value becomes known; nothing when it is."""
        variables = [need.removeprefix("env:") for need in self.needs if need.startswith("env:")]
        if variables:
            return f"Set {', '.join(variables)}."
        return "Run `msgops apply`, and see `msgops gate list` for what waits." if self.needs else ""
