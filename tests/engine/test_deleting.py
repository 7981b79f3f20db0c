"""A delete that the vendor refuses is a failure, unless an earlier call may have carried it out and lists lag behind."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from msgops.engine.deleting import delete
from msgops.sdk.errors import Refused, UnknownOutcome
from msgops.sdk.kind import Item

THING = Item("7", {})


class Vendor:
    """Answers deletes one after the other, and shows the object for some seconds."""

    def __init__(self, *answers, shown):
        self.answers, self.shown, self.slept = list(answers), shown, 0.0
        self.clock = SimpleNamespace(sleep=self._sleep)
        self.kind = SimpleNamespace(api=self, eventual=False)

    async def _sleep(self, seconds):
        self.slept += seconds

    async def get(self, _read, item):
        return item if self.slept < self.shown else None

    async def delete(self, _write, _item):
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer

    def run(self, *, doubtful):
        asyncio.run(delete(self.kind, self, THING, doubtful=doubtful))
        assert not self.answers


def refused():
    return Refused("DELETE /things/7", "there is no such thing", status=400)


def lost():
    return UnknownOutcome("DELETE /things/7", "no answer")


def test_what_an_earlier_call_may_have_deleted_is_given_time_to_disappear():
    """It is shown for ten seconds more: no error, and no second call."""
    Vendor(refused(), shown=10).run(doubtful=True)


def test_a_lost_answer_makes_the_next_refusal_doubtful():
    """The object is shown, the second call refused, and then it is gone."""
    Vendor(lost(), refused(), shown=10).run(doubtful=False)


@pytest.mark.parametrize(("doubtful", "shown"), [(False, 0), (True, 1000)], ids=["sure", "it stays"])
def test_a_refusal_is_a_failure_otherwise(doubtful, shown):
    """Nothing was in doubt, or the object stays."""
    with pytest.raises(Refused):
        Vendor(refused(), shown=shown).run(doubtful=doubtful)


def test_two_lost_answers_leave_it_in_doubt():
    """It is sent twice and not for ever."""
    vendor = Vendor(lost(), lost(), shown=1000)

    with pytest.raises(UnknownOutcome):
        vendor.run(doubtful=False)
    assert [] == vendor.answers
