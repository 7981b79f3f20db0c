"""Events with a format: equal to the bare name where the format is the channel's default."""

from __future__ import annotations

import pytest

from msgops.sdk.kind import Wanted
from msgops_infobip.kinds.subscriptions import Subscription
from scripted import Call, page, play, problem, round_trip

BASE = {"channel": "SMS", "profile": "p"}


def dumped(*events):
    """Return the events as they go to the vendor."""
    return Subscription.codec.dump(Subscription.spec.model_validate({**BASE, "events": events}))["events"]


def test_the_default_format_is_the_bare_name():
    """What is declared in the default format is sent as a name."""
    assert dumped({"event": "INBOUND_MESSAGE", "format": "MO_JSON_2"}, "CLICK") == [
        "INBOUND_MESSAGE",
        "CLICK",
    ]


def test_another_format_is_kept():
    """A format that is not the default goes to the vendor and comes back."""
    chosen = {"event": "INBOUND_MESSAGE", "format": "MO_JSON_3"}
    assert dumped(chosen, "CLICK") == [chosen, "CLICK"]
    round_trip(Subscription, {**BASE, "events": [chosen, "CLICK"]})


def test_a_live_default_reads_as_the_bare_name():
    """The vendor may show either form of the default."""
    live = {
        "subscriptionId": "s",
        "events": [
            {"event": "INBOUND_MESSAGE", "format": "MO_JSON_2"},
            {"event": "DELIVERY", "format": "DR_X"},
            "CLICK",
        ],
    }
    found = play(
        lambda w: Subscription.api.list(w, [Wanted({"channel": "SMS"})]),
        Call(
            "GET /subscriptions/1/subscription/SMS",
            query={"page": "0", "size": "100"},
            answer=page("results", live),
        ),
    )
    assert found[0].wire["events"] == ["INBOUND_MESSAGE", {"event": "DELIVERY", "format": "DR_X"}, "CLICK"]


@pytest.mark.parametrize(
    ("channel", "event", "why"),
    [
        ("WHATSAPP", {"event": "INBOUND_MESSAGE", "format": "X"}, "takes only names"),
        ("SMS", {"event": "SEEN", "format": "X"}, "has no event SEEN"),
        ("SMS", "SEEN", "has no event SEEN"),
    ],
)
def test_formats_and_events_must_fit_the_channel(channel, event, why):
    """Only some channels choose formats, and each has its own events."""
    assert why in problem(Subscription, {"channel": channel, "profile": "p", "events": [event]})
