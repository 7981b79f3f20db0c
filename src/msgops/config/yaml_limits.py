"""What reading a file may cost, what it has cost, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from msgops.model.diagnostic import Diagnostic, Origin


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that no honest file reaches. `values` and `expanded` (by aliases) count per file, `keys` per map."""

    file_bytes: int = 16 << 20
    scalar_chars: int = 1 << 20
    depth: int = 50
    values: int = 500_000
    keys: int = 20_000
    expanded: int = 100_000
    problems: int = 200


@dataclass(slots=True)
class Budget:
    """What the files of one workspace may cost together: each takes from it."""

    file_bytes: int = 64 << 20
    values: int = 1_000_000

    def limits(self) -> Limits:
        """Return what is left for one more file."""
        usual = Limits()
        return replace(
            usual,
            file_bytes=max(0, min(usual.file_bytes, self.file_bytes)),
            values=max(0, min(usual.values, self.values)),
        )


class Refused(Exception):  # noqa: N818  # a signal between two modules
    """A document cannot be used; when `final`, nor can the rest of its file."""

    def __init__(self, diagnostic: Diagnostic, *, final: bool = False) -> None:
        self.diagnostic, self.final = diagnostic, final
        super().__init__(diagnostic.summary)


@dataclass(slots=True)
class Job:
    """The reading of one file: its findings, and what it has used of its limits."""

    shown: str
    limits: Limits
    found: list[Diagnostic] = field(default_factory=list)
    values: int = 0
    expanded: int = 0

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a finding; a file with too many is not read further."""
        self.found.append(diagnostic)
        if len(self.found) >= self.limits.problems:
            place = Origin(self.shown, diagnostic.origin.line if diagnostic.origin else 0)
            detail = "the rest of the file was not read"
            raise Refused(
                Diagnostic("MC016", "Too many problems", detail, "Mend the first ones.", origin=place),
                final=True,
            )
