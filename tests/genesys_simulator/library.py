"""The vendor's client library, of which only what is used is imported: the whole has some 5,000 modules."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import types
from pathlib import Path

NAME = "PureCloudPlatformClientV2"
_IMPORT = re.compile(r"^from \.(\w+) import (\w+)", re.MULTILINE)


class _Lazy(types.ModuleType):
    """A package whose names are imported when they are asked for."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)
        self.__path__ = [str(folder)]
        names = _IMPORT.findall((folder / "__init__.py").read_text("utf-8"))
        self._places = {shown: module for module, shown in names}

    def __getattr__(self, name: str):
        if name.startswith("__") or name not in self._places:
            raise AttributeError(name)
        found = getattr(importlib.import_module(f"{self.__name__}.{self._places[name]}"), name)
        setattr(self, name, found)
        return found


def folder() -> Path:
    """Return where the library is."""
    spec = importlib.util.find_spec(NAME) if NAME not in sys.modules else None
    place = spec.origin if spec is not None else sys.modules[NAME].__path__[0] + "/__init__.py"
    return Path(str(place)).parent


def _prepare() -> None:
    if NAME in sys.modules:
        return
    root = folder()
    package = types.ModuleType(NAME)
    package.__path__ = [str(root)]
    sys.modules[NAME] = package
    for part in ("models", "apis"):
        lazy = _Lazy(f"{NAME}.{part}", root / part)
        sys.modules[lazy.__name__] = lazy
        setattr(package, part, lazy)
    # The library reads settings from the user's home, and watches all of it from threads that never end.
    settings = importlib.import_module(f"{NAME}.configuration").Configuration
    for method in ("_update_config_from_file", "_run_observer", "_config_updater"):
        setattr(settings, method, lambda _: None)


def load(module: str):
    """Import one module of the library: `apis.routing_api`, `api_client`."""
    _prepare()
    return importlib.import_module(f"{NAME}.{module}")


def model(name: str, /, **values):
    """Return an object of the library's models with these fields."""
    _prepare()
    made = getattr(sys.modules[f"{NAME}.models"], name)()
    for field, value in values.items():
        setattr(made, field, value)
    return made


def operations() -> dict[tuple[str, str], str]:
    """Return every operation of the vendor's definition, as (method, path with nameless parameters) to its API."""
    found = {}
    pattern = re.compile(r"resource_path = '(/api/v2/[^']+)'.*?call_api\(resource_path, '(\w+)'", re.DOTALL)
    for file in (folder() / "apis").glob("*_api.py"):
        for path, method in pattern.findall(file.read_text("utf-8")):
            found[method, re.sub(r"\{\w+\}", "{}", path)] = file.stem
    return found


def fields(model_file: str) -> frozenset[str]:
    """Return the JSON names of a model, `queue_request`."""
    text = (folder() / "models" / f"{model_file}.py").read_text("utf-8")
    table = re.search(r"self\.attribute_map = \{(.*?)\}", text, re.DOTALL)
    return frozenset(re.findall(r": '([^']+)'", table[1]))
