"""Values that the report tests render."""

from __future__ import annotations

from dataclasses import replace

from msgops.model.address import Address
from msgops.model.change import UNKNOWN, Action, Cause, Change, FieldChange
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.model.finding import Finding
from msgops.model.outcome import Outcome, Result
from msgops.model.output import Output, Told
from msgops.model.permission import AccountPermissions, Grant, Purpose
from msgops.model.plan import Basis, Plan
from msgops.model.resource import Waiting
from msgops.model.state import Run

BASIS = Basis("acme-care", "prod", "c1", "s1", {"infobip": "0.1.0"})
DIGEST = "d" * 64
CANARY = "canary-5ecret"
at = Address.parse


def field(path, before, after, cause=Cause.CONFIG, *, sensitive=False):
    """Return one field that differs."""
    return FieldChange(path, before, after, cause, sensitive)


def change(address, action=Action.UPDATE, *fields, account="infobip", **more):
    """Return a change with the cause that is usual for its action."""
    more.setdefault("cause", None if action in (Action.NOOP, Action.GATE) else Cause.CONFIG)
    return Change(at(address), action, account, fields=fields, **more)


def plan_of(*changes, **more):
    """Return a plan of these changes."""
    return Plan(tuple(changes), more.pop("basis", BASIS), DIGEST, **more)


CREATE = change(
    "infobip.WebhookSecurity/care-hmac",
    Action.CREATE,
    field("type", None, "HMAC"),
    field("credentials.secret_key", None, None, sensitive=True),
    field("id", None, UNKNOWN),
    source=Origin("resources/inbound.yaml", 2),
    calls=1,
)
DRIFTED = change(
    "infobip.NotificationProfile/care",
    Action.UPDATE,
    field("webhook.notify_url", "https://old", "https://new", Cause.DRIFT),
    field("connect_timeout", 30000, 5000),
    cause=Cause.DRIFT,
    source=Origin("resources/inbound.yaml", 10),
    calls=1,
)
CONFLICT = change(
    "infobip.Subscription/orders",
    Action.UPDATE,
    field("profile", "old", "care", Cause.CONFLICT),
    cause=Cause.CONFLICT,
    source=Origin("resources/inbound.yaml", 31),
    calls=1,
)
GATE = change(
    "infobip.WhatsAppTemplate/welcome",
    Action.GATE,
    reason="Meta reviews the template",
    waits_for=("Meta",),
    waiting=Waiting("Meta", "Meta reviews the template"),
    source=Origin("resources/templates.yaml", 4),
)
DELETE = change(
    "infobip.Number/385911234567",
    Action.DELETE,
    reason="it is no longer declared",
    calls=1,
    reversible=False,
    costs_money=True,
    notes=("the number goes back to the pool",),
)
ADOPT = change("infobip.Tag/vip", Action.ADOPT, cause=Cause.ADOPTION, reason="it exists already", record=True)
NOOP = change("infobip.Tag/calm", Action.NOOP)
REFUSAL = Diagnostic(
    "MG106",
    "The change cannot be undone",
    detail="delete infobip.Number/385911234567: it is lost",
    remedy="If that is meant:\n    --allow MG106:infobip.Number/385911234567",
    address=at("infobip.Number/385911234567"),
    origin=Origin("resources/numbers.yaml", 3, 1),
    excerpt="kind: infobip.Number",
    width=4,
)
FULL = plan_of(
    CONFLICT,
    GATE,
    DELETE,
    CREATE,
    DRIFTED,
    ADOPT,
    NOOP,
    unmanaged={"infobip.Tag": 12, "infobip.Queue": 1},
    reads=9,
)
REFUSED = replace(
    FULL, refused=(REFUSAL,), warnings=(replace(REFUSAL, code="MG120", severity=Severity.WARNING),)
)

