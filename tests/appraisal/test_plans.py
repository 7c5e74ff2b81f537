"""The plan of a unit: which basis it rests on, what is due when, and what has to be answered first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from appraisal_samples import VOCABULARY, claims

from engine.appraisal.asked import asked_items, unit_form
from engine.appraisal.case import Case
from engine.appraisal.plans import UnitPlan, has_plans, unit_plan
from engine.catalog import Offered
from engine.framework.missing import Missing
from engine.framework.reader import read_framework
from engine.scoring.planning import make_plan
from engine.store.assessment_nouns import Assessment, Stage, Turn, Verdict, VerdictKind
from engine.store.remedy_nouns import Remedy, RemedyStatus

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "plan_of_unit.yaml"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 4, 2)
HALF = claims(watched=0.0, trained=50.0, reported=40.0)


@pytest.fixture(scope="module")
def offered() -> Offered:
    read = read_framework(FILE, VOCABULARY)
    assert read.framework is not None
    assert read.file is not None
    return Offered(read.framework, make_plan(read.framework, VOCABULARY), read.file, "test", VOCABULARY)


def plan(offered: Offered, answers=HALF, stage=Stage.SETTLED, at=AT, verdicts=None, remedies=None) -> UnitPlan:
    form = unit_form(offered.framework)
    assert form is not None
    if verdicts is None:
        verdicts = [Verdict("r1", "xa-a", key.question, Turn.FIRST, VerdictKind.AGREE, "hoa", AT) for key in answers]
    asked = asked_items(offered.framework, VOCABULARY, form, answers)
    case = Case(Assessment("r1", "xa-a", "own", "x", stage, at), form, asked, verdicts=tuple(verdicts), answers=answers)
    return unit_plan(offered, case, remedies or {}, TODAY)


def test_a_framework_without_priorities_has_no_plans(offered: Offered) -> None:
    from appraisal_samples import framework

    assert has_plans(offered.framework)
    assert not has_plans(framework())


def test_what_is_mended_first_by_when_and_what_comes_of_it(offered: Offered) -> None:
    found = plan(offered)
    assert [(each.node.id, each.part.id, each.mend.urgency, each.due) for each in found.tasks] == [
        ("monitoring", "protection", pytest.approx(3 * 3 * 2 / 3), date(2026, 4, 1)),
        ("incidents", "reporting", pytest.approx(3 * 1 * 0.6), date(2026, 4, 1)),
        ("training", "protection", pytest.approx(1 * 3 * 0.5), date(2026, 8, 29)),
    ]
    # (3 × 16.67 + 40) / 4, then 83.33 and 40, 83.33 and 100, all
    assert [found.total, *(each.mend.in_order for each in found.tasks)] == pytest.approx([22.5, 72.5, 87.5, 100])
    assert [gate.id for gate in found.holds] == ["unwatched"]
    assert [gate.id for gate in found.gates(found.tasks[0].mend.lifts)] == ["unwatched"]
    assert (found.total_then, found.holds_then, found.first) == (100, (), ())


def test_the_day_of_the_law_comes_before_the_days_of_its_class_where_it_is_earlier(offered: Offered) -> None:
    late = plan(offered, at=datetime(2026, 12, 1, 9, tzinfo=UTC)).task("incidents")
    assert (late.due, late.law) == (date(2026, 12, 24), date(2026, 12, 24))


def test_while_the_form_is_filled_in_days_are_counted_from_today(offered: Offered) -> None:
    found = plan(offered, stage=Stage.FILLING)
    assert (found.since, found.is_provisional, found.basis) == (TODAY, True, "claimed")
    assert plan(offered, stage=Stage.ANSWERING).is_provisional
    assert not plan(offered).is_provisional


def test_it_rests_on_what_the_unit_may_see(offered: Offered) -> None:
    lower = Verdict("r1", "xa-a", "trained", Turn.FIRST, VerdictKind.CHANGE, "hoa", AT, "Ít hơn", claims(trained=10.0))
    rest = [Verdict("r1", "xa-a", q, Turn.FIRST, VerdictKind.AGREE, "hoa", AT) for q in ("watched", "reported")]

    def lost(stage: Stage) -> float:
        return plan(offered, stage=stage, verdicts=[lower, *rest]).task("training").mend.lost

    assert (lost(Stage.APPRAISAL), lost(Stage.ANSWERING), lost(Stage.SETTLED)) == pytest.approx((0.5, 0.9, 0.9))


def test_what_is_open_is_answered_first_and_what_is_not_verified_yet_says_so(offered: Offered) -> None:
    open_ = plan(offered, claims(watched=100.0, reported=100.0), Stage.FILLING)
    assert [each.node.id for each in open_.first] == ["training"]
    assert open_.tasks == ()
    unverified = plan(offered, stage=Stage.ANSWERING, verdicts=[])
    assert {each.mend.missing for each in unverified.first} == {Missing.NOT_VERIFIED}
    assert unverified.total is None
    assert unverified.total_then == 100


def test_where_everything_is_full_the_plan_is_empty(offered: Offered) -> None:
    found = plan(offered, claims(watched=100.0, trained=100.0, reported=100.0))
    assert (found.tasks, found.first, found.settled, found.total, found.holds) == ((), (), (), 100, ())


def test_the_units_own_day_its_lateness_and_what_was_accepted(offered: Offered) -> None:
    own = {
        "monitoring": Remedy("monitoring", RemedyStatus.ACCEPTED, accepted_until=date(2026, 4, 1), version=1),
        "training": Remedy("training", due=date(2026, 5, 1), version=1),
    }
    found = plan(offered, remedies=own)
    watched, trained, reported = (found.task(name) for name in ("monitoring", "training", "incidents"))
    assert (watched.status, watched.is_lapsed, watched.is_late) == (RemedyStatus.OPEN, True, True)
    assert (trained.due, trained.is_late) == (date(2026, 5, 1), False)
    assert reported.is_late  # yesterday
    done = plan(offered, remedies={"incidents": Remedy("incidents", RemedyStatus.DONE, version=1)}).task("incidents")
    assert not done.is_late


def test_what_was_planned_and_is_full_by_now_is_still_shown(offered: Offered) -> None:
    full = claims(watched=100.0, trained=100.0, reported=100.0)
    found = plan(offered, full, remedies={"training": Remedy("training", RemedyStatus.DONE, version=2)})
    (settled,) = found.settled
    assert (settled.node.id, settled.mend, settled.status) == ("training", None, RemedyStatus.DONE)


def test_points_that_no_document_proves_hold_the_plan_as_they_hold_the_score(offered: Offered) -> None:
    text = (
        FILE.read_text("utf-8").replace("gates:\n", EVIDENCE, 1).replace("  children:\n    - id: protection", SHARE, 1)
    )
    from engine.framework.reader import read_text

    read = read_text(text, "x.yaml", VOCABULARY)
    assert read.framework is not None, read.problems
    whole = replace(offered, framework=read.framework, plan=make_plan(read.framework, VOCABULARY))
    found = plan(whole, claims(watched=100.0, trained=100.0, reported=100.0))
    assert (found.total, [gate.id for gate in found.holds_then], found.tasks) == (84, ["unproven"], ())


EVIDENCE = """gates:
  - {id: unproven, when: "proven < 60", on: total, rule: cap, at: 84, reason: {vi: Thiếu tài liệu, en: Few documents}}
"""
SHARE = """  children:
    - {id: proven, title: {vi: Minh chứng, en: Documents}, from: evidence_share, scored: false}
    - id: protection"""
