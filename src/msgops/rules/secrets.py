"""The rules that no file holds a secret, written or rendered, whatever the vendor."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgops.model.secret import holds_secret
from msgops.sdk.hands import PRIVATE
from msgops.sdk.kind import Hand
from msgops.sdk.rules import Facts, Found, rule

_STRONG = re.compile(
    r"(?:.*_)?(?:secret|password|passphrase|token|pin)|(?:.*_)?(?:api|secret|private|signing|access)_key"
)
_WEAK = frozenset({"key", "certificate"})
"""Names that are secret unless the kind takes them as text."""


@rule(
    "WA900",
    what="A secret must not stand in a file.",
    why="Whoever reads the repository, now or later, has it.",
    remedy="Write ${env:NAME} or ${file:PATH}, and change the secret: it was in a file.",
    source="Recipes of the contact centres, Ensure a secure channel; Meta OpenAPI v23.0, pin",
    good="${env:WEBHOOK_SECRET}",
    bad="a value",
    silent=False,
)
def in_clear(facts: Facts) -> Iterator[Found]:
    """By the name of the field; what names a policy or an address is none."""
    for address, resource in facts.resources.items():
        for path, key, text in texts(resource.attributes, "spec"):
            named = _STRONG.fullmatch(key) or (key in _WEAK and address in facts.refused)
            if named and text and "${" not in text:
                yield Found(resource, path, "it holds a literal value", secret=True)


@rule(
    "WA901",
    what="A rendered file with a secret in it must be for its owner alone.",
    why="A file beside the documents is committed one day, and whoever reads the repository has the secret.",
    remedy="Leave `path` out: the file goes to .msgops/files.",
    source="msgops",
    good="no path",
    bad="path: rendered",
    silent=False,
)
def in_a_file(facts: Facts) -> Iterator[Found]:
    """A path outside of the private directory, while a value is a reference to a secret."""
    for address, resource in facts.resources.items():
        path = resource.attributes.get("path")
        if facts.catalog.kind(address.full_kind).hand is not Hand.FILE or not isinstance(path, str):
            continue
        private = posixpath.normpath(path).startswith(PRIVATE)
        if not private and holds_secret(resource.attributes):
            yield Found(resource, "spec.path", f"{path} may be read by others")


def texts(value: Any, path: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield every text below a value: its path, the name of its field in lower case, and the text."""
    if isinstance(value, str):
        yield path, key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from texts(inner, f"{path}.{name}", str(name).lower())
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{path}[{index}]", key)
