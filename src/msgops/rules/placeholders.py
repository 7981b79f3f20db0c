"""The rule that nothing of a guide's sample is left in addresses and ids, whatever the vendor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.rules.secrets import texts
from msgops.sdk.rules import Facts, Found, rule

_PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9 _.-]*>")
_NAMED = re.compile(r"(?:.*_)?(?:url|uri|urls|host|domain|endpoint|id|ids|guid|phone|number|tenant|account)")


@rule(
    "WA300",
    what="No placeholder in angle brackets may be left in a URL or an id.",
    why="A guide's sample was copied, and the part that is one's own was not filled in.",
    remedy="Write the value in its place.",
    source="Recipes of the contact centres: addresses in their tables, with a part to replace",
    good="https://acme1.api.example.com",
    bad="https://<api base url>",
)
def placeholder(facts: Facts) -> Iterator[Found]:
    """In fields that are named as addresses and ids are, and in any text that is one address."""
    for resource in facts.resources.values():
        for path, name, text in texts(resource.attributes, "spec"):
            address = re.match(r"https?://[^\n]*$", text) or _NAMED.fullmatch(name)
            found = _PLACEHOLDER.search(text) if address and "<" in text else None
            if found:
                yield Found(resource, path, f"{found[0]} is not filled in")
