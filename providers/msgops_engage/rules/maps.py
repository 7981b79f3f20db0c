"""The map of an incoming location (WA210 and WA211)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from msgops.sdk.readings import number_of
from msgops.sdk.rules import Facts, Found, Severity, Value, rule
from msgops_engage.rules.common import GUIDE, by_resource

BROWSE = "engage.map.browse"
PREVIEW = "engage.map.preview"
HEIGHT = "engage.map.height"
WIDTH = "engage.map.width"

_SOURCE = f"{GUIDE}, Location preview configuration"
_KEY = re.compile(
    r"[?&;](?:api_?key|key|access_?token|token|appid|app_id|apikey|signature|client_secret)=([^&#]+)",
    re.IGNORECASE,
)
_FILLED = re.compile(r"\{[A-Z_]+\}|\$\{[^}]+\}")
"""A part that is filled in later: by Workspace, or by msgops of a secret."""


def _queries(facts: Facts) -> Iterator[Value]:
    """Yield the queries that are text; one that is a secret as a whole cannot be looked into."""
    for value in facts.at(BROWSE, PREVIEW):
        if isinstance(value.value, str) and not value.value.startswith("${"):
            yield value


@rule(
    "WA210",
    at=(BROWSE, PREVIEW, HEIGHT, WIDTH),
    what="A map query must be https with {LATITUDE} and {LONGITUDE}; a preview needs height and width above 0.",
    why="Workspace replaces the placeholders and nothing else: without them every customer stands at the same place.",
    remedy="Write …?center={LATITUDE},{LONGITUDE}&size={WIDTH}x{HEIGHT}, and the size in pixels.",
    source=_SOURCE,
    good="https://maps.example/static?center={LATITUDE},{LONGITUDE}&size={WIDTH}x{HEIGHT}",
    bad="https://maps.example/static?center=52.5,13.4",
)
def queries(facts: Facts) -> Iterator[Found]:
    """Without {HEIGHT} and {WIDTH} in a preview it is a warning; the query is shown nowhere, for it may hold a key."""
    for query in _queries(facts):
        missing = [p for p in ("{LATITUDE}", "{LONGITUDE}") if p not in query.value]
        if not _is_https(query.value):
            yield query.wrong("it is not https", secret=True)
        elif missing:
            yield query.wrong(f"{' and '.join(missing)} is missing", secret=True)
    previews = by_resource(facts, PREVIEW)
    sizes = {"height": by_resource(facts, HEIGHT), "width": by_resource(facts, WIDTH)}
    for address, preview in previews.items():
        for name, given in sizes.items():
            size = given.get(address)
            if size is None:
                yield preview.wrong(f"it has no {name}", secret=True)
            elif not (number_of(size) or 0) > 0:
                yield size.wrong(f"{size.value} is no number of pixels")
    yield from _unsized(previews.values())


def _unsized(previews: Iterable[Value]) -> Iterator[Found]:
    for preview in previews:
        text = preview.value if isinstance(preview.value, str) else ""
        if "{LATITUDE}" in text and not ("{HEIGHT}" in text and "{WIDTH}" in text):
            detail = "{HEIGHT} or {WIDTH} is missing"
            yield preview.wrong(detail, secret=True, severity=Severity.WARNING)


def _is_https(query: str) -> bool:
    try:
        parts = urlsplit(query.replace("{", "").replace("}", ""))
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


@rule(
    "WA211",
    at=(BROWSE, PREVIEW),
    what="The key of a map's provider must be a secret reference.",
    why="Whoever reads the repository could use the map on your account.",
    remedy="Write {MAP_KEY} in the query and map_key: ${env:NAME}, and change the key: it was in a file.",
    source=_SOURCE,
    good="…&key={MAP_KEY}, and map_key: ${env:MAP_KEY}",
    bad="…&key= and the key",
    silent=False,
    replaces=frozenset({"WA900"}),
)
def key(facts: Facts) -> Iterator[Found]:
    """By the parameter's name; the key is not shown."""
    for query in _queries(facts):
        if any(not _FILLED.fullmatch(found) for found in _KEY.findall(query.value)):
            yield query.wrong("it holds a literal key", secret=True)


RULES = (queries, key)
