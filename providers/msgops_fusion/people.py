"""Who the pod's resources are: user names to party ids and back, through `resourceUsers` (dossier B17).

The names of its attributes are looked up in `describe`, because the dossier has them from finders only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgops.sdk.errors import Fault, Refused
from msgops_fusion import adf

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

PATH = f"{adf.CRM}/resourceUsers"
_USER = ("Username", "UserName")
_PARTY = ("ResourcePartyId", "PartyId")
_PER_CALL = 40


async def names(read: Reader, parties: Iterable[str]) -> dict[str, str]:
    """Return party id to user name; a party that is no user stays out."""
    found = await _find(read, _PARTY, parties)
    return {party: name for name, party in found}


async def parties(read: Reader, users: Iterable[str]) -> dict[str, str]:
    """Return user name, in small letters, to party id; `Refused` names those that the pod does not know as resources."""
    wanted = sorted({u.casefold(): u for u in users}.items())
    # User names are one name in any case, and a query is not.
    spelled = (form for _, u in wanted for form in (u, u.lower(), u.upper()))
    found = {name.casefold(): party for name, party in await _find(read, _USER, spelled)}
    if missing := [user for key, user in wanted if key not in found]:
        hint = "Make them resources first: Setup and Maintenance, Manage Resources."
        text = f"the pod has no resource of the user {', '.join(missing)}"
        raise Refused(f"GET {PATH}", text, status=200, fault=Fault("", text, hint))
    return found


async def _find(read: Reader, by: tuple[str, ...], values: Iterable[str]) -> list[tuple[str, str]]:
    wanted = sorted(set(values))
    if not wanted:
        return []
    user, party = await adf.spelling(read, PATH, _USER), await adf.spelling(read, PATH, _PARTY)
    attribute, found = (user if by is _USER else party), []
    for start in range(0, len(wanted), _PER_CALL):
        q = adf.among(attribute, wanted[start : start + _PER_CALL])
        found += await adf.rows(read, PATH, order=party, q=q)
    return [(str(row[user]), str(row[party])) for row in found if _known(row, user, party)]


def _known(row: Mapping[str, object], *names: str) -> bool:
    return all(row.get(name) is not None for name in names)
