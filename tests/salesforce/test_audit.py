"""Who did it: the setup audit trail as events."""

from __future__ import annotations

import asyncio

import pytest

from msgops.engine.drift import _mentions
from msgops_salesforce.audit import read_audit
from msgops_salesforce.ids import long, short


class Trail:
    """Answers one query with these rows, and remembers it."""

    def __init__(self, *rows):
        self.rows, self.asked = list(rows), ""

    async def get(self, path, params=None):
        self.asked = params["q"]
        return {"records": self.rows, "done": True}


def line(display, **more):
    """Return a row of the trail."""
    return {
        "Action": "x",
        "Display": display,
        "DelegateUser": None,
        "CreatedDate": "2026-01-31T10:00:00.000+0000",
        "CreatedBy": {"Username": "jane@acme.example"},
        **more,
    }


def read(trail, since="2026-01-31T09:00:00.123+00:00"):
    return asyncio.run(read_audit(trail, since))


@pytest.mark.parametrize(
    ("display", "kind"),
    [
        ("Created permission set MAD: with user license Salesforce", "permission set"),
        ("Permission set license Senate: assigned to user Ada", "permission set license"),
        ("Changed membership of Group Support", "queue"),
        ("Changed profile for user Ada from Jedi to Sith", "profile"),
        ("Organization setup action: somethingOffOn has changed.", ""),
    ],
)
def test_the_kind_of_an_event_is_what_its_text_speaks_of_first(display, kind):
    """What speaks of nothing that is known has no kind, and so names no hand."""
    (event,) = read(Trail(line(display)))

    assert (kind, "jane@acme.example") == (event.kind, event.actor)


def test_a_user_is_told_by_the_short_id():
    """The 15 characters in the text become the 18 of the API."""
    (event,) = read(Trail(line("Changed user Ada Agent (UserID: [005xx000001SwiU])")))

    assert "005xx000001SwiUAAS" == event.subject


def test_somebody_logged_in_as_another_is_the_hand():
    """`DelegateUser` did it, whoever's session it was."""
    (event,) = read(Trail(line("Changed Queue Support", DelegateUser="ben@acme.example")))

    assert "ben@acme.example" == event.actor


def test_events_come_oldest_first_and_are_asked_for_since_the_last_run():
    """The newest rows are read, in whole seconds."""
    trail = Trail(line("second"), line("first"))

    assert ["first", "second"] == [e.description for e in read(trail)]
    assert "CreatedDate >= 2026-01-31T09:00:00Z" in trail.asked


def test_without_a_run_the_newest_rows_are_read():
    """There is no time to begin at."""
    trail = Trail()
    read(trail, "")

    assert "WHERE" not in trail.asked


def test_a_name_counts_at_the_edges_of_a_text_too():
    """As a whole word, not as a part of a longer one."""
    assert _mentions("Changed Queue Support", "Support")
    assert _mentions("Support was changed", "Support")
    assert not _mentions("Changed Queue Support_2", "Support")
    assert not _mentions("Changed Queue MySupport", "Support")


def test_ids_have_two_lengths():
    """The last three characters tell which of the others are capitals."""
    assert "00Dxx0000001gPLEAY" == long("00Dxx0000001gPL")
    assert "00Dxx0000001gPLEAY" == long("00Dxx0000001gPLEAY")
    assert "00Dxx0000001gPL" == short("00Dxx0000001gPLEAY")
