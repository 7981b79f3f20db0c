"""RCS senders and templates against the simulator."""

from __future__ import annotations

import pytest

from infobip_world import Sandbox, create, delete, listed, only, read_back, update
from msgops.sdk.errors import Refused
from msgops.sdk.kind import Item, Wanted
from msgops_infobip.kinds.rcs import RcsSender
from msgops_infobip.kinds.rcs_templates import RcsTemplate
from scripted import problem, round_trip

SENDER = {"sender": "acme", **RcsSender.example}
TEMPLATE = {**RcsTemplate.example, "sender": "acme"}


@pytest.fixture
def sandbox():
    """RCS."""
    return Sandbox("rcs")


@pytest.fixture
def sender(sandbox):
    """Return a sender that is ready for tests."""
    made = create(sandbox, RcsSender, SENDER)
    for _ in range(2):
        live = sandbox.do(lambda w: RcsSender.api.get(w, made))
    return live


def status(sandbox, item):
    """Return the live state of a template."""
    return sandbox.do(lambda w: RcsTemplate.api.get(w, item)).wire["status"]


def test_a_sender_is_accepted_and_ready_a_moment_later(sandbox):
    """The create answers 202 with PENDING, which waits for Infobip; then the sender is ready for tests."""
    made = create(sandbox, RcsSender, SENDER)
    assert RcsSender.ready(made.wire).waiting_for == "Infobip"
    assert RcsSender.ready(sandbox.do(lambda w: RcsSender.api.get(w, made)).wire) is not None
    live = sandbox.do(lambda w: RcsSender.api.get(w, made))
    assert (live.wire["senderStatus"], RcsSender.ready(live.wire)) == ("READY_FOR_TESTING", None)


def test_other_kinds_refer_to_a_sender_by_its_name(sender):
    """The object carries `sender`, the name by which senders of every channel are known."""
    assert (sender.id, sender.wire["sender"]) == ("acme", "acme")


def test_the_list_is_completed_by_single_reads(sandbox, sender):
    """The list leaves out contacts and links; what is read equals what was declared."""
    sandbox.exchanges.clear()
    live = only(sandbox, RcsSender)
    declared = RcsSender.codec.dump(RcsSender.spec.model_validate(SENDER))
    assert RcsSender.codec.normalise(RcsSender.codec.decode(live.wire)[0]) == RcsSender.codec.normalise(
        declared
    )
    assert sandbox.sent("GET") == [
        "/rcs/1/senders",
        "/rcs/1/senders/acme",
        "/rcs/1/senders/acme/launch-status",
    ]


def test_a_sender_is_changed_while_it_is_open(sandbox, sender):
    """Name, region and brand are not part of the PUT."""
    update(sandbox, RcsSender, sender, description="Deliveries")
    assert read_back(sandbox, RcsSender, sender)["description"] == "Deliveries"
    assert read_back(sandbox, RcsSender, sender)["brand"] == "Acme"


def test_a_locked_sender_cannot_be_changed(sandbox, sender):
    """From the request to launch on, only application and entity can change."""
    sandbox.control("review", {"path": "/rcs/1/senders/acme", "result": "PENDING_LAUNCH"})
    live = sandbox.do(lambda w: RcsSender.api.get(w, sender))
    assert "PENDING_LAUNCH is locked" in RcsSender.fixed_if(live.wire, frozenset({"description"}))
    assert RcsSender.fixed_if(live.wire, frozenset({"application"})) == ""
    with pytest.raises(Refused):
        update(sandbox, RcsSender, sender, description="Deliveries")


def test_application_and_entity_have_a_call_of_their_own(sandbox, sender):
    """They can change at any time, and must exist before."""
    sandbox.simulator.world.table("applications")["crm"] = {"applicationId": "crm"}
    sandbox.control("review", {"path": "/rcs/1/senders/acme", "result": "APPROVED"})
    update(sandbox, RcsSender, sender, application="crm")
    assert sandbox.sent("PATCH") == ["/rcs/1/senders/acme/platform-parameters"]
    assert read_back(sandbox, RcsSender, sender)["application"] == "crm"
    with pytest.raises(Refused, match="does not exist"):
        update(sandbox, RcsSender, sender, entity="nobody")


