"""Where a file may put the state: inside the workspace, or in a database on a host that the environment trusts.

`MSGOPS_STATE` in the environment says where the state is and is believed; `state:` is what anybody may write who may
open a pull request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from msgops.config.inside import inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SQLITE = "sqlite:///"
_HOST = r"(?:[A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?"
# Narrow on purpose: what two readers could understand in two ways must not decide who gets a password.
_ADDRESS = re.compile(
    rf"""postgresql(?:\+[a-z0-9]+)?://
         (?:[A-Za-z0-9_.~%+-]*(?::[A-Za-z0-9_.~%+!$&'()*;=-]*)?@)?
         (?P<hosts>{_HOST}(?:,{_HOST})*)
         (?:/[A-Za-z0-9_.-]*)?
         (?:\?(?P<query>[^#]*))?""",
    re.VERBOSE,
)
_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
_HARMLESS = frozenset({"host", "port", "sslmode", "connect_timeout", "application_name"})
"""Parameters that name no file and no other place to look for credentials."""


def refusal(url: str, root: Path, trusted: Sequence[str]) -> str | None:
    """Return why an address that a file gives is not used; nothing when it may be."""
    if url.startswith(_SQLITE):
        name = url.removeprefix(_SQLITE)
        return None if inside(root, name) not in (None, ".") else f"{name} leads out of the workspace"
    if not url.startswith("postgresql"):
        return None  # opening it says what is wrong
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return "the address cannot be read in one way only"
    given = parse_qsl(found["query"] or "", keep_blank_values=True)
    if odd := sorted({key for key, _ in given} - _HARMLESS):
        return f"{', '.join(odd)} is not used in the address of a state"
    named = [found["hosts"], *(value for key, value in given if key == "host" and not value.startswith("/"))]
    hosts = {_bare(one) for name in named for one in name.split(",")}
    strange = sorted(hosts - _LOCAL - {t.lower() for t in trusted})
    return f"{', '.join(strange)} is not a host that the environment trusts" if strange else None


def _bare(host: str) -> str:
    """Return a host without its port."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0].lower()
