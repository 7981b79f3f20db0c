"""The metadata of Oracle's SDK as a judge: what an answer of the domain or of the Digital Assistant may be."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DOMAIN, ASSISTANT = "identity_domains_attributes.json", "oda_channel_attributes.json"
_KINDS = {"str": str, "bool": bool, "int": int, "datetime": str, "object": object}


def directory() -> Path | None:
    """Return where the metadata lies, `None` where there is none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "specs" / "fusion"
    found = Path(os.environ.get("MSGOPS_FUSION_SPECS") or beside)
    return found if (found / DOMAIN).is_file() else None


def load(name: str) -> dict[str, Any]:
    """Return one file."""
    found = directory()
    assert found is not None
    return json.loads((found / name).read_text(encoding="utf-8"))


def wrong(body: Any, model: str, models: Mapping[str, Any], *, partial: bool = False) -> list[str]:
    """Return what a body has that its model does not; `partial` where attributes were chosen."""
    return sorted(_wrong(body, model, models, model, partial=partial))


def _wrong(body: Any, model: str, models: Mapping[str, Any], at: str, *, partial: bool) -> Iterator[str]:
    attributes = models[model]
    for name in set(body) - set(attributes):
        yield f"{at}.{name} is not declared"
    if not partial:
        lacking = {n for n, a in attributes.items() if a.get("sdkRequired")} - set(body)
        yield from (f"{at}.{name} is missing" for name in lacking)
    for name, value in body.items():
        if name in attributes:
            yield from _value(value, attributes[name], f"{model}.{name}", models, f"{at}.{name}")


def _value(
    value: Any, attribute: Mapping[str, Any], model: str, models: Mapping[str, Any], at: str
) -> Iterator[str]:
    kind = attribute["sdkType"]
    many = kind.startswith("list[")
    if many != isinstance(value, list):
        yield f"{at} is {'no list' if many else 'a list'}"
        return
    inner = kind.removeprefix("list[").removesuffix("]")
    for element in value if many else [value]:
        if model in models or inner in models:
            yield from _wrong(element, model if model in models else inner, models, at, partial=False)
        elif inner in _KINDS and not isinstance(element, _KINDS[inner]):
            yield f"{at} is no {inner}"
        if "enum" in attribute and element not in attribute["enum"]:
            yield f"{at} is {element}, which is not of the enumeration"