@pytest.mark.parametrize(
    ("result", "left", "rejected"),
    [
        ("APPROVED", "LAUNCHED", None),
        ("REJECTED", "READY_FOR_TESTING", True),
        ("SENDER_UPDATE_REQUIRED", "SENDER_UPDATE_REQUIRED", True),
        ("DRAFT", "DRAFT", False),
    ],
)
def test_a_launch_is_decided_by_others(sandbox, sender, result, left, rejected):
    """A launch that was sent back or failed waits for the user."""
    assert sandbox.control("review", {"path": "/rcs/1/senders/acme", "result": result}).status == 204
    live = sandbox.do(lambda w: RcsSender.api.get(w, sender))
    waiting = RcsSender.ready(live.wire)
    assert live.wire["senderStatus"] == left
    assert (waiting and waiting.rejected) is rejected


def test_a_rejected_launch_shows_the_vendors_reason_until_the_sender_is_changed(sandbox, sender):
    """Who rejected it, why and when are read from the launch status; a change makes it history."""
    path, why = "/rcs/1/senders/acme", "Privacy policy needs opt-out"
    sandbox.control("review", {"path": path, "result": "REJECTED", "reason": why})

    waiting = RcsSender.ready(sandbox.do(lambda w: RcsSender.api.get(w, sender)).wire)

    assert waiting.reason == f"VERIZON: {why}"
    assert waiting.since
    sandbox.control("clock", {"advance": "1h"})
    update(sandbox, RcsSender, sender, description="Deliveries")
    assert read_back(sandbox, RcsSender, sender)["description"] == "Deliveries"
    assert RcsSender.ready(sandbox.do(lambda w: RcsSender.api.get(w, sender)).wire) is None


def test_one_no_among_open_answers_is_no_rejection(sandbox, sender):
    """While somebody has not answered yet, the launch is not over; who was left out does not count."""
    stamp = sandbox.simulator.world.stamp()
    rows = [{"name": n, "status": s, "updatedAt": stamp} for n, s in (("A", "REJECTED"), ("B", "PENDING"))]
    sandbox.simulator.world.table("rcs_launches")["acme"] = {
        "coverage": [{"countryCode": "US", "providers": rows}]
    }
    assert RcsSender.ready(sandbox.do(lambda w: RcsSender.api.get(w, sender)).wire) is None

    rows[1]["status"] = "NOT_REQUESTED"
    waiting = RcsSender.ready(sandbox.do(lambda w: RcsSender.api.get(w, sender)).wire)

    assert waiting.reason == "A: no reason given"


def test_a_sender_cannot_be_deleted(sandbox):
    """The vendor has no delete, so there is no replace either."""
    assert not RcsSender.can("delete")
    assert RcsSender.no_replace
    with pytest.raises(RuntimeError):
        delete(sandbox, RcsSender, Item("acme", {}))


def test_an_unknown_sender_is_none(sandbox):
    """404 is no object."""
    assert sandbox.do(lambda w: RcsSender.api.get(w, Item("none", {}))) is None


def test_a_sender_must_be_reachable():
    """Telephone, e-mail or website: one of them is needed, one of each is allowed."""
    bare = {k: v for k, v in SENDER.items() if k != "phones"}
    assert "at least one of phones" in problem(RcsSender, bare)
    assert "at most 1 item" in problem(RcsSender, {**SENDER, "phones": [*SENDER["phones"]] * 2})


@pytest.mark.parametrize("name", ["ab", "1234", "with space", "x" * 41])
def test_a_sender_name_has_a_letter(name):
    """3 to 40 letters, digits, `-` and `_`, at least one letter."""
    assert problem(RcsSender, {**SENDER, "sender": name})


