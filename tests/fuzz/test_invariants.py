"""A broken law says where."""

from __future__ import annotations

import pytest

from fuzz.invariants import Violation, require_same


def test_a_live_object_that_changed_is_named_with_its_field_and_values():
    """Out of a whole tenant the message shows the one difference."""
    before = {"queues": {"q1": {"name": "care", "size": 1}, "q2": {"name": "shop", "size": 2}}}
    after = {"queues": {"q1": {"name": "care", "size": 3}, "q2": {"name": "shop", "size": 2}}}

    with pytest.raises(Violation) as found:
        require_same(before, after, "I3", "planning changed an object")
    assert "I3: planning changed an object:\n" in str(found.value)
    assert "['queues']['q1']['size'] changed from 1 to 3" in str(found.value)
    assert "shop" not in str(found.value)


def test_equal_trees_are_no_violation():
    """Nothing is raised, whatever the order of keys."""
    require_same({"a": 1, "b": 2}, {"b": 2, "a": 1}, "I3", "planning changed an object")
