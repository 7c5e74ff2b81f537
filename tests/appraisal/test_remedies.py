"""What may be done about an indicator that lost points, by which step, and what must be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from appraisal_samples import make_round

from engine.appraisal.remedies import FOLLOWS, Asked, Fault, RemedyAct, after, faults, keep, status_on
from engine.people.acts import Actor
from engine.store.remedy_nouns import Remedy, RemedyStatus
from engine.store.sqlite import SqliteStore

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LAN = Actor("lan", AT)
OPEN = Remedy("a", owner="lan", due=date(2026, 4, 1), version=3)
ACCEPTED = replace(OPEN, status=RemedyStatus.ACCEPTED, accepted_until=date(2026, 6, 30))
ACCEPT = Asked(RemedyAct.ACCEPT, "Chờ ngân sách", until=date(2026, 6, 30))


def test_the_unit_says_who_until_when_and_that_it_is_done() -> None:
    planned = after(Remedy("a"), Asked(RemedyAct.PLAN, "Ký hợp đồng", "minh", date(2026, 5, 1)), LAN)
    assert planned == Remedy("a", RemedyStatus.OPEN, "minh", date(2026, 5, 1), None, "Ký hợp đồng", 0, "lan", AT)
    assert after(planned, Asked(RemedyAct.PLAN, is_done=True), LAN).status is RemedyStatus.DONE


def test_an_accepted_risk_stays_accepted_while_it_is_planned_and_ends_when_it_is_done() -> None:
    planned = after(ACCEPTED, Asked(RemedyAct.PLAN, "", "minh"), LAN)
    assert (planned.status, planned.accepted_until) == (RemedyStatus.ACCEPTED, date(2026, 6, 30))
    done = after(ACCEPTED, Asked(RemedyAct.PLAN, is_done=True), LAN)
    assert (done.status, done.accepted_until) == (RemedyStatus.DONE, None)


def test_the_head_accepts_a_risk_until_a_day_and_takes_it_back() -> None:
    accepted = after(OPEN, ACCEPT, LAN)
    assert (accepted.status, accepted.accepted_until, accepted.owner) == (
        RemedyStatus.ACCEPTED,
        date(2026, 6, 30),
        "lan",
    )
    back = after(accepted, Asked(RemedyAct.TAKE_BACK), LAN)
    assert (back.status, back.accepted_until) == (RemedyStatus.OPEN, None)


@pytest.mark.parametrize(("day", "status"), [(30, RemedyStatus.ACCEPTED), (31, RemedyStatus.OPEN)])
def test_an_accepted_risk_is_open_again_after_its_last_day(day: int, status: RemedyStatus) -> None:
    assert status_on(replace(ACCEPTED, accepted_until=date(2026, 3, 30)), date(2026, 3, day)) is status


def test_what_is_done_is_verified_or_sent_back_with_a_reason() -> None:
    done = replace(OPEN, status=RemedyStatus.DONE)
    assert after(done, Asked(RemedyAct.VERIFY), LAN).status is RemedyStatus.VERIFIED
    assert after(done, Asked(RemedyAct.REJECT, "Chưa có hợp đồng"), LAN).status is RemedyStatus.OPEN
    assert faults(done, Asked(RemedyAct.REJECT), TODAY) == [Fault.NO_REASON]


def test_each_act_comes_only_after_the_states_that_it_follows() -> None:
    may = {
        (act, status)
        for act, status in product(RemedyAct, RemedyStatus)
        if Fault.NOT_NOW not in faults(Remedy("a", status), replace(ACCEPT, act=act), TODAY)
    }
    assert may == {(act, status) for act, several in FOLLOWS.items() for status in several}
    assert (RemedyAct.VERIFY, RemedyStatus.OPEN) not in may
    assert (RemedyAct.PLAN, RemedyStatus.VERIFIED) not in may


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert faults(replace(OPEN, status=RemedyStatus.DONE), Asked(RemedyAct.ACCEPT, "  "), TODAY) == [
        Fault.NOT_NOW, Fault.NO_REASON, Fault.NO_EXPIRY,
    ]  # fmt: skip
    assert faults(OPEN, replace(ACCEPT, until=date(2026, 3, 1)), TODAY) == [Fault.PAST_EXPIRY]
    assert faults(OPEN, replace(ACCEPT, until=TODAY), TODAY) == []


def test_no_plan_goes_beyond_the_day_of_the_law() -> None:
    law = date(2026, 12, 24)
    assert faults(OPEN, Asked(RemedyAct.PLAN, due=date(2026, 12, 25)), TODAY, law) == [Fault.AFTER_LAW]
    assert faults(OPEN, Asked(RemedyAct.PLAN, due=law), TODAY, law) == []


def test_what_is_kept_has_its_line_in_the_audit_trail_and_who_is_second_has_none(tmp_path) -> None:
    store = SqliteStore.open(tmp_path)
    try:
        store.create_round(make_round())
        before = Remedy("a")
        assert keep(store, "r1", "xa-an-phu", before, ACCEPT, LAN) is None
        other = keep(store, "r1", "xa-an-phu", before, Asked(RemedyAct.PLAN, owner="minh"), Actor("minh", AT))
        assert other is not None
        assert other.status is RemedyStatus.ACCEPTED
        (line,) = store.audit()
        assert (line.what, line.about, line.before, line.after, line.reason) == (
            "remedy.accept", "round/r1/assessments/xa-an-phu/a", "open", "accepted", "Chờ ngân sách",
        )  # fmt: skip
    finally:
        store.close()
