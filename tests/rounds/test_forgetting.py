"""What is done when a round is over: files are laid out anew, contacts are deleted and the audit trail says so."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.rounds.forgetting import ended_lately, forget_due
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Invitation
from engine.store.nouns import Life, Round, RoundState
from engine.store.sqlite import SqliteStore

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


@pytest.mark.parametrize("died", [False, True], ids=["in one go", "the machine died after the deletion"])
def test_contacts_go_once_and_the_trail_says_so_whatever_happens_in_between(tmp_path: Path, died: bool) -> None:
    store, book, day = SqliteStore.open(tmp_path), InvitationBook(tmp_path), date(2026, 12, 1)
    store.create_round(replace(ROUND, state=RoundState.CLOSED))
    store.create_round(replace(ROUND, id="r2", state=RoundState.CLOSED))  # nobody was invited to it
    book.add([Invitation("AB3DE5FG", "r1", contact=Contact("1")), Invitation("HJ4KL6MN", "r1", contact=Contact("2"))])
    forget_due(store, book, date(2026, 6, 1), midnight(date(2026, 6, 1)))
    if died:
        book.forget_contacts("r1")
    for _ in range(2):
        forget_due(store, book, day, midnight(day))
    told = [(each.about, each.before, each.after) for each in store.audit("round") if each.what == "invitations.forget"]
    assert told == [("round/r1/invitations", "" if died else "2", "0")]
    assert store.welcome("r1").deleted_on == day
    assert [each.contact for each in book.invitations("r1")] == [None, None]
    store.close()
