"""Few are not told, and do not follow from what is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.rounds.small_counts import K, Told, alone, parts_of_a_whole


def test_few_are_few_and_nobody_is_nobody() -> None:
    assert [alone(count) for count in (0, 1, 4, 5)] == [Told(0), Told(None, True), Told(None, True), Told(5)]


def test_one_that_few_are_in_takes_the_next_smallest_with_it() -> None:
    told = parts_of_a_whole({"first": 40, "second": 3, "third": 9, "fourth": 0})
    assert told == {"first": Told(40), "second": Told(None, True), "third": Told(None), "fourth": Told(0)}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_what_is_left_over_is_of_several_parts_and_of_many_people_or_nothing_else_is_told(
    counts: dict[str, int],
) -> None:
    told = parts_of_a_whole(counts)
    hidden = [name for name, each in told.items() if each.count is None]
    assert all(each.count == counts[name] for name, each in told.items() if each.count is not None)
    assert all(name in hidden for name, count in counts.items() if 0 < count < K)
    anyone = [name for name, each in told.items() if each.count]
    if hidden and anyone:
        assert len(hidden) > 1
        assert sum(counts[name] for name in hidden) >= K
