"""Which version of the Admin API each kind speaks, and what the tenant says about it (dossier A.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgops.sdk.errors import Fault, Refused
from msgops_cxone.pages import rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

PIN = "33.0"
PINS = {"Team": "34.0", "Agent": "34.0", "SkillAssignment": "34.0"}
"""Kinds whose fields came with another version than `PIN`."""
_BASE = "/incontactapi/services"
_PLACE = re.compile(r"^.*?/services/v[0-9.]+", re.IGNORECASE)

Known = Mapping[str, float]
"""Path to the newest version that the tenant names for it; `""` is the API as a whole."""


def pinned(read: Reader, kind: str) -> str:
    """Return the version of a kind: the account's, or ours."""
    own = getattr(read.settings, "versions", {})
    return str(own.get(kind) or PINS.get(kind, PIN))


async def admin(read: Reader, kind: str, path: str) -> str:
    """Return a path of the Admin API in the kind's version; `Refused` when the tenant certainly does not have it."""
    version = pinned(read, kind)
    known = await read.once("apiversion", lambda: _ask(read))
    if known and float(version) > known[""]:
        raise _refusal(kind, path, version, f"the newest version of this tenant is {known['']}")
    return f"{_BASE}/v{version}{path}"


async def explained(read: Reader, kind: str, path: str, error: Refused) -> Refused:
    """Return why a list is not found: the tenant may have it in older versions only."""
    known = await read.once("apiversion", lambda: _ask(read))
    newest, version = known.get(_plain(path), 0.0), pinned(read, kind)
    if newest and float(version) > newest:
        return _refusal(kind, path, version, f"this tenant has it up to version {newest}")
    return error


async def _ask(read: Reader) -> Known:
    """Read the tenant's table; one that it does not show says nothing."""
    try:
        body = await read.get(f"{_BASE}/v{PIN}/apiversion")
    except Refused:
        return {}
    found: dict[str, float] = {}
    for row in rows(body, "apiInfo"):
        number = re.sub(r"^[vV]", "", str(row.get("version", "")))
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", number):
            for path in ("", _plain(str(row.get("uri", "")))):
                found[path] = max(found.get(path, 0.0), float(number))
    return found


def _plain(uri: str) -> str:
    """Return a path without host, version, names of parameters and case."""
    path = re.sub(r"\{[^}]*\}", "{}", _PLACE.sub("", uri).partition("?")[0])
    return "/" + path.strip("/").lower()


def _refusal(kind: str, path: str, version: str, why: str) -> Refused:
    hint = f"Set `versions: {{{kind}: …}}` in the account block, and check what changed between the versions."
    text = f"msgops speaks version {version} of {path}; {why}"
    return Refused("GET /apiversion", text, fault=Fault("", text, hint))
