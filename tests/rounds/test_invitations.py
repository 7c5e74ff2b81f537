"""Who is invited, reminded and told of, decided without a database."""

from datetime import date
from itertools import count

import pytest

from engine.problems import ThuocDoError
from engine.rounds.invitations import (
    Invited,
    check_may_invite,
    deleted_from,
    entry_of,
    is_over,
    named,
    new_invitations,
    to_remind,
    to_write_to,
    told_stratum,
    told_use,
)
from engine.store.invited import MERGED, Contact, Entry, Invitation, Use, Welcome
from engine.store.nouns import Round, RoundState

OPEN, CLOSED = RoundState.OPEN, RoundState.CLOSED


def of(code, key=None, **more):
    return Invitation(code, "r1", contact=Contact(key) if key else None, **more)


def make_round(state=OPEN, closes=None, is_demo=False):
    return Round("r1", "f", "Round", state, is_demo, None, closes, "", "")


def test_anyone_may_answer_where_nobody_said_otherwise():
    assert entry_of(Welcome()) is Entry.OPEN
    assert entry_of(Welcome(Entry.CODE)) is Entry.CODE


def test_who_is_invited_already_gets_no_second_code():
    numbers = count(1)
    sample = [Invited(Contact("Công ty A"), "small", ("x",)), Invited(Contact("Công ty B"))]
    known = [of("C1", "CÔNG TY  a")]
    made = new_invitations("r1", sample, known, lambda: f"C{next(numbers)}")
    assert made == [Invitation("C2", "r1", contact=Contact("Công ty B"))]  # C1 is taken


@pytest.mark.parametrize(("stratum", "used", "told"), [
    ("small", 10, "small"), ("small", 9, MERGED), ("small", 0, MERGED), ("", 99, ""),
])  # fmt: skip
def test_a_stratum_is_told_from_enough_used_codes_on(stratum, used, told):
    assert told_stratum(of("A", stratum=stratum), used, 10) == told
    assert told_stratum(None, used, 10) == ""


def test_letters_go_to_who_is_reached_and_has_not_answered_reminders_to_who_did_not_say_no():
    everybody = [
        of("A", "3"), of("B", "2", is_quiet=True), of("C", "1", is_used=True), of("D", "4", is_bounced=True), of("E"),
        of("F", "1b"),
    ]  # fmt: skip
    assert [each.code for each in to_write_to(everybody)] == ["F", "B", "A"]
    assert [each.code for each in to_remind(everybody)] == ["F", "A"]


def test_contacts_are_named_by_themselves_or_by_code():
    everybody = [of("AB3DE5FG", "Công ty A"), of("HJ4KL6MN", "Công ty B")]
    assert named(everybody, ["công ty a", "HJ4KL6MN", "ab3de5fg", "X"]) == (everybody, ["X"])


def test_small_strata_are_told_as_one():
    uses = [Use("b", 40, 5), Use("a", 50, 7), Use("c", 6, 1), Use("d", 5, 2)]
    assert told_use(uses, 10) == [Use("a", 50, 7), Use("b", 40, 5), Use(MERGED, 11, 3)]
    assert told_use(uses[:2], 10) == [Use("a", 50, 7), Use("b", 40, 5)]


def test_a_single_small_stratum_is_not_told_by_subtraction():
    assert told_use([Use("a", 50, 7), Use("b", 40, 5), Use("c", 6, 1)], 10) == [Use("a", 50, 7), Use(MERGED, 46, 6)]
    assert told_use([Use("c", 6, 1)], 10) == [Use(MERGED, 6, 1)]


@pytest.mark.parametrize(("state", "closes", "closed_on", "gone"), [
    (OPEN, date(2026, 3, 1), None, None),
    (CLOSED, date(2026, 3, 1), None, date(2026, 5, 30)),
    (CLOSED, None, date(2026, 3, 1), date(2026, 5, 30)),
    (CLOSED, date(2026, 2, 1), date(2026, 3, 1), date(2026, 5, 30)),
    (CLOSED, None, None, None),
])  # fmt: skip
def test_contacts_are_deleted_so_many_days_after_the_close(state, closes, closed_on, gone):
    assert deleted_from(make_round(state, closes), Welcome(closed_on=closed_on)) == gone


def test_a_round_that_takes_no_more_answers():
    assert not is_over(make_round(closes=date(2026, 3, 1)), date(2026, 3, 1))
    assert is_over(make_round(closes=date(2026, 3, 1)), date(2026, 3, 2))
    assert is_over(make_round(CLOSED), date(2026, 3, 1))


@pytest.mark.parametrize(("given", "words"), [
    (make_round(is_demo=True), "is a demo"), (make_round(RoundState.PUBLISHED), "is published"),
])  # fmt: skip
def test_nobody_is_invited_to_these(given, words):
    with pytest.raises(ThuocDoError, match=words):
        check_may_invite(given)