FINDINGS = (
    Finding(
        at("infobip.NotificationProfile/care"),
        "changed",
        "webhook.notify_url",
        "https://new",
        "https://old",
        "jane",
        "2026-03-01T10:00:00Z",
        Severity.WARNING,
    ),
    Finding(at("infobip.Tag/vip"), "deleted", "", "123", None, "unknown", "", Severity.ERROR),
)
FAILURE = Diagnostic(
    "MP010", "The system refused", detail="HTTP 400", remedy="Correct the field.", address=DRIFTED.address
)
OUTCOMES = (
    Outcome(CREATE.address, Action.CREATE, Result.DONE, "care-hmac"),
    Outcome(DRIFTED.address, Action.UPDATE, Result.FAILED, error=FAILURE),
    Outcome(CONFLICT.address, Action.UPDATE, Result.SKIPPED, error=replace(FAILURE, code="MA101")),
    Outcome(DELETE.address, Action.DELETE, Result.MOVED, error=replace(FAILURE, code="MA103")),
)
RUNS = (
    Run(
        "r1",
        "apply",
        "ci",
        "host",
        "abcdef1234567",
        DIGEST,
        "2026-03-01T10:00:00Z",
        "2026-03-01T10:00:05Z",
        5,
        {"done": 3},
    ),
    Run("r2", "apply", "ci", "host", "", "", "2026-03-02T10:00:00Z"),
)
HOSTILE = "<script>alert(1)</script>\x1b[31m`x`|@jane\n```\n</details>\x9b2J\u202e&amp;"
"""What somebody might put into a value to speak to a terminal, a page, a comment or a person."""
HOSTILE_NAME = "<img/src=x>\x1b[2J`|@jane```</details>\u202e"
"""The same for a name, which has no white space."""


def hostile_plan():
    """Return a plan that carries the hostile text in every place that a user or a vendor fills."""
    text = HOSTILE
    fields = (
        field(text, text, f"{text}!"),
        field("labels", {text: text}, {text: "x"}),
        field("list", [text], ["x", text]),
        field("gone", text, None),
    )
    address = Address("infobip", "Tag", HOSTILE_NAME)
    hostile = Change(
        address,
        Action.UPDATE,
        text,
        Cause.CONFLICT,
        fields,
        text,
        Origin(text, 1),
        notes=(text,),
        waits_for=(text,),
    )
    gate = replace(hostile, action=Action.GATE, waiting=Waiting(text, text, rejected=True))
    refusal = Diagnostic("MG999", text, text, text, address=address, origin=Origin(text, 1, 1), excerpt=text)
    basis = Basis(text, text, "c", "s", {})
    return plan_of(hostile, gate, refused=(refusal,), warnings=(refusal,), unmanaged={text: 1}, basis=basis)


def hostile_findings():
    """Return drift with the hostile text in every place."""
    address = Address("infobip", "Tag", HOSTILE_NAME)
    return [
        Finding(address, "changed", HOSTILE, HOSTILE, [HOSTILE], HOSTILE, HOSTILE, Severity.WARNING),
        Finding(address, "deleted", "", HOSTILE, None, HOSTILE, HOSTILE, Severity.ERROR),
    ]


def secret_plan():
    """Return a plan whose sensitive fields carry a value by mistake."""
    leak = field("key", CANARY, f"{CANARY}2", sensitive=True)
    return plan_of(*(change(f"infobip.Tag/{a.value}", a, leak) for a in Action))


_READS = Purpose("plan", (Grant("queues:read", {"acme.Queue": ("list",)}),))
_WRITES = Purpose(
    "apply",
    (Grant("queues:manage", {"acme.Queue": ("list", "create")}),),
    (Grant("an administrator", {"acme.Key": ("create",)}),),
)
_FEED = Purpose("drift", (Grant("audit:read", {"": ("read",)}), *_READS.permissions))
PERMISSIONS = AccountPermissions("main", "acme", "scope", (_READS, _WRITES, _FEED))
UNSTATED = AccountPermissions("other", "mute", "permission", (), stated=False)

TOLD = [
    Told(Output("profile", "${infobip.NotificationProfile/care.id}", "The profile."), "care"),
    Told(Output("key", "${infobip.ApiKey/care.id}"), needs=("infobip.ApiKey/care.id",)),
]
