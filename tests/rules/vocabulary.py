"""Fields whose words only a tenant or a machine knows: no file can tell whether they are right."""

from __future__ import annotations

_SECRET_FILE = frozenset({"secret_file"})
"""A file on the machine where apply runs; no vendor sees its name."""
_CALIBRATED = frozenset({"evaluation_criteria", "focus_metric", "focus_lock", "fallback_time"})
"""Words whose numbers differ by tenant: they are read from a skill of its own first."""

VOCABULARY: dict[str, frozenset[str]] = {
    "infobip.ApiKey": _SECRET_FILE,
    "fusion.ConfidentialApp": _SECRET_FILE,
    "genesys.OAuthClient": _SECRET_FILE,
    # The stock of numbers that can be bought, and the RCS providers of a country.
    "infobip.Number": frozenset({"number"}),
    "infobip.RcsTemplate": frozenset({"providers"}),
    # The numbers of the account, and the app of its token.
    "meta.AppSubscription": frozenset({"app_id"}),
    "meta.MessageLink": frozenset({"number"}),
    "meta.WebhookOverride": frozenset({"number"}),
    # People, teams, groups, roles and profiles of the tenant.
    "cxone.User": frozenset({"role"}),
    "pureconnect.User": frozenset({"licenses", "roles"}),
    "pureconnect.Workgroup": frozenset({"members", "supervisors"}),
    "genesys.QueueMember": frozenset({"user"}),
    "genesys.RoleGrant": frozenset({"user"}),
    "fusion.Queue": frozenset({"members", "owner", "teams"}),
    "fusion.ResourceCapacity": frozenset({"user"}),
    "fusion.RoleMembership": frozenset({"role", "user"}),
    "salesforce.PermissionSetAssignment": frozenset({"user"}),
    "salesforce.PermissionSetLicenseAssignment": frozenset({"user"}),
    "salesforce.PresenceConfiguration": frozenset({"profiles", "users"}),
    "salesforce.Queue": frozenset({"groups", "objects", "users"}),
    "salesforce.User": frozenset({"profile", "role"}),
    # Apps, pages, folders, service channels and objects of the tenant, and what their picklists offer.
    "cxone.ByocChannel": frozenset({"integration"}),
    "cxone.Disposition": frozenset({"classification"}),
    "cxone.Skill": _CALIBRATED,
    "genesys.MessageRecipient": frozenset({"flow"}),
    "genesys.Queue": frozenset({"in_queue_flow"}),
    "genesys.WhatsAppIntegration": frozenset({"phone_number", "pin"}),
    "salesforce.AppNavigation": frozenset({"app", "after"}),
    "salesforce.ConversationChannelDefinition": frozenset({"event_type_field", "payload_field"}),
    "salesforce.EmailTemplate": frozenset({"folder"}),
    "salesforce.EntitlementProcess": frozenset({"object"}),
    "salesforce.ObjectPermission": frozenset({"object"}),
    "salesforce.PageComponent": frozenset({"page", "region", "after"}),
    "salesforce.PermissionSet": frozenset({"objects", "fields", "license", "user_permissions"}),
    "salesforce.PresenceStatus": frozenset({"channels"}),
    # Scopes and permissions, to which the vendor adds; no document lists them all.
    "genesys.Role": frozenset({"policies"}),
    "salesforce.ConnectedApp": frozenset({"scopes"}),
    "salesforce.ExternalClientApp": frozenset({"scopes"}),
}
