"""Where a blueprint lies: in the package of a provider, or inside the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from msgops.config.inside import inside
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.catalog import Catalog

FOLDER = "blueprints"
DEFINITION = "blueprint.yaml"
GUIDE = "guide.yaml"
TEMPLATES = ".yaml.j2"


class NotFound(LookupError):  # noqa: N818  # names what happened
    """There is no such blueprint, or two; `code` and `remedy` belong to the finding."""

    def __init__(self, why: str, remedy: str = "", code: str = "MC190") -> None:
        self.code, self.remedy = code, remedy
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Place:
    """The files of a blueprint by the name that findings carry; `ours` when it lies in the workspace.

    `guide` is the name and the path of the guide that it follows, which a page shows; most have none.
    """

    definition: str
    templates: tuple[str, ...]
    files: Mapping[str, Path]
    ours: bool
    guide: tuple[str, Path] | None = None


def shipped(catalog: Catalog) -> dict[str, str]:
    """Return the blueprints that providers ship: name to `package:directory`, sorted."""
    found = {n: where for p in catalog.providers.values() for n, where in p.blueprints.items()}
    return dict(sorted(found.items()))


def find(use: str, root: Path, catalog: Catalog) -> Place:
    """Return where a blueprint lies; a name with a slash is a path in the workspace. Raise `NotFound`."""
    theirs = shipped(catalog)
    local = use if "/" in use else f"{FOLDER}/{use}"
    real = inside(root, local)
    if real is None:
        raise NotFound(f'"{use}" leads out of the workspace', "Copy the blueprint into it.", "MC015")
    here = (root / real / DEFINITION).is_file()
    if here and use in theirs:
        raise NotFound(
            f'"{use}" is both shipped with msgops and a directory here', f"Write use: ./{local} for yours."
        )
    if here:
        return _in_workspace(root, real)
    if use in theirs:
        return place_of(theirs[use])
    hint = suggest(use, theirs)
    known = f"Shipped: {', '.join(theirs)}." if theirs else "No provider ships one."
    raise NotFound(
        f'no provider ships "{use}", and {local}/{DEFINITION} is not here',
        f'Did you mean "{hint}"?' if hint else known,
    )


def place_of(where: str) -> Place:
    """Return the files of a blueprint that a provider ships at `package:directory`."""
    package, _, directory = where.partition(":")
    folder = Path(str(files(package))) / directory
    return _place(f"{package}/{directory}", folder, _names(folder), ours=False)


def _in_workspace(root: Path, shown: str) -> Place:
    names = _names(root / shown)
    for name in (DEFINITION, GUIDE, *names):
        if inside(root, f"{shown}/{name}") is None:
            raise NotFound(f'"{shown}/{name}" leads out of the workspace', "Copy the file into it.", "MC015")
    return _place(shown, root / shown, names, ours=True)


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.endswith(TEMPLATES) and p.name[0] != ".")


def _place(shown: str, folder: Path, names: list[str], *, ours: bool) -> Place:
    if not names:
        raise NotFound(f"{shown} has no document", f"Write at least one file *{TEMPLATES}.")
    paths = {f"{shown}/{name}": folder / name for name in (DEFINITION, *names)}
    definition, *templates = paths
    guide = (f"{shown}/{GUIDE}", folder / GUIDE) if (folder / GUIDE).is_file() else None
    return Place(definition, tuple(templates), paths, ours, guide)
