"""Worksheets to render: a first one, one that is open again, one that is done, and one with hostile values."""

from __future__ import annotations

from msgops.model.address import Address
from msgops.model.worksheet import Asked, Confirmation, Part, Row, Worksheet

ADDRESS = Address.parse("cxone.Sla/uk")
EVIL = '"><b>bold</b>\x1b[31m\u202eevil @everyone [x](https://evil.example) # no heading'
_ANN = Confirmation("ann@acme.example", "2026-03-02T09:14:07+00:00", "Ticket 4711")
_URL = "https://t.example/s?id=1%s"

FIRST = Worksheet(
    address=ADDRESS,
    who="a CXone administrator",
    where="Digital > Settings > Custom Components",
    rows=(
        Row((Part("Open Settings > Custom Components."),)),
        Row((Part("Paste into Url: "), Part(_URL, "url"))),
        Row((Part("Tick "), Part("WhatsApp UK", "item"), Part("."))),
        Row((Part("Click Save."),)),
    ),
    asked=(Asked("url", _URL), Asked("height", 200), Asked("channels", ["WhatsApp UK", "WhatsApp IT"])),
    title="The custom component that shows message templates to agents.",
    doc="https://help.example/components",
    since="2026-03-01T08:00:00+00:00",
)
AGAIN = Worksheet(
    address=ADDRESS,
    who="a CXone administrator",
    where="ACD > DFO > SLA",
    rows=(
        Row((Part("Set Solution Time to "), Part("4", "solution.hours"), Part(" hours."))),
        Row(
            (Part("Set First Response Time to "), Part("15", "first.minutes"), Part(" minutes.")), asked=False
        ),
        Row((Part("Click Save."),)),
    ),
    asked=(
        Asked("first.minutes", 15, 15, changed=False),
        Asked("solution.hours", 4, 8),
        Asked("gone", None, "folder", removed=True),
    ),
    title="The service levels of a channel.",
    doc="https://help.example/sla",
    reason="the values changed since it was confirmed",
    last=_ANN,
)
DONE = Worksheet(
    address=ADDRESS,
    who="a CXone administrator",
    where="ACD > DFO > SLA",
    rows=AGAIN.rows[:1],
    asked=(Asked("solution.hours", 4, 4, changed=False),),
    state="confirmed",
    since=_ANN.at,
    last=_ANN,
)
HOSTILE = Worksheet(
    address=Address.parse(f"cxone.WhatsAppTemplate/{'x' * 90}"),
    who=EVIL,
    where=EVIL,
    rows=(
        Row((Part("Paste "), Part(EVIL, "evil"), Part(" and "), Part("tick ` tick", "tick"))),
        Row((Part("Paste "), Part("```\ntwo", "body"))),
        Row((Part("Open "), Part(f"https://t.example/{'y' * 180}", "url"))),
    ),
    asked=(
        Asked("evil", EVIL, f"before {EVIL}"),
        Asked("tick", "tick ` tick"),
        Asked("body", "```\ntwo", "one"),
        Asked("url", f"https://t.example/{'y' * 180}"),
        Asked("a_very_long_name_of_a_field.and_one_within_it.and_one_more_of_them", "v"),
    ),
    title=EVIL,
    doc="https://help.example/templates",
    reason=EVIL,
    last=Confirmation(EVIL, "2026-03-02T09:14:07+00:00", EVIL),
    read_back=True,
    found=EVIL,
)
