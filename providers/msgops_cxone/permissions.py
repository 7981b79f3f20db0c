"""What the role of the access key's owner must allow, by the names of the console (dossier A.2, B.32).

The vendor documents permissions by page of the console, not by call: View, Create, Edit, Delete or Deactivate of a
feature. Which one a call needs is told from its path and method. What the owner has is not read: the names of a role's
permissions in the API are not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgops.sdk.permissions import Permissions
from msgops_cxone.audit import CALLS

if TYPE_CHECKING:
    from msgops.sdk.permissions import Groups

_FEATURES: tuple[tuple[str, str], ...] = (
    ("/dfo/3.0/", "Digital Engagement"),
    ("/user-management/v4/teams", "Teams"),
    ("/user-management/", "Users"),
    ("/authorization/", "Roles"),
    ("/rich-message-settings/", "Digital Engagement"),
    ("/security-profiles", "Roles"),
    ("/agents/skills", "Skills"),
    ("/agents", "Users"),
    ("/skills", "Skills"),
    ("/campaigns", "Campaigns"),
    ("/dispositions", "Dispositions"),
    ("/hours-of-operation", "Hours of Operation"),
    ("/points-of-contact", "Points of Contact"),
    ("/scripts", "Scripts"),
    ("/tags", "Tags"),
    ("/workflow-data", "Workflow Data"),
    ("/teams", "Teams"),
    ("/unavailable-codes", "Unavailable Codes"),
    ("/message-templates", "Message Templates"),
    ("/address-books", "Address Books"),
    ("/dnc-groups", "DNC Groups"),
    ("/groups", "Groups"),
    ("/routing-attributes", "Routing Attributes"),
)
"""Beginning of a path to the feature of the console; the first that fits."""
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def needed(call: str) -> Groups:
    """Return what a call of an `Evidence` needs: of each group one."""
    method, _, path = call.partition(" ")
    feature = next((name for start, name in _FEATURES if path.startswith(start)), "")
    if method not in _METHODS or not feature:
        return ()  # what a person does, and lookups that everybody may make
    if path.startswith("/agents/{agentId}/skills") and method != "GET":
        return (("Skills: User Assignment",),)
    if call == "PUT /skills/{skillId}":
        return (("Skills: Edit",), ("Skills: Deactivate",))  # the update switches off too
    if path.endswith("/status"):
        return ((f"{feature}: Edit",), (f"{feature}: Deactivate",))  # which of the two is not documented
    return ((f"{feature}: {_option(method, path)}",),)


def _option(method: str, path: str) -> str:
    """Return the option of a feature: of the object itself, or an edit where the path goes on."""
    if method == "GET" or path.endswith("/search"):
        return "View"
    if path.endswith("/deactivate"):
        return "Deactivate"
    whole = path.removeprefix("/dfo/3.0").removeprefix("/user-management/v1")
    depth = whole.count("/")
    if method == "DELETE" and depth <= 2:  # /collection/{id}
        return "Delete"
    return "Create" if method == "POST" and depth == 1 and not path.startswith("/dfo/") else "Edit"


class _Calls(Mapping[str, "Groups"]):
    """What each call of the kinds needs, told when it is asked for."""

    def __getitem__(self, call: str) -> Groups:
        return needed(call)

    def __iter__(self) -> Iterator[str]:
        from msgops_cxone import provider  # noqa: PLC0415  # the provider names this table

        calls = {e.call for kind in provider.kinds for e in provider.kind(kind).evidence}
        return iter(sorted({*CALLS, *calls}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


PERMISSIONS = Permissions(noun="permission", calls=_Calls(), audit=CALLS)
