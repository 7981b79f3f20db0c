"""What stands around the reports that the page tests render."""

from __future__ import annotations

from dataclasses import replace

from msgops.model.address import Address
from msgops.model.diagnostic import Severity
from msgops.model.finding import Finding
from msgops.model.guide import Guide, Standing, Step
from msgops.model.scene import Node, Scene
from msgops.model.state import Consent, GateRecord, GateState, Intent, IntentState, Run
from msgops.report.packs import pack_document
from report.samples import HOSTILE, HOSTILE_NAME, RUNS

_PARTS = {
    "infobip": ("ApiKey", "WebhookSecurity", "NotificationProfile", "Subscription", "WhatsAppSender"),
    "salesforce": ("PlatformEvent", "ConversationChannelDefinition", "OmniFlow", "MessagingChannel"),
    "cxone": ("Skill", "ByocChannel"),
}
_ACTORS = ("ada@acme.example", "ci", "ben@acme.example")


def scene(copies=1):
    """Return a chain of resources in each of three accounts, and a month of runs."""
    nodes = [
        Node(
            Address(provider, kind, f"care-{n}"),
            f"{provider}-main",
            (Address(provider, kinds[i - 1], f"care-{n}"),) if i else (),
        )
        for n in range(copies)
        for provider, kinds in _PARTS.items()
        for i, kind in enumerate(kinds)
    ]
    runs = [
        Run(
            f"r{n}",
            "apply",
            _ACTORS[n % 3],
            "host",
            f"{n:040x}",
            "d" * 64,
            f"2026-10-{n + 1:02}T08:00:00+00:00",
            "x",
            code,
        )
        for n, code in enumerate([0, 0, 6, 0, 5, 0, 130, 0, 0, 6, 0])
    ]
    return Scene(tuple(nodes), tuple(runs))


def guided(changes=()):
    """Return the scene with a guide whose steps stand in every way; of each change of a plan there is one."""
    ways = [*Standing]
    steps = [
        Step(
            f"{n // 3 + 1}{'abc'[n % 3]}",
            "The connector, its name and its contact",
            ("api", "check", "person", "output")[n % 4],
            (Address("infobip", "Subscription", f"care-{n}"), Address("salesforce", "Queue", f"care-{n}")),
            "care.consumerKey" if n % 4 == 3 else "",
            "not needed: a client app needs no switch" if n % 5 == 2 else "",
            ways[n % len(ways)],
        )
        for n in range(12)
    ]
    steps += [
        Step(f"9{n}", "Made by the plan", "api", (c.address,), standing=Standing.TO_CHANGE)
        for n, c in enumerate(changes)
    ]
    guide = Guide("The vendor's guide for messaging (bring your own channel)", "care", tuple(steps))
    return replace(scene(), guides=(guide,))


def hostile_guide():
    """Return a guide of which every text is hostile."""
    step = Step(HOSTILE, HOSTILE, HOSTILE, (Address("infobip", "Tag", HOSTILE_NAME),), HOSTILE, HOSTILE)
    return replace(hostile_scene(), guides=(Guide(HOSTILE, HOSTILE, (step, step)),))


def findings(number):
    """Return findings in two systems by two persons."""
    return [
        Finding(
            Address(*(("infobip", "Subscription") if n % 2 else ("salesforce", "Queue")), f"care-{n}"),
            "changed",
            "label",
            f"old {n}",
            f"new {n}",
            "ada@acme.example" if n % 3 else "ben@acme.example",
            f"2026-10-{n % 28 + 1:02}T08:00:00+00:00",
            severity=Severity.WARNING if n % 5 else Severity.ERROR,
        )
        for n in range(number)
    ]


def evidence():
    """Return the page of an evidence pack: runs, their calls, a step by a person and a consent."""
    runs = scene().runs
    calls = {
        r.id: [
            Intent(
                1,
                r.id,
                Address("infobip", "Subscription", f"care-{n}"),
                "update",
                IntentState.DONE,
                r.started,
            ),
            Intent(
                2,
                r.id,
                Address("infobip", "Tag", "vip"),
                "create",
                IntentState.FAILED,
                r.started,
                detail="HTTP 400",
            ),
        ]
        for n, r in enumerate(runs)
    }
    gate = GateRecord(
        Address("cxone", "Sla", "care"),
        GateState.CONFIRMED,
        "d",
        "ben@acme.example",
        runs[0].started,
        "as told",
    )
    consent = Consent("MG101", "", "cut-over of the hotline", "ada@acme.example", runs[1].started)
    return pack_document("acme-care", ("2026-10-01", "2026-10-31"), runs, calls, [gate], [consent], 71)


def hostile_scene():
    """Return a scene in which every name is an attack."""
    node = Node(Address("infobip", "Tag", HOSTILE_NAME), HOSTILE, ())
    return Scene((node,), (replace(RUNS[0], actor=HOSTILE, command=HOSTILE),))
