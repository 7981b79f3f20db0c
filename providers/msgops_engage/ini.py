"""The `.cfg` text that Genesys Administrator Extension imports in an application's Options tab.

One `[section]` per section, one `name = value` per line. The form is taken from the option lists of the WhatsApp Guide; a value
cannot span lines, so what would break out of its line is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Options = Mapping[str, Mapping[str, str]]
"""Section to option to value."""

BREAKS = r"\x00-\x1f\x7f\x85\u2028\u2029"
"""Characters, for a pattern, that end a line or are seen as nothing."""
VALUE = rf"^([^{BREAKS}\s]|[^{BREAKS}\s][^{BREAKS}]*[^{BREAKS}\s])?$"
"""A value: one line, no space at its ends, or nothing."""
NAME = rf"^[^{BREAKS}\s=:#;\[]([^{BREAKS}=:]*[^{BREAKS}\s=:])?$"
"""The name of an option."""
SECTION = rf"^[^{BREAKS}\s\[\]]([^{BREAKS}\[\]]*[^{BREAKS}\s\[\]])?$"
"""The name of a section."""


def render(options: Options) -> str:
    """Return the text; sections without options are left out. `ValueError` names what does not fit its line, never its value."""
    out: list[str] = []
    for section, values in options.items():
        if not values:
            continue
        _require(SECTION, section, "section")
        out.append(f"[{section}]")
        for name, value in values.items():
            _require(NAME, name, "option")
            _require(VALUE, value, f"value of {name}")
            out.append(f"{name} = {value}")
        out.append("")
    return "\n".join(out)


def _require(pattern: str, text: str, what: str) -> None:
    if re.fullmatch(pattern, text) is None:
        shown = "" if what.startswith("value") else f" {text!r}"
        raise ValueError(f"the {what}{shown} does not fit into one line of a .cfg file")
