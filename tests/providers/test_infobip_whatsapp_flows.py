from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from msgops.sdk.errors import Refused
from msgops.sdk.kind import Item, Wanted
from providers.whatsapp_desk import OTHER, SENDER, Desk, kind_of, live

KIND = kind_of("WhatsAppFlow")
SPEC: dict[str, Any] = {
    "sender": SENDER,
    "name": "survey",
    "categories": ["SURVEY", "CONTACT_US"],
    "content": KIND.example["content"],
}


@pytest.fixture
def desk() -> Desk:
    """A fresh account with two connected senders."""
    return Desk()


def _found(desk: Desk) -> list[Item]:
    return desk.list(KIND, Wanted({"sender": SENDER, "name": "survey"}))


def test_draft(desk: Desk) -> None:
    """A new flow is a draft with its content."""
    item = desk.create(KIND, **SPEC)

    assert [item.id] == [i.id for i in _found(desk)]
    assert {**_plain(), "publish": False} == live(KIND, desk.get(KIND, item))
    assert SPEC["content"] == desk.simulator.world.table("whatsapp_flows")[item.id]["content"]


def _plain() -> dict[str, Any]:
    return {"sender": SENDER, "name": "survey", "categories": ["CONTACT_US", "SURVEY"]}


def test_publish_freezes(desk: Desk) -> None:
    """Publishing is one call; afterwards nothing can be changed, and the plan says so."""
    item = desk.create(KIND, **SPEC, publish=True)
    wire = desk.get(KIND, item).wire

    assert live(KIND, Item(item.id, wire))["publish"] is True
    assert "frozen" in KIND.fixed_if(wire, frozenset({"categories"}))
    with pytest.raises(Refused, match="only be modified in DRAFT"):
        desk.update(KIND, item, "categories", **{**SPEC, "categories": ["OTHER"]})


def test_update_draft(desk: Desk) -> None:
    """A draft is renamed, filled and published in one update."""
    item = desk.create(KIND, **SPEC)

    desk.update(KIND, item, "name", "content", "publish", **{**SPEC, "name": "poll", "publish": True})

    assert [c.split()[0] for c in desk.calls()[-3:]] == ["PATCH", "PUT", "POST"]
    assert (desk.get(KIND, item).wire["name"], desk.get(KIND, item).wire["status"]) == ("poll", "PUBLISHED")


def test_faulty_content(desk: Desk) -> None:
    """Infobip answers 201 to faulty content; that is a failure with Infobip's words."""
    with pytest.raises(Refused, match=r"INVALID_PROPERTY.*screens") as refused:
        desk.create(KIND, **{**SPEC, "content": {"version": "7.0"}})

    assert "Correct content" in refused.value.diagnostic().remedy
    assert [i.wire["status"] for i in _found(desk)] == ["DRAFT"]


def test_delete_draft(desk: Desk) -> None:
    """A draft is deleted, and deleting it again is no error."""
    item = desk.create(KIND, **SPEC)

    desk.delete(KIND, item)
    desk.delete(KIND, item)

    assert _found(desk) == []


def test_a_flow_that_is_published_already_is_what_was_wanted(desk: Desk) -> None:
    """An earlier call published it and the list did not show that yet: the vendor's refusal says so, and nothing fails."""
    item = desk.create(KIND, **SPEC, publish=True)
    desk.update(KIND, item, "publish", **{**SPEC, "publish": True})

    assert desk.get(KIND, item).wire["publish"] is True


def test_delete_published(desk: Desk) -> None:
    """A published flow is deprecated, which counts as gone; its name stays taken."""
    item = desk.create(KIND, **SPEC, publish=True)

    desk.delete(KIND, item)

    assert f"POST /whatsapp/1/senders/{SENDER}/flows/{item.id}/deprecate" == desk.calls()[-1]
    assert desk.get(KIND, item) is None
    with pytest.raises(Refused, match="already exists"):
        desk.create(KIND, **SPEC)


def test_clone(desk: Desk) -> None:
    """A flow can start from the content of another one."""
    first = desk.create(KIND, **SPEC)

    copy = desk.create(KIND, sender=SENDER, name="copy", categories=["OTHER"], clone=first.id)

    table = desk.simulator.world.table("whatsapp_flows")
    assert table[first.id]["content"] == table[copy.id]["content"]


def test_senders_share(desk: Desk) -> None:
    """Two senders of a business account show a flow once."""
    item = desk.create(KIND, **SPEC)

    found = desk.list(
        KIND, Wanted({"sender": OTHER, "name": "x"}), Wanted({"sender": SENDER, "name": "survey"})
    )

    assert [(item.id, SENDER)] == [(i.id, i.wire["sender"]) for i in found]


def test_content_in_quotes() -> None:
    """A version written as a number is refused with the right way to write it."""
    with pytest.raises(ValidationError, match=r'version: "7\.1"'):
        KIND.spec.model_validate({**SPEC, "content": {"version": 7.1, "screens": []}})


def test_blocked() -> None:
    """A flow that Meta blocked or throttles is a gate."""
    assert KIND.ready({"status": "BLOCKED"}).rejected
    assert not KIND.ready({"status": "THROTTLED"}).rejected
    assert KIND.ready({"status": "DRAFT"}) is None
