"""The kinds that the property test plays with: cheap ones, and together every oddity that the engine knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAMES = ("a", "b", "c")
SENDER = "441134960000"
_DAY = {"start": "08:00", "end": "17:00"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WIRE_DAY = {"enabled": True, "startTime": 480, "endTime": 1020}


@dataclass(frozen=True)
class Subject:
    """One kind: how it is declared, where the simulator keeps it, what a console's user can do to it.

    Attributes:
        kind: full name.
        table: the simulator's table.
        path: the collection's path; every write of this kind begins with it.
        key: the wire fields of the natural key.
        spec: what every document has.
        fields: optional YAML fields with the values that rules choose from.
        refs: optional references, YAML field to kind; `needs` are required ones.
        explicit: the YAML field that names the key without the document's name.
        edits: wire fields that the console can set, with values.
        body: what the console needs to create one, besides the key.
        volatile: wire fields that the vendor changes by itself.
        whole: wire fields that are declared as one, such as the credentials of a type.

    """

    kind: str
    table: str
    path: str
    key: tuple[str, ...]
    explicit: str
    spec: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    volatile: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    @property
    def references(self) -> dict[str, str]:
        """Return every reference, YAML field to kind."""
        return {**self.refs, **self.needs}

    def alive(self, wire: Mapping[str, Any]) -> bool:
        """Whether a row of the table is a live object."""
        return not wire.get("deletedAt") and wire.get("status") != "PENDING_DELETION"

    def natural(self, wire: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the natural key of a live object."""
        return tuple(str(wire.get(k)) for k in self.key)


SUBJECTS = {
    s.kind: s
    for s in (
        Subject(
            kind="infobip.WebhookSecurity",
            table="security",
            path="/subscriptions/1/security",
            key=("authId",),
            explicit="auth_id",
            spec={
                "type": "HMAC",
                "credentials": {"secret_key": "${env:HOOK_SECRET}", "algorithm": "HMAC_SHA_256"},
            },
            body={"type": "BASIC", "credentials": {"username": "jane", "password": "theirs"}},
            whole=frozenset({"credentials"}),
        ),
        Subject(
            kind="infobip.NotificationProfile",
            table="profiles",
            path="/subscriptions/1/profiles",
            key=("profileId",),
            explicit="profile_id",
            spec={"webhook": {"notify_url": "https://hooks.example.com/in"}},
            fields={"connect_timeout": (4000, 10000), "rate_limit": (10, 20), "response_regex": ("^2",)},
            refs={"security": "infobip.WebhookSecurity"},
            edits={"connectTimeout": (4000, 7000), "rateLimit": (10, 99), "windowSize": (50, 60)},
            body={"webhook": {"notifyUrl": "https://theirs.example.com/in"}},
        ),
        Subject(
            kind="infobip.Subscription",
            table="subscriptions",
            path="/subscriptions/1/subscription",
            key=("_channel", "subscriptionId"),
            explicit="subscription_id",
            spec={"channel": "WHATSAPP", "events": ["INBOUND_MESSAGE"]},
            fields={"channel": ("WHATSAPP", "VIBER"), "name": ("one", "two")},
            needs={"profile": "infobip.NotificationProfile"},
            edits={"name": ("one", "theirs"), "users": (["ana"], [])},
        ),
        Subject(
            kind="infobip.Application",
            table="applications",
            path="/provisioning/1/applications",
            key=("applicationId",),
            explicit="application_id",
            fields={"application_name": ("Care", "Shop")},
            edits={"applicationName": ("Care", "Theirs")},
        ),
        Subject(
            kind="infobip.Tag",
            table="tags",
            path="/ccaas/1/tags",
            key=("name",),
            explicit="name",
        ),
        Subject(
            kind="infobip.Queue",
            table="queues",
            path="/ccaas/1/queues",
            key=("name",),
            explicit="name",
            fields={
                "auto_assignment_enabled": ("true", "false"),
                "auto_assignment_algorithm": ("ROUND_ROBIN", "LOAD_BALANCING"),
            },
            refs={"working_hours": "infobip.WorkingHours"},
            edits={"isAutoAssignmentEnabled": (True, False), "stickyAgentTimeoutDays": (5, 30)},
            volatile=frozenset({"updatedAt"}),
        ),
        Subject(
            kind="infobip.WorkingHours",
            table="working_hours",
            path="/ccaas/1/working-hours",
            key=("name",),
            explicit="name",
            spec={
                "timezone": "Europe/Zagreb",
                "message": "Tomorrow.",
                "work_week": dict.fromkeys(_WEEK, _DAY),
            },
            fields={"timezone": ("Europe/Zagreb", "Europe/Vienna"), "close_conversations": ("true", "false")},
            edits={"message": ("Tomorrow.", "Later."), "closeConversations": (True, False)},
            body={
                "timezone": "Europe/Paris",
                "message": "Theirs",
                "workWeek": {d.upper(): _WIRE_DAY for d in _WEEK},
            },
        ),
        Subject(
            kind="infobip.WhatsAppTemplate",
            table="whatsapp_templates",
            path=f"/whatsapp/2/senders/{SENDER}/templates",
            key=("name", "language"),
            explicit="name",
            spec={
                "sender": {"id": SENDER},
                "language": "en_GB",
                "category": "UTILITY",
                "structure": {"body": {"text": "Ready."}},
            },
            fields={"structure": ({"body": {"text": "Ready."}}, {"body": {"text": "Done."}})},
            body={"language": "en_GB", "category": "UTILITY", "structure": {"body": {"text": "Theirs."}}},
            volatile=frozenset(
                {"status", "lastUpdatedAt", "wasApproved", "due", "edits", "reason", "quality"}
            ),
        ),
    )
}
KINDS = tuple(SUBJECTS)
TEMPLATE = "infobip.WhatsAppTemplate"
LISTS = {
    **{k: s.path for k, s in SUBJECTS.items()},
    "infobip.Subscription": "/subscriptions/1/subscription/*",
    TEMPLATE: "/whatsapp/1/templates",
}
"""Where each kind is listed."""
SECURITY = "infobip.WebhookSecurity"


def of_path(path: str) -> Subject | None:
    """Return whose collection a path belongs to."""
    found = [s for s in SUBJECTS.values() if path == s.path or path.startswith(f"{s.path}/")]
    return max(found, key=lambda s: len(s.path)) if found else None