def test_colours_are_compared_as_colours():
    """With or without `#`, in either case."""
    found = [RcsSender.codec.normalise({"color": c})["color"] for c in ("0b78d0", "#0B78D0")]
    assert found == ["#0B78D0"] * 2


def test_a_template_waits_for_the_providers(sandbox, sender):
    """It is PENDING until they have decided; a day later it is approved."""
    made = create(sandbox, RcsTemplate, TEMPLATE)
    assert RcsTemplate.ready(made.wire).waiting_for == "the RCS providers"
    sandbox.control("clock", {"advance": "25h"})
    live = sandbox.do(lambda w: RcsTemplate.api.get(w, made))
    assert (live.wire["status"], RcsTemplate.ready(live.wire)) == ("APPROVED", None)


def test_what_is_declared_is_what_is_read(sandbox, sender):
    """Content and providers come from two reads."""
    made = create(sandbox, RcsTemplate, {**TEMPLATE, "providers": ["INDIA_VI"]})
    have = read_back(sandbox, RcsTemplate, made)
    declared = RcsTemplate.codec.dump(
        RcsTemplate.spec.model_validate({**TEMPLATE, "providers": ["INDIA_VI"]})
    )
    assert have == RcsTemplate.codec.normalise(declared)


def test_templates_are_read_sender_by_sender(sandbox, sender):
    """Wanted ones are read in full, others only counted; without a wish every sender is asked."""
    for name in ("one", "two"):
        create(sandbox, RcsTemplate, {**TEMPLATE, "template_name": name})
    wanted = [
        Wanted({"sender": "acme", "templateName": "one"}),
        Wanted({"sender": None, "templateName": "x"}),
    ]
    assert only(sandbox, RcsTemplate, wanted).id == "acme/one"
    absent = [Wanted({"sender": "nobody", "templateName": "one"})]
    assert listed(sandbox, RcsTemplate, absent) == []
    assert [i.id for i in listed(sandbox, RcsTemplate)] == ["acme/one", "acme/two"]


def test_an_open_template_is_edited_and_reviewed_again(sandbox, sender):
    """A rejected template waits for the user; new content starts a new review."""
    made = create(sandbox, RcsTemplate, TEMPLATE)
    path = "/rcs/1/senders/acme/templates/order_shipped"
    sandbox.control("review", {"path": path, "result": "REJECTED"})
    live = sandbox.do(lambda w: RcsTemplate.api.get(w, made))
    assert RcsTemplate.ready(live.wire).rejected
    assert RcsTemplate.fixed_if(live.wire, frozenset({"content"})) == ""
    update(sandbox, RcsTemplate, made, content={"type": "TEXT", "text": "Hello"})
    assert read_back(sandbox, RcsTemplate, made)["content"] == {"type": "TEXT", "text": "Hello"}
    assert status(sandbox, made) == "PENDING"


def test_an_approved_template_is_fixed(sandbox, sender):
    """Its content cannot change, and the plan says so before the vendor does."""
    made = create(sandbox, RcsTemplate, TEMPLATE)
    path = "/rcs/1/senders/acme/templates/order_shipped"
    sandbox.control("review", {"path": path, "result": "APPROVED"})
    live = sandbox.do(lambda w: RcsTemplate.api.get(w, made))
    assert "new template_name" in RcsTemplate.fixed_if(live.wire, frozenset({"content"}))
    with pytest.raises(Refused):
        update(sandbox, RcsTemplate, made, content={"type": "TEXT", "text": "Hello"})


