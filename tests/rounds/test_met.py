"""Who is short of answers: counted by stratum, and anew only when a round has grown."""

from __future__ import annotations

from collections.abc import Mapping

from engine.rounds.met import Met


class Counting:
    """As much of a store as is asked for, and how often answers were counted."""

    def __init__(self) -> None:
        self.sent, self.counted = 0, 0

    def revision(self, _round_id: str) -> int:
        return self.sent

    def sent_by_item(self, _round_id: str) -> Mapping[tuple[str, str], int]:
        self.counted += 1
        return {("north", "so-y-te"): 3, ("south", "so-y-te"): 1, ("south", "so-noi-vu"): 2, ("", "so-noi-vu"): 4}


def test_of_one_stratum_and_of_all() -> None:
    met = Met(Counting())
    assert met.of("r") == {"so-y-te": 4, "so-noi-vu": 6}
    assert met.of("r", "south") == {"so-y-te": 1, "so-noi-vu": 2}
    assert met.of("r", "west") == {}


def test_answers_are_not_counted_for_each_respondent() -> None:
    store = Counting()
    met = Met(store)
    for sent in range(1, 2_001):
        store.sent = sent
        met.of("r")
    assert store.counted < 120
