"""When a database too large for it is laid out anew after all: answers of a round may have come till yesterday."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.rounds.forgetting import ended_lately
from engine.store.nouns import Life, Round, RoundState

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ROUND = Round("r1", "f", "R1", RoundState.OPEN, False, date(2026, 5, 1), date(2026, 5, 31), "", "")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


@pytest.mark.parametrize(
    ("round_", "days"),
    [
        (ROUND, {1, 2}),  # to the end of May, and drafts to the end of the next day
        (replace(ROUND, life=Life(closes_at=time(17))), {1, 2}),
        (replace(ROUND, life=Life(closes_at=time(17), grace=0)), {1}),
        (replace(ROUND, life=Life(grace=72)), {1, 4}),
        (replace(ROUND, state=RoundState.CLOSED, life=Life(closed=midnight(date(2026, 6, 5)), grace=0)), {1}),
        (replace(ROUND, state=RoundState.CLOSED, closes=None, life=Life(closed=midnight(date(2026, 6, 5)), grace=0)), {5}),
        (replace(ROUND, closes=None), set()),
        (replace(ROUND, state=RoundState.DRAFT), set()),
    ],
)
def test_a_round_ended_lately_on_the_days_after_its_close_and_its_last_drafts(round_: Round, days: set[int]) -> None:
    assert {day for day in range(1, 15) if ended_lately(round_, midnight(date(2026, 6, day)))} == days