def test_more_providers_are_registered(sandbox, sender):
    """An approved template can be registered with others; the state then says that some still review."""
    made = create(sandbox, RcsTemplate, {**TEMPLATE, "providers": ["INDIA_VI"]})
    path = "/rcs/1/senders/acme/templates/order_shipped"
    sandbox.control("review", {"path": path, "result": "APPROVED"})
    assert (
        RcsTemplate.fixed_if(
            sandbox.do(lambda w: RcsTemplate.api.get(w, made)).wire, frozenset({"providers"})
        )
        == ""
    )
    update(sandbox, RcsTemplate, made, providers=["INDIA_AIRTEL", "INDIA_VI"])
    assert sandbox.sent("PUT") == []
    assert read_back(sandbox, RcsTemplate, made)["providers"] == ["INDIA_AIRTEL", "INDIA_VI"]
    assert status(sandbox, made) == "APPROVED_IN_PROGRESS"


def test_a_deleted_template_is_gone(sandbox, sender):
    """A delete needs consent; a second one is no error."""
    made = create(sandbox, RcsTemplate, TEMPLATE)
    delete(sandbox, RcsTemplate, made)
    delete(sandbox, RcsTemplate, made)
    assert sandbox.do(lambda w: RcsTemplate.api.get(w, made)) is None
    assert RcsTemplate.on_delete.code == "MG106"


def test_a_sender_without_templates_has_none(sandbox, sender, monkeypatch):
    """Not every sender supports templates: 400 means none, anything else is an error."""
    answers = iter([400, 403])

    async def get(*_, **__):
        raise Refused("GET x", "not supported", status=next(answers))

    api = RcsTemplate.api
    reader = type("Reader", (), {"get": get})()
    assert sandbox.do(lambda _: api.list(reader, [Wanted({"sender": "acme", "templateName": "x"})])) == []
    with pytest.raises(Refused):
        sandbox.do(lambda _: api.list(reader, [Wanted({"sender": "acme", "templateName": "x"})]))


MEDIA = {"file": {"url": "https://example.com/{{picture}}.png"}, "height": "TALL"}
TAP = {"text": "Tap", "postback_data": "tap"}
SUGGESTIONS = [
    {"type": "REPLY", **TAP},
    {"type": "DIAL_PHONE", "phone_number": "+385977666618", **TAP},
    {
        "type": "OPEN_URL",
        "url": "https://example.com",
        "application": "WEBVIEW",
        "webview_view_mode": "HALF",
        **TAP,
    },
    {"type": "REQUEST_LOCATION", **TAP},
    {"type": "SHOW_LOCATION", "latitude": "45.8", "longitude": "{{longitude}}", "label": "Here", **TAP},
    {
        "type": "CREATE_CALENDAR_EVENT",
        "start_time": "{{start}}",
        "end_time": "{{end}}",
        "title": "Visit",
        **TAP,
    },
]
CONTENTS = [
    {"type": "TEXT", "text": "Hello", "suggestions": SUGGESTIONS},
    {
        "type": "TEXT_WITH_PDF",
        "text": "Read",
        "url": "https://example.com/a.pdf",
        "message_order": "PDF_AT_TOP",
    },
    {
        "type": "CARD",
        "orientation": "VERTICAL",
        "alignment": "LEFT",
        "content": {"title": "T", "media": MEDIA, "suggestions": SUGGESTIONS[:4]},
    },
    {
        "type": "CAROUSEL",
        "card_width": "SMALL",
        "contents": [{"description": "a"}, {"title": "b", "media": MEDIA}],
    },
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda c: c["type"])
def test_every_type_of_content_round_trips(sandbox, sender, content):
    """Four types of message and six of suggestion read back as they were written."""
    spec = {**TEMPLATE, "content": content}
    round_trip(RcsTemplate, spec)
    made = create(sandbox, RcsTemplate, spec)
    declared = RcsTemplate.codec.normalise(RcsTemplate.codec.dump(RcsTemplate.spec.model_validate(spec)))
    assert read_back(sandbox, RcsTemplate, made)["content"] == declared["content"]


