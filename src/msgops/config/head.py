"""The workspace file with an environment laid over it, before anything in it is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from msgops.config.problems import Problems
from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.config.yaml import Document

FILE = "msgops.yaml"
KEYS = ("workspace", "accounts", "state", "variables", "policy", "lint", "resources", "outputs")
OVERLAY_KEYS = ("accounts", "variables", "policy", "state", "resources", "outputs", "patches")
_DEFAULT_STATE = "sqlite:///.msgops/state.db"
_ENVIRONMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class Files(Protocol):
    """Where the two files come from: the working tree, or a commit."""

    found: list[Diagnostic]

    def document(self, shown: str) -> Document | None:
        """Return the one document of a file, a map; nothing, with a finding, where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """`merged` is the workspace file with the overlay's accounts, variables, policy and state laid over it."""

    data: Mapping[str, Any]
    overlay: Mapping[str, Any]
    merged: Mapping[str, Any]
    problems: Problems
    over: Problems | None

    def at(self, path: str) -> Problems:
        """Return the findings of the file that says what stands at a path: the overlay goes first."""
        if self.over is not None:
            here: Any = self.overlay
            for part in path.split("."):
                if not isinstance(here, dict) or part not in here:
                    return self.problems
                here = here[part]
            return self.over
        return self.problems

    def state(self, environment: str) -> str:
        """Return the state's address: each environment has its own; a SQLite file gets the environment's name."""
        url = str(self.merged.get("state") or _DEFAULT_STATE)
        if environment and url.startswith("sqlite:///") and "state" not in self.overlay:
            stem, dot, suffix = url.rpartition(".")
            return (
                f"{stem}.{environment}{dot}{suffix}" if dot and "/" not in suffix else f"{url}.{environment}"
            )
        return url


def read_head(files: Files, environment: str) -> Head | None:
    """Read both files; nothing when one that is needed is not there. Findings are in `files.found`."""
    document = files.document(FILE)
    if document is None or not _usable(environment, files.found):
        return None
    problems = Problems(FILE, document, files.found)
    data = _checked_keys(document.data, KEYS, problems)
    overlay: dict[str, Any] = {}
    over = None
    if environment:
        shown = f"environments/{environment}.yaml"
        laid = files.document(shown)
        if laid is None:
            return None
        over = Problems(shown, laid, files.found)
        overlay = _checked_keys(laid.data, OVERLAY_KEYS, over)
    merged = merge(data, {k: v for k, v in overlay.items() if k not in ("patches", "resources")})
    return Head(data, overlay, merged, problems, over)


def _usable(environment: str, found: list[Diagnostic]) -> bool:
    """Whether a name is one: it becomes part of two paths."""
    if not environment or (_ENVIRONMENT.fullmatch(environment) and ".." not in environment):
        return True
    detail = f"{environment!r} is no name of an environment"
    remedy = "Letters, digits, - and _, as in environments/prod.yaml."
    found.append(Diagnostic("MC111", "Bad name", detail, remedy))
    return False


def one_document(
    documents: list[Document], problems: list[Diagnostic], shown: str, found: list[Diagnostic]
) -> Document | None:
    """Return the one document of a file that holds a map, else report."""
    found.extend(problems)
    if len(documents) == 1 and isinstance(documents[0].data, dict):
        return documents[0]
    if not problems:
        detail = f"{shown} must hold one document, a map; it holds {len(documents)}"
        found.append(Diagnostic("MC110", "Not a document", detail=detail, origin=Origin(shown)))
    return None


def _checked_keys(data: Any, known: tuple[str, ...], problems: Problems) -> dict[str, Any]:
    for key in data:
        if key not in known:
            hint = suggest(str(key), known)
            remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(known)}."
            problems.add(str(key), "MC101", "Unknown field", f'"{key}" is not known here', remedy, key=True)
    return {k: v for k, v in data.items() if k in known}


def merge(base: Any, over: Any) -> Any:
    """Lay one value over another: maps key by key, everything else as a whole."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {**base, **{k: merge(base[k], v) if k in base else v for k, v in over.items()}}
    return over
