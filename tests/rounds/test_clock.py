"""When a round takes what: everybody, drafts for a day after it closed, nothing; whatever the clock does."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rounds.clock import Intake, drafts_until, intake, is_full_for
from engine.store.nouns import Full, Life, Response, Round, RoundState

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def a_round(state: RoundState = RoundState.OPEN, closes: str | None = None, **life: object) -> Round:
    last = date.fromisoformat(closes) if closes else None
    return Round("r", "f", "R", state, False, date(2026, 5, 1), last, "", "", life=Life(**life))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-04-30T23:59", Intake.NOT_YET),
        ("2026-05-01T00:00", Intake.OPEN),
        ("2026-05-31T23:59", Intake.OPEN),
        ("2026-06-01T00:00", Intake.DRAFTS),
        ("2026-06-01T23:59", Intake.DRAFTS),
        ("2026-06-02T00:00", Intake.LATE),
    ],
)
def test_a_last_day_goes_to_its_end_and_drafts_have_a_day_more(at: str, expected: Intake) -> None:
    assert intake(a_round(closes="2026-05-31"), moment(at)) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-31T16:59", Intake.OPEN),
        ("2026-05-31T17:00", Intake.DRAFTS),
        ("2026-06-01T16:59", Intake.DRAFTS),
        ("2026-06-01T17:00", Intake.LATE),
    ],
)
def test_a_time_of_day_may_be_given(at: str, expected: Intake) -> None:
    assert intake(a_round(closes="2026-05-31", closes_at=time(17)), moment(at)) is expected


def test_closing_by_hand_counts_from_then_unless_the_last_day_was_past_already() -> None:
    by_hand = a_round(RoundState.CLOSED, closed=moment("2026-05-10T09:00"))
    assert drafts_until(by_hand, moment("2026-05-10T10:00")) == moment("2026-05-11T09:00")
    long_past = a_round(RoundState.CLOSED, "2026-05-05", closed=moment("2026-05-10T09:00"))
    assert intake(long_past, moment("2026-05-10T10:00")) is Intake.LATE


def test_the_hours_of_grace_are_a_setting() -> None:
    none = a_round(RoundState.CLOSED, closed=moment("2026-05-10T09:00"), grace=0)
    assert intake(none, moment("2026-05-10T09:00")) is Intake.LATE
    three = a_round(RoundState.CLOSED, closed=moment("2026-05-10T09:00"), grace=72)
    assert intake(three, moment("2026-05-13T08:59")) is Intake.DRAFTS


@pytest.mark.parametrize("state", [RoundState.EMBARGOED, RoundState.PUBLISHED, RoundState.WITHDRAWN])
def test_what_is_shown_to_anybody_takes_nothing_more(state: RoundState) -> None:
    assert intake(a_round(state, closed=moment("2026-05-10T09:00")), moment("2026-05-10T10:00")) is Intake.LATE


def test_a_round_closed_before_anybody_wrote_down_when_takes_nothing_more() -> None:
    assert intake(a_round(RoundState.CLOSED), moment("2026-05-10T10:00")) is Intake.LATE


@given(st.integers(-10**6, 10**6), st.integers(0, 720))
def test_a_clock_that_jumps_back_and_forth_decides_each_moment_alone(minutes: int, grace: int) -> None:
    closed = moment("2026-05-20T12:00")
    now = closed + timedelta(minutes=minutes)
    by_hand = a_round(RoundState.CLOSED, closed=closed, grace=grace)
    assert (intake(by_hand, now) is Intake.DRAFTS) is (minutes < 60 * grace)


@pytest.mark.parametrize(
    ("begun", "today", "is_full"),
    [(0, "2026-05-20", False), (0, "2026-05-21", False), (0, "2026-05-22", True), (1, "2026-05-20", True), (2, "2026-05-20", True)],
)
def test_a_draft_begun_before_a_quota_filled_may_be_sent_to_the_end_of_the_next_day(
    begun: int, today: str, is_full: bool
) -> None:
    filled = a_round(full={"small": Full(1, date(2026, 5, 20))}, fillings=1)
    response = Response("x", "r", "b", 1, False, None, {}, begun=begun)
    assert is_full_for(filled, "small", response, date.fromisoformat(today)) is is_full
    assert not is_full_for(filled, "large", response, date.fromisoformat(today))
