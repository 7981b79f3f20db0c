"""The user permissions that calls need, by their labels in Setup (dossier B5).

The vendor documents them by task, not by call, so they are told from what a call touches. What the user of an account
has is not read: a profile gives permissions too, and no call sums them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgops.sdk.permissions import Permissions

if TYPE_CHECKING:
    from msgops.sdk.permissions import Groups

_API = ("API Enabled",)
_SEE = ("View Setup",)
_CUSTOMIZE = ("Customize Application",)
_DEPLOY = ("Modify Metadata",)
_PEOPLE = ("Manage Users",)
_SETS = ("Manage Profiles and Permission Sets",)
_CHANNELS = ("Configure Messaging",)
AUDIT = "GET query?q=SELECT FROM SetupAuditTrail"

_WRITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("sobjects/Group", "sobjects/User", "Assign"), _PEOPLE),
    (("sobjects/PermissionSet", "sobjects/ObjectPermissions"), _SETS),
    (("MessagingChannel", "MsgChannelLanguageKeyword"), _CHANNELS),
)
"""Words of a call that writes rows, and what it needs; all others customize the org."""
_BY_HAND = ("Setup:", "console:")
"""What a person does, no call."""


def needed(call: str) -> Groups:
    """Return what a call of an `Evidence` needs: of each group one."""
    if call.startswith(_BY_HAND):
        return ()
    if "SOAP " in call:
        return (_API, _SEE, _DEPLOY)
    if "metadata/deployRequest" in call:
        more = _SETS if "PermissionSet" in call else _CUSTOMIZE
        return (_API, _SEE, _DEPLOY, more)
    if call.startswith("GET "):
        return (_API, _SEE)
    for words, group in _WRITES:
        if any(word in call for word in words):
            return (_API, _SEE, group)
    return (_API, _SEE, _CUSTOMIZE)


class _Calls(Mapping[str, "Groups"]):
    """What each call of the kinds needs, told when it is asked for."""

    def __getitem__(self, call: str) -> Groups:
        return needed(call)

    def __iter__(self) -> Iterator[str]:
        from msgops_salesforce import provider  # noqa: PLC0415  # the provider names this table

        calls = {e.call for kind in provider.kinds for e in provider.kind(kind).evidence}
        return iter(sorted({AUDIT, *calls}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


PERMISSIONS = Permissions(noun="user permission", calls=_Calls(), audit=(AUDIT,))
