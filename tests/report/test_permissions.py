"""The least permissions as a reader sees them."""

from __future__ import annotations

from msgops.report.render import render_permissions
from report import samples as s


def test_each_purpose_lists_permissions_roles_and_who_needs_them():
    """The feed has no kind, a role is no permission, and a provider that states nothing is said to."""
    text = render_permissions([s.PERMISSIONS, s.UNSTATED], "text")

    assert (
        """main: plan

    queues:read
      acme.Queue: list

main: apply

    queues:manage
      acme.Queue: list, create

    no scope, but an administrator
      acme.Key: create

main: drift

    audit:read
      the vendor's audit feed: read

    queues:read
      acme.Queue: list

other

  ? the provider mute does not state what its operations need

Least permissions of 2 accounts: main needs 1 scope for plan, 1 scope for apply, 2 scopes for drift; other is not known.
apply compares them with the credential before its first write, where the vendor tells.
"""
        == text
    )
