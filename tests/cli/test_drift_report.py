"""The report of `msgops drift`: who, where, since when; what is managed, waits and ends; in every format, whatever happens."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import jsonschema
import orjson
import pytest

import estate
from msgops.report.schemas import output_schemas
from msgops.sandbox.control import control

FORMATS = ("text", "json", "markdown", "html", "sarif", "junit")
DOCUMENTS = """\
kind: infobip.NotificationProfile
name: care
lifecycle: {{ignore: [{{field: read_timeout, until: {until}, reason: a trial}}]}}
spec: {{webhook: {{notify_url: "https://care.example.com/in"}}, connect_timeout: 3000, read_timeout: 9000}}
---
kind: salesforce.Queue
name: Care
spec: {{label: Care}}
---
kind: infobip.WhatsAppSender
name: front
spec: {sender}
"""


def edit(simulator, path: str, method: str, body, actor: str) -> None:
    """Change something as a person in the vendor's console."""
    sent = {"path": path, "method": method, "actor": actor, "body": body}
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    assert reply.status < 300, reply.body


@pytest.fixture
def made(tmp_path):
    """Two systems, an open gate, an ignored field with an end, and objects that nobody declared."""
    made = estate.bench(tmp_path / "ws", estate.vendors(["infobip", "salesforce"]))
    until = (made.clock.now() + timedelta(days=9)).date().isoformat()
    sender = json.dumps(dict(estate.CATALOG.kind("infobip.WhatsAppSender").example))
    made.write_text(DOCUMENTS.format(until=until, sender=sender))
    assert 6 == made.apply(), made.last_errors
    return made


def reports(made, *words: str, code: int) -> dict[str, str]:
    """Run drift with all six formats at once, and return them."""
    formats = [f"--format={name}:{made.root / name}" for name in FORMATS]
    assert code == made.run("drift", *formats, *words), made.last_errors
    return {name: (made.root / name).read_text().replace("<wbr>", "") for name in FORMATS}


def spoil(made) -> None:
    """Jane changes a profile at Infobip, Ben renames a queue in Salesforce."""
    infobip, salesforce = made.clock.simulators
    body = {
        "webhook": {"notifyUrl": "https://elsewhere.example.com/x"},
        "connectTimeout": 3000,
        "readTimeout": 9000,
    }
    edit(infobip, "/subscriptions/1/profiles/care", "PUT", body, "jane@acme.example")
    rows = [g for g in salesforce.world.table("Group").values() if g.get("DeveloperName") == "Care"]
    path = f"/services/data/v66.0/tooling/sobjects/Group/{rows[0]['Id']}"
    edit(salesforce, path, "PATCH", {"Name": "Care of old"}, "ben@acme.example")


def test_two_persons_in_two_systems_are_named_in_all_six_formats(made):
    """With field, before, after and the time; the JSON keeps its published schema."""
    spoil(made)

    told = reports(made, code=2)

    for name, text in told.items():
        assert all(who in text for who in ("jane@acme.example", "ben@acme.example")), name
        assert all(what in text for what in ("infobip.NotificationProfile/care", "salesforce.Queue/Care")), (
            name
        )
        assert "elsewhere.example.com" in text, name
    data = json.loads(told["json"])
    jsonschema.validate(data, output_schemas()["drift"])
    assert all(f["since"] and f["severity"] == "warning" for f in data["findings"])
    assert data["complete"]


def test_gates_ignores_with_an_end_and_what_nobody_manages_are_in_every_format(made):
    """The ignored field with its last day, the open gate, and live objects without a document, per account and concept."""
    profiles = made.simulator.world.table("profiles")
    profiles["stray"] = {**profiles["care"], "profileId": "stray"}

    told = reports(made, code=0)

    for name, text in told.items():
        assert "infobip.WhatsAppSender/front" in text, name
        assert "a trial" in text, name
        assert "infobip.NotificationProfile" in text, name
    data = json.loads(told["json"])
    jsonschema.validate(data, output_schemas()["drift"])
    assert [("read_timeout", 9)] == [(e["field"], e["days"]) for e in data["expiring"]]
    assert ["infobip.WhatsAppSender/front"] == [g["address"] for g in data["gates"]]
    rows = {(c["account"], c["concept"]): c for c in data["coverage"]}
    assert (1, 2, 50) == tuple(rows["infobip", "plumbing"][k] for k in ("managed", "live", "percent"))
    assert {"infobip.NotificationProfile": 1} == rows["infobip", "plumbing"]["unmanaged"]
    assert "infobip: plumbing  (1 of 2 managed, 50 %)" in told["text"]
    assert "msgops export writes them" in told["text"]


def test_every_kind_is_counted_on_demand(made):
    """With --all also what nothing uses; what cannot be read is said to be unread and is no error."""
    made.simulator.world.table("security")["stray"] = {"authId": "stray", "type": "CUSTOM"}
    made.simulator.add_fault("GET", "/ccaas/1/queues*", "403", 9, {})

    data = json.loads(reports(made, "--all", code=0)["json"])

    rows = {(c["account"], c["concept"]): c for c in data["coverage"]}
    assert ["infobip.Queue", "infobip.QueueMember"] == [
        k for c in data["coverage"] for k in c["unread"] if c["account"] == "infobip"
    ]
    assert 1 == rows["salesforce", "role"]["unmanaged"]["salesforce.PresenceConfiguration"]
    assert data["complete"]


def test_a_narrowed_report_counts_nothing(made):
    """With --target there is no coverage: it would be that of a part."""
    data = json.loads(reports(made, "--target", "salesforce.*", code=0)["json"])

    assert [] == data["coverage"]


def test_a_system_that_cannot_be_read_leaves_a_report_of_the_other(made):
    """Exit 1; every format says what is missing, and has the finding of the system that answers."""
    spoil(made)
    made.simulator.add_fault("GET", "/subscriptions/1/profiles*", "403", 9, {})

    told = reports(made, code=1)

    for name, text in told.items():
        assert "ben@acme.example" in text, name
        assert "/subscriptions/1/profiles" in text, name
    assert not json.loads(told["json"])["complete"]


def test_a_broken_file_leaves_a_report(made):
    """Every format says that the files are wrong, and where."""
    made.write_text("kind: infobip.NotificationProfile\nname: care\nspec: {webhok: {}}\n")

    told = reports(made, code=1)

    assert all("MC101" in text for text in told.values())
    assert "Not complete: an error ended it" in told["text"]
    assert 0 < int(ET.fromstring(told["junit"]).get("failures", "0"))


@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt(), 130), (SystemExit(143), 143)])
def test_ctrl_c_leaves_every_report(made, stop, code):
    """The command ends with its signal's code; the files say that they are not complete."""
    inner = made.transport

    class Stopping(type(inner)):
        async def handle_async_request(self, request):
            if request.url.path.startswith("/subscriptions"):
                raise stop
            return await inner.handle_async_request(request)

    made.transport = Stopping(made.clock.simulators)
    formats = [f"--format={name}:{made.root / name}" for name in FORMATS]
    try:
        ended = made.run("drift", *formats)
    except SystemExit as error:
        ended = error.code

    assert code == ended
    for name in FORMATS:
        assert "it was interrupted" in (made.root / name).read_text(), name
    data = json.loads((made.root / "json").read_text())
    jsonschema.validate(data, output_schemas()["drift"])
    assert ["read_timeout"] == [e["field"] for e in data["expiring"]]
