"""How long a stage lasts, who is reminded, and what an appraiser has to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from appraisal_samples import AT, QUESTIONS, case, reply, verdict

from engine.appraisal.deadlines import due, is_late, lapsed, last_day, to_remind
from engine.appraisal.queues import bodies_for, queue
from engine.store.assessment_nouns import Assessment, Assignment, Deadline, Declined, Stage, Standing, Turn

DAY = date(2026, 4, 30)
DEADLINES = [Deadline("r1", Stage.FILLING, DAY), Deadline("r1", Stage.FILLING, DAY + timedelta(7), "xa-binh-minh")]


def assessment(unit: str = "xa-an-phu", stage: Stage = Stage.FILLING, **more: object) -> Assessment:
    return replace(Assessment("r1", unit, "report", "x", stage, AT), **more)


def test_a_unit_has_its_own_last_day_or_that_of_all() -> None:
    assert last_day(DEADLINES, Stage.FILLING, "xa-an-phu") == DAY
    assert last_day(DEADLINES, Stage.FILLING, "xa-binh-minh") == DAY + timedelta(7)
    assert last_day(DEADLINES, Stage.ANSWERING, "xa-an-phu") is None


def test_a_stage_lasts_to_the_end_of_its_last_day() -> None:
    found = due(assessment(), DEADLINES, DAY)
    assert found is not None
    assert (found.days_left, found.is_late) == (0, False)
    assert is_late(assessment(), DEADLINES, DAY + timedelta(1))
    assert due(assessment(stage=Stage.APPRAISAL), DEADLINES, DAY) is None
    assert due(assessment(standing=Standing.MERGED), DEADLINES, DAY) is None


def test_somebody_is_reminded_a_week_three_days_and_a_day_before() -> None:
    both = [assessment(), assessment("xa-binh-minh")]
    told = {days: [each.unit for each in to_remind(both, DEADLINES, DAY - timedelta(days))] for days in range(-8, 9)}
    assert {days: units for days, units in told.items() if units} == {
        7: ["xa-an-phu"], 3: ["xa-an-phu"], 1: ["xa-an-phu"], 0: ["xa-binh-minh"], -4: ["xa-binh-minh"], -6: ["xa-binh-minh"],
    }  # fmt: skip


def test_a_unit_that_does_not_answer_in_time_goes_on_as_it_is() -> None:
    answering = assessment(stage=Stage.ANSWERING)
    deadlines = [Deadline("r1", Stage.ANSWERING, DAY)]
    assert lapsed([answering, assessment()], deadlines, DAY) == []
    assert lapsed([answering, assessment()], deadlines, DAY + timedelta(1)) == [answering]


def tasks(assignments=(), declined=(), own=(), account="hoa", cases=None):
    cases = cases or [case(Stage.APPRAISAL, verdicts=(verdict("staffed"),)), case(Stage.APPRAISAL, unit="xa-binh-minh")]
    found = queue(cases, account, list(assignments), declined, own)
    return {each.unit: ([item.id for item in each.to_judge], [item.id for item in each.done]) for each in found}


def test_an_appraiser_has_what_the_own_bodies_verify() -> None:
    police, all_ = Assignment("r1", "police", "hoa"), Assignment("r1", "", "nam")
    assert tasks([police, all_]) == {"xa-an-phu": (["systems"], []), "xa-binh-minh": (["systems"], [])}
    assert tasks([police, all_], account="nam")["xa-an-phu"] == (["trained", "systems", "drills"], ["staffed"])
    assert tasks([police], account="nam") == {}


def test_where_nobody_was_assigned_anything_everybody_appraises_all() -> None:
    assert bodies_for("hoa", []) is None
    assert tasks()["xa-binh-minh"] == (list(QUESTIONS), [])


def test_the_own_agency_and_what_was_declined_is_in_no_queue() -> None:
    said = Declined("r1", "xa-an-phu", "hoa", "a brother works there", AT)
    assert list(tasks(declined=[said])) == ["xa-binh-minh"]
    assert list(tasks(declined=[replace(said, account="nam")])) == ["xa-an-phu", "xa-binh-minh"]
    assert list(tasks(own={"xa-binh-minh"})) == ["xa-an-phu"]


def test_only_what_is_contested_is_in_the_second_queue() -> None:
    verdicts = tuple(map(verdict, QUESTIONS))
    here = case(Stage.SECOND_APPRAISAL, verdicts=verdicts, replies=(reply("systems"),))
    (task,) = queue([here], "hoa", [], [], ())
    assert (task.turn, [each.id for each in task.to_judge]) == (Turn.SECOND, ["systems"])
    assert (
        queue(
            [case(stage, verdicts=verdicts) for stage in (Stage.FILLING, Stage.ANSWERING, Stage.COUNCIL)],
            "hoa",
            [],
            [],
            (),
        )
        == []
    )
