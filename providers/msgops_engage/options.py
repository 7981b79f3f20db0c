"""Options of an application: which field of a spec is which option, how they become a file, and how they are read back.

The configuration gives an application's options as nested maps of strings (Genesys Web Services, Platform Configuration API).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from msgops.sdk.codec import ObjectShape, shape_of
from msgops.sdk.fields import Marker, Spec
from msgops.sdk.hands import Artefact, Verdict
from msgops_engage import configuration, ini

if TYPE_CHECKING:
    from msgops.sdk.hands import Render, Verify
    from msgops.sdk.http import Reader

_TOLD = 5
KEY = "{MAP_KEY}"
"""Where the secret key of a map provider goes in a query."""


@dataclass(frozen=True, slots=True)
class Option(Marker):
    """The field is this option; a map is many options of the section, each under its own name."""

    section: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Switch(Marker):
    """The field is on or off: in any case in YAML, `True` or `False` in the file, compared without case."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One option with its value.

    `path` is its dotted place in the spec, `item` its name where the field is a map. A `switch` is compared without case, a
    `json` text by what it says; a `number` is one in the spec.
    """

    path: str
    section: str
    name: str
    value: str
    item: str = ""
    switch: bool = False
    json: bool = False
    number: bool = False


Settings = Callable[[Mapping[str, Any]], Sequence[Setting]]
"""Lists the options of what the vendor would be sent, `{MAP_KEY}` still in its place."""


@dataclass(frozen=True)
class Marked:
    """The options that a spec's markers name."""

    spec: type[Spec]
    more: Settings = field(default=lambda _wire: ())

    def __call__(self, wire: Mapping[str, Any]) -> Sequence[Setting]:
        """List them in the order of the spec."""
        return [*_walk(shape_of(self.spec), wire, ""), *self.more(wire)]


def _walk(shape: ObjectShape, wire: Mapping[str, Any], prefix: str) -> Iterator[Setting]:
    for f in shape.fields:
        value = wire.get(f.wire[0])
        if value is None:
            continue
        option = next((m for m in f.markers if isinstance(m, Option)), None)
        if f.shape.form == "object" and isinstance(value, Mapping):
            yield from _walk(f.shape.variants[0], value, f"{prefix}{f.name}.")
        elif option is not None and isinstance(value, Mapping):
            for name, one in value.items():
                yield Setting(prefix + f.name, option.section, name, str(one), item=name)
        elif option is not None:
            switch = f.has(Switch())
            text = _switched(str(value)) if switch else str(value)
            path, number = prefix + f.name, f.shape.scalar is int
            yield Setting(path, option.section, option.name, text, switch=switch, number=number)


def _switched(text: str) -> str:
    """Return `True` or `False` as the guide writes them; another text stays, for a rule to complain of."""
    return text.capitalize() if text.casefold() in ("true", "false") else text


def overlay(settings: Settings, secret: Callable[[Mapping[str, Any]], Any] = lambda _wire: None) -> Render:
    """Return what renders `<application>.cfg`; `secret` finds the value of `{MAP_KEY}`."""

    def render(wire: Mapping[str, Any]) -> list[Artefact]:
        key = secret(wire)
        found: dict[str, dict[str, str]] = {}
        for s in settings(wire):
            value = s.value if key is None else s.value.replace(KEY, str(key))
            found.setdefault(s.section, {})[s.name] = value
        return [Artefact(f"{file_name(str(wire['application']))}.cfg", ini.render(found))]

    return render


def file_name(name: str) -> str:
    """Return a name of which every file system makes the same."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "application"


def reads(settings: Settings) -> Verify:
    """Return what compares an application's options with the wanted ones; `None` where the application is not shown."""

    async def verify(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
        live = await configuration.application(read, str(wire["application"]))
        options = live.get("options") if live is not None else None
        return compare(settings(wire), options) if isinstance(options, Mapping) else None

    return verify


def compare(wanted: Iterable[Setting], options: Mapping[str, Any]) -> Verdict | None:
    """Compare option by option; `None` where there is nothing to compare."""
    wrong: list[str] = []
    values: dict[str, Any] = {}
    count = 0
    for s in wanted:
        count += 1
        found = _found(options, s)
        if not _same(s, found):
            wrong.append(f"[{s.section}] {s.name} is {'not set' if found is None else _shown(s, found)}")
        if found is None:
            continue
        if s.json:
            continue  # it stands in the spec in another shape
        if s.item:
            values.setdefault(s.path, {})[s.item] = _as_spec(s, found)
        else:
            values[s.path] = _as_spec(s, found)
    if not count:
        return None
    return Verdict(holds=not wrong, found=_told(wrong) or f"{count} options are as wanted", values=values)


def _told(wrong: Sequence[str]) -> str:
    more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
    return "; ".join(wrong[:_TOLD]) + more


def _found(options: Mapping[str, Any], wanted: Setting) -> str | None:
    section = options.get(wanted.section)
    value = section.get(wanted.name) if isinstance(section, Mapping) else None
    return None if value is None else str(value)


def _same(wanted: Setting, found: str | None) -> bool:
    if found is None:
        return False
    if KEY in wanted.value:
        return re.fullmatch(".+".join(map(re.escape, wanted.value.split(KEY))), found) is not None
    if wanted.json and _parsed(found) is not None:
        return bool(_parsed(found) == _parsed(wanted.value))
    return found.casefold() == wanted.value.casefold() if wanted.switch else found == wanted.value


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _shown(wanted: Setting, found: str) -> str:
    """Return what may be said of a live value: a query holds the key of the map provider."""
    hidden = KEY in wanted.value or wanted.name.endswith(".query")
    if _same(wanted, found):
        return wanted.value
    return "(another query, not shown)" if hidden else found


def _as_spec(wanted: Setting, found: str) -> Any:
    shown = _shown(wanted, found)
    return int(shown) if wanted.number and shown.isdecimal() else shown
