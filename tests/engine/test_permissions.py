"""The least set of permissions, and who needs what."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgops.engine.permissions import least

GROUPS = st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1), max_size=6)


def groups(*texts):
    return [frozenset(t.split()) for t in texts]


@pytest.mark.parametrize(
    ("needed", "found"),
    [
        ((), ()),
        (("n:manage",), ("n:manage",)),
        (("c:manage c:read",), ("c:read",)),
        (("c:manage c:read", "c:manage"), ("c:manage",)),
        (("a b", "b c", "c a", "d"), ("a", "b", "d")),
        (("a b", "b c"), ("b",)),
        (("logs:read acc:manage", "acc:manage"), ("acc:manage",)),
    ],
)
def test_the_least_set_is_small_then_weak_then_first_by_alphabet(needed, found):
    """One permission of each group is enough; reading is preferred to managing."""
    assert found == least(groups(*needed), lambda name: 1 if name.endswith(":manage") else 0)


def test_a_group_that_nothing_can_meet_is_a_mistake():
    """An empty group is refused instead of being ignored."""
    with pytest.raises(ValueError, match="cannot be met"):
        least([frozenset()])


@given(GROUPS)
def test_no_smaller_set_meets_every_group(needed):
    """Every group is met, and every smaller set misses one."""
    found = least(needed)
    names = sorted(set(chain.from_iterable(needed)))
    smaller = combinations(names, len(found) - 1) if found else ()

    assert all(g & set(found) for g in needed)
    assert not any(all(g & set(c) for g in needed) for c in smaller)