def test_coordinates_are_numbers_unless_they_are_placeholders():
    """`45.8` goes out as a number, `{{longitude}}` as text."""
    spec = {**TEMPLATE, "content": CONTENTS[0]}
    wire = RcsTemplate.codec.encode(RcsTemplate.codec.dump(RcsTemplate.spec.model_validate(spec)))
    place = wire["content"]["suggestions"][4]
    assert (place["latitude"], place["longitude"]) == (45.8, "{{longitude}}")


@pytest.mark.parametrize("kind", [RcsSender, RcsTemplate], ids=lambda k: k.name)
def test_examples_round_trip(kind):
    """The documented example validates and reads back as it was written."""
    round_trip(kind, dict(kind.example))


def wire(**more):
    """Return a create body, one field wrong."""
    declared = RcsSender.codec.dump(RcsSender.spec.model_validate({**SENDER, "sender": "other"}))
    return {**RcsSender.codec.encode(declared), **more}


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("POST /rcs/1/senders", wire(senderName="acme"), 409),
        ("POST /rcs/1/senders", wire(senderName="1"), 400),
        ("POST /rcs/1/senders", wire(hostingRegion="MARS"), 400),
        ("POST /rcs/1/senders", wire(phones=[]), 400),
        ("POST /rcs/1/senders", wire(color="red"), 400),
        ("POST /rcs/1/senders", [], 400),
        ("PUT /rcs/1/senders/none", wire(), 404),
        ("PATCH /rcs/1/senders/acme/platform-parameters", {}, 400),
        ("GET /rcs/1/senders/none/templates", None, 404),
        ("GET /rcs/1/senders/acme/templates/none", None, 404),
        ("POST /rcs/1/senders/acme/templates", {"templateName": "not good"}, 400),
        ("POST /rcs/1/senders/acme/templates", {"templateName": "a", "content": {"type": "POEM"}}, 400),
        ("POST /rcs/1/senders/acme/templates", {"templateName": "a", "content": {"type": "TEXT"}}, 400),
        ("GET /rcs/1/templates/template-providers", None, 200),
    ],
)
def test_the_simulator_refuses_what_the_vendor_refuses(sandbox, sender, call, body, status):
    """Bad bodies answer 400, unknown names 404, taken ones 409."""
    assert sandbox.console(*call.split(), body).status == status


def test_ten_senders_are_allowed(sandbox):
    """The eleventh is refused."""
    found = [sandbox.console("POST", "/rcs/1/senders", wire(senderName=f"acme{n}")).status for n in range(11)]
    assert found == [202] * 10 + [400]


def test_a_template_name_is_taken_once(sandbox, sender):
    """A second template of the name is refused, and so is a provider that has it already."""
    create(sandbox, RcsTemplate, TEMPLATE)
    with pytest.raises(Refused):
        create(sandbox, RcsTemplate, TEMPLATE)
    path = "/rcs/1/senders/acme/templates/order_shipped/register"
    assert sandbox.console("PATCH", path, {"providers": ["INDIA_VI"]}).status == 400
    assert sandbox.console("PATCH", path, {"providers": ["NOBODY"]}).status == 400


@pytest.mark.parametrize("path", ["/rcs/1/senders/none", "/rcs/1/senders/acme/templates/none"])
def test_there_must_be_something_to_review(sandbox, sender, path):
    """A decision about nothing is told so."""
    assert sandbox.control("review", {"path": path, "result": "APPROVED"}).status == 404


def test_states_sum_up_the_providers(sandbox, sender):
    """Some approved and none pending is partial; none approved is rejected."""
    made = create(sandbox, RcsTemplate, TEMPLATE)
    stored = sandbox.simulator.world.table("rcs_templates")[made.id]
    found = []
    for pair in (("APPROVED", "REJECTED"), ("REJECTED", "SUSPENDED"), ("PENDING", "REJECTED")):
        stored["providers"] = dict(zip(("INDIA_VI", "INDIA_AIRTEL"), pair, strict=True))
        found.append(status(sandbox, made))
    assert found == ["APPROVED_PARTIALLY", "REJECTED", "PENDING"]
